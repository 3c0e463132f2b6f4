"""Landing pages as a source: one polite request for a page whose link carries no arXiv id or DOI.

How they are asked, and what becomes of refusals, see `reader`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

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
from harvester.sources.base import Role, SourceDeclaration
from harvester.sources.json_records import canonical_json
from harvester.sources.landing_pages.reader import ENDPOINT, RULE, SERVICE, PageReader, WebPage
from harvester.values.identifiers import normalize_repository, url_of
from harvester.values.person_names import parse_person
from harvester.values.venues import VenueKind, parse_venue

if TYPE_CHECKING:
    from harvester.network.client import HttpClient
    from harvester.sources.landing_pages.metadata import PageMetadata

_SCHEMES = frozenset({"acl", "cvf", "hal", "jmlr", "neurips", "pmlr", "url"})
"""OpenReview shows programs a challenge; it has a source of its own."""
_CVF_EVENT = re.compile(r"(?P<name>[A-Z]+)(?P<year>(?:19|20)\d\d)/[^/]+$")


class LandingPagesSource:
    """Pages of papers. `endpoint` stands before host and path: `https://`, or a stand-in's."""

    name = service = SERVICE
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset(
        {"title", "authors", "doi", "issued", "container_title", "event_title", "page", "license"}
    )

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a page, or names a paper on one."""
        return identifier.scheme in _SCHEMES and bool(urlsplit(url_of(identifier)).hostname)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each page, one request each, and one for the robots.txt of each host."""
        reader = PageReader(self._endpoint, self.name)
        for identifier in identifiers:
            answer = reader.fetch(url_of(identifier), client, _work_of)
            if isinstance(answer, NotFound | Failed):
                yield identifier, answer
                continue
            page, work = answer
            body, response = canonical_json(asdict(work)), page.response
            record = Record(self.name, identifier, response.url, response.retrieved_at, body)
            yield identifier, Found(record, cached=response.cached)

    def read(self, record: Record) -> Reading:
        """Read what a page says of its paper."""
        page: dict[str, Any] = json.loads(record.body)
        event = page["event"] or _event_of_address(record.identifier)
        named = tuple((n, value) for n, value in _fields({**page, "event": event}) if value)
        identifiers = [Identifier("arxiv", page["arxiv"])] if page["arxiv"] else []
        identifiers += [Identifier("doi", page["doi"])] if page["doi"] else []
        return Reading(record.identifier, named, tuple(identifiers), relations=_code(page["links"]))


def _work_of(page: WebPage) -> PageMetadata | None:
    """Return what a page says of its work; None where its markup names none."""
    from harvester.sources.landing_pages.metadata import read_page

    work = read_page(page.response.text, page.address)
    return work if work.names_work else None


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
    rule=RULE,
    trust=40,
    trust_in={"doi": 60, "container_title": 60, "event_title": 60, "issued": 60},
)
