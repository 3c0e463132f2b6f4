"""The local index of arXiv: candidates for a mention without a request.

One SQLite file: `record` holds what the snapshot says, `posting` which records have a word in the
title, a family among the first authors or a page in the comment; three keys of each title (whole,
before the break, after it) find equal titles at once.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log2
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.errors import BadInput
from harvester.index_terms import (
    KeyColumn,
    linked_dois,
    query_keys,
    query_terms,
    splits_of,
    term_of,
)
from harvester.model import Candidate, Identifier, Query
from harvester.normalize import title_words
from harvester.person_names import compare_authors
from harvester.snapshot_lines import SnapshotRecord
from harvester.titles import read_written_title

if TYPE_CHECKING:
    from harvester.index_ranking import Numbers, SizedTerm

_BY_SCHEME = {
    "arxiv": "select * from record where identifier = ?",
    "doi": "select * from record where doi = ?",
}
_BY_NUMBERS = "select * from record where number in (select value from json_each(?))"
_BY_DOIS = "select number from record where doi in (select value from json_each(?))"
_SIZES = "select term, size from posting where term in (select value from json_each(?))"
_BY_KEY: dict[KeyColumn, str] = {
    "whole": "select number from record where whole in (select value from json_each(?)) limit 24",
    "tail": "select number from record where tail in (select value from json_each(?)) limit 24",
    "head": "select number from record where head in (select value from json_each(?)) limit 24",
}
_CANDIDATES = 16
_LEAST_SPLIT = 5


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How many records, the newest submission date among them, when built, bytes on disk.

    All changes of the days before `harvested_until` are in it; None where it was never updated.
    """

    records: int
    newest: str | None
    built_at: str | None
    harvested_until: str | None
    size: int


class ArxivIndex:
    """Read access to an index file; one instance per thread."""

    def __init__(self, path: Path) -> None:
        # imported here because numpy is heavy, and runs without an index need not wait for it
        from harvester.index_ranking import Ranking, unpack
        from harvester.index_tables import FORMAT

        if not path.is_file():
            raise BadInput(f"{path}: no index here; make one with `harvester index build SNAPSHOT`")
        self.path = path
        self._unpack = unpack
        self._conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            self._meta = self._whole_meta(FORMAT)
            ((bits,),) = self._rows("select bits from measure where name = 'title'")
        except BadInput:
            self._conn.close()
            raise
        self._records = int(self._meta["records"])
        self._numbers = lru_cache(maxsize=512)(self._read_numbers)
        self._ranking = Ranking(bits, self._numbers)

    def _whole_meta(self, wanted: str) -> dict[str, str]:
        meta = dict(self._rows("select name, value from meta"))
        if meta.get("format") != wanted:
            raise BadInput(f"{self.path}: made by another version; build it again")
        ((pages,),), ((page,),) = self._rows("pragma page_count"), self._rows("pragma page_size")
        if "records" not in meta or self.path.stat().st_size < pages * page:
            raise BadInput(f"{self.path}: not whole; build it again")
        return meta

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._conn.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{self.path}: not an index ({error}); build it again") from error

    def close(self) -> None:
        """Close the file."""
        self._conn.close()

    def status(self) -> IndexStatus:
        """Tell how many records there are, how new, and how large the file is."""
        ((newest,),) = self._rows("select max(submitted) from record")
        return IndexStatus(
            records=self._records,
            newest=newest,
            built_at=self._meta.get("built_at") or None,
            harvested_until=self._meta.get("harvested_until"),
            size=self.path.stat().st_size,
        )

    def by_identifier(self, identifier: Identifier) -> Candidate | None:
        """Return the record of an arXiv id or a DOI; None where the index has none."""
        record = self.record_of(identifier)
        return _candidate(record) if record else None

    def record_of(self, identifier: Identifier) -> SnapshotRecord | None:
        """Return the whole record of an arXiv id or a DOI; None where the index has none."""
        query = _BY_SCHEME.get(identifier.scheme)
        rows = self._rows(query, [identifier.value]) if query else []
        return SnapshotRecord(*rows[0][1:10]) if rows else None

    def candidates(
        self, query: Query, without: Collection[Identifier] = ()
    ) -> tuple[Candidate, ...]:
        """Return the records that `query` may mean, likeliest first; `without` leaves some out."""
        hidden = {identifier.value for identifier in without}
        keyed = list(self._by_keys(query))
        found = self._candidates(keyed, hidden, len(keyed))
        if any(_surely_same(query, one) for one in found):
            return tuple(found)
        ranked = self._ranking.best(
            self._sized_terms(query), len(keyed) + len(hidden) + _CANDIDATES
        )
        known = set(keyed)
        others = [number for number in ranked if number not in known]
        return (*found, *self._candidates(others, hidden, _CANDIDATES))

    def _candidates(
        self, numbers: Sequence[int], hidden: Collection[str], wanted: int
    ) -> list[Candidate]:
        rows = self._rows(_BY_NUMBERS, [json.dumps(numbers)])
        row_by_number = {row[0]: row for row in rows}
        found = (row_by_number[number] for number in numbers if number in row_by_number)
        shown = [row for row in found if row[1] not in hidden][:wanted]
        return [_candidate(SnapshotRecord(*row[1:10])) for row in shown]

    def _by_keys(self, query: Query) -> Iterable[int]:
        found = dict.fromkeys(
            number
            for column, keys in query_keys(query).items()
            for (number,) in self._rows(_BY_KEY[column], [json.dumps(keys)])
        )
        if dois := linked_dois(query):
            found |= dict.fromkeys(row[0] for row in self._rows(_BY_DOIS, [json.dumps(dois)]))
        return found

    def _sized_terms(self, query: Query) -> Iterator[SizedTerm]:
        from harvester.index_ranking import SizedTerm

        shares = query_terms(query)
        numbered = {term_of(term): share for term, share in shares.items() if term}
        sizes = self._sizes(numbered)
        unknown = [term for term in shares if term and term_of(term) not in sizes]
        for term in self._parts_of(unknown):
            numbered.setdefault(term, 1.0)
            sizes |= self._sizes([term])
        for term, size in sizes.items():
            if size < self._records or self._records < 2:
                yield SizedTerm(size, term, numbered[term] * log2(1 + self._records / size))

    def _parts_of(self, unknown: Iterable[str]) -> Iterator[int]:
        """Give the halves of words that no title has, where both halves are words of titles."""
        for word in unknown:
            halves = [tuple(map(term_of, split)) for split in splits_of(word)]
            sizes = self._sizes([term for split in halves for term in split])
            rarer = [min(sizes.get(term, 0) for term in split) for split in halves]
            if rarer and max(rarer) >= _LEAST_SPLIT:
                yield from halves[rarer.index(max(rarer))]

    def _sizes(self, terms: Collection[int]) -> dict[int, int]:
        return dict(self._rows(_SIZES, [json.dumps(list(terms))]))

    def _read_numbers(self, term: int) -> Numbers:
        ((size, packed),) = self._rows("select size, numbers from posting where term = ?", [term])
        return self._unpack(packed, size)


def _surely_same(query: Query, candidate: Candidate) -> bool:
    """Tell whether looking further is idle: the very title, and nothing that contradicts it."""
    title = read_written_title(query.title)
    if len(title.words) < 4 or title.key != "".join(title_words(candidate.title)):
        return False
    return not compare_authors(query.authors, candidate.authors, query.et_al).none_agree


def _candidate(record: SnapshotRecord) -> Candidate:
    return Candidate(
        identifier=Identifier("arxiv", record.identifier),
        title=record.title,
        authors=tuple(record.authors.split("; ")) if record.authors else (),
        authors_complete=bool(record.complete),
        submitted=record.submitted,
        comment=record.comment or "",
        doi=record.doi,
        journal_ref=record.journal_ref or "",
    )
