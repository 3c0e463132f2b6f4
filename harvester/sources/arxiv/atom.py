"""arXiv by identifier, through its Atom API: batches of a hundred, one answer per id asked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from harvester.model import Found, Identifier, Lookup, NotFound, Reading, Record
from harvester.network.client import HttpClient
from harvester.sources.arxiv.batch import Batch, lookup_of
from harvester.sources.arxiv.entry import read_record
from harvester.sources.arxiv.papers import (
    FIELDS,
    MALFORMED,
    is_arxiv_id,
    lacking_fields,
    sort_out,
)
from harvester.sources.arxiv.raw_record import read_raw
from harvester.sources.base import Role, Source

ENDPOINT = "https://export.arxiv.org/api/query"


class ArxivSource:
    """arXiv's Atom API. `endpoint` is the address of `/api/query`.

    `known` are papers that are known to exist: that an answer leaves one of them out is a fault.
    `second` is asked whether papers exist about which arXiv is silent.
    """

    name = service = "arxiv"
    role = Role.DESCRIBES
    parent_source = ""
    provides = FIELDS

    def __init__(
        self,
        endpoint: str = ENDPOINT,
        identifiers: Collection[Identifier] = frozenset(),
        second: Source | None = None,
    ) -> None:
        self._endpoint = endpoint
        self._known = {identifier.value for identifier in identifiers if is_arxiv_id(identifier)}
        self._second = second

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is a well-formed arXiv id."""
        return is_arxiv_id(identifier)

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Answer for each identifier: kept answers at once, the rest in batches.

        Ids are sent bare and once, however they are written. A malformed id is never sent: it would
        cost its whole batch.
        """
        forms, malformed = sort_out(identifiers)
        for identifier in malformed:
            yield identifier, NotFound(MALFORMED)
        ids, kept = set(self._known), set()
        for part in client.load_records("arxiv", sorted(forms)):
            kept.add(part.key)
            if part.body is not None:
                ids.add(part.key)
            for form in forms[part.key]:
                yield form, lookup_of(part, cached=True)
        missing = sorted(forms.keys() - kept)
        size = client.rule("arxiv").batch
        for start in range(0, len(missing), size):
            batch = Batch(self._endpoint, client, ids, self._second)
            for value, lookup in batch.answers(missing[start : start + size]):
                ids |= {value} if isinstance(lookup, Found) else set()
                for form in forms[value]:
                    yield form, lookup

    def read(self, record: Record) -> Reading:
        """Read one entry, or as much as it would have told of what OAI-PMH said in its place."""
        if record.source == self.name:
            return read_record(record)
        reading = read_raw(record)
        fields = tuple(pair for pair in reading.fields if pair[0] in self.provides)
        versions = (*reading.versions[:1], *reading.versions[1:][-1:])
        return replace(reading, fields=fields, versions=versions, lacking=lacking_fields(fields))
