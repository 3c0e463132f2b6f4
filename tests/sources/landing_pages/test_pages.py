"""One polite request a page; robots.txt is obeyed; refusals and walls say nothing of the paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Relation
from harvester.network.client import HttpClient
from harvester.sandbox import SandboxServer, World
from harvester.sandbox.faults import parse_faults
from harvester.sandbox.world import PageFacts
from harvester.sources import SERVICE_RULES
from harvester.sources.landing_pages.pages import LandingPagesSource

TIDES = PageFacts(
    "library.example/tides",
    title="Made-up Tides of Small Moons",
    authors=("Ada Maker", "Bo Weaver"),
    doi="10.1234/tides.9",
    venue="Made-up Letters",
    issued="2025-06",
    repository="ana/tides",
)
PAGES = (
    TIDES,
    PageFacts("wall.example/a", "challenge"),
    PageFacts("shut.example/a", "refused"),
    PageFacts("robots.example/a", "closed", title="Hidden"),
    PageFacts("old.example/a", "moved", target="https://library.example/tides"),
    PageFacts("round.example/a", "moved", target="https://round.example/a"),
    PageFacts("blog.example/a", title="A Post Without Authors"),
)


def ask(folder: Path, *urls: str, faults: str = "") -> dict[str, Lookup]:
    with (
        SandboxServer(world=World(pages=PAGES), faults=parse_faults(faults)) as server,
        HttpClient(folder, SERVICE_RULES, time_factor=0.0001, locks=folder) as client,
    ):
        source = LandingPagesSource(server.endpoints["landing-pages"])
        identifiers = [Identifier("url", f"https://{url}") for url in urls]
        return {one.value: lookup for one, lookup in source.lookup(identifiers, client)}


def test_a_page_is_read(tmp_path: Path) -> None:
    (lookup,) = ask(tmp_path, "library.example/tides").values()
    assert isinstance(lookup, Found)
    reading = LandingPagesSource().read(lookup.record)
    fields = dict(reading.fields)
    assert fields["title"] == TIDES.title
    assert (fields["container_title"], fields["issued"]) == ("Made-up Letters", "2025-06")
    assert reading.identifiers == (Identifier("doi", "10.1234/tides.9"),)
    target = Identifier("github", "ana/tides")
    assert reading.relations == (Relation("IsSupplementedBy", target, "landing-pages"),)


def test_a_moved_page_is_followed(tmp_path: Path) -> None:
    (lookup,) = ask(tmp_path, "old.example/a").values()
    assert isinstance(lookup, Found)
    assert lookup.record.identifier.value == "https://old.example/a"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("wall.example/a", "a wall instead of the page"),
        ("shut.example/a", "refuses programs (status 403)"),
        ("robots.example/a", "keeps programs out"),
        ("round.example/a", "in circles"),
    ],
)
def test_a_refusal_says_nothing_of_the_paper(tmp_path: Path, url: str, words: str) -> None:
    (lookup,) = ask(tmp_path, url).values()
    assert isinstance(lookup, Failed)
    assert words in lookup.reason


@pytest.mark.parametrize("url", ["library.example/none", "blog.example/a"])
def test_a_page_that_is_not_there_or_names_no_paper(tmp_path: Path, url: str) -> None:
    (lookup,) = ask(tmp_path, url).values()
    assert isinstance(lookup, NotFound)


NIGHT = datetime(2026, 11, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize("url", ["wall.example/a", "shut.example/a"])
def test_a_wall_is_asked_ever_less_often(tmp_path: Path, url: str) -> None:
    """At first each night, then rarely; a refusal that is not asked again is none less."""
    with SandboxServer(world=World(pages=PAGES)) as server:
        nights = [ask_on(server, tmp_path, url, NIGHT + timedelta(days=at)) for at in range(60)]
    assert all(isinstance(lookup, Failed) for lookup, _ in nights)
    asked = [at for at, (_, requests) in enumerate(nights) if requests]
    assert asked == [0, 1, 3, 7, 15, 28, 41, 54]


def test_a_wall_that_has_fallen_is_forgotten_and_the_page_kept(tmp_path: Path) -> None:
    with SandboxServer(world=World(pages=PAGES)) as server:
        server.faults = parse_faults("pages=403")
        assert isinstance(ask_on(server, tmp_path, "library.example/tides", NIGHT)[0], Failed)
        server.faults = parse_faults("")
        later = [
            ask_on(server, tmp_path, "library.example/tides", NIGHT + timedelta(hours=hours))
            for hours in (1, 48)
        ]
    assert all(isinstance(lookup, Found) for lookup, _ in later)
    assert [requests for _, requests in later] == [1, 0]


def ask_on(server: SandboxServer, folder: Path, url: str, now: datetime) -> tuple[Lookup, int]:
    """Return the answer for one page at a time, and how many requests the page took."""
    server.log.clear()
    with HttpClient(
        folder, SERVICE_RULES, now=lambda: now, time_factor=0.0001, locks=folder
    ) as client:
        source = LandingPagesSource(server.endpoints["landing-pages"])
        ((_, lookup),) = source.lookup([Identifier("url", f"https://{url}")], client)
    return lookup, sum("robots" not in entry.path for entry in server.log.entries)


def test_one_host_that_is_down_leaves_the_others(tmp_path: Path) -> None:
    lookups = ask(tmp_path, "shut.example/a", "library.example/tides")
    assert isinstance(lookups["https://library.example/tides"], Found)


def test_a_server_out_of_order_is_not_asked_for_the_page(tmp_path: Path) -> None:
    """Only its robots.txt is struck; the page would be there."""
    (lookup,) = ask(tmp_path, "library.example/tides", faults="pages=503*1").values()
    assert isinstance(lookup, Failed)
    assert "503" in lookup.reason


def test_private_networks_are_not_asked(tmp_path: Path) -> None:
    with HttpClient(tmp_path, SERVICE_RULES, time_factor=0.0001, locks=tmp_path) as client:
        page = Identifier("url", "http://127.0.0.1:1/secret")
        ((_, lookup),) = LandingPagesSource().lookup([page], client)
    assert isinstance(lookup, Failed)
    assert "private" in lookup.reason
