"""Whatever a service answers on a bad day: no wrong value, nothing absent, the others stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Reading
from harvester.network.client import HttpClient
from harvester.sandbox import Fault, Faults, PaperFacts, RepositoryFacts, SandboxServer, World
from harvester.sandbox.faults import KINDS, NUMBER_KINDS
from harvester.sandbox.world import PageFacts, SubmissionFacts
from harvester.sources import SERVICE_RULES, SOURCES, Source, SourceConfig

PAPERS = tuple(
    PaperFacts(
        f"2401.0000{number}",
        f"Made-up Work of the Number {number}",
        ("Ada Maker", "Bo Weaver"),
        ("cs.CV", "cs.LG"),
        "2024-01-02",
        updated="2024-03-04",
        versions=2,
        dois=(f"10.1000/work{number}",),
        journal_ref="Journal of Rooms 12 (2024) 3-14",
        venue="Nature 2024",
        repository="ana/knee",
    )
    for number in (1, 2, 3)
)
PAGES = tuple(
    PageFacts(
        f"library{number}.example/work",
        title=f"Made-up Page of the Number {number}",
        authors=("Ada Maker", "Bo Weaver"),
        doi=f"10.1000/page{number}",
        venue="Made-up Letters",
        issued="2025-06",
        repository="ana/knee",
    )
    for number in (1, 2, 3)
)
SUBMISSIONS = tuple(
    SubmissionFacts(
        f"Forum{number}",
        f"Made-up Note of the Number {number}",
        ("Ada Maker", "Bo Weaver"),
        "ICLR 2025 Poster",
        "ICLR.cc/2025/Conference",
    )
    for number in (1, 2, 3)
)
WORLD = World(
    PAPERS,
    (RepositoryFacts("ana/knee", 11, stars=5), RepositoryFacts("o/rest", 12)),
    pages=PAGES,
    submissions=SUBMISSIONS,
)
RULES = {
    name: replace(rule, spacing=0.0, first_wait=0.001, limit_wait=0.001, attempts=1)
    for name, rule in SERVICE_RULES.items()
}
ASKED = {
    "crossref": tuple(Identifier("doi", paper.dois[0]) for paper in PAPERS),
    "europepmc": tuple(Identifier("doi", paper.dois[0]) for paper in PAPERS),
    "pubmed": tuple(Identifier("doi", paper.dois[0]) for paper in PAPERS),
    "unpaywall": tuple(Identifier("doi", paper.dois[0]) for paper in PAPERS),
    "github": (Identifier("github", "ana/knee"), Identifier("github", "o/rest")),
    "github-raw": (Identifier("github", "ana/knee"),),
    "landing-pages": tuple(Identifier("url", f"https://{page.address}") for page in PAGES),
    "openreview": tuple(Identifier("openreview", one.forum) for one in SUBMISSIONS),
}
PAGE_SERVICE = "pages"
"""What the sandbox calls the service of landing pages."""
SOURCES_OF = {PAGE_SERVICE: "landing-pages", "raw": "github-readmes"}
OF_ONE_RECORD = {*NUMBER_KINDS, "two-titles", "other-record"}
ONE_BY_ONE = {
    "datacite",
    "dblp",
    "huggingface",
    "landing-pages",
    "openreview",
    "unpaywall",
}
"""Of these services an answer is about one thing; the fault strikes one of them."""
TOKENS = {"github": ("", "made-up-token"), "openreview": ("made-up-token",)}
OF_ANOTHER_PAGE = ("pages", "other-record")
"""A page is known by its address alone: what it names is compared with the entry."""
EVERY = [
    (name, kind, token, after)
    for name, kinds in KINDS.items()
    for kind in kinds
    for token in TOKENS.get(name, ("",))
    for after in ((0, 1) if name == PAGE_SERVICE else (0,))  # robots.txt, then the page
    if kind != "hang" and (name, kind) != OF_ANOTHER_PAGE
]
UNSEEN = {"older-version", "missing-fields"}
"""Nobody can tell these from sound answers; they stand in the cache until it is stale."""


def source_of(service: str, server: SandboxServer, token: str = "") -> Source:
    name = SOURCES_OF.get(service, service)
    declaration = next(one for one in SOURCES if one.name == name)
    config = SourceConfig(
        server.endpoints,
        {service: token} if token else {},
        contact="ann@lists.example.org",
        titles={Identifier("arxiv", paper.id): paper.title for paper in PAPERS},
    )
    source = declaration.build(config)
    assert source is not None
    return source


def answers(source: Source, folder: Path, locks: str = "locks") -> dict[Identifier, Lookup]:
    asked = ASKED.get(source.service, tuple(Identifier("arxiv", paper.id) for paper in PAPERS))
    with HttpClient(folder / "cache", RULES, time_factor=0, locks=folder / locks) as client:
        lookups = list(source.lookup(asked, client))
    assert sorted(identifier for identifier, _ in lookups) == sorted(asked)
    return dict(lookups)


def readings(source: Source, lookups: Mapping[Identifier, Lookup]) -> dict[Identifier, Reading]:
    return {
        identifier: source.read(lookup.record)
        for identifier, lookup in lookups.items()
        if isinstance(lookup, Found)
    }


@pytest.mark.parametrize(("service", "kind", "token", "after"), EVERY)
def test_no_bad_day_tells_anything_wrong(
    tmp_path: Path, service: str, kind: str, token: str, after: int
) -> None:
    with SandboxServer(world=WORLD, polite=False, time_factor=0) as server:
        source = source_of(service, server, token)
        well = readings(source, answers(source, tmp_path / "well"))
        assert len(well) == len(ASKED.get(source.service, PAPERS))
        server.faults = Faults([Fault(service, kind, times=1, after=after)])
        lookups = answers(source, tmp_path)
        assert server.log.faults == {f"{service}={kind}": 1}
        struck = readings(source, lookups)
        for identifier, reading in struck.items():
            told, true = dict(reading.fields), dict(well[identifier].fields)
            if kind == "older-version":
                assert told.pop("version") == 1
                assert told.pop("updated") == true["submitted"]
            assert told.items() <= true.items()
        assert not [one for one in lookups.values() if isinstance(one, NotFound)]
        failures = [one.reason for one in lookups.values() if isinstance(one, Failed)]
        assert all("\n" not in reason and "Another work" not in reason for reason in failures)
        if kind in OF_ONE_RECORD and source.service not in ONE_BY_ONE:
            assert len(struck) >= len(well) - 1 - (kind == "other-record")
        if kind not in UNSEEN:
            server.faults = Faults()
            assert readings(source, answers(source, tmp_path, "locks of a later day")) == well
