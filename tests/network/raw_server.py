"""A server on loopback that says whatever bytes a test wants, and need not speak HTTP."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Talk = Callable[[socket.socket, str], None]
"""Given the connection and the head of a request, says something; then the connection ends."""


class RawServer:
    """`url` is where it listens; `asked` the heads of the requests that came."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self.asked: list[str] = []
        self.stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @contextmanager
    def running(self) -> Iterator[RawServer]:
        thread = threading.Thread(target=self._serve, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            thread.join()

    def _serve(self) -> None:
        while not self.stopping.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(65_536)
                self.asked.append(head.decode("latin-1"))
                self._talk(connection, self.asked[-1])


def saying(answer: bytes) -> Talk:
    """Say `answer` and hang up."""
    return lambda connection, _head: connection.sendall(answer)


def dripping(server: list[RawServer], start: bytes, drop: bytes, pause: float) -> Talk:
    """Say `start`, and then `drop` again and again, with a pause, until the test ends."""

    def talk(connection: socket.socket, _head: str) -> None:
        connection.sendall(start)
        while not server[0].stopping.wait(pause):
            connection.sendall(drop)

    return talk


def silent(server: list[RawServer]) -> Talk:
    """Say nothing until the test ends."""

    def talk(_connection: socket.socket, _head: str) -> None:
        server[0].stopping.wait()

    return talk


def reset(start: bytes) -> Talk:
    """Say `start` and reset the connection."""

    def talk(connection: socket.socket, _head: str) -> None:
        connection.sendall(start)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    return talk
