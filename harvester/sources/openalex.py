"""OpenAlex: an index over registrars and repositories; a hundred DOIs for one credit.

https://developers.openalex.org. Budgets are per UTC day and read from the headers; a merged work
answers under its new id. Records are compiled by machine: right DOI and authors beside a wrong
title occur, so that it is believed last.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from html import unescape
from typing import TYPE_CHECKING, Any

from harvester.model import Failed, FieldData, Identifier, Lookup, Reading, Record
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import Role, SourceDeclaration
from harvester.sources.batches import BatchAnswer, lookup_in_batches, records_by_key, sort_records
from harvester.sources.json_records import parse_json, read_work
from harvester.values.identifiers import normalize_arxiv, normalize_doi
from harvester.values.person_names import parse_person
from harvester.values.venues import VenueKind, parse_venue

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api.openalex.org"
BATCH = 100
_ARXIV_ADDRESS = re.compile(r"arxiv\.org/(?:abs|pdf)/([^\s?#]+)", re.IGNORECASE)
_DOI_ADDRESS = re.compile(r"^https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_CSL_TYPES = {"article": "article-journal", "conference-paper": "paper-conference"}


class OpenAlexSource:
    """OpenAlex's record of a work. `endpoint` is the address above `/works`."""

    name = service = "openalex"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset(
        {"title", "authors", "issued", "container_title", "event_title", "type", "retracted"}
    )

    def __init__(self, endpoint: str = ENDPOINT, key: str = "") -> None:
        self._endpoint = endpoint.rstrip("/")
        # A blank key is answered with 401.
        self._secret = (("api_key", key.strip()),) if key.strip() else ()

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` has a DOI; arXiv ids have one of DataCite's."""
        return identifier.scheme in {"arxiv", "doi"} and "|" not in identifier.value

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, a hundred with one request."""
        yield from lookup_in_batches(self.name, identifiers, BATCH, self._fetch, client)

    def _fetch(self, batch: Sequence[Identifier], client: HttpClient) -> BatchAnswer | Failed:
        dois = {one: _doi_of(one) for one in batch}
        request = Request(
            "openalex",
            "GET",
            f"{self._endpoint}/works",
            (("filter", "doi:" + "|".join(dois.values())), ("per_page", str(BATCH))),
            secret_params=self._secret,
            validate=_check,
        )
        response = client.fetch(request)
        if isinstance(response, Failed):
            return response
        works, doubts = records_by_key(
            parse_json(response)["results"],
            lambda work: _bare_doi(work.get("doi")),
            [doi.lower() for doi in dois.values()],
        )
        answer = sort_records(
            response,
            {one: works.get(doi.lower()) for one, doi in dois.items()},
            "OpenAlex does not know it",
            "a work in another shape",
            lambda work: (*_fields(work), *_identifiers(work)),
            _kept,
            {one: doubts[doi.lower()] for one, doi in dois.items() if doi.lower() in doubts},
        )
        if answer.unreadable:
            client.forget(request)
        return answer

    def read(self, record: Record) -> Reading:
        """Read OpenAlex's description of one work."""
        work: dict[str, Any] = json.loads(record.body)
        return read_work(record, _fields(work), _identifiers(work), bool(work.get("is_retracted")))


DECLARATION = SourceDeclaration(
    name=OpenAlexSource.name,
    role=OpenAlexSource.role,
    build=lambda config: OpenAlexSource(
        config.endpoints["openalex"], config.tokens.get("openalex", "")
    ),
    endpoint=ENDPOINT,
    rule=ServiceRule(
        "openalex",
        hosts=("api.openalex.org",),
        spacing=0.1,
        freshness=7 * 24 * HOUR,
        batch=BATCH,
        # 1,000 credits a day and address without a key; a list request costs one.
        daily_quota=1000,
    ),
    trust=28,
    # Its record of an article lists the preprint among its places; arXiv's own DOI is another work.
    preferred_scheme="doi",
    token_variable="OPENALEX_API_KEY",  # noqa: S106 -- the name of the variable
    without_token="1,000 requests a day instead of 10,000",  # noqa: S106
)


def _doi_of(identifier: Identifier) -> str:
    return (
        f"10.48550/arxiv.{identifier.value}" if identifier.scheme == "arxiv" else identifier.value
    )


def _bare_doi(address: object) -> str:
    return _DOI_ADDRESS.sub("", str(address or "")).lower()


def _check(response: Response) -> str | None:
    about = parse_json(response)
    works = about.get("results") if isinstance(about, dict) else None
    if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
        return "no list of works"
    return None


def _kept(work: dict[str, Any]) -> dict[str, Any]:
    names = ("doi", "title", "authorships", "publication_date", "type", "primary_location")
    kept = {name: work.get(name) for name in (*names, "locations", "is_retracted")}
    kept["authorships"] = [
        {"raw_author_name": one.get("raw_author_name"), "author": one.get("author")}
        for one in work.get("authorships") or []
    ]
    return kept


def _fields(work: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    title = unescape(re.sub(r"\\n(?=\s)", " ", str(work.get("title") or "")))
    yield "title", " ".join(title.split())
    names = [
        one.get("raw_author_name") or (one.get("author") or {}).get("display_name") or ""
        for one in work.get("authorships") or []
    ]
    yield "authors", tuple(parse_person(" ".join(name.split())) for name in names if name)
    place = work.get("primary_location") or {}
    source = place.get("source") or {}
    if work.get("type") == "preprint" or source.get("type") in {None, "repository"}:
        return
    yield "issued", _day(work.get("publication_date"))
    yield "type", _CSL_TYPES.get(str(work.get("type")), "")
    name = str(source.get("display_name") or place.get("raw_source_name") or "")
    venue = parse_venue(name)
    if venue is not None and venue.kind is not VenueKind.JOURNAL:
        yield "event_title", str(venue)
    yield "container_title", name
    yield "retracted", bool(work.get("is_retracted"))


def _day(text: object) -> str:
    """Return an ISO day; empty without one. Raises ValueError for what is no day."""
    return date.fromisoformat(str(text)).isoformat() if text else ""


def _identifiers(work: dict[str, Any]) -> Iterator[Identifier]:
    doi = normalize_doi(_bare_doi(work.get("doi"))) or ""
    arxiv = normalize_arxiv(doi[len("10.48550/arxiv.") :]) if doi.startswith("10.48550/") else None
    addresses = [str(place.get("landing_page_url") or "") for place in work.get("locations") or []]
    matches = [match[1] for address in addresses if (match := _ARXIV_ADDRESS.search(address))]
    values = [arxiv, *(normalize_arxiv(value.removesuffix(".pdf")) for value in matches)]
    yield from dict.fromkeys(Identifier("arxiv", value) for value in values if value)
    if doi and not doi.startswith("10.48550/"):
        yield Identifier("doi", doi)
