"""arXiv's Atom API as it really behaves: each trap of it has a test."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.atom import ArxivSource
from tests.loopback import Loopback, ReceivedRequest, Reply, in_turn
from tests.sources.arxiv.atom_server import all_known, asked_ids, entry, error_feed, feed

RULE = replace(SERVICE_RULES["arxiv"], spacing=0.0, first_wait=0.01, limit_wait=0.01)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@contextmanager
def opened(folder: Path, longest_url: int = 4000) -> Iterator[HttpClient]:
    rules = {"arxiv": replace(RULE, longest_url=longest_url)}
    with HttpClient(folder, rules, now=lambda: NOW, locks=folder) as client:
        yield client


def ids(count: int) -> list[str]:
    return [f"2401.{number:05d}" for number in range(1, count + 1)]


def look_up(server: Loopback, client: HttpClient, values: Sequence[str]) -> dict[str, Lookup]:
    source = ArxivSource(server.url + "/api/query")
    asked = [Identifier("arxiv", value) for value in values]
    answers = list(source.lookup(asked, client))
    assert sorted(identifier for identifier, _ in answers) == sorted(set(asked))
    return {identifier.value: lookup for identifier, lookup in answers}


def test_batches_of_a_hundred_matched_by_id_in_any_order(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, ids(250))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert [len(asked_ids(request)) for request in server.asked] == [100, 100, 50]
    assert [request.params()["max_results"] for request in server.asked] == ["100", "100", "50"]
    for value, answer in answers.items():
        assert isinstance(answer, Found)
        assert f"abs/{value}v1" in answer.record.body


def test_another_batch_asks_for_new_ids_only(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server:
        with opened(tmp_path) as client:
            look_up(server, client, ids(30))
        with opened(tmp_path) as client:
            answers = look_up(server, client, [*ids(30)[5:], "2312.00007"])
            assert client.counts("arxiv").requests == 1
    assert asked_ids(server.asked[1]) == ["2312.00007"]
    assert sum(isinstance(a, Found) and a.cached for a in answers.values()) == 25


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server:
        with opened(tmp_path) as client:
            lookups = ArxivSource(server.url).lookup(
                [Identifier("arxiv", value) for value in ids(250)], client
            )
            for _ in range(150):
                next(lookups)
        with opened(tmp_path) as client:
            look_up(server, client, ids(250))
    assert [len(asked_ids(request)) for request in server.asked] == [100, 100, 50]


PROGRAM = """
import sys
from pathlib import Path
from dataclasses import replace
from harvester.model import Identifier
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.atom import ArxivSource
rules = {"arxiv": replace(SERVICE_RULES["arxiv"], spacing=0.05)}
with HttpClient(Path(sys.argv[2]), rules, locks=Path(sys.argv[2])) as client:
    asked = [Identifier("arxiv", f"2401.{n:05d}") for n in range(1, 501)]
    for found in ArxivSource(sys.argv[1]).lookup(asked, client):
        pass
"""


def test_killed_at_any_moment_the_next_run_asks_only_what_was_not_answered(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server:
        command = [sys.executable, "-c", PROGRAM, server.url, str(tmp_path)]
        for wanted in (1, 3):
            process = subprocess.Popen(command)
            while len(server.asked) < wanted:
                time.sleep(0.005)
            process.kill()
            process.wait()
        assert subprocess.run(command).returncode == 0
        sent = [value for request in server.asked for value in asked_ids(request)]
        assert len(set(sent)) == 500
        assert len(server.asked) <= 7  # five batches, and at most one under way at each kill
        assert subprocess.run(command).returncode == 0
        assert len(server.asked) <= 7


def test_malformed_ids_are_never_sent(tmp_path: Path) -> None:
    bad = ["abc", "2401.1", "", "2413.00001", "2401.00001,2401.00002", "hep-th/99", "cs.XX/1"]
    with Loopback(all_known).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, [*bad, "2401.00009"])
    assert asked_ids(server.asked[0]) == ["2401.00009"]
    assert all(isinstance(answers[value], NotFound) for value in bad)
    assert isinstance(answers["2401.00009"], Found)


def test_however_an_id_is_written_it_is_sent_bare_and_answered_in_each_form(
    tmp_path: Path,
) -> None:
    forms = ["2401.00001", "2401.00001v1", "arXiv:2401.00001v2", " 2401.00001.pdf "]
    old = ["math.CA/0611800", "math/0611800v3"]
    with Loopback(all_known).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, [*forms, *old, *forms])
        again = look_up(server, client, [*forms, *old])
    assert [asked_ids(request) for request in server.asked] == [["2401.00001", "math/0611800"]]
    for value, lookup in (*answers.items(), *again.items()):
        assert isinstance(lookup, Found)
        assert lookup.record.identifier.value == ("math/0611800" if value in old else "2401.00001")


def test_an_id_that_arxiv_calls_malformed_costs_itself_only(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if "2401.00003" in asked_ids(request):
            return Reply(error_feed("incorrect id format for 2401.00003"), 400)
        return all_known(request)

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, ids(6))
    assert len(server.asked) == 2
    assert isinstance(answers.pop("2401.00003"), Failed)
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_unknown_ids_are_not_found_and_young_ones_not_yet(tmp_path: Path) -> None:
    text = feed(entry("2401.00001"))
    values = ["2401.00001", "2401.00002", "2611.00003", "2612.00004"]
    with Loopback(in_turn(Reply(text))).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, values)
        again = look_up(server, client, values)
    assert answers["2401.00002"] == NotFound("arXiv does not know it")
    for value in ("2611.00003", "2612.00004"):
        lookup = answers[value]
        assert isinstance(lookup, NotFound)
        assert lookup.reason.startswith("not yet")
    assert again["2401.00002"] == NotFound("arXiv does not know it", cached=True)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "bad",
    [
        Reply("Rate exceeded.", 429),
        Reply("Rate exceeded."),
        Reply(""),
        Reply("\n"),
        Reply("<html><body>Service Unavailable</body></html>", 503),
        Reply("<!DOCTYPE html><html><body>Rate exceeded</body></html>"),
        Reply(feed(*(entry(value) for value in ids(6)))[:-400]),
        Reply(feed(*(entry(value) for value in ids(6))), cut=True),
        Reply(error_feed("something went wrong")),
        Reply(feed()),
        Reply(feed(total=6)),
        Reply(feed(entry("2401.00001")).replace("published", "unpublished")),
        Reply("<rss></rss>"),
        Reply("x", 504),
    ],
    ids=lambda reply: f"{reply.status}-{reply.body[:20]!r}",
)
def test_faults_are_failed_and_never_absence(tmp_path: Path, bad: Reply) -> None:
    with Loopback(in_turn(bad)).running() as server:
        with opened(tmp_path) as client:
            answers = look_up(server, client, ids(6))
            assert all(isinstance(answer, Failed) for answer in answers.values())
        server.answer = all_known
        with opened(tmp_path) as client:
            answers = look_up(server, client, ids(6))
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_one_passing_fault_costs_nothing(tmp_path: Path) -> None:
    replies = [Reply("Rate exceeded.", 429), Reply("")]

    def answer(request: ReceivedRequest) -> Reply:
        return replies.pop(0) if replies else all_known(request)

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, ids(6))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert len(server.asked) == 3


def test_access_denied_ends_arxiv_for_the_run(tmp_path: Path) -> None:
    denied = Reply("<html><title>Access denied</title></html>", 403)
    with Loopback(in_turn(denied)).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, ids(250))
    assert len(server.asked) == 1
    assert all(isinstance(answer, Failed) for answer in answers.values())


def test_http_is_followed_to_where_it_leads(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        if request.path.startswith("/api"):
            return Reply("", 301, {"Location": "/moved" + request.path})
        return all_known(request)

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, ids(3))
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_a_long_url_becomes_a_form(tmp_path: Path) -> None:
    with Loopback(all_known).running() as server, opened(tmp_path, longest_url=300) as client:
        answers = look_up(server, client, ids(100))
    assert [request.method for request in server.asked] == ["POST"]
    assert server.asked[0].path == "/api/query"
    assert all(isinstance(answer, Found) for answer in answers.values())


def test_pages_that_are_cut_short_are_followed(tmp_path: Path) -> None:
    def answer(request: ReceivedRequest) -> Reply:
        start = int(request.params()["start"])
        values = asked_ids(request)
        page = [entry(value) for value in values[start : start + 10]]
        return Reply(feed(*page, total=len(values)))

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        answers = look_up(server, client, ids(25))
    assert all(isinstance(answer, Found) for answer in answers.values())
    assert len(server.asked) == 3


def test_an_entry_that_was_not_asked_for_is_no_answer(tmp_path: Path) -> None:
    replies = in_turn(Reply(feed(entry("2312.99999"))))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        assert isinstance(look_up(server, client, ["2401.00001"])["2401.00001"], NotFound)
