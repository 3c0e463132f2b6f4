"""The local index of arXiv: candidates for a mention without a request.

One SQLite file: `record` holds what the snapshot says, `posting` which records have a word in the
title or a family among the first authors; three keys of each title (whole, before the break,
after it) find equal titles at once. Everything but `record` can be made again from `record`, so an
interrupted build goes on where it stopped.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlite_utils import Database

from harvester.errors import BadInput
from harvester.index_terms import (
    INDEXED_AUTHORS,
    SizedTerm,
    key_of,
    postings_of,
    rank_numbers,
    term_of,
    title_keys,
)
from harvester.model import Candidate, Identifier, Query
from harvester.normalize import title_words
from harvester.person_names import compare_authors, family_key
from harvester.snapshot_lines import SnapshotRecord, parse_line
from harvester.titles import read_written_title

FORMAT = "2"
_RECORD_COLUMNS = {
    "number": int, "identifier": str, "title": str, "authors": str, "complete": int,
    "submitted": str, "categories": str, "doi": str, "journal_ref": str, "comment": str,
    "whole": int, "head": int, "tail": int,
}  # fmt: skip
_INSERT = "insert into record values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BY_SCHEME = {
    "arxiv": "select * from record where identifier = ?",
    "doi": "select * from record where doi = ?",
}
_BY_KEY = {
    "whole": "select number from record where whole = ? limit 12",
    "head": "select number from record where head = ? limit 12",
    "tail": "select number from record where tail = ? limit 12",
}
_PARTIAL_INDEXES = (
    "create index if not exists record_doi on record (doi) where doi is not null",
    "create index if not exists record_head on record (head) where head is not null",
    "create index if not exists record_tail on record (tail) where tail is not null",
)
_BATCH = 20_000
_CANDIDATES = 16
_TOLD_TERMS = 12
_OWN_WEIGHT, _TOLD_WEIGHT = 20.0, 17.0

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How many records, the newest submission date among them, when built, bytes on disk."""

    records: int
    newest: str | None
    built_at: str | None
    harvested_until: str | None
    size: int


def build_index(
    lines: Iterable[bytes | str],
    path: Path,
    progress: Progress | None = None,
    built_at: str = "",
) -> int:
    """Build the index at `path` from snapshot lines; return how many records it holds.

    The work is done in a file beside it that replaces `path` at the end; called again after an
    interruption with the same lines it skips those whose records that file already holds.
    `progress` is told the number of lines read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(path.name + ".building")
    db = _open_building(building)
    collecting = gc.isenabled()
    gc.disable()  # millions of small values that live to the end: a third of the time for nothing
    try:
        _load_records(db, lines, progress)
        _index_records(db)
        total = int(db.execute("select count(*) from record").fetchone()[0])
        db.conn.execute("insert or replace into meta values ('built_at', ?)", [built_at])
        db.conn.commit()
    finally:
        db.conn.close()
        if collecting:
            gc.enable()
    if total == 0:
        building.unlink()
        raise BadInput("no arXiv records in it; give the snapshot arXiv publishes (JSON lines)")
    building.replace(path)
    return total


def _open_building(building: Path) -> Database:
    db = Database(str(building))
    db.conn.execute("pragma synchronous = off")
    db.conn.execute("pragma cache_size = -100000")
    if "meta" not in db.table_names():
        db.table("record").create(_RECORD_COLUMNS, pk="number")
        db.table("posting").create({"term": int, "numbers": bytes}, pk="term")
        db.table("meta").create({"name": str, "value": str}, pk="name")
        db.table("meta").insert({"name": "format", "value": FORMAT})
    return db


def _load_records(db: Database, lines: Iterable[bytes | str], progress: Progress | None) -> None:
    done = db.execute("select value from meta where name = 'lines'").fetchone()
    skip = int(done[0]) if done else 0
    number = int(db.execute("select coalesce(max(number), 0) from record").fetchone()[0])
    batch: list[tuple[object, ...]] = []
    at = 0
    for at, line in enumerate(lines, start=1):
        if at <= skip or (record := parse_line(line)) is None:
            continue
        number += 1
        batch.append((number, *record, *title_keys(record.title)))
        if len(batch) == _BATCH:
            _store(db, batch, at, progress)
            batch = []
    _store(db, batch, at, progress)


def _store(
    db: Database, batch: list[tuple[object, ...]], at: int, progress: Progress | None
) -> None:
    db.conn.executemany(_INSERT, batch)
    db.conn.execute("insert or replace into meta values ('lines', ?)", [str(at)])
    db.conn.commit()
    if progress:
        progress(at)


def _index_records(db: Database) -> None:
    postings = postings_of(db.execute("select number, title, authors from record order by number"))
    rows = sorted((term_of(term), numbers) for term, numbers in postings.items())
    db.conn.executemany(
        "insert or replace into posting values (?, ?)",
        ((term, numbers.tobytes()) for term, numbers in rows),
    )
    db.table("record").create_index(["identifier"], if_not_exists=True)
    db.table("record").create_index(["whole"], if_not_exists=True)
    for partial in _PARTIAL_INDEXES:
        db.execute(partial)
    db.conn.commit()


class ArxivIndex:
    """Read access to an index file; one instance per thread."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput(f"{path}: no index here; make one with `harvester index build SNAPSHOT`")
        self.path = path
        self._conn = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            found = self._conn.execute("select value from meta where name = 'format'").fetchone()
        except sqlite3.DatabaseError as error:
            self._conn.close()
            raise BadInput(f"{path}: not an index ({error}); build it again") from error
        if found is None or found[0] != FORMAT:
            self._conn.close()
            raise BadInput(f"{path}: made by another version; build it again")
        self._numbers = lru_cache(maxsize=512)(self._read_numbers)

    def close(self) -> None:
        """Close the file."""
        self._conn.close()

    def status(self) -> IndexStatus:
        """Tell how many records there are, how new, and how large the file is."""
        meta = dict(self._conn.execute("select name, value from meta").fetchall())
        count, newest = self._conn.execute("select count(*), max(submitted) from record").fetchone()
        return IndexStatus(
            records=count,
            newest=newest,
            built_at=meta.get("built_at") or None,
            harvested_until=meta.get("harvested_until"),
            size=self.path.stat().st_size,
        )

    def by_identifier(self, identifier: Identifier) -> Candidate | None:
        """Return the record of an arXiv id or a DOI; None where the index has none."""
        record = self.record_of(identifier)
        return _candidate(record) if record else None

    def record_of(self, identifier: Identifier) -> SnapshotRecord | None:
        """Return the whole record of an arXiv id or a DOI; None where the index has none."""
        query = _BY_SCHEME.get(identifier.scheme)
        row = self._conn.execute(query, [identifier.value]).fetchone() if query else None
        return SnapshotRecord(*row[1:10]) if row else None

    def candidates(
        self, query: Query, without: Collection[Identifier] = ()
    ) -> tuple[Candidate, ...]:
        """Return the records that `query` may mean, likeliest first; `without` leaves some out."""
        hidden = {identifier.value for identifier in without}
        numbers = list(self._equal_titles(query))
        found = [one for one in map(self._record, numbers) if one.identifier.value not in hidden]
        if any(_surely_same(query, one) for one in found):
            return tuple(found)
        known = set(numbers)
        for number in self._by_terms(query, _CANDIDATES + len(hidden)):
            if number not in known and len(found) < _CANDIDATES + len(numbers):
                one = self._record(number)
                if one.identifier.value not in hidden:
                    found.append(one)
        return tuple(found)

    def _record(self, number: int) -> Candidate:
        row = self._conn.execute("select * from record where number = ?", [number]).fetchone()
        return _candidate(SnapshotRecord(*row[1:10]))

    def _equal_titles(self, query: Query) -> Iterator[int]:
        title = read_written_title(query.title)
        seen: set[int] = set()
        wanted = (
            ("whole", title.words), ("tail", title.words), ("whole", title.tail),
            ("head", title.head or title.words),
        )  # fmt: skip
        for column, words in wanted:
            key = key_of(words)
            rows = self._conn.execute(_BY_KEY[column], [key]) if key is not None else ()
            for (number,) in rows:
                if number not in seen:
                    seen.add(number)
                    yield number

    def _by_terms(self, query: Query, wanted: int) -> list[int]:
        title = read_written_title(query.title)
        names = ("@" + family_key(name) for name in query.authors[:INDEXED_AUTHORS])
        own = dict.fromkeys(map(term_of, (*title.words[:40], *names)))
        told = dict.fromkeys(map(term_of, title.raw_words[:60]))
        sizes = self._sizes(list(own | told))
        first = sorted(
            SizedTerm(size, term, _OWN_WEIGHT) for term, size in sizes.items() if term in own
        )
        after = sorted(
            SizedTerm(size, term, _TOLD_WEIGHT) for term, size in sizes.items() if term not in own
        )
        return rank_numbers(first + after[:_TOLD_TERMS], self._numbers, wanted)

    def _sizes(self, terms: list[int]) -> dict[int, int]:
        rows = self._conn.execute(
            "select term, length(numbers) / 4 from posting "
            "where term in (select value from json_each(?))",
            [json.dumps(terms)],
        )
        return dict(rows.fetchall())

    def _read_numbers(self, term: int) -> array[int]:
        numbers: array[int] = array("I")
        row = self._conn.execute("select numbers from posting where term = ?", [term]).fetchone()
        numbers.frombytes(row[0])
        return numbers


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
