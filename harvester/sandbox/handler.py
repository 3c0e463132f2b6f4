"""One connection of the sandbox: reads requests, lets faults strike, sends replies."""

from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from harvester.sandbox.arxiv_atom import LONGEST_URL
from harvester.sandbox.exchange import Reply, Request, read_params
from harvester.sandbox.fault_replies import HANG, RESET, fault_reply
from harvester.sandbox.request_log import LogEntry

if TYPE_CHECKING:
    from harvester.sandbox.server import SandboxServer


@dataclass(frozen=True, slots=True)
class Service:
    """A service below `prefix`; `name` is the one that faults and the log use."""

    name: str
    prefix: str
    reply: Callable[[Request], Reply]


class SandboxHandler(BaseHTTPRequestHandler):
    """Speaks HTTP/1.1 and keeps connections open, as the real services do."""

    protocol_version = "HTTP/1.1"
    server_version = "HarvesterSandbox"
    sys_version = ""
    disable_nagle_algorithm = True

    @property
    def _sandbox(self) -> SandboxServer:
        sandbox: SandboxServer = self.server.sandbox  # type: ignore[attr-defined] # set by its maker
        return sandbox

    def handle(self) -> None:
        """Serve the connection until either side closes it."""
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle()

    def log_message(self, *_: object) -> None:
        """Say nothing: the sandbox keeps a log of its own."""

    def do_GET(self) -> None:
        """Answer a GET."""
        self._answer()

    do_POST = do_PATCH = do_HEAD = do_GET  # noqa: N815 - the base class chooses the names

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length) if length else b""
        service = self._sandbox.service_of(parts.path)
        if service is None:
            self._send(Reply(404, b"no such service in the sandbox\n"))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(
            self.command,
            unquote(parts.path.removeprefix(service.prefix)) or "/",
            read_params(parts.query, headers, body),
            headers,
            body,
            f"http://{headers.get('host', '127.0.0.1')}{service.prefix}",
        )
        asked = parts.query or body.decode("utf-8", "replace")
        entry = self._sandbox.log.begin(service.name, self.command, parts.path, asked)
        try:
            self._serve(service, request, entry)
        finally:
            self._sandbox.log.end(entry, entry.status)

    def _serve(self, service: Service, request: Request, entry: LogEntry) -> None:
        entry.fault = self._sandbox.faults.strike(service.name)
        if entry.fault in {HANG, RESET}:
            self._say_nothing(entry)
            return
        reply = self._reply(service, request, entry)
        if entry.fault:
            reply = fault_reply(entry.fault, service.name, request, reply)
        self._sandbox.log.end(entry, reply.status)
        self._send(reply)

    def _reply(self, service: Service, request: Request, entry: LogEntry) -> Reply:
        if service.name == "arxiv":
            if self._sandbox.polite and (entry.too_early or entry.overlapping):
                return Reply(429, b"Rate exceeded.")
            if len(self.path) > LONGEST_URL:
                return Reply(414, b"<html><body>URI Too Long</body></html>", "text/html")
        return service.reply(request)

    def _say_nothing(self, entry: LogEntry) -> None:
        if entry.fault == HANG:  # until the client hangs up, or the sandbox stops
            select.select([self.connection], [], [], self._sandbox.hang_seconds)
        # Before the client can know: it may ask again at once, and that is no overlap.
        self._sandbox.log.end(entry, entry.status)
        self._hang_up()

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _send(self, reply: Reply) -> None:
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        for name, value in reply.headers:
            self.send_header(name, value)
        if reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        if self.command != "HEAD" and reply.status != 304:
            self.wfile.write(reply.body[: reply.cut])
        self.wfile.flush()
        if reply.cut is not None:
            self._hang_up()
