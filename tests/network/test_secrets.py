"""Secrets: sent where they belong, found nowhere else."""

from __future__ import annotations

import base64
import html
import json
import logging
import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from harvester.model import Failed
from harvester.network.client import HttpClient, Request, Response, ServiceRule
from tests.loopback import Loopback, ReceivedRequest, Reply
from tests.network.raw_server import RawServer, saying

TOKEN = "ghp_secretsecretsecret123"
KEY = "apikey-98765"
ODD = 'odd&"key+/with\\<signs>=='
RULES = {"svc": ServiceRule("svc", spacing=0.0, attempts=1)}


def asked(url: str) -> Request:
    return Request(
        "svc",
        "GET",
        url,
        secret_headers=(("Authorization", f"Bearer {TOKEN}"),),
        secret_params=(("api_key", KEY),),
    )


def echo(request: ReceivedRequest) -> Reply:
    status = 500 if "fail" in request.path else 200
    cookies = {"Set-Cookie": f"session={TOKEN}", "X-Echo": request.path}
    return Reply(f"{request.headers} {request.path}", status, cookies)


def test_no_byte_the_run_wrote_holds_a_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Loopback(echo).running() as server, HttpClient(tmp_path, RULES, locks=tmp_path) as client:
        answer = client.fetch(asked(server.url + "/x"))
        failed = client.fetch(asked(server.url + "/fail"))
        again = client.fetch(asked(server.url + "/x"))
        assert f"Bearer {TOKEN}" in server.asked[0].headers["authorization"]
        assert KEY in server.asked[0].path
    assert isinstance(answer, Response)
    assert isinstance(failed, Failed)
    assert isinstance(again, Response)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    seen = f"{answer} {failed} {again} {asked('u')!r} {caplog.text}".encode()
    for secret in (TOKEN, KEY):
        assert secret.encode() not in written + seen


def disguised() -> list[str]:
    """The secrets as servers may give them back: what a search for them must not find."""
    forms = []
    for secret in (TOKEN, KEY, ODD):
        raw = secret.encode()
        forms += [secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]]
        forms += [html.escape(secret), raw.hex(), raw.hex().upper()]
        for before in (b"", b"x", b"xy", b"Bearer ", b"user:"):
            forms += [base64.b64encode(before + raw + b"@after").decode()]
            forms += [base64.urlsafe_b64encode(before + raw).decode().rstrip("=")]
    return forms


def traces(text: str) -> list[str]:
    """Return what `text` still tells: nine signs in a row of a secret, or six bytes in base64."""
    leaks = []
    for secret in (TOKEN, KEY, ODD):
        raw, clean = secret.encode(), text.replace("-", "+").replace("_", "/")
        for at in range(len(raw) - 8):
            part = raw[at : at + 9]
            leaks += [form for form in (part.decode(), part.hex()) if form in text.lower()]
            letters = base64.b64encode(part[:6]).decode()
            leaks += [letters] if letters in clean else []
    return leaks


@pytest.mark.parametrize("way", ["body", "headers", "error", "reason", "redirect", "chunks"])
def test_no_disguise_of_a_secret_is_let_through(
    tmp_path: Path, way: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    text = " ".join(disguised())
    heads = "".join(f"X-Echo-{n}: {form}\r\n" for n, form in enumerate(disguised()))
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in re.findall(".{1,3}", text))
    answers = {
        "body": f"HTTP/1.1 200 OK\r\nContent-Length: {len(text)}\r\n\r\n{text}",
        "headers": f"HTTP/1.1 200 OK\r\n{heads}Content-Length: 0\r\n\r\n",
        "error": f"HTTP/1.1 418 {text}\r\nContent-Length: {len(text)}\r\n\r\n{text}",
        "reason": f"HTTP/1.1 {text}\r\n\r\n",
        "redirect": f"HTTP/1.1 302 Found\r\nLocation: gopher://{text}\r\nContent-Length: 0\r\n\r\n",
        "chunks": f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n",
    }
    odd = (("Authorization", f"Bearer {TOKEN}"), ("X-Odd", ODD))
    with (
        RawServer(saying(answers[way].encode())).running() as server,
        HttpClient(tmp_path / "cache", RULES, locks=tmp_path) as client,
    ):
        request = replace(asked(server.url + "/x"), secret_headers=odd)
        seen = f"{client.fetch(request)} {client.fetch(request)} {client.lacked} {client.notes}"
        assert ODD in server.asked[0]
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"ledger" in b"".join(str(path).encode() for path in tmp_path.rglob("*"))
    printed = capfd.readouterr()
    assert traces(f"{seen} {caplog.text} {printed}{written.decode('latin-1')}") == []


def test_a_redirect_to_another_host_gets_neither_a_secret_nor_a_request(tmp_path: Path) -> None:
    with Loopback(echo).running() as elsewhere:

        def move(request: ReceivedRequest) -> Reply:
            if request.path.startswith("/leak"):
                return Reply("", 302, {"Location": f"{elsewhere.url}/?k={KEY}"})
            if request.path.startswith("/out"):
                return Reply("", 301, {"Location": f"{elsewhere.url}/there"})
            if request.path.startswith("/in"):
                return Reply("", 301, {"Location": f"/here?a=1&api_key={KEY}&b=2"})
            return echo(request)

        with (
            Loopback(move).running() as server,
            HttpClient(tmp_path, RULES, locks=tmp_path) as client,
        ):
            assert isinstance(client.fetch(asked(server.url + "/out")), Failed)
            assert isinstance(client.fetch(asked(server.url + "/in")), Response)
            assert isinstance(client.fetch(asked(server.url + "/leak")), Failed)
        assert elsewhere.asked == []
        assert TOKEN in server.asked[2].headers["authorization"]
        assert f"api_key={KEY}" in server.asked[2].path


def test_circles_and_strange_targets_end(tmp_path: Path) -> None:
    def move(request: ReceivedRequest) -> Reply:
        target = "file:///etc/passwd" if "file" in request.path else request.path
        return Reply("", 302, {"Location": target})

    with Loopback(move).running() as server, HttpClient(tmp_path, RULES, locks=tmp_path) as client:
        assert client.fetch(asked(server.url + "/round")) == Failed("svc: redirected in circles")
        assert isinstance(client.fetch(asked(server.url + "/file")), Failed)
