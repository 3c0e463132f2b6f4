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

from harvester.arxiv_index.plans import Plan, Request, run_plan
from harvester.arxiv_index.schema import record_of
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.arxiv_index.terms import (
    FORMAT,
    linked_dois,
    query_keys,
    query_terms,
    splits_of,
    term_of,
)
from harvester.errors import BadInput
from harvester.matching.titles import read_written_title
from harvester.model import Candidate, Identifier, Query
from harvester.values.identifiers import arxiv_month
from harvester.values.person_names import compare_authors
from harvester.values.text import title_words

if TYPE_CHECKING:
    from harvester.arxiv_index.postings import Numbers, SizedTerm

_BY_SCHEME = {
    "arxiv": "select * from record where identifier = ?",
    "doi": "select * from record where doi = ?",
    "openalex": "select * from record where identifier = ?",
}
_BY_NUMBERS = "select * from record where number in (select value from json_each(?))"
_BY_IDENTIFIERS = "select number from record where identifier in (select value from json_each(?))"
_BY_DOIS = "select number from record where doi in (select value from json_each(?))"
_OF_PREFIX = "select number from record where identifier > ? and identifier < ? order by number"
_SIZES = "select term, size from posting where term in (select value from json_each(?))"
_WHOLE = "select * from record where whole in (select value from json_each(?)) limit 24"
_PARTS = """
select number from (select number from record
    where tail in (select value from json_each(:tail)) limit 24)
union all select number from (select number from record
    where head in (select value from json_each(:head)) limit 24)
"""
_term_of = lru_cache(maxsize=65536)(term_of)
_CANDIDATES = 12
_OF_MONTH = 8
_MOST_NAMED = 8
_LEAST_SPLIT = 5
_MOST_SIZES = 100_000
_MOST_POSTINGS = 2_048
_MAPPED = 1 << 28  # bytes of the file that are read without copying


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
        from harvester.arxiv_index.postings import Ranking, unpack

        if not path.is_file():
            raise BadInput(f"{path}: no index here; make one with `harvester index build SNAPSHOT`")
        self.path = path
        self._unpack = unpack
        self._conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        self._conn.execute(f"pragma mmap_size = {_MAPPED}")
        try:
            self._meta = self._whole_meta()
            ((bits,),) = self._rows("select bits from measure where name = 'title'")
        except BadInput:
            self._conn.close()
            raise
        self._records = int(self._meta["records"])
        self._known_sizes: dict[int, int] = {}
        self._month = lru_cache(maxsize=64)(self._numbers_of_month)
        self._ranking = Ranking(bits, lru_cache(maxsize=_MOST_POSTINGS)(self._read_numbers))

    def _whole_meta(self) -> dict[str, str]:
        meta = dict(self._rows("select name, value from meta"))
        if meta.get("format") != FORMAT:
            raise BadInput(f"{self.path}: made by another version; build it again")
        ((pages,),), ((page,),) = self._rows("pragma page_count"), self._rows("pragma page_size")
        if "records" not in meta or self.path.stat().st_size < pages * page:
            raise BadInput(f"{self.path}: not whole; build it again")
        return meta

    def _rows(
        self, query: str, values: Sequence[object] | dict[str, str] = ()
    ) -> list[tuple[Any, ...]]:
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
        row = self._row_of(identifier)
        return _candidate(row) if row else None

    def record_of(self, identifier: Identifier) -> SnapshotRecord | None:
        """Return the whole record of an arXiv id or a DOI; None where the index has none."""
        row = self._row_of(identifier)
        return record_of(row) if row else None

    def _row_of(self, identifier: Identifier) -> tuple[Any, ...] | None:
        query = _BY_SCHEME.get(identifier.scheme)
        rows = self._rows(query, [identifier.value]) if query else []
        return rows[0] if rows else None

    def candidates(
        self, query: Query, without: Collection[Identifier] = ()
    ) -> tuple[Candidate, ...]:
        """Return the records that `query` may mean, likeliest first; `without` leaves some out.

        Where one has the very title, only those of the same title are given.
        """
        return run_plan(self.candidates_plan(query, without), self.answer)

    def candidates_plan(
        self, query: Query, without: Collection[Identifier] = ()
    ) -> Plan[tuple[Candidate, ...]]:
        """Return the plan of `candidates`."""
        hidden = {identifier.value for identifier in without}
        keys = query_keys(query)
        rows = yield "titled", (keys["whole"],)
        candidates = {row[0]: _candidate(row) for row in rows if row[1] not in hidden}
        if any(_surely_same(query, one) for one in candidates.values()):
            return tuple(candidates.values())
        named = [one.value for one in query.named[:_MOST_NAMED] if one.scheme == "arxiv"]
        parts = yield "parts", (keys["tail"], keys["head"], named, linked_dois(query))
        wanted = [number for number in parts if number not in candidates]
        most = _CANDIDATES + len(hidden) + len(candidates)
        more = yield "best", (sorted(self._sized_terms(query)), most)
        wanted += [number for number in more if number not in candidates]
        rows = yield "rows", (list(dict.fromkeys(wanted)),)
        row_by_number = {row[0]: row for row in rows if row[1] not in hidden}
        others = (row_by_number[one] for one in dict.fromkeys(wanted) if one in row_by_number)
        return (*candidates.values(), *map(_candidate, others))

    def candidates_of_month(
        self, query: Query, without: Collection[Identifier] = ()
    ) -> tuple[Candidate, ...]:
        """Return the records of the placeholder's month that share most with `query`, best first.

        None for a query without a placeholder's month, and for months before April 2007.
        """
        return run_plan(self.month_plan(query, without), self.answer)

    def month_plan(
        self, query: Query, without: Collection[Identifier] = ()
    ) -> Plan[tuple[Candidate, ...]]:
        """Return the plan of `candidates_of_month`."""
        if query.hint is None:
            return ()
        hidden = {identifier.value for identifier in without}
        terms = sorted(self._sized_terms(query))
        numbers = yield "best_of_month", (query.hint, terms, _OF_MONTH + len(hidden))
        rows = yield "rows", (numbers,)
        row_by_number = {row[0]: row for row in rows}
        chosen = (row_by_number[one] for one in numbers)
        return tuple(_candidate(row) for row in chosen if row[1] not in hidden)

    def identifier_plan(self, identifier: Identifier) -> Plan[Candidate | None]:
        """Return the plan of `by_identifier`."""
        row = yield "record", (identifier,)
        return _candidate(row) if row else None

    def answer(self, request: Request) -> Any:
        """Answer one request of a plan: rows, or numbers of records."""
        name, arguments = request
        match name:
            case "titled":
                return self._rows(_WHOLE, [json.dumps(arguments[0])])
            case "parts":
                return self._by_parts(*arguments)
            case "best":
                return self._ranking.best(*arguments)
            case "best_of_month":
                hint, terms, wanted = arguments
                return self._ranking.best_among(self._month(hint), terms, wanted)
            case "rows":
                return self._rows(_BY_NUMBERS, [json.dumps(arguments[0])])
            case "record":
                return self._row_of(arguments[0])
        raise AssertionError(name)

    def _by_parts(
        self, tail: list[int], head: list[int], named: list[str], dois: list[str]
    ) -> list[int]:
        parts = {"tail": json.dumps(tail), "head": json.dumps(head)}
        numbers = [number for (number,) in self._rows(_PARTS, parts)]
        if named:
            numbers += [number for (number,) in self._rows(_BY_IDENTIFIERS, [json.dumps(named)])]
        if dois:
            numbers += [number for (number,) in self._rows(_BY_DOIS, [json.dumps(dois)])]
        return numbers

    def _sized_terms(self, query: Query) -> Iterator[SizedTerm]:
        from harvester.arxiv_index.postings import SizedTerm

        shares = {_term_of(term): share for term, share in query_terms(query).items()}
        sizes = self._sizes(shares)
        for word in read_written_title(query.title).canonical:
            if not sizes[_term_of(word)]:
                for term in self._halves(word):
                    shares.setdefault(term, 1.0)
        for term, size in self._sizes(shares).items():
            if size:
                yield SizedTerm(size, term, shares[term] * log2(1 + self._records / size))

    def _halves(self, word: str) -> tuple[int, ...]:
        """Return the terms of a word that no title has cut in two, if titles have both halves."""
        splits = [tuple(map(_term_of, split)) for split in splits_of(word)]
        sizes = self._sizes([term for split in splits for term in split])
        rarer = [min(sizes[term] for term in split) for split in splits]
        best = max(rarer, default=0)
        return splits[rarer.index(best)] if best >= _LEAST_SPLIT else ()

    def _sizes(self, terms: Iterable[int]) -> dict[int, int]:
        """Return how many records have each of the terms; what was asked is remembered."""
        if len(self._known_sizes) > _MOST_SIZES:
            self._known_sizes.clear()
        sizes = self._known_sizes
        if unknown := [term for term in terms if term not in sizes]:
            sizes.update(dict.fromkeys(unknown, 0))
            sizes.update(self._rows(_SIZES, [json.dumps(unknown)]))
        return {term: sizes[term] for term in terms}

    def _numbers_of_month(self, hint: str) -> list[int]:
        """Return the numbers of the records that arXiv numbered in a month, "2025-04"."""
        prefix = hint[2:4] + hint[5:7]
        return [number for (number,) in self._rows(_OF_PREFIX, [f"{prefix}.", f"{prefix}/"])]

    def _read_numbers(self, term: int) -> Numbers:
        ((size, packed),) = self._rows("select size, numbers from posting where term = ?", [term])
        return self._unpack(packed, size)


def _surely_same(query: Query, candidate: Candidate) -> bool:
    """Tell whether looking further is idle: the very title, and nothing that contradicts it."""
    title = read_written_title(query.title)
    if len(title.words) < 4 or title.key != "".join(title_words(candidate.title)):
        return False
    is_arxiv = candidate.identifier.scheme == "arxiv"
    if query.hint and not (is_arxiv and arxiv_month(candidate.identifier.value) == query.hint):
        return False
    return not compare_authors(query.authors, candidate.authors, query.et_al).none_agree


def _candidate(row: tuple[Any, ...]) -> Candidate:
    identifier, title, authors, complete, submitted, _, doi, journal_ref, comment = row[1:10]
    return Candidate(
        identifier=_identifier(identifier),
        title=title,
        authors=tuple(authors.split("; ")) if authors else (),
        authors_complete=bool(complete),
        submitted=submitted,
        comment=comment or "",
        doi=doi,
        journal_ref=journal_ref or "",
        abstract_terms=row[13],
    )


def _identifier(value: str) -> Identifier:
    """Return the identifier of a record: DOIs begin with "10.", works of OpenAlex with "W"."""
    if value.startswith("10."):
        return Identifier("doi", value)
    return Identifier("openalex" if value.startswith("W") else "arxiv", value)
