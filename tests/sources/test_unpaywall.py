"""Unpaywall: free copies of articles; asked only with an e-mail address."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Record
from harvester.network.client import HttpClient
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.world import PageFacts
from harvester.sources import SERVICE_RULES, Role, SourceConfig, sources
from harvester.sources.unpaywall import DECLARATION, UnpaywallSource
from tests.paths import SHARED

PAPER = PaperFacts(
    "2401.00001",
    "Made-up Rhythms",
    ("Ada Maker",),
    ("q-bio.TO",),
    "2024-01-02",
    dois=("10.1000/a",),
)
PAGE = PageFacts("a.example/b", title="Made-up Tides", doi="10.1000/closed", issued="2024")
RECORDED = SHARED / "recorded" / "unpaywall"


def ask(folder: Path, email: str) -> dict[str, Lookup]:
    ids = [Identifier("doi", one) for one in ("10.1000/a", "10.1000/closed", "10.1000/none")]
    rules = {**SERVICE_RULES, "unpaywall": replace(SERVICE_RULES["unpaywall"], attempts=1)}
    with (
        SandboxServer(world=World((PAPER,), pages=(PAGE,))) as server,
        HttpClient(folder, rules, time_factor=0, locks=folder) as client,
    ):
        source = UnpaywallSource(server.endpoints["unpaywall"], email)
        lookups = {one.value: lookup for one, lookup in source.lookup(ids, client)}
    for path in folder.rglob("*"):
        assert not email or not path.is_file() or email.encode() not in path.read_bytes()
    return lookups


def test_free_closed_and_unknown_articles(tmp_path: Path) -> None:
    lookups = ask(tmp_path, "ann@lists.example.org")
    free, closed = lookups["10.1000/a"], lookups["10.1000/closed"]
    assert isinstance(free, Found)
    assert isinstance(closed, Found)
    assert dict(UnpaywallSource().read(free.record).fields) == {
        "open_access": "green",
        "open_access_url": "https://arxiv.org/abs/2401.00001",
    }
    assert UnpaywallSource().read(closed.record).fields == (("open_access", "closed"),)
    assert isinstance(lookups["10.1000/none"], NotFound)


def test_a_refused_address_says_nothing_of_the_articles(tmp_path: Path) -> None:
    assert all(isinstance(one, Failed) for one in ask(tmp_path, "").values())


@pytest.mark.parametrize(("contact", "asked"), [("", 0), ("https://a.b", 0), ("a@b.org", 1)])
def test_without_an_email_address_it_is_off(contact: str, asked: int) -> None:
    config = SourceConfig({"unpaywall": "https://api.unpaywall.org/v2"}, contact=contact)
    assert len(sources(Role.ENRICHES, ["unpaywall"], config)) == asked
    assert DECLARATION.needs_contact


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_recorded_answers_name_kind_and_place() -> None:
    kinds = {}
    for path in sorted(RECORDED.glob("doi_*.json")):
        text = path.read_text("utf-8")
        identifier = Identifier("doi", json.loads(text)["doi"])
        fields = dict(UnpaywallSource().read(Record("", identifier, "", "", text)).fields)
        kinds[str(fields["open_access"])] = "open_access_url" in fields
    assert kinds == {**dict.fromkeys(("bronze", "gold", "green", "hybrid"), True), "closed": False}
