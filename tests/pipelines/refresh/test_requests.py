"""What a run with every source costs: as few requests as batches allow, none on the same day."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import ceil
from pathlib import Path

import pytest

from harvester.sandbox import SandboxServer, World
from harvester.sandbox.world import PageFacts, made_up_repository
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import harvest
from tests.pipelines.small_world import AUTHORS, entry, papers

PAPERS = tuple(
    replace(
        one,
        title=f"Made-up Study of the {number}th Thing in Rooms",
        dois=(f"10.1000/thing{number}",),
        venue="Nature 2025",
        repository=f"ada/thing{number}" if number % 2 else "",
    )
    for number, one in enumerate(papers(130), 1)
)
REPOSITORIES = tuple(made_up_repository(one.repository) for one in PAPERS if one.repository)
PAGES = tuple(
    PageFacts(f"{host}.example/work", title=f"Made-up Work of {host}", authors=AUTHORS)
    for host in ("first", "second")
)
MOST = {
    "arxiv": ceil(len(PAPERS) / 100),
    "crossref": ceil(len(PAPERS) / 50),
    "openalex": ceil(len(PAPERS) / 100),
    "semanticscholar": ceil(len(PAPERS) / 500),
    "github": ceil(len(REPOSITORIES) / 100),
    "pages": 2 * len(PAGES),  # the page, and the robots.txt of its host
    "europepmc": ceil(len(PAPERS) / 100),
    "pubmed": 2 * ceil(len(PAPERS) / 200),
}
HISTORY = "/oai"
"""The versions of each paper are asked for once, in the first run, and count apart."""
ONE_BY_ONE = "huggingface = false\nunpaywall = false\ndblp = false\nopenreview = false\n"
ON = "europepmc = true\npubmed = true\n"


def asked(server: SandboxServer, since: int = 0) -> Counter[str]:
    entries = server.log.entries[since:]
    return Counter(one.service for one in entries if not one.path.startswith(HISTORY))


def test_a_run_asks_in_batches_and_a_second_one_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "made-up")
    listed = [entry(one) for one in PAPERS]
    listed += [
        entry(replace(PAPERS[0], title=page.title)).replace(
            f"https://arxiv.org/abs/{PAPERS[0].id}", f"https://{page.address}"
        )
        for page in PAGES
    ]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "list.md").write_text("\n".join(["# Papers", "", *listed]), "utf-8")
    world = World(PAPERS, REPOSITORIES, pages=PAGES)
    with SandboxServer(world=world, time_factor=0) as server:
        text = f"{sandbox_settings(server, 0)}\n[sources]\n{ONE_BY_ONE}{ON}"
        (tmp_path / SETTINGS_FILE).write_text(text, "utf-8")
        code, printed = harvest(tmp_path, "refresh")
        assert code == 0, printed
        first, after = asked(server), len(server.log.entries)
        searches = sum("search_query=ti" in one.asked for one in server.log.entries)
        code, printed = harvest(tmp_path, "refresh")
        assert code == 0, printed
        assert asked(server, after) == Counter()
    assert searches <= 2 * len(PAGES)
    first["arxiv"] -= searches
    assert {name: first[name] for name in MOST} == MOST
    assert first.keys() <= MOST.keys()
