"""Quotas hold over runs and processes of a day, and what a service said of them is remembered."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from harvester.model import Failed
from harvester.network.client import HttpClient, Request, Response, ServiceRule
from tests.loopback import Loopback, Reply, in_turn

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
RULES = {
    "few": ServiceRule("few", spacing=0.0, daily_quota=5, attempts=1),
    "svc": ServiceRule("svc", spacing=0.0, first_wait=0.01, limit_wait=0.01, total_seconds=600),
}
PROGRAM = """
import sys
from pathlib import Path
from harvester.network.client import HttpClient, Request, Response, ServiceRule
rules = {"few": ServiceRule("few", spacing=0.0, daily_quota=20)}
with HttpClient(Path(sys.argv[2]), rules, locks=Path(sys.argv[2]).parent) as client:
    requests = [Request("few", "GET", f"{sys.argv[1]}/{n}") for n in range(15)]
    print(sum(isinstance(client.fetch(request), Response) for request in requests))
"""


@contextmanager
def run(folder: Path, name: str, now: datetime = NOON) -> Iterator[HttpClient]:
    """Give the door of one run with a cache of its own; all runs share the locks."""
    with HttpClient(folder / name, RULES, now=lambda: now, locks=folder) as client:
        yield client


def request(url: str, service: str = "svc", token: str = "") -> Request:
    secret = (("Authorization", f"Bearer {token}"),) if token else ()
    return Request(service, "GET", url, secret_headers=secret)


def test_a_days_quota_holds_over_all_runs_of_the_day(tmp_path: Path) -> None:
    with Loopback(lambda _: Reply("good")).running() as server:
        for name in ("morning", "noon", "evening"):
            with run(tmp_path, name) as client:
                rows = [client.fetch(request(f"{server.url}/{n}", "few")) for n in range(3)]
        assert rows[-1] == Failed("few: the quota of 5 requests a day (UTC) is used up")
        assert len(server.asked) == 5
        with run(tmp_path, "tomorrow", NOON + timedelta(hours=12)) as client:
            assert isinstance(client.fetch(request(f"{server.url}/new", "few")), Response)


def test_a_days_quota_counts_retries_and_redirects(tmp_path: Path) -> None:
    rules = {"few": ServiceRule("few", spacing=0.0, daily_quota=3, first_wait=0.01)}
    with (
        Loopback(in_turn(Reply("down", 503))).running() as server,
        HttpClient(tmp_path, rules, locks=tmp_path) as client,
    ):
        client.fetch(request(server.url, "few"))
        assert isinstance(client.fetch(request(server.url, "few")), Failed)
    assert len(server.asked) == 3


def test_a_days_quota_holds_over_processes_at_once(tmp_path: Path) -> None:
    with Loopback(lambda _: Reply("good")).running() as server:
        command = [sys.executable, "-c", PROGRAM, server.url]
        started = [
            subprocess.Popen([*command, str(tmp_path / name)], stdout=subprocess.PIPE, text=True)
            for name in ("one", "two")
        ]
        answered = [int(process.communicate(timeout=60)[0]) for process in started]
    assert sum(answered) == 20
    assert len(server.asked) == 20


OPENALEX = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "7200", "Retry-After": "7200"}
GITHUB = {
    "x-ratelimit-remaining": "0",
    "x-ratelimit-reset": str(int((NOON + timedelta(hours=2)).timestamp())),
}
DATED = {"Retry-After": format_datetime(NOON + timedelta(hours=2), usegmt=True)}


@pytest.mark.parametrize(("status", "headers"), [(429, OPENALEX), (403, GITHUB), (503, DATED)])
def test_who_asked_for_hours_is_left_alone_by_later_runs_until_then(
    tmp_path: Path, status: int, headers: dict[str, str]
) -> None:
    replies = in_turn(Reply("later", status, headers), Reply("good"))
    with Loopback(replies).running() as server:
        with run(tmp_path, "one") as client:
            assert isinstance(client.fetch(request(server.url)), Failed)
            assert isinstance(client.fetch(request(server.url + "/other")), Failed)
        assert len(server.asked) == 1
        with run(tmp_path, "two", NOON + timedelta(minutes=119)) as client:
            answer = client.fetch(request(server.url))
        assert isinstance(answer, Failed)
        assert answer.reason.endswith(" until 14:00 UTC")
        assert len(server.asked) == 1
        with run(tmp_path, "three", NOON + timedelta(minutes=121)) as client:
            assert isinstance(client.fetch(request(server.url)), Response)


def test_a_quota_is_that_of_a_login_and_of_a_host(tmp_path: Path) -> None:
    spent = Reply("", 403, GITHUB)
    with (
        Loopback(in_turn(spent, Reply("good"))).running() as server,
        Loopback(lambda _: Reply("good")).running() as other,
    ):
        with run(tmp_path, "one") as client:
            assert isinstance(client.fetch(request(server.url)), Failed)
        with run(tmp_path, "two") as client:
            assert isinstance(client.fetch(request(server.url)), Failed)
            assert isinstance(client.fetch(request(other.url)), Response)
            assert isinstance(client.fetch(request(server.url, token="made-up-token")), Response)
    written = b"".join(path.read_bytes() for path in tmp_path.glob("*.quota.json"))
    assert b"made-up-token" not in written


def test_the_last_of_a_quota_is_the_last_request(tmp_path: Path) -> None:
    replies = in_turn(Reply("good", headers=GITHUB))
    with Loopback(replies).running() as server, run(tmp_path, "one") as client:
        assert isinstance(client.fetch(request(server.url + "/1")), Response)
        assert isinstance(client.fetch(request(server.url + "/2")), Failed)
        assert isinstance(client.fetch(request(server.url + "/1")), Response)  # the cache holds it
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "wait", ["9" * 400, "1e308", "Fri, 31 Dec 9999 23:59:59 GMT", "99999999999999999999", "86401"]
)
def test_absurd_patience_is_granted_for_a_day(tmp_path: Path, wait: str) -> None:
    replies = in_turn(Reply("", 429, {"Retry-After": wait}), Reply("good"))
    with Loopback(replies).running() as server:
        with run(tmp_path, "one") as client:
            assert isinstance(client.fetch(request(server.url)), (Failed, Response))
        if len(server.asked) == 1:
            with run(tmp_path, "two", NOON + timedelta(hours=23)) as client:
                assert isinstance(client.fetch(request(server.url)), Failed)
            with run(tmp_path, "three", NOON + timedelta(hours=25)) as client:
                assert isinstance(client.fetch(request(server.url)), Response)
        else:
            assert wait == "1e308"  # no number that HTTP knows: retried as if it were not there


@pytest.mark.parametrize("wait", ["0", "-5", "Mon, 23 Nov 2020 12:00:00 GMT", "soon", "nan", ""])
def test_patience_of_no_length_is_a_plain_retry(tmp_path: Path, wait: str) -> None:
    headers = {"Retry-After": wait, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "nan"}
    with (
        Loopback(in_turn(Reply("", 503, headers), Reply("good"))).running() as server,
        HttpClient(tmp_path / "c", RULES, time_factor=0.01, locks=tmp_path) as client,
    ):
        assert isinstance(client.fetch(request(server.url)), Response)
    assert len(server.asked) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"day": 1}', "\x00", '{"closed": {"a": []}}'])
def test_a_damaged_memory_counts_as_none(tmp_path: Path, content: str) -> None:
    with Loopback(lambda _: Reply("good")).running() as server:
        with run(tmp_path, "one") as client:
            assert isinstance(client.fetch(request(server.url + "/1", "few")), Response)
        (memory,) = tmp_path.glob("*.quota.json")
        memory.write_text(content)
        with run(tmp_path, "two") as client:
            assert isinstance(client.fetch(request(server.url + "/2", "few")), Response)
