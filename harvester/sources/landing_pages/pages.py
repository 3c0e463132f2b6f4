"""Landing pages as a source: one polite request for a page whose link carries no arXiv id or DOI.

robots.txt of the host is obeyed (https://www.rfc-editor.org/rfc/rfc9309). A refusal, a challenge
and a consent wall are `Failed`: they say nothing about the paper.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    Reading,
    Record,
    Relation,
)
from harvester.network.messages import Request, Response
from harvester.network.redirects import is_public
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import Role, SourceDeclaration
from harvester.sources.json_records import canonical_json
from harvester.values.identifiers import normalize_repository, url_of
from harvester.values.person_names import parse_person
from harvester.values.venues import VenueKind, parse_venue

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://"
_SCHEMES = frozenset({"acl", "cvf", "hal", "jmlr", "neurips", "pmlr", "url"})
"""OpenReview shows programs a challenge; it has a source of its own."""
_MOVED = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({404, 410})
_REFUSED = frozenset({401, 402, 403, 405, 406, 418, 429, 451, 503})
_MOST_MOVES = 4
_AGENT = "harvester"
_CVF_EVENT = re.compile(r"(?P<name>[A-Z]+)(?P<year>(?:19|20)\d\d)/[^/]+$")


class LandingPagesSource:
    """Pages of papers. `endpoint` stands before host and path: `https://`, or a stand-in's."""

    name = "landing-pages"
    service = "landing-pages"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset(
        {"title", "authors", "doi", "issued", "container_title", "event_title", "page", "license"}
    )

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint.rstrip("/") + ("//" if endpoint == ENDPOINT else "/")
        self._direct = endpoint == ENDPOINT

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a page, or names a paper on one."""
        return identifier.scheme in _SCHEMES and bool(urlsplit(url_of(identifier)).hostname)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each page, one request each, and one for the robots.txt of each host."""
        robots: dict[str, str | Failed] = {}
        for identifier in identifiers:
            yield identifier, self._ask(identifier, robots, client)

    def _ask(
        self, identifier: Identifier, robots: dict[str, str | Failed], client: HttpClient
    ) -> Lookup:
        address = url_of(identifier)
        for _ in range(_MOST_MOVES):
            host = urlsplit(address).netloc
            if self._direct and not is_public(urlsplit(address).hostname or ""):
                return Failed(f"{self.name}: {host} is in a private network")
            if host not in robots:
                robots[host] = self._robots(host, client)
            if refusal := _refusal(robots[host], address):
                return Failed(f"{self.name}: {refusal}")
            request = self._request(address)
            response = client.fetch(request)
            if isinstance(response, Failed):
                return response
            if response.status not in _MOVED:
                lookup = self._judge(identifier, address, response)
                if isinstance(lookup, Failed):
                    client.forget(request)  # a wall of today may be gone tomorrow
                return lookup
            target = urljoin(address, response.headers.get("location", ""))
            if not is_public(urlsplit(target).hostname or ""):
                client.forget(request)
                return Failed(f"{self.name}: {host} redirects into a private network")
            if target == address or not urlsplit(target).hostname:
                break
            address = target
        return Failed(f"{self.name}: redirected in circles")

    def _request(self, address: str, *, robots: bool = False) -> Request:
        parts = urlsplit(address)
        query = f"?{parts.query}" if parts.query else ""
        answered = frozenset({200, *_MOVED, *_GONE, *_REFUSED})
        return Request(
            self.service,
            "GET",
            f"{self._endpoint}{parts.netloc}{parts.path}{query}",
            headers=(("Accept", "text/plain" if robots else "text/html,application/xhtml+xml"),),
            statuses=answered,
            cache_statuses=frozenset({200, *_MOVED, *_GONE}),
            interface=parts.netloc,
        )

    def _robots(self, host: str, client: HttpClient) -> str | Failed:
        """Return the robots.txt of `host`; empty where it has none; Failed where nobody told.

        A server that is busy or out of order may not be asked for more (RFC 9309, 2.3.1.4).
        """
        response = client.fetch(self._request(f"https://{host}/robots.txt", robots=True))
        if isinstance(response, Failed):
            return response
        if response.status in {429, 503}:
            return Failed(f"status {response.status}")
        is_text = "html" not in response.headers.get("content-type", "")
        return response.text if response.status == 200 and is_text else ""

    def _judge(self, identifier: Identifier, address: str, response: Response) -> Lookup:
        from harvester.sources.landing_pages.metadata import is_cut_short, read_page, wall_of

        if response.status in _GONE:
            return NotFound(f"no such page ({response.status})", cached=response.cached)
        if response.status in _REFUSED:
            host = urlsplit(address).netloc
            return Failed(f"{self.name}: {host} refuses programs (status {response.status})")
        if "html" not in response.headers.get("content-type", "html"):
            return NotFound("no web page", cached=response.cached)
        if is_cut_short(response.text):
            return Failed(f"{self.name}: the page is cut short")
        page = read_page(response.text, address)
        if not page.names_work:
            if wall := wall_of(response.text):
                return Failed(f"{self.name}: a wall instead of the page (“{wall}”)")
            return NotFound("the page names no paper in its markup", cached=response.cached)
        body = canonical_json(asdict(page))
        record = Record(self.name, identifier, response.url, response.retrieved_at, body)
        return Found(record, cached=response.cached)

    def read(self, record: Record) -> Reading:
        """Read what a page says of its paper."""
        page: dict[str, Any] = json.loads(record.body)
        event = page["event"] or _event_of_address(record.identifier)
        named = tuple((n, value) for n, value in _fields({**page, "event": event}) if value)
        identifiers = [Identifier("arxiv", page["arxiv"])] if page["arxiv"] else []
        identifiers += [Identifier("doi", page["doi"])] if page["doi"] else []
        return Reading(record.identifier, named, tuple(identifiers), relations=_code(page["links"]))


def _refusal(robots: str | Failed, address: str) -> str:
    from protego import Protego

    if isinstance(robots, Failed):
        return f"robots.txt could not be read ({robots.reason})"
    allowed = not robots or Protego.parse(robots).can_fetch(address, _AGENT)
    return "" if allowed else f"robots.txt of {urlsplit(address).netloc} keeps programs out"


def _event_of_address(identifier: Identifier) -> str:
    """Return the conference that CVF's addresses name: `CVPR2025/…`; none of a workshop's."""
    event = _CVF_EVENT.match(identifier.value) if identifier.scheme == "cvf" else None
    return f"{event['name']} {event['year']}" if event else ""


def _fields(page: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "title", str(page["title"])
    yield "authors", tuple(parse_person(name) for name in page["authors"])
    yield "doi", str(page["doi"])
    venue = parse_venue(page["event"] or page["container"])
    if venue is not None and venue.kind is not VenueKind.JOURNAL:
        yield "event_title", str(venue)
    elif page["event"]:
        yield "event_title", str(page["event"])
    yield "container_title", str(page["container"])
    if page["container"] or page["event"]:
        yield "issued", str(page["issued"])
    yield "page", str(page["page"])
    yield "license", str(page["license"])


def _code(links: Sequence[str]) -> tuple[Relation, ...]:
    """Return the repository that a page links, where it links no other but sites' own."""
    names = (normalize_repository(link) for link in links if "//github.com/" in link)
    codes = dict.fromkeys(name for name in names if name and not name.endswith(".github.io"))
    if len(codes) != 1:
        return ()
    target = Identifier("github", next(iter(codes)))
    return (Relation("IsSupplementedBy", target, LandingPagesSource.name),)


DECLARATION = SourceDeclaration(
    name=LandingPagesSource.name,
    role=LandingPagesSource.role,
    build=lambda config: LandingPagesSource(config.endpoints["landing-pages"]),
    endpoint=ENDPOINT,
    rule=ServiceRule(
        "landing-pages",
        spacing=1.0,
        freshness=14 * 24 * HOUR,
        attempts=2,
        total_seconds=30.0,
        refused=frozenset(),
        unrelated_hosts=True,
    ),
    trust=40,
    trust_in={"doi": 60, "container_title": 60, "event_title": 60, "issued": 60},
)
