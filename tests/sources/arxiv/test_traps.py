"""What arXiv's interfaces do that a manual does not tell, one test for each trap."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, PersonName, Reading
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.atom import ArxivSource
from harvester.sources.arxiv.oai_pmh import ArxivOai
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.network.raw_server import RawServer, silent
from tests.paths import SHARED
from tests.sources.arxiv.atom_server import all_known, asked_ids, entry, feed
from tests.sources.arxiv.oai_server import document, raw

RECORDED = SHARED / "recorded" / "arxiv"
QUICK = replace(SERVICE_RULES["arxiv"], spacing=0.0, first_wait=0.01, limit_wait=0.01)
PAPER = "2401.00001"


def client(folder: Path, **changes: float) -> HttpClient:
    rule = replace(QUICK, **changes)  # type: ignore[arg-type] # only figures are changed here
    return HttpClient(folder, {"arxiv": rule}, locks=folder)


def ids(count: int) -> list[str]:
    return [f"2401.{number:05}" for number in range(1, count + 1)]


def request(
    server: Loopback | RawServer, opened: HttpClient, values: list[str]
) -> dict[str, Lookup]:
    asked = [Identifier("arxiv", value) for value in values]
    answers = ArxivSource(server.url + "/api/query").lookup(asked, opened)
    return {identifier.value: lookup for identifier, lookup in answers}


def read(lookup: Lookup) -> Reading:
    assert isinstance(lookup, Found)
    return ArxivSource().read(lookup.record)


def test_a_form_is_sent_on_to_where_the_address_moved(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if request.path == "/api/query":
            return Reply("", 301, {"Location": "/moved/api/query"})
        return all_known(request)

    with Loopback(answer).running() as server, client(tmp_path, longest_url=300) as opened:
        answers = request(server, opened, ids(100))
    assert [request.method for request in server.asked] == ["POST", "POST"]
    assert len(asked_ids(server.asked[1])) == 100
    assert all(isinstance(lookup, Found) for lookup in answers.values())


def test_an_address_that_is_too_long_for_the_front_end_becomes_a_form(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if request.method == "GET" and len(request.path) > 500:
            return Reply("<html>URI Too Long</html>", 414)
        return all_known(request)

    with Loopback(answer).running() as server, client(tmp_path) as opened:
        answers = request(server, opened, ids(100))
    assert [request.method for request in server.asked] == ["GET", "POST"]
    assert server.asked[1].headers["content-type"] == "application/x-www-form-urlencoded"
    assert all(isinstance(lookup, Found) for lookup in answers.values())


def test_a_front_end_that_finds_a_form_too_long_is_a_failure(tmp_path: Path) -> None:
    replies = in_turn(Reply("<html>URI Too Long</html>", 414))
    with Loopback(replies).running() as server, client(tmp_path) as opened:
        answers = request(server, opened, ids(3))
    assert all(isinstance(answer, Failed) for answer in answers.values())
    assert len(server.asked) == 2


def test_no_more_than_a_hundred_ids_are_asked_for_and_as_many_results(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server, client(tmp_path) as opened:
        request(server, opened, ids(201))
    sizes = [(len(asked_ids(r)), r.params()["max_results"]) for r in server.asked]
    assert sizes == [(100, "100"), (100, "100"), (1, "1")]  # never 0, which is a server error


def test_of_two_versions_in_an_answer_the_latest_counts(tmp_path: Path) -> None:
    for place, versions in enumerate(((1, 3), (3, 1), (2, 10))):
        body = feed(*(entry(PAPER, version) for version in versions))
        with (
            Loopback(in_turn(Reply(body))).running() as server,
            client(tmp_path / f"{place}") as it,
        ):
            reading = read(request(server, it, [PAPER])[PAPER])
        assert dict(reading.fields)["version"] == max(versions)


def test_an_answer_that_takes_for_ever_is_a_failure(tmp_path: Path) -> None:
    held: list[RawServer] = []
    with (
        RawServer(silent(held)).running() as server,
        client(tmp_path, timeout=0.1, attempts=1) as opened,
    ):
        held.append(server)
        answers = request(server, opened, [PAPER])
    assert answers[PAPER] == Failed("arxiv: no answer within 0.1 s")


def test_a_control_character_in_one_entry_does_not_spoil_the_feed(tmp_path: Path) -> None:
    body = feed(entry(PAPER, title="A\x0b \x0cTitle"), entry("2401.00002"))
    with Loopback(in_turn(Reply(body))).running() as server, client(tmp_path) as opened:
        answers = request(server, opened, [PAPER, "2401.00002"])
    assert dict(read(answers[PAPER]).fields)["title"] == "A Title"


@pytest.mark.parametrize(
    ("prologue", "charset"),
    [
        ("\ufeff<?xml version='1.0' encoding='UTF-8'?>", "utf-8"),
        ("\n <?xml version='1.0' encoding='UTF-8'?>\n", "utf-8"),
        ("<?xml version='1.0' encoding='ISO-8859-1'?>", "iso-8859-1"),
        ("", "utf-8"),
    ],
)
def test_a_feed_may_begin_in_any_way(tmp_path: Path, prologue: str, charset: str) -> None:
    body = prologue + feed(entry(PAPER, title="\u00c9tude")).partition("?>")[2]
    header = {"Content-Type": f"application/atom+xml; charset={charset}"}
    reply = Reply(body.encode(charset), headers=header)
    with Loopback(in_turn(reply)).running() as server, client(tmp_path) as opened:
        assert dict(read(request(server, opened, [PAPER])[PAPER]).fields)["title"] == "\u00c9tude"


def test_entries_with_gaps_are_read_as_far_as_they_go(tmp_path: Path) -> None:
    authors = "<author><name> </name></author><author><name>Ada Maker</name></author>"
    bare = entry(PAPER, authors=authors)
    bare = re.sub(
        r"<arxiv:primary_category[^>]*/>|<summary>.*?</summary>", "", bare, flags=re.DOTALL
    )
    with Loopback(in_turn(Reply(feed(bare)))).running() as server, client(tmp_path) as opened:
        fields = dict(read(request(server, opened, [PAPER])[PAPER]).fields)
    assert fields["authors"] == (PersonName("Maker", "Ada"),)
    assert fields["primary_category"] == "cs.RO"
    assert "abstract" not in fields


def test_an_old_feed_without_version_leaves_the_number_open(tmp_path: Path) -> None:
    old = entry(PAPER).replace(f"{PAPER}v1</id>", f"{PAPER}</id>")
    with Loopback(in_turn(Reply(feed(old)))).running() as server, client(tmp_path) as opened:
        reading = read(request(server, opened, [PAPER])[PAPER])
    assert "version" not in dict(reading.fields)
    assert dict(reading.fields)["updated"] == "2024-02-03"
    assert [version.number for version in reading.versions] == [1]


@pytest.mark.parametrize("secure", ["http://arxiv.org/abs/", "https://arxiv.org/abs/"])
def test_ids_are_read_from_either_kind_of_address(tmp_path: Path, secure: str) -> None:
    body = feed(entry(PAPER, 2)).replace("http://arxiv.org/abs/", secure)
    with Loopback(in_turn(Reply(body))).running() as server, client(tmp_path) as opened:
        assert dict(read(request(server, opened, [PAPER])[PAPER]).fields)["version"] == 2


def both(request: ReceivedRequest) -> Reply:
    if "verb" in request.params():
        value = request.params()["identifier"].removeprefix("oai:arXiv.org:")
        return document(f"<GetRecord>{raw(value)}</GetRecord>")
    return all_known(request)


def test_all_of_arxiv_is_one_service_with_one_spacing(tmp_path: Path) -> None:
    with Loopback(both).running() as server, client(tmp_path, spacing=0.2) as opened:
        request(server, opened, [PAPER])
        oai = list(ArxivOai(server.url + "/oai").lookup([Identifier("arxiv", PAPER)], opened))
        request(server, opened, ["2401.00002"])
    assert isinstance(oai[0][1], Found)
    times = [request.arrived for request in server.asked]
    assert all(later - earlier >= 0.19 for earlier, later in pairwise(times))
    assert len(times) == 3
    assert server.overlaps == 0


def test_a_block_by_one_interface_of_arxiv_ends_all_of_them_for_the_run(tmp_path: Path) -> None:
    denied = Reply("<html><title>Access denied</title></html>", 403)
    with Loopback(in_turn(denied)).running() as server, client(tmp_path) as opened:
        request(server, opened, [PAPER])
        ((_, oai),) = ArxivOai(server.url).lookup([Identifier("arxiv", PAPER)], opened)
        pages = list(ArxivOai(server.url).harvest("2026-11-20", opened))
    assert isinstance(oai, Failed)
    assert [type(page) for page in pages] == [Failed]
    assert len(server.asked) == 1


@pytest.mark.skipif(not RECORDED.exists(), reason="the recorded answers are not here")
@pytest.mark.parametrize(
    ("name", "status", "kind", "why"),
    [
        ("atom-2026/id_abc_s0_m100.xml", 400, Failed, "incorrect id format for abc"),
        ("atom-legacy/error_1234.12345_documented.xml", 200, Failed, "for 1234.12345"),
        ("atom-legacy/error_start_not_int_400_2020.xml", 400, Failed, "start must be an integer"),
        ("atom-2026/rate_exceeded_429.txt", 429, Failed, "rate limit"),
        ("atom-2026/rate_exceeded_200.txt", 200, Failed, "'Rate exceeded.' in place of a feed"),
        ("atom-2026/empty_body_200.txt", 200, Failed, "an empty body"),
        ("atom-2026/id_0808.05394_s0_m100.xml", 200, NotFound, "arXiv does not know it"),
    ],
)
def test_recorded_errors_are_told_from_absence(
    tmp_path: Path, name: str, status: int, kind: type[Failed | NotFound], why: str
) -> None:
    reply = Reply((RECORDED / name).read_bytes(), status)
    with Loopback(in_turn(reply)).running() as server, client(tmp_path) as opened:
        lookup = request(server, opened, [PAPER])[PAPER]
    assert isinstance(lookup, kind)
    assert isinstance(lookup, (Failed, NotFound))
    assert why in lookup.reason
