"""The door: what it caches, retries, refuses, and how it speaks of failures."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from harvester.errors import BadInput
from harvester.model import Failed
from harvester.network.client import CachedRecord, Final, HttpClient, Request, Response, ServiceRule
from harvester.network.request_log import load_request_log
from tests.loopback import Loopback, Reply, in_turn
from tests.network.raw_server import RawServer, silent

QUICK = {
    "svc": ServiceRule("svc", spacing=0.0, first_wait=0.01, limit_wait=0.02, revalidate=True),
    "strict": ServiceRule("strict", spacing=0.0, first_wait=0.01, refused=frozenset({401, 403})),
}
FRESH = timedelta(seconds=QUICK["svc"].freshness)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@contextmanager
def opened(folder: Path, offline: bool = False, now: datetime = NOON) -> Iterator[HttpClient]:
    with HttpClient(
        folder / "cache",
        QUICK,
        contact="someone@example.org",
        offline=offline,
        now=lambda: now,
        locks=folder,
    ) as client:
        yield client


def good(answer: Response) -> str | None:
    return None if answer.text.startswith("good") else "not good"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "cache").glob("*.sqlite*"))}


def test_second_run_asks_nothing_and_changes_no_byte(tmp_path: Path) -> None:
    text = "good ✓ \x00 \u2028 <a>&amp;\r\n"
    with Loopback(in_turn(Reply(text))).running() as server:
        request = Request("svc", "GET", server.url + "/x", (("q", "a b"),), validate=good)
        with opened(tmp_path) as client:
            first = client.fetch(request)
            assert client.fresh_until is None  # it was asked
            client.store_records("svc", [CachedRecord("one", "2026-11-23T10:00:00Z", "u", "body")])
        before = bytes_of(tmp_path)
        with opened(tmp_path, now=NOON + timedelta(hours=2)) as client:
            second = client.fetch(request)
            assert [part.body for part in client.load_records("svc", ["one", "two"])] == ["body"]
            assert (client.counts("svc").requests, client.counts("svc").cached) == (0, 2)
            assert client.fresh_until == datetime(2026, 11, 23, 10, tzinfo=UTC) + FRESH
    assert isinstance(first, Response)
    assert second == replace(first, cached=True)
    assert first.text == text
    assert bytes_of(tmp_path) == before
    assert len(server.asked) == 1
    assert server.asked[0].headers["user-agent"].startswith("harvester/")
    assert "mailto:someone@example.org" in server.asked[0].headers["user-agent"]


def test_answers_grow_old_and_are_revalidated(tmp_path: Path) -> None:
    replies = in_turn(Reply("good 1", headers={"ETag": '"e1"'}), Reply("", 304))
    with Loopback(replies).running() as server:
        request = Request("svc", "GET", server.url + "/x", validate=good)
        with opened(tmp_path) as client:
            client.fetch(request)
        later = NOON + timedelta(days=2)
        with opened(tmp_path, now=later) as client:
            answer = client.fetch(request)
            again = client.fetch(request)
    assert server.asked[1].headers["if-none-match"] == '"e1"'
    assert isinstance(answer, Response)
    assert isinstance(again, Response)
    assert (answer.text, answer.retrieved_at) == ("good 1", "2026-11-25T12:00:00Z")
    assert again.cached
    assert len(server.asked) == 2


@pytest.mark.parametrize(
    "bad", [Reply("nonsense"), Reply("x", 503), Reply("x", 429), Reply("good", cut=True)]
)
def test_passing_faults_are_retried_and_never_cached(tmp_path: Path, bad: Reply) -> None:
    with Loopback(in_turn(bad, Reply("good"))).running() as server, opened(tmp_path) as client:
        answer = client.fetch(Request("svc", "GET", server.url, validate=good))
    assert isinstance(answer, Response)
    assert answer.text == "good"
    assert len(server.asked) == 2


@pytest.mark.parametrize("status", [400, 404, 410, 418])
def test_other_statuses_are_final_and_leave_the_circuit_closed(tmp_path: Path, status: int) -> None:
    replies = in_turn(Reply("no", status), Reply("good"))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        first = client.fetch(Request("svc", "GET", server.url + "/1"))
        second = client.fetch(Request("svc", "GET", server.url + "/2"))
    assert first == Failed(f"svc: unexpected status {status}")
    assert isinstance(second, Response)


def test_circuit_opens_after_exhausted_attempts_and_for_that_service_only(tmp_path: Path) -> None:
    def answer(request: object) -> Reply:
        return Reply("down", 503) if "down" in str(request) else Reply("good")

    with Loopback(answer).running() as server, opened(tmp_path) as client:
        failed = client.fetch(Request("svc", "GET", server.url + "/down"))
        asked = len(server.asked)
        refused = client.fetch(Request("svc", "GET", server.url + "/fine"))
        other = client.fetch(Request("strict", "GET", server.url + "/fine"))
        assert client.refusal("svc") is not None
    assert failed == Failed("svc: server error (status 503)")
    assert asked == 3
    assert refused == Failed("svc: left alone for this run after: server error (status 503)")
    assert isinstance(other, Response)


def test_cached_answers_are_given_while_the_circuit_is_open(tmp_path: Path) -> None:
    replies = in_turn(Reply("good"), Reply("Access denied", 403))
    with Loopback(replies).running() as server, opened(tmp_path) as client:
        first = Request("strict", "GET", server.url + "/known")
        client.fetch(first)
        client.fetch(Request("strict", "GET", server.url + "/other"))
        assert client.refusal("strict") is not None
        assert isinstance(client.fetch(first), Response)
    assert len(server.asked) == 2  # a refusal is not asked about again


def test_long_retry_after_ends_the_service_without_waiting(tmp_path: Path) -> None:
    reply = Reply("", 429, {"Retry-After": "86400"})
    with Loopback(in_turn(reply)).running() as server, opened(tmp_path) as client:
        answer = client.fetch(Request("svc", "GET", server.url))
    assert answer == Failed("svc: rate limit (status 429), asks to wait 86400 s")
    assert len(server.asked) == 1


def test_one_strange_body_fails_alone_two_in_a_row_open_the_circuit(tmp_path: Path) -> None:
    with Loopback(in_turn(Reply("bad"))).running() as server, opened(tmp_path) as client:
        for name in "ab":
            client.fetch(Request("svc", "GET", f"{server.url}/{name}", validate=good))
            assert (client.refusal("svc") is not None) == (name == "b")


def test_a_final_reason_is_not_retried(tmp_path: Path) -> None:
    with Loopback(in_turn(Reply("bad"))).running() as server, opened(tmp_path) as client:
        for name in "abc":
            request = Request(
                "svc", "GET", f"{server.url}/{name}", validate=lambda _: Final("void token")
            )
            assert client.fetch(request) == Failed("svc: unusable answer: void token")
        assert client.refusal("svc") is None
    assert len(server.asked) == 3


def test_unusable_cached_answer_is_evicted(tmp_path: Path) -> None:
    with Loopback(in_turn(Reply("old"), Reply("good"))).running() as server:
        with opened(tmp_path) as client:
            client.fetch(Request("svc", "GET", server.url))
        with opened(tmp_path) as client:
            answer = client.fetch(Request("svc", "GET", server.url, validate=good))
    assert isinstance(answer, Response)
    assert answer.text == "good"


def test_what_shapes_an_answer_keeps_cached_answers_apart(tmp_path: Path) -> None:
    with Loopback(in_turn(*(Reply(f"good {n}") for n in range(9)))).running() as server:
        base = Request("svc", "GET", server.url)
        asks = [
            base,
            replace(base, params=(("a", "1"),)),
            replace(base, params=(("a", "2"),)),
            replace(base, headers=(("Accept", "text/x"),)),
            replace(base, method="POST", body="a"),
            replace(base, method="POST", body="b"),
            replace(base, secret_headers=(("Authorization", "token one"),)),
        ]
        with opened(tmp_path) as client:
            answers = [client.fetch(request) for request in asks]
            other_token = replace(base, secret_headers=(("Authorization", "token two"),))
            assert client.fetch(other_token) == replace(as_answer(answers[-1]), cached=True)
    assert len({as_answer(answer).text for answer in answers}) == len(asks)


def as_answer(answer: Response | Failed) -> Response:
    assert isinstance(answer, Response)
    return answer


def test_offline_answers_from_the_cache_however_old_and_says_what_it_lacked(tmp_path: Path) -> None:
    with Loopback(in_turn(Reply("good"))).running() as server:
        with opened(tmp_path) as client:
            client.fetch(Request("svc", "GET", server.url + "/a"))
        with opened(tmp_path, offline=True, now=NOON + timedelta(days=900)) as client:
            old = client.fetch(Request("svc", "GET", server.url + "/a"))
            lacking = client.fetch(Request("svc", "GET", server.url + "/b"))
            assert client.lacked == [f"svc GET {server.url}/b"]
    assert isinstance(old, Response)
    assert lacking == Failed("svc: offline, and the cache does not hold the answer")
    assert len(server.asked) == 1


def test_listed_statuses_are_handed_back_and_cached_only_if_asked(tmp_path: Path) -> None:
    both = frozenset({200, 404})
    with Loopback(in_turn(Reply("none", 404))).running() as server, opened(tmp_path) as client:
        loose = Request("svc", "GET", server.url + "/a", statuses=both)
        kept = Request("svc", "GET", server.url + "/b", statuses=both, cache_statuses=both)
        for request in (loose, loose, kept, kept):
            assert as_answer(client.fetch(request)).status == 404
    assert [request.path for request in server.asked] == ["/a", "/a", "/b"]


def test_damaged_cache_files_are_set_aside_and_named(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    for name in ("responses.sqlite", "records.sqlite"):
        (tmp_path / "cache" / name).write_bytes(b"not a database at all" * 300)
    with Loopback(in_turn(Reply("good"))).running() as server, opened(tmp_path) as client:
        assert isinstance(client.fetch(Request("svc", "GET", server.url)), Response)
        assert list(client.load_records("svc", ["one"])) == []
        assert len(client.notes) == 2
    assert (tmp_path / "cache" / "responses.sqlite.damaged").exists()


@pytest.mark.parametrize("name", ["responses.sqlite", "records.sqlite"])
@pytest.mark.parametrize("seed", range(6))
def test_damage_in_the_middle_of_a_cache_file_costs_the_answers_in_it_alone(
    tmp_path: Path, name: str, seed: int
) -> None:
    keys = [str(number) for number in range(16)]

    def run(url: str) -> list[str]:
        with opened(tmp_path) as client:
            for key in keys:
                assert (
                    as_answer(client.fetch(Request("svc", "GET", f"{url}/{key}"))).text
                    == "good" * 999
                )
            for part in client.load_records("svc", keys):
                assert part.body == "x" * 3000
            client.store_records(
                "svc", [CachedRecord(k, "2026-11-23T12:00:00Z", "u", "x" * 3000) for k in keys]
            )
            return client.notes

    with Loopback(in_turn(Reply("good" * 999))).running() as server:
        assert run(server.url) == []
        path, chance = tmp_path / "cache" / name, random.Random(seed)
        content = bytearray(path.read_bytes())
        at = chance.randrange(4096, len(content) - 8192)
        content[at : at + 8192] = chance.randbytes(8192)
        path.write_bytes(content)
        assert run(server.url) == [
            f"{name} was damaged; set aside as {name}.damaged and built anew"
        ]
        assert run(server.url) == []
        assert len(server.asked) <= 32


def test_a_cache_folder_that_cannot_be_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(BadInput, match="no cache folder"), opened(tmp_path):
        pass


def test_ledger_has_a_line_per_request_and_survives_a_cut_line(tmp_path: Path) -> None:
    replies = in_turn(Reply("x", 503), Reply("good"))
    with Loopback(replies).running() as server:
        with opened(tmp_path) as client:
            client.fetch(Request("svc", "GET", server.url + "/a"))
        path = tmp_path / "cache" / "ledger.jsonl"
        path.write_text(path.read_text() + '{"run": "cut o')
    rows = load_request_log(tmp_path / "cache")
    assert [row["outcome"] for row in rows] == ["answered", "answered", "totals"]
    assert [row.get("status") for row in rows] == [503, 200, None]
    named = ("asked", "answered", "from_cache", "failed", "bytes")
    assert [rows[-1][name] for name in named] == [2, 1, 0, 0, 5]


def test_shortened_waits_shorten_no_patience_with_a_slow_answer(tmp_path: Path) -> None:
    with (
        Loopback(in_turn(Reply("good", delay=1.2))).running() as server,
        HttpClient(tmp_path, {}, time_factor=0.0, locks=tmp_path) as client,
    ):
        assert isinstance(client.fetch(Request("links", "GET", server.url)), Response)
    assert len(server.asked) == 1


def test_dead_host_and_slow_host_fail_in_plain_words(tmp_path: Path) -> None:
    rules = {name: ServiceRule(name, timeout=0.1, attempts=1) for name in ("slow", "dead")}
    held: list[RawServer] = []
    with (
        RawServer(silent(held)).running() as server,
        HttpClient(tmp_path, rules, locks=tmp_path) as client,
    ):
        held.append(server)
        slow = client.fetch(Request("slow", "GET", server.url))
        dead = client.fetch(Request("dead", "GET", "http://127.0.0.1:1/"))
    assert slow == Failed("slow: no answer within 0.1 s")
    assert dead == Failed("dead: connection failed: ConnectionError")
