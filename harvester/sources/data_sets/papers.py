"""The papers of data sets at Crossref: where a data set lies that the list links by a home page.

https://api.crossref.org/swagger-ui/index.html. A paper counts as a data set's own where its title
bears the name and calls it a data set; the address that its abstract names is where the data lie.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from harvester.model import Failed, FieldData, Identifier, Lookup, NotFound, Reading, Record
from harvester.network.messages import Request, Response
from harvester.sources.base import UNREADABLE, OneByOneSource, SourceDeclaration
from harvester.sources.crossref import ENDPOINT, check_works, first_text, plain_text
from harvester.sources.data_sets.named_pages import NamedPages
from harvester.sources.data_sets.wording import bears
from harvester.sources.json_records import canonical_json, keep_fields, parse_json
from harvester.values.identifiers import normalize_doi
from harvester.values.web_addresses import is_home_page

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

_MOST = 5
_DATA = re.compile(
    r"\b(?:data ?sets?|data ?bases?|data|collection|cohort|corpus|benchmark|archive|atlas)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]+[^\s<>\"'()\[\].,;:]")
_CODE = re.compile(r"https?://(?:www\.)?(?:github|gitlab|bitbucket)\.", re.IGNORECASE)
_DOI = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
_READ = ("DOI", "abstract", "title")


class DataSetPapersSource(NamedPages, OneByOneSource):
    """Crossref's records of the papers of data sets. `endpoint` is the address above `/works`."""

    name = "data-set-papers"
    service = "crossref"
    provides = frozenset({"data_paper", "doi", "url"})

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a mere home page, and the data set has a name."""
        return super().accepts(identifier) and is_home_page(identifier.value.partition("#")[0])

    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Answer for one identifier, by one request."""
        name = self._titles[identifier]
        params = (("query.bibliographic", f"{name} dataset"), ("rows", str(_MOST)))
        url = f"{self._endpoint.rstrip('/')}/works"
        response = client.fetch(Request("crossref", "GET", url, params, validate=_check))
        if isinstance(response, Failed):
            return response
        works = [work for work in parse_json(response)["message"]["items"] if _is_of(name, work)]
        if len({str(work["DOI"]).lower() for work in works}) != 1:
            return NotFound("Crossref has no one paper of that data set", response.cached)
        return keep_fields(self.name, identifier, response, works[0], _READ)

    def read(self, record: Record) -> Reading:
        """Read Crossref's record of the paper of a data set."""
        work: dict[str, Any] = json.loads(record.body)
        fields = tuple((name, value) for name, value in _fields(work) if value)
        return Reading(record.identifier, fields)


DECLARATION = SourceDeclaration(
    name=DataSetPapersSource.name,
    role=DataSetPapersSource.role,
    build=lambda config: DataSetPapersSource(
        config.endpoints[DataSetPapersSource.name], config.titles
    ),
    endpoint=ENDPOINT,
    trust=50,
)


def _is_of(name: str, work: Mapping[str, Any]) -> bool:
    """Tell whether a work is the paper of the data set of that name."""
    title = first_text(work.get("title"))
    return work.get("type") != "dataset" and bears(name, title) and bool(_DATA.search(title))


def _fields(work: Mapping[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "data_paper", normalize_doi(str(work["DOI"])) or ""
    text = plain_text(str(work.get("abstract") or ""))
    named = [one for one in _ADDRESS.findall(text) if not _CODE.match(one)]
    if len(set(named)) == 1 and not is_home_page(named[0]):
        yield "url", "" if _DOI.match(named[0]) else named[0]
        yield "doi", normalize_doi(named[0]) or ""


def _check(response: Response) -> str | None:
    if reason := check_works(response):
        return reason
    try:
        for work in parse_json(response)["message"]["items"]:
            tuple(_fields(work))
            first_text(work.get("title"))
            canonical_json(work)
    except UNREADABLE:
        return "a work in another shape"
    return None
