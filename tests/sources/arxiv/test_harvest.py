"""Harvests of what changed: tokens that are void, kills, days that are complete."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.arxiv_index.snapshot import SnapshotRecord, parse_line
from harvester.model import Failed, Identifier
from harvester.network.client import HttpClient
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.services.arxiv.atom import abstract_of
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.harvest import HarvestPage
from harvester.sources.arxiv.index_changes import snapshot_record
from harvester.sources.arxiv.oai_pmh import ArxivOai
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.sources.arxiv.oai_server import deleted, document, error, opened, raw


def pages(request: ReceivedRequest) -> Reply:
    token = request.params().get("resumptionToken")
    if token is None:
        assert request.params()["from"] == "2026-11-20"
        more = "<resumptionToken expirationDate='x'>from%3D2026-11-20&amp;skip=1</resumptionToken>"
        return document(f"<ListRecords>{raw('2401.00001')}{more}</ListRecords>")
    assert token == "from%3D2026-11-20&skip=1"
    last = (
        f"<ListRecords>{raw('2401.00002')}{deleted('2401.00003')}<resumptionToken/></ListRecords>"
    )
    return document(last)


def given(harvested: list[HarvestPage | Failed]) -> list[str]:
    return [
        record.identifier.value
        for page in harvested
        if isinstance(page, HarvestPage)
        for record in page.records
    ]


def test_a_harvest_follows_tokens_and_goes_on_after_a_kill(tmp_path: Path) -> None:
    with Loopback(pages).running() as server:
        with opened(tmp_path) as client:
            first = next(ArxivOai(server.url).harvest("2026-11-20", client))
        with opened(tmp_path) as client:
            harvested = list(ArxivOai(server.url).harvest("2026-11-20", client))
        assert len(server.asked) == 2
    assert isinstance(first, HarvestPage)
    assert first.token == "from%3D2026-11-20&skip=1"
    last = harvested[-1]
    assert isinstance(last, HarvestPage)
    assert [str(record.identifier) for record in last.records] == ["arxiv:2401.00002"]
    assert (last.deleted, last.token) == ((Identifier("arxiv", "2401.00003"),), None)


def test_the_day_after_a_kill_the_answers_and_tokens_of_yesterday_are_void(tmp_path: Path) -> None:
    with Loopback(pages).running() as server:
        with opened(tmp_path) as client:
            next(ArxivOai(server.url).harvest("2026-11-20", client))
        with opened(tmp_path, datetime(2026, 11, 24, 1, tzinfo=UTC)) as client:
            list(ArxivOai(server.url).harvest("2026-11-20", client))
        assert len(server.asked) == 3


def test_a_harvest_at_its_end_leaves_no_pages_behind(tmp_path: Path) -> None:
    with Loopback(pages).running() as server, opened(tmp_path) as client:
        list(ArxivOai(server.url).harvest("2026-11-20", client))
        list(ArxivOai(server.url).harvest("2026-11-20", client))
        assert len(server.asked) == 4


def test_a_void_token_costs_a_new_start_from_the_last_complete_day(tmp_path: Path) -> None:
    page = (
        f"<ListRecords>{raw('2401.00001', day='2026-11-19')}{raw('2401.00002', day='2026-11-21')}"
        "<resumptionToken>t</resumptionToken></ListRecords>"
    )
    rest = f"<ListRecords>{raw('2401.00002', day='2026-11-21')}{raw('2401.00003')}</ListRecords>"
    replies = in_turn(document(page), error("badResumptionToken"), document(rest))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        harvested = list(ArxivOai(server.url).harvest("2026-11-19", client))
    assert given(harvested) == ["2401.00001", "2401.00002", "2401.00002", "2401.00003"]
    assert [request.params().get("from") for request in server.asked] == [
        "2026-11-19",
        None,
        "2026-11-21",
    ]
    assert [page.through for page in harvested if isinstance(page, HarvestPage)] == [
        "2026-11-21"
    ] * 2


def test_a_token_kept_from_another_day_is_tried_and_then_replaced(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if "resumptionToken" in request.params():
            return error("badResumptionToken", "expired")
        return document(f"<ListRecords>{raw('2401.00001')}</ListRecords>")

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        harvested = list(ArxivOai(server.url).harvest("2026-11-20", client, token="old"))
    assert given(harvested) == ["2401.00001"]
    assert len(server.asked) == 2


def test_a_server_that_refuses_its_own_tokens_ends_the_harvest(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if "resumptionToken" in request.params():
            return error("badResumptionToken", "expired")
        return document("<ListRecords><resumptionToken>t</resumptionToken></ListRecords>")

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        harvested = list(ArxivOai(server.url).harvest("2026-11-20", client))
    assert isinstance(harvested[-1], Failed)
    assert len(server.asked) <= 4


def test_changes_that_ran_away_under_a_token_end_it_well(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if "resumptionToken" in request.params():
            return error("noRecordsMatch")
        return document(
            f"<ListRecords>{raw('2401.00001')}<resumptionToken>t</resumptionToken></ListRecords>"
        )

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        last = list(ArxivOai(server.url).harvest("2026-11-19", client))[-1]
    assert last == HarvestPage((), (), None, "2026-11-20")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (error("noRecordsMatch"), HarvestPage),
        (error("badResumptionToken"), Failed),
        (error("badArgument", "start date too early"), Failed),
        (Reply("Rate exceeded."), Failed),
    ],
)
def test_harvests_without_records(
    tmp_path: Path, reply: Reply, kind: type[HarvestPage | Failed]
) -> None:
    with Loopback(in_turn(reply)).running() as server, opened(tmp_path) as client:
        harvested = list(ArxivOai(server.url).harvest("2026-11-20", client))
    assert [type(page) for page in harvested] == [kind]


def test_a_token_that_leads_to_itself_ends(tmp_path: Path) -> None:
    page = document("<ListRecords><resumptionToken>again</resumptionToken></ListRecords>")
    with Loopback(in_turn(page)).running() as server, opened(tmp_path) as client:
        harvested = list(ArxivOai(server.url).harvest("2026-11-20", client))
    assert isinstance(harvested[-1], Failed)
    assert len(server.asked) <= 2


@pytest.mark.parametrize(
    ("since", "asked"),
    [
        ("1991-08-01", "2005-09-16"),
        ("2031-01-01", "2026-11-23"),
        ("2026-11-23", "2026-11-23"),
        ("2026-11-20T04:00:00Z", "2026-11-20"),
    ],
)
def test_days_that_arxiv_refuses_are_not_asked_for(tmp_path: Path, since: str, asked: str) -> None:
    replies = in_turn(error("noRecordsMatch"))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        list(ArxivOai(server.url).harvest(since, client))
    assert server.asked[0].params()["from"] == asked


def test_a_control_character_in_one_record_does_not_spoil_its_page(tmp_path: Path) -> None:
    spoilt = raw("2401.00001").replace("made-up abstract", "made-up\x0c abstract\x01")
    replies = in_turn(document(f"<ListRecords>{spoilt}{raw('2401.00002')}</ListRecords>"))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        harvested = list(ArxivOai(server.url).harvest("2026-11-20", client))
    assert given(harvested) == ["2401.00001", "2401.00002"]


PAPERS = tuple(
    PaperFacts(
        f"2401.0000{number}",
        f"Made-up paper {number} on $\\omega$",
        ("Ana \u00d8rsted", "Bo van der Li"),
        ("cs.CV", "eess.IV"),
        "2024-01-02",
        updated=f"2026-11-1{number}",
        versions=2,
        dois=("10.1000/one",),
        journal_ref="J. Invented 1",
        comment="5 pages",
    )
    for number in range(7)
)


def test_the_sandbox_is_harvested_whole_and_says_what_the_snapshot_says(tmp_path: Path) -> None:
    with (
        SandboxServer(world=World(PAPERS), polite=False, oai_page=2) as sandbox,
        HttpClient(tmp_path, SERVICE_RULES, time_factor=0.0, locks=tmp_path) as client,
    ):
        pages_read = list(ArxivOai(sandbox.endpoints["arxiv-oai"]).harvest("2026-11-11", client))
    assert given(pages_read) == [f"2401.0000{number}" for number in range(1, 7)]
    assert isinstance(pages_read[-1], HarvestPage)
    assert pages_read[-1].through == "2026-11-16"
    assert isinstance(pages_read[0], HarvestPage)
    line = {
        "id": "2401.00001",
        "title": "Made-up paper 1 on $\\omega$",
        "authors": "Ana \u00d8rsted, Bo van der Li",
        "authors_parsed": [["\u00d8rsted", "Ana", ""], ["Li", "Bo van der", ""]],
        "versions": [{"version": "v1", "created": "Tue, 2 Jan 2024 02:26:18 GMT"}],
        "categories": "cs.CV eess.IV",
        "doi": "10.1000/one",
        "journal-ref": "J. Invented 1",
        "comments": "5 pages",
        "abstract": abstract_of(PAPERS[1]),
    }
    harvested = snapshot_record(pages_read[0].records[0])
    assert isinstance(harvested, SnapshotRecord)
    assert harvested == parse_line(json.dumps(line))
