"""The door against servers that break every rule: one line says so, in time."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

from harvester.model import Failed
from harvester.network.client import HttpClient, Request, Response, ServiceRule
from harvester.network.failures import RequestFailure
from harvester.network.messages import RedirectStep
from harvester.network.transport import Transport
from tests.loopback import Loopback, ReceivedRequest, Reply
from tests.network.raw_server import RawServer, dripping, reset, saying

OK = b"HTTP/1.1 200 OK\r\n"
RULES = {name: ServiceRule(name, spacing=0.0, attempts=1) for name in ("svc", "other")}


def asked(folder: Path, url: str) -> Response | Failed:
    with HttpClient(folder / "cache", RULES, locks=folder) as client:
        answer = client.fetch(Request("svc", "GET", url))
    if isinstance(answer, Failed):
        with HttpClient(folder / "cache", RULES, offline=True, locks=folder) as client:
            assert isinstance(client.fetch(Request("svc", "GET", url)), Failed), (
                "a failure was cached"
            )
    return answer


def many_headers() -> bytes:
    lines = b"".join(b"X-%d: y\r\n" % number for number in range(100_000))
    return OK + lines + b"Content-Length: 2\r\n\r\nok"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\x00\xff garbage that is no HTTP \x80\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        OK + b"Content-Length: 100\r\n\r\nonly this",
        OK
        + b"Content-Length: 100\r\nContent-Encoding: gzip\r\n\r\n"
        + gzip.compress(b"x" * 99, mtime=0)[:20],
        OK + b"Content-Encoding: gzip\r\nContent-Length: 7\r\n\r\nno gzip",
        OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n",
        OK + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        many_headers(),
        b"HTTP/1.1 304 Not Modified\r\n\r\n",
        b"HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_broken_answers_fail_in_one_line(tmp_path: Path, answer: bytes) -> None:
    with RawServer(saying(answer)).running() as server:
        lookup = asked(tmp_path, server.url)
    assert isinstance(lookup, Failed)
    assert lookup.reason.startswith("svc: ")
    assert "\n" not in lookup.reason
    assert lookup.reason.isprintable()


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 2", OK + b"Content-Length: 50\r\n\r\nhalf of"])
def test_a_reset_connection_fails_in_one_line(tmp_path: Path, start: bytes) -> None:
    with RawServer(reset(start)).running() as server:
        lookup = asked(tmp_path, server.url)
    assert isinstance(lookup, Failed)
    assert lookup.reason.startswith("svc: connection failed: ")


@pytest.mark.parametrize(
    ("start", "drop", "pause"),
    [
        (OK + b"Content-Length: 1000000\r\n\r\n", b"x", 0.05),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n", 0.05),
        (OK + b"Connection: close\r\n\r\n", b"x", 0.05),
        (OK + b"X-Slow: ", b"x", 0.05),
        (b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 99999\r\n\r\n", b"x", 0.05),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.05),
        (OK + b"Content-Length: 9999\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\0\0\0\0\0\0\xff",
         b"\0\0\0\xff\xff", 0.05),
    ],
)  # fmt: skip
def test_a_drip_is_cut_off(start: bytes, drop: bytes, pause: float) -> None:
    held: list[RawServer] = []
    with RawServer(dripping(held, start, drop, pause)).running() as server:
        held.append(server)
        transport = Transport("test")
        request = transport.prepare(RedirectStep("GET", server.url, (), None), None)
        assert not isinstance(request, RequestFailure)
        outcome = transport.send(request, 0.2)
        transport.close()
    assert isinstance(outcome, RequestFailure)
    assert outcome.reason == "no answer within 0.2 s"


def test_an_endless_body_is_cut_off(tmp_path: Path) -> None:
    held: list[RawServer] = []
    start = OK + b"Connection: close\r\n\r\n"
    with RawServer(dripping(held, start, b"x" * 1_000_000, 0.0)).running() as server:
        held.append(server)
        lookup = asked(tmp_path, server.url)
    assert isinstance(lookup, Failed)
    assert lookup == Failed("svc: an answer of more than 50,000,000 bytes")


@pytest.mark.parametrize("layers", [1, 2])
def test_a_gzip_bomb_is_cut_off_while_it_unpacks(tmp_path: Path, layers: int) -> None:
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    body = b"".join(packer.compress(bytes(1_000_000)) for _ in range(80)) + packer.flush()
    names = ["gzip"]
    for _ in range(layers - 1):
        body, names = gzip.compress(body), [*names, "gzip"]
    head = f"Content-Encoding: {', '.join(names)}\r\nContent-Length: {len(body)}\r\n\r\n"
    with RawServer(saying(OK + head.encode() + body)).running() as server:
        lookup = asked(tmp_path, server.url)
    assert lookup == Failed("svc: an answer of more than 50,000,000 bytes")


def test_a_broken_answer_spoils_no_other_service(tmp_path: Path) -> None:
    with (
        RawServer(saying(b"garbage")).running() as bad,
        Loopback(lambda _: Reply("good")).running() as good,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        assert isinstance(client.fetch(Request("svc", "GET", bad.url)), Failed)
        assert isinstance(client.fetch(Request("other", "GET", good.url)), Response)


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://[::1",
        "http://127.0.0.1:99999999/",
        "http://",
        "http:///x",
        "//",
        "http://a b/",
        "http://\x00/",
        "gopher://127.0.0.1/",
        "http://.example/",
        "http://" + "a" * 70 + ".example/",
        "http://user:word@[bad]/",
    ],
)
def test_strange_targets_of_redirects_end_in_one_line(tmp_path: Path, target: str) -> None:
    answer = (
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target.encode() + b"\r\n\r\n"
    )
    with RawServer(saying(answer)).running() as server:
        lookup = asked(tmp_path, server.url)
    assert isinstance(lookup, Failed)
    assert "\n" not in lookup.reason
    assert "passwd" not in lookup.reason


def test_redirects_over_two_hosts_end_at_the_first(tmp_path: Path) -> None:
    urls: list[str] = []

    def onwards(request: ReceivedRequest) -> Reply:
        there = "/b" if request.path == "/a" else "/a"
        return Reply("", 302, {"Location": urls[there == "/b"] + there})

    with Loopback(onwards).running() as one, Loopback(onwards).running() as two:
        urls.extend([one.url, two.url])
        lookup = asked(tmp_path, one.url + "/a")
        assert lookup == Failed("svc: redirected to a host of another service")
        assert (len(one.asked), len(two.asked)) == (1, 0)


@pytest.mark.parametrize("url", ["http://[::1", "http://", "http://a b/", "http://\x00/", "x"])
def test_an_address_that_is_none_fails_in_one_line(tmp_path: Path, url: str) -> None:
    lookup = asked(tmp_path, url)
    assert isinstance(lookup, Failed)
    assert lookup.reason.startswith("svc: ")


def test_connections_are_kept_open_between_requests(tmp_path: Path) -> None:
    def answer(_request: ReceivedRequest) -> Reply:
        return Reply("good " * 50_000, headers={"Content-Type": "text/plain"})

    with (
        Loopback(answer).running() as server,
        HttpClient(tmp_path, RULES, locks=tmp_path) as client,
    ):
        for number in range(5):
            assert isinstance(
                client.fetch(Request("svc", "GET", f"{server.url}/{number}")), Response
            )
    assert len({request.port for request in server.asked}) == 1
