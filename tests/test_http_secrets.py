"""Secrets: sent where they belong, found nowhere else."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from harvester.http import Answer, Ask, Door, ServiceRule
from harvester.model import Failed
from tests.loopback import Loopback, Reply, Request

TOKEN = "ghp_secretsecretsecret123"
KEY = "apikey-98765"
RULES = {"svc": ServiceRule("svc", spacing=0.0, attempts=1)}


def asked(url: str) -> Ask:
    return Ask(
        "svc",
        "GET",
        url,
        secret_headers=(("Authorization", f"Bearer {TOKEN}"),),
        secret_params=(("api_key", KEY),),
    )


def echo(request: Request) -> Reply:
    status = 500 if "fail" in request.path else 200
    cookies = {"Set-Cookie": f"session={TOKEN}", "X-Echo": request.path}
    return Reply(f"{request.headers} {request.path}", status, cookies)


def test_no_byte_the_run_wrote_holds_a_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with Loopback(echo).running() as server, Door(tmp_path, RULES, locks=tmp_path) as door:
        answer = door.ask(asked(server.url + "/x"))
        failed = door.ask(asked(server.url + "/fail"))
        again = door.ask(asked(server.url + "/x"))
        assert f"Bearer {TOKEN}" in server.asked[0].headers["authorization"]
        assert KEY in server.asked[0].path
    assert isinstance(answer, Answer)
    assert isinstance(failed, Failed)
    assert isinstance(again, Answer)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    seen = f"{answer} {failed} {again} {asked('u')!r} {caplog.text}".encode()
    for secret in (TOKEN, KEY):
        assert secret.encode() not in written + seen


def test_secrets_do_not_follow_a_redirect_to_another_host(tmp_path: Path) -> None:
    with Loopback(echo).running() as elsewhere:

        def move(request: Request) -> Reply:
            if request.path.startswith("/leak"):
                return Reply("", 302, {"Location": f"{elsewhere.url}/?k={KEY}"})
            if request.path.startswith("/out"):
                return Reply("", 301, {"Location": f"{elsewhere.url}/there"})
            if request.path.startswith("/in"):
                return Reply("", 301, {"Location": f"/here?a=1&api_key={KEY}&b=2"})
            return echo(request)

        with Loopback(move).running() as server, Door(tmp_path, RULES, locks=tmp_path) as door:
            assert isinstance(door.ask(asked(server.url + "/out")), Answer)
            assert isinstance(door.ask(asked(server.url + "/in")), Answer)
            assert isinstance(door.ask(asked(server.url + "/leak")), Failed)
        assert len(elsewhere.asked) == 1
        assert "authorization" not in elsewhere.asked[0].headers
        assert KEY not in elsewhere.asked[0].path
        assert TOKEN in server.asked[2].headers["authorization"]
        assert f"api_key={KEY}" in server.asked[2].path


def test_circles_and_strange_targets_end(tmp_path: Path) -> None:
    def move(request: Request) -> Reply:
        target = "file:///etc/passwd" if "file" in request.path else request.path
        return Reply("", 302, {"Location": target})

    with Loopback(move).running() as server, Door(tmp_path, RULES, locks=tmp_path) as door:
        assert door.ask(asked(server.url + "/round")) == Failed("svc: redirected in circles")
        assert isinstance(door.ask(asked(server.url + "/file")), Failed)
