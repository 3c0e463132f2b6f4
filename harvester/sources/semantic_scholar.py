"""Semantic Scholar: which preprint and which article are one paper.

https://api.semanticscholar.org/api-docs/graph. `POST /paper/batch` answers up to 500 ids in the
order asked, with null for unknown ones. It mixes the venue of an article with the year of its
preprint, so no date is taken from a paper that arXiv has too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from harvester.model import Failed, FieldData, Identifier, Lookup, Reading, Record
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import Role, SourceDeclaration
from harvester.sources.batches import BatchAnswer, lookup_in_batches, sort_records
from harvester.sources.json_records import parse_json
from harvester.values.identifiers import normalize_arxiv, normalize_doi
from harvester.values.person_names import parse_person
from harvester.values.venues import VenueKind, parse_venue

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api.semanticscholar.org/graph/v1"
BATCH = 500
_PREFIXES = {"arxiv": "ARXIV", "doi": "DOI"}
_ASKED = "title,authors,year,venue,publicationVenue,journal,externalIds,publicationTypes"
_REPOSITORIES = frozenset({"arxiv.org", "arxiv", "corr", "biorxiv", "medrxiv"})


class SemanticScholarSource:
    """Semantic Scholar's record of a paper. `endpoint` is the address above `/paper`."""

    name = service = "semanticscholar"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset({"title", "authors", "issued", "container_title", "event_title", "doi"})

    def __init__(self, endpoint: str = ENDPOINT, key: str = "") -> None:
        self._endpoint = endpoint.rstrip("/")
        self._secret = (("x-api-key", key),) if key.strip() else ()

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is an arXiv id or a DOI."""
        return identifier.scheme in _PREFIXES

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, five hundred with one request."""
        yield from lookup_in_batches(self.name, identifiers, BATCH, self._fetch, client)

    def _fetch(self, batch: Sequence[Identifier], client: HttpClient) -> BatchAnswer | Failed:
        def check(response: Response) -> str | None:
            papers = parse_json(response)
            whole = isinstance(papers, list) and len(papers) == len(batch)
            if not whole or not all(paper is None or isinstance(paper, dict) for paper in papers):
                return "no list with one place for each id"
            return None

        ids = [f"{_PREFIXES[one.scheme]}:{one.value}" for one in batch]
        request = Request(
            "semanticscholar",
            "POST",
            f"{self._endpoint}/paper/batch",
            (("fields", _ASKED),),
            headers=(("Content-Type", "application/json"),),
            body=json.dumps({"ids": ids}),
            secret_headers=self._secret,
            validate=check,
        )
        response = client.fetch(request)
        if isinstance(response, Failed):
            return response
        papers = dict(zip(batch, parse_json(response), strict=True))
        others = {one for one, paper in papers.items() if paper and not _is_of(one, paper)}
        answer = sort_records(
            response,
            papers,
            "Semantic Scholar does not know it",
            "a paper in another shape",
            lambda paper: (*_fields(paper), *_identifiers(paper)),
            doubts=dict.fromkeys(others, "the answer speaks of another paper"),
        )
        if answer.unreadable:
            client.forget(request)
        return answer

    def read(self, record: Record) -> Reading:
        """Read Semantic Scholar's description of one paper."""
        paper: dict[str, Any] = json.loads(record.body)
        fields = tuple((name, value) for name, value in _fields(paper) if value)
        return Reading(record.identifier, fields, tuple(_identifiers(paper)))


DECLARATION = SourceDeclaration(
    name=SemanticScholarSource.name,
    role=SemanticScholarSource.role,
    build=lambda config: SemanticScholarSource(
        config.endpoints["semanticscholar"], config.tokens.get("semanticscholar", "")
    ),
    endpoint=ENDPOINT,
    # With a key one request a second over all endpoints; without, a pool shared with strangers.
    rule=ServiceRule(
        "semanticscholar",
        hosts=("api.semanticscholar.org",),
        spacing=1.05,
        freshness=7 * 24 * HOUR,
        batch=BATCH,
    ),
    trust=30,
    # One record joins preprint and article; a DOI that authors deposit can be another paper's.
    preferred_scheme="arxiv",
    token_variable="S2_API_KEY",  # noqa: S106 -- the name of the variable
    without_token="answers come from a pool shared with everybody and are often refused",  # noqa: S106
)


def _is_of(identifier: Identifier, paper: dict[str, Any]) -> bool:
    """Tell whether a paper is the one that was asked for, as far as it names its identifiers."""
    external = paper.get("externalIds")
    if not isinstance(external, dict):
        return True
    stated = external.get({"arxiv": "ArXiv", "doi": "DOI"}[identifier.scheme])
    return not stated or str(stated).lower() == identifier.value.lower()


def _fields(paper: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "title", " ".join(str(paper.get("title") or "").split())
    names = [str(author["name"]) for author in paper.get("authors") or [] if author.get("name")]
    yield "authors", tuple(parse_person(name) for name in names)
    external = paper.get("externalIds") or {}
    year = paper.get("year")
    if year is not None and not 1500 <= year <= 2200:
        raise ValueError("a year that no work is of")
    if year and not external.get("ArXiv"):
        yield "issued", f"{year:d}"
    yield from _venue(paper)
    yield "doi", _published_doi(external)


def _venue(paper: dict[str, Any]) -> Iterator[tuple[str, str]]:
    journal = (paper.get("journal") or {}).get("name") or ""
    name = " ".join(str(paper.get("venue") or journal).split())
    if not name or name.lower() in _REPOSITORIES:
        return
    venue = parse_venue(name)
    if venue is not None and venue.kind is not VenueKind.JOURNAL:
        yield "event_title", str(replace(venue, year=None))
    else:
        yield "container_title", (venue.name or venue.short) if venue else name


def _published_doi(external: dict[str, Any]) -> str:
    doi = normalize_doi(str(external.get("DOI") or "")) or ""
    return "" if doi.lower().startswith("10.48550/") else doi


def _identifiers(paper: dict[str, Any]) -> Iterator[Identifier]:
    external = paper.get("externalIds") or {}
    if arxiv := normalize_arxiv(str(external.get("ArXiv") or "")):
        yield Identifier("arxiv", arxiv)
    if doi := _published_doi(external):
        yield Identifier("doi", doi)
