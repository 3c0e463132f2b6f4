"""DBLP: the published record beside the preprint's; its wall is never read as data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Record
from harvester.network.client import HttpClient
from harvester.sandbox import Fault, Faults, PaperFacts, SandboxServer, World
from harvester.sources import SERVICE_RULES
from harvester.sources.dblp import DECLARATION, DblpSource
from tests.loopback import Loopback, Reply
from tests.paths import SHARED

RECORDED = SHARED / "recorded" / "dblp"
TITLE = "Made-up Trees & Their “Roots”"
PUBLISHED = PaperFacts(
    "2401.00001", TITLE, ("Ada Maker",), ("cs.CV",), "2024-01-02", venue="CVPR 2025"
)
PREPRINT = PaperFacts("2401.00002", "Made-up Dunes", ("Ada Maker", "Bo Weaver"), (), "2024-01-02")
HOMONYM = PaperFacts(
    "2401.00003", "Made-up Dunes", ("Cy Turner",), (), "2024-01-03", venue="ICLR 2024"
)
PAPERS = (PUBLISHED, PREPRINT, HOMONYM)
TITLES = {Identifier("arxiv", paper.id): paper.title for paper in PAPERS}


def ask(folder: Path, endpoint: str) -> dict[str, Lookup]:
    source = DblpSource(endpoint, TITLES)
    with HttpClient(folder, SERVICE_RULES, time_factor=0, locks=folder) as client:
        return {one.value: lookup for one, lookup in source.lookup(list(TITLES), client)}


def test_the_published_record_is_taken_and_no_namesake(tmp_path: Path) -> None:
    with SandboxServer(world=World(PAPERS)) as server:
        lookups = ask(tmp_path, server.endpoints["dblp"])
    fields = {}
    for paper in PAPERS:
        lookup = lookups[paper.id]
        assert isinstance(lookup, Found)
        fields[paper.id] = dict(DblpSource().read(lookup.record).fields)
        assert str(fields[paper.id]["title"]) == paper.title
    assert fields[PUBLISHED.id]["event_title"] == "CVPR 2025"
    assert "event_title" not in fields[PREPRINT.id]
    assert fields[HOMONYM.id]["event_title"] == "ICLR 2024"


def test_a_paper_whose_title_nobody_knows_is_not_asked() -> None:
    assert not DblpSource().accepts(Identifier("arxiv", "2401.00001"))
    assert not DECLARATION.on_by_default


@pytest.mark.parametrize("kind", ["wall-500", "wall-200"])
def test_the_wall_is_a_failure(tmp_path: Path, kind: str) -> None:
    with SandboxServer(world=World(PAPERS), faults=Faults([Fault("dblp", kind)])) as server:
        lookups = ask(tmp_path, server.endpoints["dblp"])
    assert all(isinstance(one, Failed) for one in lookups.values())


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_the_recorded_wall_is_a_failure(tmp_path: Path) -> None:
    page = (RECORDED / "anubis_challenge_500.html").read_text("utf-8")
    with Loopback(lambda _: Reply(page, 200)).running() as server:
        lookups = ask(tmp_path, server.url)
    assert all(isinstance(one, Failed) and "bots" in one.reason for one in lookups.values())


def test_no_hit_is_an_absence(tmp_path: Path) -> None:
    empty = json.dumps({"result": {"hits": {"@total": "0", "@sent": "0"}}})
    with Loopback(lambda _: Reply(empty, 200)).running() as server:
        assert all(isinstance(one, NotFound) for one in ask(tmp_path, server.url).values())


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_recorded_hits_are_read() -> None:
    read = []
    for line in (RECORDED / "hits_540.jsonl").read_text("utf-8").splitlines():
        record = Record(
            "dblp", Identifier("local", "-"), "", "", json.dumps(json.loads(line)["info"])
        )
        read.append(dict(DblpSource().read(record).fields))
    assert len(read) == 540
    titles = [str(fields["title"]) for fields in read]
    assert not [title for title in titles if "&amp;" in title or "&quot;" in title]
    names = [str(name) for fields in read for name in fields.get("authors", ())]  # type: ignore[union-attr]
    assert not [name for name in names if name[-4:].isdigit()]
    published = [fields for fields in read if {"event_title", "container_title"} & fields.keys()]
    assert len(published) > 200
    assert all(fields["issued"] for fields in published)
