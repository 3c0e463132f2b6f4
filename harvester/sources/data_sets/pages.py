"""The pages of data sets: what the page that a list links says, or the set's own page behind it.

Asked as landing pages are (see `landing_pages.reader`). Right or silent: a page counts only where
it bears the name that the list gives the data set.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    Reading,
    Record,
)
from harvester.sources.base import SourceDeclaration
from harvester.sources.data_sets.named_pages import NamedPages
from harvester.sources.data_sets.wording import bears, place_of
from harvester.sources.json_records import canonical_json
from harvester.sources.landing_pages.reader import ENDPOINT, SERVICE, PageReader, WebPage
from harvester.values.web_addresses import is_home_page

if TYPE_CHECKING:
    from harvester.network.client import HttpClient
    from harvester.sources.data_sets.page_metadata import DataSetPage

_Answer = tuple[WebPage, "DataSetPage"] | NotFound | Failed
_UNNAMED = NotFound("no page there bears the name of the data set")


class DataSetPagesSource(NamedPages):
    """Pages of data sets. `endpoint` stands before host and path, as for landing pages."""

    name = "data-set-pages"
    service = SERVICE
    provides = frozenset({"title", "doi", "issued", "license", "data_version", "access", "url"})

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each page: one request, and one more where it leads to the set's own page."""
        reader = PageReader(self._endpoint, self.name)
        for identifier in identifiers:
            yield identifier, self._ask(identifier, reader, client)

    def _ask(self, identifier: Identifier, reader: PageReader, client: HttpClient) -> Lookup:
        name, address = self._titles[identifier], identifier.value.partition("#")[0]
        answer = _fetch(address, reader, client)
        if isinstance(answer, NotFound | Failed):
            return answer
        page, about = answer
        if is_home_page(about.address):
            answer = _named_there(name, about, reader, client)
        elif not _is_of(name, about):
            return replace(_UNNAMED, cached=page.response.cached)
        elif about.newer:
            newer = _fetch(about.newer, reader, client)
            if isinstance(newer, Failed):
                return newer
            if not isinstance(newer, NotFound) and _is_of(name, newer[1]):
                answer = newer
        if isinstance(answer, NotFound | Failed):
            return answer
        page, about = answer
        body = canonical_json(asdict(replace(about, named=())))
        response = page.response
        record = Record(self.name, identifier, response.url, response.retrieved_at, body)
        return Found(record, cached=response.cached)

    def read(self, record: Record) -> Reading:
        """Read what a page says of its data set."""
        page: dict[str, Any] = json.loads(record.body)
        fields = tuple((name, value) for name, value in _fields(page) if value)
        identifiers = (Identifier("doi", page["doi"]),) if page["doi"] else ()
        return Reading(record.identifier, fields, identifiers)


DECLARATION = SourceDeclaration(
    name=DataSetPagesSource.name,
    role=DataSetPagesSource.role,
    build=lambda config: DataSetPagesSource(
        config.endpoints[DataSetPagesSource.name], config.titles
    ),
    endpoint=ENDPOINT,
    trust=55,
    # The archive's own page knows its newest version and whom it lets in.
    trust_in={"access": 70, "data_version": 70, "url": 70},
)


def _fetch(address: str, reader: PageReader, client: HttpClient) -> _Answer:
    return reader.fetch(address, client, _data_set_of)


def _data_set_of(page: WebPage) -> DataSetPage | None:
    from harvester.sources.data_sets.page_metadata import read_data_set
    from harvester.sources.landing_pages.metadata import wall_of

    about = read_data_set(page.response.text, page.address)
    links_sets = is_home_page(about.address) and bool(about.named)
    says_more = about.doi or about.license or links_sets  # a version may stand in the address alone
    if not says_more and wall_of(page.response.text):
        return None
    return about if about.names or about.named else None


def _named_there(name: str, home: DataSetPage, reader: PageReader, client: HttpClient) -> _Answer:
    """Return the one page that a home page links by the name of the data set, and that bears it."""
    linked = {
        place_of(target): target
        for words, target in home.named
        if bears(name, words) and not is_home_page(target)
    }
    if len(linked) != 1:
        return _UNNAMED
    answer = _fetch(next(iter(linked.values())), reader, client)
    if isinstance(answer, NotFound | Failed) or _is_of(name, answer[1]):
        return answer
    return _UNNAMED


def _is_of(name: str, about: DataSetPage) -> bool:
    return not about.is_paper and any(bears(name, one) for one in about.names)


def _fields(page: Mapping[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "title", str(next(iter(page["names"]), ""))
    yield "doi", str(page["doi"])
    yield "issued", str(page["issued"])
    yield "license", str(page["license"])
    yield "access", str(page["access"])
    yield "data_version", str(page["version"])
    yield "url", "" if is_home_page(str(page["address"])) else str(page["address"])
