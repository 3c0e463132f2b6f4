"""A small real HTTP server that answers by a function and remembers what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class ReceivedRequest:
    method: str
    path: str
    headers: Mapping[str, str]
    body: str
    arrived: float
    port: int = 0

    def params(self) -> dict[str, str]:
        query = urlsplit(self.path).query or self.body
        return {name: values[0] for name, values in parse_qs(query, True).items()}


@dataclass(frozen=True)
class Reply:
    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    cut: bool = False


class Loopback:
    """`url` is where it listens; `asked` what came in; `overlaps` how often two came at once.

    `most` is how many were being answered at one time, at the most.
    """

    def __init__(self, answer: Callable[[ReceivedRequest], Reply]) -> None:
        self.answer = answer
        self.asked: list[ReceivedRequest] = []
        self.overlaps = 0
        self.most = 0
        self._inside = 0
        self._turn = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}"

    @contextmanager
    def running(self) -> Iterator[Loopback]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()
            thread.join()

    def _take(self, request: ReceivedRequest) -> Reply:
        with self._turn:
            self._inside += 1
            self.overlaps += self._inside > 1
            self.most = max(self.most, self._inside)
            self.asked.append(request)
        try:
            reply = self.answer(request)
            time.sleep(reply.delay)
            return reply
        finally:
            with self._turn:
                self._inside -= 1

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or a body would wait for the receipt of its headers

            def do_GET(self) -> None:
                arrived = time.time()
                size = int(self.headers.get("Content-Length") or 0)
                sent = self.rfile.read(size).decode("utf-8")
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = ReceivedRequest(
                    self.command, self.path, headers, sent, arrived, self.client_address[1]
                )
                reply = loopback._take(request)
                body = reply.body.encode("utf-8") if isinstance(reply.body, str) else reply.body
                try:
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.send_header("Content-Length", str(len(body) + 100 * reply.cut))
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    pass
                if reply.cut:
                    self.close_connection = True

            def do_POST(self) -> None:
                self.do_GET()

            def log_request(self, *_: object) -> None:
                return

        return Handler


def in_turn(*replies: Reply) -> Callable[[ReceivedRequest], Reply]:
    """Answer with each reply in turn, and with the last one from then on."""
    left = list(replies)

    def answer(_request: ReceivedRequest) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    return answer
