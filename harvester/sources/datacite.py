"""DataCite as arXiv's shadow: every arXiv paper has a DOI there, for when arXiv itself refuses.

https://support.datacite.org/docs/api; a list request takes a hundred DOIs by `query`, but an answer
by DOI is exact, so each paper is asked for by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    PersonName,
    Reading,
    Record,
    Version,
)
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.arxiv.named_links import links_named
from harvester.sources.arxiv.papers import (
    COPIED_FIELDS,
    MALFORMED,
    collapse,
    is_arxiv_id,
    read_publication_fields,
    sort_out,
)
from harvester.sources.base import UNREADABLE, Role, SourceDeclaration
from harvester.sources.json_records import canonical_json
from harvester.values.identifiers import parse_identifier

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api.datacite.org/dois"
_MOST_DIGITS = 4
_CATEGORY = re.compile(r"\(([a-z][a-zA-Z-]+(?:\.[a-zA-Z-]+)?)\)\s*$")


class DataciteSource:
    """DataCite's record of an arXiv paper. `endpoint` is the address of `/dois`."""

    name = service = "datacite"
    role = Role.STANDS_IN
    parent_source = "arxiv"
    provides = COPIED_FIELDS

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint.rstrip("/")

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a well-formed arXiv id."""
        return is_arxiv_id(identifier)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, one request each."""
        forms, malformed = sort_out(identifiers)
        for identifier in malformed:
            yield identifier, NotFound(MALFORMED)
        for value, asked in forms.items():
            lookup = self._ask(Identifier("arxiv", value), client)
            yield from ((identifier, lookup) for identifier in asked)

    def _ask(self, identifier: Identifier, client: HttpClient) -> Lookup:
        url = f"{self._endpoint}/10.48550/arXiv.{identifier.value}"

        def check(response: Response) -> str | None:
            return _check(response, identifier)

        answer = client.fetch(
            Request(
                "datacite",
                "GET",
                url,
                headers=(("Accept", "application/vnd.api+json"),),
                statuses=frozenset({200, 404}),
                cache_statuses=frozenset({200, 404}),
                validate=check,
            )
        )
        if isinstance(answer, Failed):
            return answer
        if answer.status == 404:
            return NotFound("DataCite does not know it", cached=answer.cached)
        body = canonical_json(_attributes(answer.text))
        record = Record("datacite", identifier, answer.url, answer.retrieved_at, body)
        return Found(record, cached=answer.cached)

    def read(self, record: Record) -> Reading:
        """Read DataCite's attributes of one paper."""
        about: dict[str, Any] = json.loads(record.body)
        versions = _versions(record.identifier, about)
        fields = tuple((name, value) for name, value in _fields(about, versions) if value)
        texts = [_description(about, kind) for kind in ("Other", "Abstract")]
        return Reading(
            record.identifier,
            fields,
            _other_versions(about),
            versions=versions,
            relations=links_named(*texts),
        )


DECLARATION = SourceDeclaration(
    name=DataciteSource.name,
    role=DataciteSource.role,
    build=lambda config: DataciteSource(config.endpoints["datacite"]),
    endpoint=ENDPOINT,
    rule=ServiceRule("datacite", hosts=("api.datacite.org",), spacing=0.6, freshness=7 * 24 * HOUR),
    trust=60,
    # Registered with the DOI of the published work; its DOI of an arXiv paper is arXiv's own.
    trust_in={
        "issued": 85,
        "container_title": 85,
        "event_title": 85,
        "type": 85,
        "license": 85,
        "doi": 40,
    },
)


def _check(answer: Response, identifier: Identifier) -> str | None:
    try:
        about = json.loads(answer.text)
    except ValueError:
        return "no JSON"
    if not isinstance(about, dict):
        return "JSON of another shape"
    if answer.status == 404:
        return None if "errors" in about else "a 404 that is not DataCite's"
    entry = about.get("data")
    attributes = entry.get("attributes") if isinstance(entry, dict) else None
    if not isinstance(attributes, dict) or not attributes.get("doi"):
        return "JSON without a DOI's attributes"
    if str(attributes["doi"]).lower() != f"10.48550/arxiv.{identifier.value}".lower():
        return "a DOI's attributes that nobody asked for"
    try:
        tuple(_fields(attributes, _versions(identifier, attributes)))
        _other_versions(attributes)
        canonical_json(attributes)
    except UNREADABLE:
        return "a DOI's attributes in another shape"
    return None


def _attributes(text: str) -> dict[str, Any]:
    """Return the attributes less the bulky copy of the same as base64 XML."""
    attributes: dict[str, Any] = json.loads(text)["data"]["attributes"]
    return {name: value for name, value in attributes.items() if name != "xml"}


def _fields(
    about: dict[str, Any], versions: tuple[Version, ...]
) -> Iterator[tuple[str, FieldData]]:
    categories = _categories(about)
    yield "title", collapse(next((title.get("title") for title in about.get("titles") or []), ""))
    yield "authors", tuple(_person(creator) for creator in about.get("creators") or [])
    yield "abstract", _description(about, "Abstract")
    yield "submitted", (versions[0].issued or "") if versions else ""
    yield "updated", (versions[-1].issued or "") if versions else ""
    yield "primary_category", next(iter(categories), "")
    yield "categories", categories
    yield "comment", _description(about, "Other")
    yield from read_publication_fields(_description(about, "Other"))
    yield "version", (versions[-1].number or 0) if versions else 0


_VERSION_RELATIONS = frozenset({"IsVersionOf", "IsIdenticalTo", "IsVariantFormOf", "HasVersion"})


def _other_versions(about: dict[str, Any]) -> tuple[Identifier, ...]:
    """Return the DOIs of the published work that are registered as another version of the paper.

    Source: https://datacite-metadata-schema.readthedocs.io/en/4.6/appendices/appendix-1/relationType/.
    """
    declared = (
        parse_identifier("doi:" + str(entry.get("relatedIdentifier") or ""))
        for entry in about.get("relatedIdentifiers") or []
        if entry.get("relatedIdentifierType") == "DOI"
        and entry.get("relationType") in _VERSION_RELATIONS
    )
    return tuple(dict.fromkeys(one for one in declared if one is not None and one.scheme == "doi"))


def _person(creator: dict[str, Any]) -> PersonName:
    affiliations = tuple(
        collapse(entry if isinstance(entry, str) else entry.get("name"))
        for entry in creator.get("affiliation") or []
    )
    if creator.get("familyName"):
        family, given = collapse(creator["familyName"]), collapse(creator.get("givenName"))
        return PersonName(family=family, given=given, affiliations=affiliations)
    return PersonName(literal=collapse(creator.get("name")), affiliations=affiliations)


def _description(about: dict[str, Any], kind: str) -> str:
    texts = (
        entry.get("description")
        for entry in about.get("descriptions") or []
        if entry.get("descriptionType") == kind
    )
    return collapse(next(texts, ""))


def _categories(about: dict[str, Any]) -> tuple[str, ...]:
    matches = (
        _CATEGORY.search(entry.get("subject") or "")
        for entry in about.get("subjects") or []
        if entry.get("subjectScheme") == "arXiv"
    )
    return tuple(dict.fromkeys(match[1] for match in matches if match))


def _versions(identifier: Identifier, about: dict[str, Any]) -> tuple[Version, ...]:
    """Return the versions by number; `Updated` is the date of a record, not of a version.

    Raises:
        ValueError: a date or a number is none.
    """
    issued: dict[int, str] = {}
    for entry in about.get("dates") or []:
        number = re.fullmatch(r"v([0-9]+)", entry.get("dateInformation") or "")
        if number and entry.get("dateType") == "Submitted":
            if len(number[1]) > _MOST_DIGITS:
                raise ValueError("a version that no paper has")
            day = (entry.get("date") or "")[:10]
            issued[int(number[1])] = date.fromisoformat(day).isoformat() if day else ""
    return tuple(Version(identifier, "submitted", n, issued[n] or None) for n in sorted(issued))
