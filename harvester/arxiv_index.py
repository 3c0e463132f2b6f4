"""The local index of arXiv: candidates for a mention without a request.

One SQLite file: `record` holds what the snapshot says, `posting` which records have a word in the
title ("word") or a family among the first authors ("@family"); three hashes of each title (whole,
before the break, after it) find equal titles at once. Everything but `record` can be made again
from `record`, so an interrupted build goes on where it stopped.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from heapq import nlargest
from operator import itemgetter
from pathlib import Path
from zlib import crc32

from sqlite_utils import Database

from harvester.errors import BadInput
from harvester.model import Candidate, Identifier, Query
from harvester.normalize import title_words
from harvester.person_names import compare_authors, family_key
from harvester.snapshot_lines import SnapshotRecord, parse_line
from harvester.titles import read_written_title, split_break

FORMAT = "1"
_RECORD_COLUMNS = {
    "number": int, "identifier": str, "title": str, "authors": str, "complete": int,
    "submitted": str, "categories": str, "doi": str, "journal_ref": str, "comment": str,
    "whole": int, "head": int, "tail": int,
}  # fmt: skip
_BATCH = 20_000
_INDEXED_AUTHORS = 3
_BASE_LIMIT = 1_500
_TERM_LIMIT = 60_000
_KEPT = 300
_CANDIDATES = 16
_TOLD_TERMS = 12

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How many records, the newest submission date among them, when built, bytes on disk."""

    records: int
    newest: str | None
    built_at: str | None
    harvested_until: str | None
    size: int


def _term(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1


def _hash_words(words: list[str]) -> int | None:
    return crc32("".join(words).encode()) >> 1 if words else None


def _title_hashes(title: str) -> tuple[int | None, int | None, int | None]:
    head, tail = split_break(title) if ":" in title or " - " in title or "–" in title or "—" in title else ("", "")
    return (
        _hash_words(title_words(title)),
        _hash_words(title_words(head)) if head else None,
        _hash_words(title_words(tail)) if tail else None,
    )


def _row(number: int, record: SnapshotRecord) -> tuple[object, ...]:
    return (number, *record, *_title_hashes(record.title))


def build_index(
    lines: Iterable[bytes | str],
    path: Path,
    progress: Progress | None = None,
    built_at: str = "",
) -> int:
    """Build the index at `path` from snapshot lines; return how many records it holds.

    The work is done in a file beside it that replaces `path` at the end; called again after an
    interruption with the same lines it skips what that file already holds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(path.name + ".building")
    db = _open_building(building)
    try:
        _load_records(db, lines, progress)
        _index_records(db)
        db["meta"].upsert({"name": "built_at", "value": built_at}, pk="name")  # type: ignore[union-attr]
        total = int(db.execute("select count(*) from record").fetchone()[0])
        if total == 0:
            raise BadInput("the snapshot holds no arXiv records; give the file arXiv publishes (JSON lines)")
        db.conn.commit()
        db.execute("pragma optimize")
    finally:
        db.conn.close()
    building.replace(path)
    return total


def _open_building(building: Path) -> Database:
    db = Database(str(building))
    db.conn.execute("pragma journal_mode = off")
    db.conn.execute("pragma synchronous = off")
    if "record" not in db.table_names():
        db.table("record").create(_RECORD_COLUMNS, pk="number")
        db.table("posting").create({"term": int, "numbers": bytes}, pk="term")
        db.table("meta").create({"name": str, "value": str}, pk="name")
        db.table("meta").insert({"name": "format", "value": FORMAT})
    return db


def _load_records(db: Database, lines: Iterable[bytes | str], progress: Progress | None) -> None:
    done = db.execute("select value from meta where name = 'lines'").fetchone()
    skip = int(done[0]) if done else 0
    number = int(db.execute("select coalesce(max(number), 0) from record").fetchone()[0])
    insert = f"insert into record values ({','.join('?' * len(_RECORD_COLUMNS))})"  # noqa: S608 -- only question marks
    batch: list[tuple[object, ...]] = []
    at = 0
    for at, line in enumerate(lines, start=1):
        if at <= skip:
            continue
        if (record := parse_line(line)) is not None:
            number += 1
            batch.append(_row(number, record))
        if len(batch) == _BATCH:
            _store(db, insert, batch, at)
            batch = []
            if progress:
                progress(at)
    _store(db, insert, batch, at)
    if progress:
        progress(at)


def _store(db: Database, insert: str, batch: list[tuple[object, ...]], at: int) -> None:
    db.conn.executemany(insert, batch)
    db.conn.execute("insert or replace into meta values ('lines', ?)", [str(at)])
    db.conn.commit()


def _index_records(db: Database) -> None:
    _store_postings(db, _postings(db.execute("select number, title, authors from record order by number")))
    for columns in (["identifier"], ["doi"], ["whole"], ["head"], ["tail"]):
        name = columns[0]
        where = "" if name in {"identifier", "whole"} else f" where {name} is not null"
        db.execute(f"create index if not exists record_{name} on record ({name}){where}")
    db.conn.commit()


def _postings(rows: Iterable[tuple[int, str, str]]) -> dict[str, array[int]]:
    postings: dict[str, array[int]] = {}
    for number, title, authors in rows:
        terms = set(title_words(title))
        for name in authors.split("; ", _INDEXED_AUTHORS)[:_INDEXED_AUTHORS]:
            terms.add("@" + _quick_family(name))
        for term in terms:
            known = postings.get(term)
            if known is None:
                postings[term] = array("I", (number,))
            else:
                known.append(number)
    return postings


def _quick_family(name: str) -> str:
    if name.isascii() and "," not in name and name.isprintable():
        last = name.rpartition(" ")[2].lower()
        if last.isalpha() and len(last) > 3:
            return last
    return family_key(name)


def _store_postings(db: Database, postings: dict[str, array[int]]) -> None:
    rows = sorted((_term(term), numbers) for term, numbers in postings.items())
    db.conn.executemany(
        "insert or replace into posting values (?, ?)", ((term, numbers.tobytes()) for term, numbers in rows)
    )


class ArxivIndex:
    """Read access to an index file; one instance per thread."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise BadInput(f"{path}: no index here; make one with `harvester index build SNAPSHOT`")
        self.path = path
        self._db = Database(sqlite3.connect(f"file:{path}?mode=ro", uri=True))
        self._conn = self._db.conn
        try:
            found = self._conn.execute("select value from meta where name = 'format'").fetchone()
        except sqlite3.DatabaseError as error:
            raise BadInput(f"{path}: not an index of this tool ({error}); build it again") from error
        if found is None or found[0] != FORMAT:
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
        column = {"arxiv": "identifier", "doi": "doi"}.get(identifier.scheme)
        if column is None:
            return None
        rows = self._conn.execute(f"select {_SELECTED} from record where {column} = ?", [identifier.value])
        return next((_candidate(row) for row in rows), None)

    def record_of(self, identifier: Identifier) -> SnapshotRecord | None:
        """Return the whole record of an arXiv id; None where the index has none."""
        if identifier.scheme != "arxiv":
            return None
        columns = ", ".join(SnapshotRecord._fields)
        row = self._conn.execute(
            f"select {columns} from record where identifier = ?", [identifier.value]
        ).fetchone()
        return SnapshotRecord(*row) if row else None

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
        row = self._conn.execute(f"select {_SELECTED} from record where number = ?", [number]).fetchone()
        return _candidate(row)

    def _equal_titles(self, query: Query) -> Iterator[int]:
        title = read_written_title(query.title)
        seen: set[int] = set()
        wanted = [("whole", title.words), ("tail", title.words), ("whole", title.tail)]
        wanted.append(("head", title.head or title.words))
        for column, words in wanted:
            key = _hash_words(list(words))
            if key is None:
                continue
            rows = self._conn.execute(
                f"select number from record where {column} = ? limit 12", [key]
            )
            for (number,) in rows:
                if number not in seen:
                    seen.add(number)
                    yield number

    def _by_terms(self, query: Query, wanted: int) -> list[int]:
        title = read_written_title(query.title)
        names = ("@" + family_key(name) for name in query.authors[:_INDEXED_AUTHORS])
        written = dict.fromkeys(map(_term, (*title.words[:40], *names)))
        told = dict.fromkeys(map(_term, title.raw_words[:60]))
        sizes = self._sizes(list(written | told))
        first = sorted((size, term, 20.0) for term, size in sizes.items() if term in written)
        after = sorted((size, term, 17.0) for term, size in sizes.items() if term not in written)
        return self._rank(first + after[:_TOLD_TERMS], wanted)

    def _sizes(self, terms: list[int]) -> dict[int, int]:
        marks = ",".join("?" * len(terms))
        rows = self._conn.execute(
            f"select term, length(numbers) / 4 from posting where term in ({marks})", terms
        )
        return dict(rows.fetchall())

    def _read_numbers(self, term: int) -> array[int]:
        numbers: array[int] = array("I")
        row = self._conn.execute("select numbers from posting where term = ?", [term]).fetchone()
        numbers.frombytes(row[0])
        return numbers

    def _rank(self, sized: list[tuple[int, int, float]], wanted: int) -> list[int]:
        scores: dict[int, float] = {}
        taken = 0
        for place, (size, term, most) in enumerate(sized):
            weight = most - size.bit_length()
            if size > _TERM_LIMIT or weight <= 0:
                continue
            if taken + size <= _BASE_LIMIT or (place == 0 and size <= 4 * _BASE_LIMIT):
                taken += size
                for number in self._numbers(term):
                    scores[number] = scores.get(number, 0.0) + weight
            elif scores:
                if len(scores) > _KEPT:
                    least = nlargest(_KEPT, scores.values())[-1]
                    scores = {number: score for number, score in scores.items() if score >= least}
                _add_where_known(scores, self._numbers(term), weight)
            elif place + 1 < len(sized) and sized[place + 1][0] <= _TERM_LIMIT:
                other = self._numbers(sized[place + 1][1])
                scores = dict.fromkeys(set(self._numbers(term)).intersection(other), weight)
        best = nlargest(wanted, scores.items(), key=itemgetter(1))
        return [number for number, _ in best]


def _surely_same(query: Query, candidate: Candidate) -> bool:
    """Tell whether looking further is idle: the very title, and nothing that contradicts it."""
    title = read_written_title(query.title)
    if len(title.words) < 4 or title.key != "".join(title_words(candidate.title)):
        return False
    return not compare_authors(query.authors, candidate.authors, query.et_al).none_agree


def _add_where_known(scores: dict[int, float], numbers: array[int], weight: float) -> None:
    if len(numbers) < 12 * len(scores):
        for number in scores.keys() & set(numbers):
            scores[number] += weight
        return
    end = len(numbers)
    for number in scores:
        at = bisect_left(numbers, number)
        if at < end and numbers[at] == number:
            scores[number] += weight


_SELECTED = "identifier, title, authors, complete, submitted, doi, journal_ref, comment"


def _candidate(row: tuple[str, str, str, int, str | None, str | None, str | None, str | None]) -> Candidate:
    identifier, title, authors, complete, submitted, doi, journal_ref, comment = row
    return Candidate(
        identifier=Identifier("arxiv", identifier),
        title=title,
        authors=tuple(authors.split("; ")) if authors else (),
        authors_complete=bool(complete),
        submitted=submitted,
        comment=comment or "",
        doi=doi,
        journal_ref=journal_ref or "",
    )
