"""DBLP: in which proceedings or journal a paper of computer science appeared.

https://dblp.org/faq/How+to+use+the+dblp+search+API.html. It is asked by title, one request a paper,
and only a hit that bears the paper's own identifier, or stands beside one with the same title and
people, is its answer. Since September 2026 a wall against bots stands before it (status 500, or 200
at the mirror): such a page is `Failed`, and the source is off by default.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import unescape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from harvester.model import (
    Failed,
    FieldData,
    Identifier,
    Lookup,
    NotFound,
    Reading,
    Record,
)
from harvester.network.messages import Final, Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import UNREADABLE, OneByOneSource, Role, SourceDeclaration
from harvester.sources.json_records import canonical_json, keep_fields, parse_json
from harvester.values.identifiers import normalize_arxiv, normalize_doi
from harvester.values.person_names import parse_person
from harvester.values.text import normalize_title
from harvester.values.venues import VenueKind, parse_venue

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://dblp.org"
_HITS = 30
_HOMONYM = re.compile(r"\s\d{4}$")
_PREPRINTS = "CoRR"
_READ = ("authors", "doi", "ee", "title", "venue", "volume", "year", "type")
_NO_TITLES: Mapping[Identifier, str] = MappingProxyType({})


class DblpSource(OneByOneSource):
    """DBLP's records of papers whose titles are known.

    `endpoint` is the address above `/search/publ/api`; `titles` are those of the papers by arXiv id
    and DOI.
    """

    name = service = "dblp"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset({"title", "authors", "issued", "container_title", "event_title", "doi"})

    def __init__(
        self, endpoint: str = ENDPOINT, titles: Mapping[Identifier, str] = _NO_TITLES
    ) -> None:
        self._endpoint, self._titles = endpoint.rstrip("/"), titles

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is an arXiv id or a DOI whose title is known."""
        return identifier.scheme in {"arxiv", "doi"} and bool(self._titles.get(identifier))

    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Search one paper by its title."""
        title = normalize_title(self._titles[identifier])
        request = Request(
            self.service,
            "GET",
            f"{self._endpoint}/search/publ/api",
            (("q", title), ("format", "json"), ("h", str(_HITS)), ("c", "0")),
            validate=_check,
        )
        response = client.fetch(request)
        if isinstance(response, Failed):
            return response
        works = [hit["info"] for hit in _hits(parse_json(response))]
        chosen = _work_of(identifier, title, works)
        if chosen is None:
            return NotFound("DBLP lists no record of it", cached=response.cached)
        return keep_fields(self.name, identifier, response, chosen, _READ)

    def read(self, record: Record) -> Reading:
        """Read DBLP's description of one paper."""
        info: dict[str, Any] = json.loads(record.body)
        fields = tuple((name, value) for name, value in _fields(info) if value)
        return Reading(record.identifier, fields, tuple(_identifiers(info)))


DECLARATION = SourceDeclaration(
    name=DblpSource.name,
    role=DblpSource.role,
    build=lambda config: DblpSource(config.endpoints["dblp"], config.titles),
    endpoint=ENDPOINT,
    rule=ServiceRule(
        "dblp",
        hosts=("dblp.org", "dblp.uni-trier.de"),
        spacing=1.0,
        freshness=14 * 24 * HOUR,
        attempts=2,
    ),
    trust=35,
    preferred_scheme="arxiv",
    on_by_default=False,
)


def _hits(about: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the hits of an answer; an empty one has no key for them."""
    hits = about["result"]["hits"].get("hit") or []
    return [hits] if isinstance(hits, dict) else list(hits)


def _check(response: Response) -> str | None:
    if response.text.lstrip()[:1] == "<":
        is_wall = "not a bot" in response.text[:5_000]
        return Final("a wall against bots in place of an answer") if is_wall else "a page"
    try:
        for hit in _hits(parse_json(response)):
            (*_fields(hit["info"]), *_identifiers(hit["info"]))
            canonical_json(hit["info"])
    except UNREADABLE:
        return "no list of hits"
    return None


def _work_of(
    identifier: Identifier, title: str, works: Sequence[dict[str, Any]]
) -> dict[str, Any] | None:
    """Return the record of a paper: the published one beside that of its preprint.

    Two records of one title and the same people are one paper.
    """
    same = [work for work in works if normalize_title(_title(work)) == title]
    own = next((work for work in same if identifier in _identifiers(work)), None)
    if own is None or own.get("venue") != _PREPRINTS:
        return own
    published = (
        work for work in same if work.get("venue") != _PREPRINTS and _names(work) == _names(own)
    )
    return next(published, own)


def _title(info: dict[str, Any]) -> str:
    return unescape(str(info.get("title") or "")).removesuffix(".")


def _names(info: dict[str, Any]) -> tuple[str, ...]:
    """Return the names, less the numbers of homonyms; one author is an object, several a list."""
    listed = (info.get("authors") or {}).get("author") or []
    people = listed if isinstance(listed, list) else [listed]
    return tuple(_HOMONYM.sub("", unescape(str(one["text"]))) for one in people)


def _fields(info: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "title", _title(info)
    yield "authors", tuple(parse_person(name) for name in _names(info))
    venue = info.get("venue")
    name = unescape(str(venue[0] if isinstance(venue, list) else venue or ""))
    year = str(info.get("year") or "")
    if year and not re.fullmatch(r"(?:19|20)\d\d", year):
        raise ValueError("a year that no paper is of")
    if not name or name == _PREPRINTS:
        return
    yield "issued", year
    stated = parse_venue(name)
    if stated is not None and stated.kind is not VenueKind.JOURNAL:
        yield "event_title", str(replace(stated, year=int(year) if year else None))
    elif stated is not None or str(info.get("type")).startswith("Journal"):
        yield "container_title", (stated.name or stated.short) if stated else name
    else:
        yield "event_title", f"{name} {year}".strip()
    yield "doi", next((one.value for one in _identifiers(info) if one.scheme == "doi"), "")


def _identifiers(info: dict[str, Any]) -> Iterator[Identifier]:
    doi = normalize_doi(str(info.get("doi") or "")) or ""
    arxiv = normalize_arxiv(doi.partition("arxiv.")[2]) if "10.48550/arxiv." in doi else None
    if info.get("venue") == _PREPRINTS and not arxiv:
        arxiv = normalize_arxiv(str(info.get("volume") or "").removeprefix("abs/"))
    if arxiv:
        yield Identifier("arxiv", arxiv)
    elif doi:
        yield Identifier("doi", doi)
