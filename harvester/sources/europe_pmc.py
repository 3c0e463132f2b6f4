"""Europe PMC: what PubMed and publishers tell of works in medicine and biology.

https://europepmc.org/RestfulWebService. One search answers up to a hundred identifiers, joined by
OR; a DOI stands in quotes, years are texts, a title ends with a dot.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from harvester.model import Failed, FieldData, Identifier, Lookup, Reading, Record
from harvester.network.messages import Request, Response
from harvester.network.service_rule import HOUR, ServiceRule
from harvester.sources.base import TWO_TITLES, Role, SourceDeclaration
from harvester.sources.batches import BatchAnswer, lookup_in_batches, sort_records
from harvester.sources.json_records import parse_json, read_work
from harvester.values.identifiers import normalize_doi
from harvester.values.person_names import parse_person

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://www.ebi.ac.uk/europepmc/webservices/rest"
BATCH = 100
_QUERIES = {"doi": 'DOI:"{}"', "pmid": "(EXT_ID:{} AND SRC:MED)", "pmcid": "PMCID:{}"}
_KEYS = {"doi": "doi", "pmid": "pmid", "pmcid": "pmcid"}
_READ = (
    *("authorList", "doi", "firstPublicationDate", "journalInfo", "pageInfo", "pmcid"),
    *("pmid", "pubTypeList", "pubYear", "source", "title"),
)
_PREPRINT = "PPR"
_YEAR = re.compile(r"(?:1[5-9]|2[01])\d\d")


class EuropePmcSource:
    """Europe PMC's record of a work. `endpoint` is the address above `/search`."""

    name = service = "europepmc"
    role = Role.ENRICHES
    parent_source = ""
    provides = frozenset(
        {"title", "authors", "issued", "container_title", "doi", "page", "retracted"}
    )

    def __init__(self, endpoint: str = ENDPOINT) -> None:
        self._endpoint = endpoint.rstrip("/")

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a DOI, or an id of PubMed or PubMed Central."""
        return identifier.scheme in _QUERIES and not set(identifier.value) & set('"\\')

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, a hundred with one request."""
        yield from lookup_in_batches(self.name, identifiers, BATCH, self._fetch, client)

    def _fetch(self, batch: Sequence[Identifier], client: HttpClient) -> BatchAnswer | Failed:
        query = " OR ".join(_QUERIES[one.scheme].format(one.value) for one in batch)
        params = (("query", query), ("format", "json"), ("resultType", "core"))
        request = Request(
            "europepmc",
            "GET",
            f"{self._endpoint}/search",
            (*params, ("pageSize", str(BATCH * 2))),
            validate=_check,
        )
        response = client.fetch(request)
        if isinstance(response, Failed):
            return response
        listed: list[dict[str, Any]] = parse_json(response)["resultList"]["result"]
        works = {one: _works_of(one, listed) for one in batch}
        answer = sort_records(
            response,
            {one: next(iter(same), None) for one, same in works.items()},
            "Europe PMC does not know it",
            "a work in another shape",
            lambda work: (*_fields(work), *_identifiers(work)),
            lambda work: {name: work.get(name) for name in _READ},
            _doubts(works, listed),
        )
        if answer.unreadable:
            client.forget(request)
        return answer

    def read(self, record: Record) -> Reading:
        """Read Europe PMC's description of one work."""
        work: dict[str, Any] = json.loads(record.body)
        return read_work(record, _fields(work), _identifiers(work), _is_retracted(work))


DECLARATION = SourceDeclaration(
    name=EuropePmcSource.name,
    role=EuropePmcSource.role,
    build=lambda config: EuropePmcSource(config.endpoints["europepmc"]),
    endpoint=ENDPOINT,
    rule=ServiceRule(
        "europepmc", hosts=("ebi.ac.uk",), spacing=0.5, freshness=7 * 24 * HOUR, batch=BATCH
    ),
    trust=45,
    preferred_scheme="doi",
    on_by_default=False,
)


def _check(response: Response) -> str | None:
    about = parse_json(response)
    listed = about.get("resultList") if isinstance(about, dict) else None
    works = listed.get("result") if isinstance(listed, dict) else None
    if not isinstance(works, list) or not all(isinstance(work, dict) for work in works):
        return "no list of works"
    return None


def _works_of(identifier: Identifier, listed: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the works of an answer that bear `identifier`."""
    key, wanted = _KEYS[identifier.scheme], identifier.value.lower()
    return [work for work in listed if str(work.get(key) or "").lower() == wanted]


def _doubts(
    works: Mapping[Identifier, list[dict[str, Any]]], listed: Sequence[dict[str, Any]]
) -> dict[Identifier, str]:
    """Return why some identifiers are not believed, by identifier.

    Two titles under one are of two works; where an answer holds a work that nobody asked for, what
    it leaves out is no absence.
    """
    asked = {id(work) for same in works.values() for work in same}
    has_others = any(id(work) not in asked for work in listed)
    doubts = {}
    for identifier, same in works.items():
        if len({work.get("title") for work in same}) > 1:
            doubts[identifier] = TWO_TITLES
        elif not same and has_others:
            doubts[identifier] = "the answer speaks of other works"
    return doubts


def _fields(work: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    title = " ".join(str(work.get("title") or "").split())
    yield "title", title.removesuffix(".")
    people = (work.get("authorList") or {}).get("author") or []
    names = (f"{one.get('firstName') or ''} {one.get('lastName') or ''}".strip() for one in people)
    full = [
        name or str(one.get("collectiveName") or "")
        for name, one in zip(names, people, strict=True)
    ]
    yield "authors", tuple(parse_person(name) for name in full if name)
    yield "doi", normalize_doi(str(work.get("doi") or "")) or ""
    if work.get("source") == _PREPRINT:
        return
    yield "issued", _date(work.get("firstPublicationDate") or work.get("pubYear") or "")
    journal = (work.get("journalInfo") or {}).get("journal") or {}
    yield "container_title", str(journal.get("title") or "")
    yield "page", str(work.get("pageInfo") or "")
    yield "retracted", _is_retracted(work)


def _date(text: object) -> str:
    """Return an ISO day or a year. Raises ValueError for what is neither."""
    if str(text) and _YEAR.fullmatch(str(text)) is None:
        return date.fromisoformat(str(text)).isoformat()
    return str(text)


def _is_retracted(work: dict[str, Any]) -> bool:
    kinds = (work.get("pubTypeList") or {}).get("pubType") or []
    return any(str(kind).lower() == "retracted publication" for kind in kinds)


def _identifiers(work: dict[str, Any]) -> Iterator[Identifier]:
    if doi := normalize_doi(str(work.get("doi") or "")):
        yield Identifier("doi", doi)
    if pmid := str(work.get("pmid") or ""):
        yield Identifier("pmid", pmid)
    if pmcid := str(work.get("pmcid") or ""):
        yield Identifier("pmcid", pmcid)
