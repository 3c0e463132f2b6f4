"""Fetch web pages one polite request each, as robots.txt of their hosts allows.

https://www.rfc-editor.org/rfc/rfc9309. A refusal, a challenge and a consent wall are `Failed`: they
say nothing about what the page shows. A page that refused is asked again after a growing interval,
for a wall that kept programs out for weeks rarely falls over night.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

from harvester.model import Failed, NotFound
from harvester.network.cache import CachedRecord
from harvester.network.messages import Request, Response
from harvester.network.redirects import is_public
from harvester.network.service_rule import HOUR, NIGHTLY, ServiceRule

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

Content = TypeVar("Content")
ENDPOINT = "https://"
SERVICE = "landing-pages"
RULE = ServiceRule(
    SERVICE,
    spacing=1.0,
    freshness=14 * 24 * HOUR,
    attempts=2,
    total_seconds=30.0,
    refused=frozenset(),
    unrelated_hosts=True,
)
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 402, 403, 405, 406, 418, 429, 451, 503})
_BUSY = frozenset({429, 503})
_MOST_MOVES = 4
_AGENT = "harvester"
_FORMAT = "%Y-%m-%dT%H:%M:%SZ"
_WAITS = tuple(timedelta(days=days) - timedelta(hours=4) * bool(days) for days in (0, 2, 4, 8, 13))
"""How long a page is left alone that refused on one night, on two, …; always less than
`RULE.freshness`, after which refusals are forgotten."""


@dataclass(frozen=True, slots=True)
class WebPage:
    """One page as it was served at `address`, to which redirects led."""

    address: str
    response: Response


class PageReader:
    """Fetches pages. `endpoint` stands before host and path: `https://`, or a stand-in's.

    Of each host robots.txt is asked once; `source` names in reasons who asks.
    """

    def __init__(self, endpoint: str = ENDPOINT, source: str = SERVICE) -> None:
        self._direct = endpoint == ENDPOINT
        self._endpoint = endpoint.rstrip("/") + ("//" if self._direct else "/")
        self._source = source
        self._robots: dict[str, str | Failed] = {}

    def fetch(
        self, address: str, client: HttpClient, read: Callable[[WebPage], Content | None]
    ) -> tuple[WebPage, Content] | NotFound | Failed:
        """Return the page at `address` with what `read` finds there, or why there is none.

        A page on which nothing is found may be a wall; a wall is asked again later.
        """
        wall = _known_wall(address, client)
        if wall is not None and (reason := wall.reason_to_wait(client)):
            return Failed(f"{self._source}: {reason}")
        page, request = self._follow(address, client)
        answer = _read(page, read) if isinstance(page, WebPage) else page
        if isinstance(answer, _Refusal):
            if request is not None:
                client.forget(request)  # a wall of today may be gone tomorrow
            if answer.lasts:
                _remember(address, answer.reason, wall, client)
            return Failed(f"{self._source}: {answer.reason}")
        return answer

    def _follow(
        self, address: str, client: HttpClient
    ) -> tuple[WebPage | NotFound | Failed | _Refusal, Request | None]:
        """Return the page to which redirects lead, and the request that it answered."""
        for _ in range(_MOST_MOVES):
            host = urlsplit(address).netloc
            if self._direct and not is_public(urlsplit(address).hostname or ""):
                return Failed(f"{self._source}: {host} is in a private network"), None
            if forbidden := self._forbidden(address, host, client):
                return forbidden, None
            request = self._request(address)
            response = client.fetch(request)
            if isinstance(response, Failed):
                return response, None
            if response.status not in _MOVED:
                return _judge(address, response), request
            target = urljoin(address, response.headers.get("location", ""))
            if not is_public(urlsplit(target).hostname or ""):
                client.forget(request)
                return Failed(f"{self._source}: {host} redirects into a private network"), None
            if target == address or not urlsplit(target).hostname:
                break
            address = target
        return Failed(f"{self._source}: redirected in circles"), None

    def _forbidden(self, address: str, host: str, client: HttpClient) -> Failed | None:
        if host not in self._robots:
            self._robots[host] = self._robots_of(host, client)
        refusal = _refusal(self._robots[host], address)
        return Failed(f"{self._source}: {refusal}") if refusal else None

    def _robots_of(self, host: str, client: HttpClient) -> str | Failed:
        """Return the robots.txt of `host`; empty where it has none; Failed where nobody told.

        A server that is busy or out of order may not be asked for more (RFC 9309, 2.3.1.4).
        """
        response = client.fetch(self._request(f"https://{host}/robots.txt", robots=True))
        if isinstance(response, Failed):
            return response
        if response.status in _BUSY:
            return Failed(f"status {response.status}")
        is_text = "html" not in response.headers.get("content-type", "")
        return response.text if response.status == 200 and is_text else ""

    def _request(self, address: str, *, robots: bool = False) -> Request:
        parts = urlsplit(address)
        query = f"?{parts.query}" if parts.query else ""
        answered = frozenset({200, *_MOVED, *_GONE, *_REFUSED})
        return Request(
            SERVICE,
            "GET",
            f"{self._endpoint}{parts.netloc}{parts.path}{query}",
            headers=(("Accept", "text/plain" if robots else "text/html,application/xhtml+xml"),),
            statuses=answered,
            cache_statuses=frozenset({200, *_MOVED, *_GONE}),
            interface=parts.netloc,
        )


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A page keeps programs out, in words; `lasts` tells a wall from a bad moment."""

    reason: str
    lasts: bool = True


@dataclass(frozen=True, slots=True)
class _Wall:
    """A refusal that is remembered: `reason`, when it was last counted, on how many days."""

    reason: str
    seen: str
    days: int

    @property
    def seen_at(self) -> datetime:
        """When it was last counted."""
        return datetime.fromisoformat(self.seen)

    def reason_to_wait(self, client: HttpClient) -> str:
        """Return why the page is left alone today; empty where it may be asked."""
        again = self.seen_at + _WAITS[min(self.days, len(_WAITS)) - 1]
        if client.offline or client.now() >= again:
            return ""
        return f"{self.reason} on {self.seen[:10]}; asked again from {again.date().isoformat()}"


def _refusal(robots: str | Failed, address: str) -> str:
    from protego import Protego

    if isinstance(robots, Failed):
        return f"robots.txt could not be read ({robots.reason})"
    allowed = not robots or Protego.parse(robots).can_fetch(address, _AGENT)
    return "" if allowed else f"robots.txt of {urlsplit(address).netloc} keeps programs out"


def _key(address: str) -> str:
    return f"wall {address}"


def _known_wall(address: str, client: HttpClient) -> _Wall | None:
    for record in client.load_records(SERVICE, [_key(address)]):
        try:
            return _Wall(record.reason, record.retrieved_at, int(record.body or ""))
        except ValueError:
            return None
    return None


def _remember(address: str, reason: str, before: _Wall | None, client: HttpClient) -> None:
    """Keep a refusal; of those of one night only the first counts."""
    if before and client.now() - before.seen_at < timedelta(seconds=NIGHTLY):
        return
    days = before.days + 1 if before else 1
    seen = client.now().strftime(_FORMAT)
    kept = CachedRecord(_key(address), seen, address, str(days), reason)
    client.store_records(SERVICE, [kept])


def _judge(address: str, response: Response) -> WebPage | NotFound | _Refusal:
    if response.status in _GONE:
        return NotFound(f"no such page ({response.status})", cached=response.cached)
    if response.status in _REFUSED:
        host = urlsplit(address).netloc
        reason = f"{host} refuses programs (status {response.status})"
        return _Refusal(reason, response.status not in _BUSY)
    if "html" not in response.headers.get("content-type", "html"):
        return NotFound("no web page", cached=response.cached)
    return WebPage(address, response)


def _read(
    page: WebPage, read: Callable[[WebPage], Content | None]
) -> tuple[WebPage, Content] | NotFound | _Refusal:
    from harvester.sources.landing_pages.metadata import is_cut_short, wall_of

    if is_cut_short(page.response.text):
        return _Refusal("the page is cut short", lasts=False)
    content = read(page)
    if content is not None:
        return page, content
    if wall := wall_of(page.response.text):
        return _Refusal(f"a wall instead of the page (“{wall}”)")
    return NotFound("the page names no such work", cached=page.response.cached)
