"""Send one request, bounded in time and size; turn every error into a `RequestFailure`.

The timeouts of requests are for each read: a server that drips a byte now and then never meets
them, neither in the headers nor in the body. So each answer has a watch that closes the connection.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from harvester.network.failures import RequestFailure
from harvester.network.messages import Received, RedirectStep

LARGEST_BODY = 50_000_000
"""A page of 2,500 records of arXiv's OAI-PMH, the largest answer there is, has a tenth of it."""
_CHUNK = 65_536
_PATIENCE = 3.0
"""Headers, and an answer as a whole, may take so many timeouts."""


class BodyTooLargeError(Exception):
    """A service sends more than any answer of it can hold."""


class Transport:
    """The connections to one service: kept open, without cookies, without other people's logins."""

    def __init__(self, agent: str) -> None:
        self._agent = agent
        self._session = _Session()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _DeadlinedAdapter())

    def prepare(
        self, step: RedirectStep, etag: str | None
    ) -> requests.PreparedRequest | RequestFailure:
        """Prepare the request of `step`; a RequestFailure where address or headers are invalid."""
        headers = {"User-Agent": self._agent, **dict(step.headers)}
        if etag:
            headers["If-None-Match"] = etag
        request = requests.Request(step.method, step.url, headers, data=step.body)
        request.auth = lambda ready: ready  # or a password out of ~/.netrc would be added
        try:
            return self._session.prepare_request(request)
        except (requests.RequestException, ValueError) as error:
            return RequestFailure(f"cannot be asked: {type(error).__name__}")

    def send(self, request: requests.PreparedRequest, timeout: float) -> Received | RequestFailure:
        """Send `request` and read its answer, for at most `_PATIENCE` timeouts."""
        deadline = time.monotonic() + _PATIENCE * timeout
        settings = self._session.merge_environment_settings(request.url, {}, True, None, None)
        try:
            with self._session.send(
                request, timeout=timeout, allow_redirects=False, **settings
            ) as response:
                content = _gather(response.raw, deadline)
                size = response.raw.tell()
                url = response.url
                return Received(response.status_code, response.headers, url, content, size)
        except (requests.Timeout, urllib3.exceptions.TimeoutError, TimeoutError):
            return _late(timeout)
        except BodyTooLargeError as error:
            return RequestFailure(str(error))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if time.monotonic() >= deadline:
                return _late(timeout)
            reason = f"connection failed: {type(error).__name__}"
            return RequestFailure(reason, True, opens_circuit=True, unreachable=True, outage=True)

    def close(self) -> None:
        """Close every connection."""
        self._session.close()


def _late(timeout: float) -> RequestFailure:
    reason = f"no answer within {timeout:g} s"
    return RequestFailure(reason, True, opens_circuit=True, outage=True)


def _gather(raw: Any, deadline: float) -> bytes:
    """Read a body to its end, but not beyond `deadline` (monotonic) nor a size no answer has.

    Raises:
        TimeoutError: it drips.
        BodyTooLargeError: it does not end.
    """
    parts: list[bytes] = []
    size = 0
    try:
        while chunk := raw.read1(_CHUNK, decode_content=True):
            parts.append(chunk)
            size += len(chunk)
            if size > LARGEST_BODY:
                raise BodyTooLargeError(f"an answer of more than {LARGEST_BODY:,} bytes")
    finally:
        raw.watch.cancel()
    if time.monotonic() >= deadline:  # hung up on: what is here may be a part
        raise TimeoutError("the answer takes too long")
    return b"".join(parts)


class _Session(requests.Session):
    """Leaves redirects alone: it would read their bodies whole and trip over their addresses."""

    def get_redirect_target(self, _response: requests.Response) -> None:
        return None


class _Deadlined(HTTPConnection):
    """Close a connection whose answer does not end in time; `watch` of the answer ends that."""

    def getresponse(self) -> Any:
        watch = threading.Timer(_PATIENCE * (self.timeout or 60.0), _shut_down, (self.sock,))
        watch.daemon = True
        watch.start()
        try:
            response: Any = super().getresponse()
        except BaseException:
            watch.cancel()
            raise
        response.watch = watch
        return response


def _shut_down(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _DeadlinedSecure(_Deadlined, HTTPSConnection):
    """The same over TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Deadlined


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _DeadlinedSecure


class _DeadlinedAdapter(HTTPAdapter):
    def init_poolmanager(self, *sizes: Any, **settings: Any) -> None:
        super().init_poolmanager(*sizes, **settings)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}
