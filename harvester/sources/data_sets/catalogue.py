"""DataCite's catalogue of data sets: own page, DOI, licence and version of one that a list names.

https://support.datacite.org/docs/api-queries. A data set is searched by its name, and only a record
whose page is on the site that the list links is its own: names of data sets are no identifiers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from harvester.model import (
    Failed,
    FieldData,
    Identifier,
    Lookup,
    NotFound,
    Reading,
    Record,
)
from harvester.network.messages import Request, Response
from harvester.sources.base import UNREADABLE, OneByOneSource, SourceDeclaration
from harvester.sources.data_sets.named_pages import NamedPages
from harvester.sources.data_sets.wording import access_of, bears, numbers_of, place_of
from harvester.sources.json_records import canonical_json, keep_fields, parse_json
from harvester.values.identifiers import normalize_doi

if TYPE_CHECKING:
    from harvester.network.client import HttpClient

ENDPOINT = "https://api.datacite.org/dois"
_MOST = 25
_READ = ("doi", "publicationYear", "rightsList", "titles", "url", "version")


class DataSetsSource(NamedPages, OneByOneSource):
    """DataCite's records of data sets. `endpoint` is the address of `/dois`."""

    name = "datacite-data-sets"
    service = "datacite"
    provides = frozenset({"title", "doi", "issued", "license", "data_version", "access", "url"})

    def lookup_one(self, identifier: Identifier, client: HttpClient) -> Lookup:
        """Answer for one identifier, by one request."""
        name = re.sub(r'["\\]', " ", self._titles[identifier])
        params = (
            ("query", f'titles.title:"{name}"'),
            ("resource-type-id", "dataset"),
            ("page[size]", str(_MOST)),
        )
        url, accept = self._endpoint.rstrip("/"), (("Accept", "application/vnd.api+json"),)
        response = client.fetch(
            Request("datacite", "GET", url, params, headers=accept, validate=_check)
        )
        if isinstance(response, Failed):
            return response
        records = [one["attributes"] for one in parse_json(response)["data"]]
        chosen = _own(name, identifier.value, records)
        if chosen is None:
            return NotFound("DataCite has no data set of that name on this site", response.cached)
        return keep_fields(self.name, identifier, response, chosen, _READ)

    def read(self, record: Record) -> Reading:
        """Read DataCite's attributes of one data set."""
        about: dict[str, Any] = json.loads(record.body)
        fields = tuple((name, value) for name, value in _fields(about) if value)
        doi = normalize_doi(str(about.get("doi") or ""))
        return Reading(record.identifier, fields, (Identifier("doi", doi),) if doi else ())


DECLARATION = SourceDeclaration(
    name=DataSetsSource.name,
    role=DataSetsSource.role,
    build=lambda config: DataSetsSource(config.endpoints[DataSetsSource.name], config.titles),
    endpoint=ENDPOINT,
    trust=60,
)


def _own(name: str, link: str, records: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return the newest version of the one data set that has the name and lies on the site.

    Where the list links more than the home page, it is the one at that address, whatever version.
    """
    site, path = place_of(link)
    there = [(one, place_of(str(one.get("url") or ""))) for one in records]
    if path:
        own = [(one, place) for one, place in there if place == (site, path)]
    else:
        own = [(one, at) for one, at in there if at[0] == site and bears(name, _title(one))]
    works = {place for _, place in own}
    return max((one for one, _ in own), key=_age, default=None) if len(works) == 1 else None


def _age(about: dict[str, Any]) -> tuple[tuple[int, ...], int]:
    return numbers_of(str(about.get("version") or "")), int(about.get("publicationYear") or 0)


def _title(about: dict[str, Any]) -> str:
    titles = (str(one.get("title") or "") for one in about.get("titles") or [])
    return " ".join(next(titles, "").split())


def _fields(about: dict[str, Any]) -> Iterator[tuple[str, FieldData]]:
    yield "title", _title(about)
    yield "doi", normalize_doi(str(about.get("doi") or "")) or ""
    yield "issued", str(about.get("publicationYear") or "")
    rights = [one for one in about.get("rightsList") or [] if isinstance(one, dict)]
    first = next(iter(rights), {})
    yield "license", str(first.get("rightsIdentifier") or first.get("rights") or "")
    yield "access", access_of(" ".join(str(one.get("rights") or "") for one in rights))
    yield "data_version", str(about.get("version") or "")
    address = str(about.get("url") or "")
    yield "url", address if address.startswith(("https://", "http://")) else ""


def _check(response: Response) -> str | None:
    about = parse_json(response)
    listed = about.get("data") if isinstance(about, dict) else None
    if not isinstance(listed, list):
        return "no list of data sets"
    try:
        for one in listed:
            tuple(_fields(one["attributes"]))
            _age(one["attributes"])
            urlsplit(str(one["attributes"].get("url") or ""))
            canonical_json(one)
    except UNREADABLE:
        return "a data set in another shape"
    return None
