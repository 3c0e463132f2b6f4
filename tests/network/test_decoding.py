"""Bytes become text by their declared encoding, or fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.model import Failed
from harvester.network.client import HttpClient, Request, Response, ServiceRule
from harvester.network.redirects import redirect_refusal
from tests.loopback import Loopback
from tests.network.raw_server import RawServer, saying

RULES = {"svc": ServiceRule("svc", spacing=0.0, attempts=1, hosts=("arxiv.org",))}


def fetch(folder: Path, body: bytes, content_type: str) -> Response | Failed:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    with (
        RawServer(saying(head.encode() + body)).running() as server,
        HttpClient(folder, RULES, locks=folder) as client,
    ):
        return client.fetch(Request("svc", "GET", server.url))


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"), "text/xml", "é"),
        (
            "<?xml version='1.0' encoding='utf-8'?><a>é</a>".encode(),
            "text/xml; charset=latin-1",
            "é",
        ),
        ('{"a": "é"}'.encode(), "application/json; charset=idna", "é"),
        ('{"a": "é"}'.encode(), "application/json; charset=base64", "é"),
        ('{"a": "é"}'.encode(), "application/json; charset=no-such", "é"),
        ("é".encode("utf-16"), "text/plain", "é"),
    ],
)
def test_the_declared_encoding_is_obeyed(
    tmp_path: Path, body: bytes, content_type: str, text: str
) -> None:
    answer = fetch(tmp_path, body, content_type)
    assert isinstance(answer, Response)
    assert text in answer.text


def test_bytes_that_do_not_decode_are_a_failure(tmp_path: Path) -> None:
    answer = fetch(tmp_path, b'{"title": "Caf\xe9"}', "application/json")
    assert answer == Failed("svc: unusable answer: bytes that are no utf-8")


@pytest.mark.parametrize(
    ("endpoint", "target", "refused"),
    [
        ("https://export.arxiv.org/oai2", "https://oaipmh.arxiv.org/oai", False),
        ("https://export.arxiv.org/oai2", "https://evil.example/oai", True),
        ("https://export.arxiv.org/oai2", "http://127.0.0.1:8080/admin", True),
        ("https://export.arxiv.org/oai2", "http://169.254.169.254/latest", True),
        ("https://export.arxiv.org/oai2", "http://10.0.0.5/", True),
        ("https://export.arxiv.org/oai2", "http://[::1]/", True),
        ("http://127.0.0.1:9000/api", "http://127.0.0.1:9000/other", False),
        ("http://127.0.0.1:9000/api", "http://127.0.0.1:9001/other", True),
    ],
)
def test_redirects_stay_with_the_service(endpoint: str, target: str, refused: bool) -> None:
    assert bool(redirect_refusal(endpoint, RULES["svc"].owns, target)) is refused


def test_a_redirect_to_another_local_server_is_not_followed(tmp_path: Path) -> None:
    from tests.loopback import Reply

    with Loopback(lambda _: Reply("inner")).running() as inner:
        with (
            Loopback(lambda _: Reply("", 302, {"Location": inner.url})).running() as server,
            HttpClient(tmp_path, RULES, locks=tmp_path) as client,
        ):
            answer = client.fetch(Request("svc", "GET", server.url))
        assert answer == Failed("svc: redirected to a host of another service")
        assert inner.asked == []
