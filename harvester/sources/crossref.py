"""Crossref: what publishers register of articles; the word on venue, date and retraction.

https://api.crossref.org, https://github.com/CrossRef/rest-api-doc. A list request with
`filter=doi:a,doi:b` answers about fifty DOIs at once and leaves unknown ones out. `select` is not
used: it loses `updated-by`, which tells a retraction.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from harvester.model import (
    Failed,
    FieldData,
    Identifier,
    Lookup,
    PersonName,
    Reading,
    Record,
    Version,
)
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import UNREADABLE, Role, SourceDeclaration
from harvester.sources.batches import BatchAnswer, lookup_in_batches, records_by_key
from harvester.sources.json_records import canonical_json, parse_json
from harvester.values.identifiers import normalize_doi, parse_identifier
from harvester.values.venues import VenueKind, parse_venue

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api.crossref.org"
BATCH = 50
_CSL_TYPES = {
    "journal-article": "article-journal",
    "proceedings-article": "paper-conference",
    "posted-content": "article",
    "book-chapter": "chapter",
    "dataset": "dataset",
    "dissertation": "thesis",
    "report": "report",
}
_CONTAINERS = frozenset(
    {"book", "book-series", "edited-book", "journal", "journal-issue", "journal-volume"}
    | {"monograph", "proceedings", "proceedings-series", "reference-book", "report-series"}
)
_RETRACTIONS = frozenset({"retraction", "removal", "withdrawal"})
_VERSION_RELATIONS = ("has-preprint", "is-preprint-of", "is-same-as")
_ARXIV_DOI = re.compile(r"^10\.48550/arxiv\.(.+)$", re.IGNORECASE)


class CrossrefSource:
    """Crossref's record of a published work. `endpoint` is the address above `/works`."""

    name = service = "crossref"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset(
        {"title", "authors", "abstract", "issued", "container_title", "event_title", "type"}
        | {"doi", "page", "license", "retracted"}
    )

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint.rstrip("/")

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a DOI that Crossref may know; arXiv's are DataCite's."""
        return identifier.scheme == "doi" and not _ARXIV_DOI.match(identifier.value)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each DOI, fifty with one request."""
        # A comma parts the values of a filter, so such a DOI cannot share its request.
        plain = [one for one in identifiers if "," not in one.value]
        yield from lookup_in_batches(self.name, plain, BATCH, self._fetch, client)
        odd = [one for one in identifiers if "," in one.value]
        yield from lookup_in_batches(self.name, odd, 1, self._fetch, client)

    def _fetch(self, batch: Sequence[Identifier], client: HttpClient) -> BatchAnswer | Failed:
        filters = ",".join(f"doi:{identifier.value}" for identifier in batch)
        params = (("filter", filters), ("rows", str(max(len(batch), 1))))
        url = f"{self._endpoint}/works"
        request = Request("crossref", "GET", url, params, validate=check_works)
        response = client.fetch(request)
        if isinstance(response, Failed):
            return response
        works = parse_json(response)["message"]["items"]
        asked = [one.value.lower() for one in batch]
        by_doi, doubts = records_by_key(works, lambda work: str(work.get("DOI")).lower(), asked)
        bodies, absent, unreadable = {}, {}, {}
        for identifier, doi in zip(batch, asked, strict=True):
            work = by_doi.get(doi)
            if doi in doubts:
                unreadable[identifier] = doubts[doi]
            elif work is None:
                absent[identifier] = "Crossref does not know it"
            elif work.get("type") in _CONTAINERS:
                absent[identifier] = f"the DOI of a {work['type']}, not of a paper"
            elif reason := _unreadable(work):
                unreadable[identifier] = reason
            else:
                bodies[identifier] = canonical_json(_kept(work))
        if unreadable:
            client.forget(request)
        return BatchAnswer(bodies, response.url, response.retrieved_at, absent, unreadable)

    def read(self, record: Record) -> Reading:
        """Read Crossref's metadata of one work."""
        work: dict[str, Any] = json.loads(record.body)
        fields = tuple((name, value) for name, value in _fields(work) if value)
        doi = normalize_doi(str(work["DOI"]))
        identifiers = [Identifier("doi", doi)] if doi else []
        identifiers += _other_versions(work)
        return Reading(record.identifier, fields, tuple(identifiers), _versions(record, work))


DECLARATION = SourceDeclaration(
    name=CrossrefSource.name,
    role=CrossrefSource.role,
    build=lambda config: CrossrefSource(config.endpoints["crossref"]),
    endpoint=ENDPOINT,
    # polite-array pool: 3 requests/s for lists (limits in force since 2025-12-01).
    rule=ServiceRule(
        "crossref",
        hosts=("api.crossref.org",),
        spacing=0.35,
        freshness=24 * HOUR,
        batch=BATCH,
        refused=frozenset({401, 403}),
    ),
    trust=55,
    # What publishers register counts for the published work; arXiv's comment only repeats it.
    trust_in={
        "issued": 90,
        "container_title": 90,
        "event_title": 90,
        "type": 90,
        "doi": 90,
        "page": 90,
        "license": 50,
    },
)


def check_works(response: Response) -> str | None:
    """Return what is wrong with a list of works; None where nothing is."""
    about = parse_json(response)
    message = about.get("message") if isinstance(about, dict) else None
    works = message.get("items") if isinstance(message, dict) else None
    if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
        return "no list of works"
    return None


def _unreadable(work: dict[str, Any]) -> str:
    try:
        list(_fields(work))
        _other_versions(work)
        canonical_json(_kept(work))
    except UNREADABLE:
        return "a work in another shape"
    return ""


def _kept(work: dict[str, Any]) -> dict[str, Any]:
    """Return the work less its references and links, which nothing reads and which are bulky."""
    return {name: value for name, value in work.items() if name not in {"reference", "link"}}


def _fields(work: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "title", first_text(work.get("title"))
    yield "authors", tuple(filter(str, map(_person, work.get("author") or [])))
    yield "abstract", plain_text(work.get("abstract") or "")
    is_published = work.get("type") != "posted-content"
    yield "issued", _date(work) if is_published else ""
    containers = [plain_text(name) for name in work.get("container-title") or []]
    yield "container_title", containers[-1] if containers and is_published else ""
    yield "event_title", _event(work, containers) if is_published else ""
    yield "type", _CSL_TYPES.get(str(work.get("type")), "")
    yield "doi", normalize_doi(str(work["DOI"])) or ""
    yield "page", str(work.get("page") or "")
    yield "retracted", _is_retracted(work)


def first_text(titles: object) -> str:
    """Return the first title that is not empty, without markup."""
    texts = titles if isinstance(titles, list) else [titles or ""]
    return next((plain for text in texts if (plain := plain_text(str(text)))), "")


_MARKUP = re.compile(r"<[a-zA-Z/!]|&#?\w+;")
_BLANK_BEFORE_SIGN = re.compile(r"\s+([,.;:)])")


def plain_text(text: str) -> str:
    """Return text without JATS or HTML markup and entities."""
    if _MARKUP.search(text):
        from bs4 import BeautifulSoup  # heavy, and most texts have no markup

        text = BeautifulSoup(f"<p>{text}</p>", "lxml").get_text(" ")
    return _BLANK_BEFORE_SIGN.sub(r"\1", " ".join(text.split()))


def _person(author: dict[str, Any]) -> PersonName:
    affiliations = tuple(
        plain_text(entry["name"]) for entry in author.get("affiliation") or [] if entry.get("name")
    )
    if author.get("family"):
        given = plain_text(author.get("given") or "")
        family = plain_text(author["family"])
        suffix = plain_text(author.get("suffix") or "")
        return PersonName(f"{family} {suffix}".strip(), given, affiliations=affiliations)
    return PersonName(literal=plain_text(author.get("name") or ""), affiliations=affiliations)


def _date(work: dict[str, Any]) -> str:
    """Return the first date of publication, as exact as it is registered.

    Raises:
        ValueError: there is no such day.
    """
    parts = (work.get("issued") or work.get("published") or {}).get("date-parts") or [[]]
    numbers = [int(number) for number in parts[0] if number][:3]
    if not numbers:
        return ""
    day = date(*[*numbers, 1, 1][:3])  # raises ValueError where no calendar has it
    if not 1500 <= day.year <= 2200:
        raise ValueError("a year that no work is of")
    return day.isoformat()[: (4, 7, 10)[len(numbers) - 1]]


def _event(work: dict[str, Any], containers: list[str]) -> str:
    """Return the conference by its short name; the event's own name where it has none."""
    name = plain_text((work.get("event") or {}).get("name") or "")
    for text in (name, *reversed(containers)):
        venue = parse_venue(text)
        if venue is not None and venue.kind is not VenueKind.JOURNAL:
            year = venue.year or int(_date(work)[:4] or 0) or None
            return str(replace(venue, year=year))
    return name


def _other_versions(work: dict[str, Any]) -> list[Identifier]:
    """Return the preprints and the article that are declared as other versions of this work.

    Source: https://www.crossref.org/documentation/schema-library/markup-guide-metadata-segments/relationships/.
    """
    relation = work.get("relation") or {}
    declared: list[Identifier] = []
    for kind in _VERSION_RELATIONS:
        for entry in relation.get(kind) or []:
            scheme = {"doi": "doi:", "arxiv": "arXiv:"}.get(str(entry.get("id-type")).lower())
            name = parse_identifier(scheme + str(entry.get("id", ""))) if scheme else None
            if name is not None and name.scheme in {"arxiv", "doi"}:
                declared.append(name)
    return list(dict.fromkeys(declared))


def _is_retracted(work: dict[str, Any]) -> bool:
    updates = work.get("updated-by") or []
    return any(update.get("type") in _RETRACTIONS for update in updates)


def _versions(record: Record, work: dict[str, Any]) -> tuple[Version, ...]:
    stage = "submitted" if work.get("type") == "posted-content" else "published"
    if _is_retracted(work):
        stage = "retracted"
    return (Version(record.identifier, stage, None, _date(work) or None),)
