"""Whether a link still leads where it led: HEAD, then GET, as politely as pages are read.

A refusal is no death: a page that keeps programs out is `blocked`. A page that answers 200 and says
that it is not there, or sends everybody to the front page, is as gone as a 404.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from harvester.model import Failed
from harvester.network.messages import Request, Response
from harvester.network.redirects import is_public
from harvester.network.service_rule import HOUR, NIGHTLY

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://"
_MOVED = frozenset({301, 302, 303, 307, 308})
_BLOCKED = frozenset({401, 402, 403, 405, 406, 407, 418, 429, 451, 501, 503, 999})
_ANSWERED = frozenset(range(200, 1000)) - {304}
_MOST_MOVES = 5
_WEEK = 7 * 24 * HOUR
"""What lives by HEAD each night is read for what it says of itself once a week."""
_NO_PAGE = "a file"
_FIRST_BYTES = ("Range", "bytes=0-65535")
_SAYS_GONE = re.compile(
    r"\b(?:404|page (?:was |could )?not (?:be )?found|not found|no longer (?:available|exists)"
    r"|does(?:n't| not) exist|page (?:unavailable|missing)|account suspended"
    r"|domain (?:is )?for sale|this site can.t be reached)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]*>(.{0,300}?)</title>", re.IGNORECASE | re.DOTALL)
_SHARED_SUFFIXES = frozenset({"co", "com", "org", "net", "ac", "gov", "edu", "github", "gitlab"})


class LinkState(StrEnum):
    """What became of a link."""

    ALIVE = "alive"
    MOVED = "leads to another site"
    GONE = "gone"
    SOFT_GONE = "says that it is gone"
    BLOCKED = "keeps programs out"
    UNREACHABLE = "cannot be reached"


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """What one look at `url` found; `detail` is the status or address that tells it."""

    url: str
    state: LinkState
    detail: str = ""


class LinkChecker:
    """Looks at links. `endpoint` stands before host and path, as for landing pages."""

    service = "landing-pages"

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._direct = endpoint == ENDPOINT
        self._endpoint = endpoint.rstrip("/") + ("//" if self._direct else "/")

    def check(self, url: str, client: HttpClient) -> LinkAnswer:
        """Look by HEAD; by GET too where that does not settle it, or a page may say it is gone."""
        head = self._follow("HEAD", url, client)
        settled = head.state is LinkState.MOVED or head.detail == _NO_PAGE
        return head if settled else self._follow("GET", url, client)

    def _follow(self, method: str, url: str, client: HttpClient) -> LinkAnswer:
        address = url
        for _ in range(_MOST_MOVES):
            host = urlsplit(address).hostname or ""
            if not host or (self._direct and not is_public(host)):
                return LinkAnswer(url, LinkState.BLOCKED, "in a private network")
            response = client.fetch(self._request(method, address))
            if isinstance(response, Failed):
                limited = "rate limit" in response.reason or "quota" in response.reason
                state = LinkState.BLOCKED if limited else LinkState.UNREACHABLE
                return LinkAnswer(url, state, response.reason[:120])
            target = response.headers.get("location", "")
            if response.status not in _MOVED or not target:
                return _judge(url, address, response)
            address = urljoin(address, target)
        return LinkAnswer(url, LinkState.UNREACHABLE, "redirected in circles")

    def _request(self, method: str, address: str) -> Request:
        parts = urlsplit(address)
        query = f"?{parts.query}" if parts.query else ""
        kept = frozenset({200, 206, *_MOVED})
        return Request(
            self.service,
            method,
            f"{self._endpoint}{parts.netloc}{parts.path}{query}",
            headers=(_FIRST_BYTES,) if method == "GET" else (),
            statuses=_ANSWERED,
            cache_statuses=kept,
            freshness=NIGHTLY if method == "HEAD" else _WEEK,
            interface=parts.netloc,
        )


def _judge(url: str, address: str, response: Response) -> LinkAnswer:
    status = response.status
    if status in {404, 410}:
        return LinkAnswer(url, LinkState.GONE, str(status))
    if status in _BLOCKED:
        return LinkAnswer(url, LinkState.BLOCKED, str(status))
    if status >= 400:
        return LinkAnswer(url, LinkState.UNREACHABLE, str(status))
    title = _TITLE.search(response.text)
    if title and _SAYS_GONE.search(title[1]):
        return LinkAnswer(url, LinkState.SOFT_GONE, " ".join(title[1].split())[:80])
    if site_of(address) != site_of(url):
        return LinkAnswer(url, LinkState.MOVED, address)
    if _is_front_page(address) and not _is_front_page(url):
        return LinkAnswer(url, LinkState.SOFT_GONE, "sends everybody to the front page")
    is_page = "html" in response.headers.get("content-type", "")
    return LinkAnswer(url, LinkState.ALIVE, str(status) if is_page else _NO_PAGE)


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path.strip("/") in {"", "index.html", "home"} and not parts.query


def site_of(url: str) -> str:
    """Return the part of a host that one owner has.

    >>> site_of("https://www.a.ac.uk/b"), site_of("https://ana.github.io"), site_of("https://x.org")
    ('a.ac.uk', 'ana.github.io', 'x.org')
    """
    labels = (urlsplit(url).hostname or "").lower().split(".")
    many = len(labels) > 2 and labels[-2] in _SHARED_SUFFIXES
    return ".".join(labels[-3:] if many else labels[-2:])
