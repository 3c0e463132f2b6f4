"""The title under which a paper first stood on arXiv: its first version, through the Atom API.

Papers change their titles between versions, and a list keeps the one that it read. An id with a
version (`2401.00001v1`) is answered with that version's record.
Manual: https://info.arxiv.org/help/api/user-manual.html#51-details-of-query-construction
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Reading, Record
from harvester.network.client import HttpClient, Response
from harvester.sources.arxiv.batch import FEWEST_TO_DOUBT, fetch_feed, fetch_pages, forget_feed
from harvester.sources.arxiv.entry import read_record
from harvester.sources.arxiv.feed import split_feed
from harvester.sources.arxiv.papers import MALFORMED, is_arxiv_id
from harvester.sources.base import TWO_TITLES, Role

_ABSENT = "arXiv has no first version of it"


class ArxivFirstVersions:
    """Tell the first title of papers. `endpoint` is the address of `/api/query`."""

    name, service = "arxiv-v1", "arxiv"
    role = Role.FORMER_TITLES
    parent_source = "arxiv"
    provides = frozenset({"former_title"})

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a well-formed arXiv id, without version."""
        return is_arxiv_id(identifier)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier, a hundred with one request."""
        wanted: list[Identifier] = []
        for identifier in dict.fromkeys(identifiers):
            if self.accepts(identifier):
                wanted.append(identifier)
            else:
                yield identifier, NotFound(MALFORMED)
        size = client.rule(self.service).batch
        for start in range(0, len(wanted), size):
            batch = wanted[start : start + size]
            records = self._ask(batch, client)
            for identifier in batch:
                if isinstance(records, Failed):
                    yield identifier, records
                else:
                    yield identifier, records.get(identifier.value, NotFound(_ABSENT))

    def _ask(self, batch: Sequence[Identifier], client: HttpClient) -> dict[str, Lookup] | Failed:
        ids = [f"{identifier.value}v1" for identifier in batch]
        expected = len(ids) if len(ids) >= FEWEST_TO_DOUBT else 0

        def fetch(url: str) -> Response:
            return fetch_feed(url, expected, client)

        pages, error = fetch_pages(self._endpoint, ids, len(ids), fetch)
        if error is not None:
            return Failed(f"{self.name}: {error}")
        return {value: one for page in pages for value, one in self._lookups(page, client)}

    def _lookups(self, page: Response, client: HttpClient) -> Iterator[tuple[str, Lookup]]:
        """Yield what a feed says; a feed with an id twice is asked for again, the id fails."""
        titles: dict[str, set[str]] = {}
        entries = tuple(split_feed(page.text))
        for entry in entries:
            titles.setdefault(entry.value, set()).add(entry.title)
        if any(len(given) > 1 for given in titles.values()):
            forget_feed(page.url, client)
        for entry in entries:
            identifier = Identifier("arxiv", entry.value)
            if len(titles[entry.value]) > 1:
                yield entry.value, Failed(f"{self.name}: {TWO_TITLES}")
            elif entry.fault:
                yield entry.value, Failed(f"{self.name}: {entry.fault}")
            elif entry.version == 1:
                record = Record(self.name, identifier, page.url, page.retrieved_at, entry.body)
                yield entry.value, Found(record)

    def read(self, record: Record) -> Reading:
        """Read the title of the first version, and nothing else of it."""
        title = dict(read_record(record).fields)["title"]
        return Reading(record.identifier, (("former_title", title),))
