"""The tables of the local index, and what building and updating it write in the same way."""

from __future__ import annotations

import os
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from harvester.arxiv_index.postings import Numbers, measure_titles, pack
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.arxiv_index.terms import FORMAT, title_keys
from harvester.values.text import title_words

INSERT = "insert into record values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_RECORD_COLUMNS = {
    "number": int, "identifier": str, "title": str, "authors": str, "complete": int,
    "submitted": str, "categories": str, "doi": str, "journal_ref": str, "comment": str,
    "whole": int, "head": int, "tail": int, "abstract_terms": bytes,
}  # fmt: skip
_INDEXES = (
    "create index if not exists record_identifier on record (identifier)",
    "create index if not exists record_whole on record (whole)",
    "create index if not exists record_doi on record (doi) where doi is not null",
    "create index if not exists record_head on record (head) where head is not null",
    "create index if not exists record_tail on record (tail) where tail is not null",
)


def open_writable(path: Path) -> Database:
    """Open a file that is put in place when it is whole: no journal has to survive a power cut."""
    db = Database(str(path))
    db.conn.execute("pragma synchronous = off")
    db.conn.execute("pragma page_size = 16384")
    db.conn.execute("pragma cache_size = -65536")
    return db


def reopen(path: Path, mark: tuple[str, str]) -> Database | None:
    """Open a file that interrupted work left, if it is of this format and has the (name, value).

    Anything else is removed, and None returned.
    """
    if not path.is_file():
        return None
    with suppress(sqlite3.DatabaseError):
        db = open_writable(path)
        if get_meta(db, "format") == FORMAT and get_meta(db, mark[0]) == mark[1]:
            return db
        db.conn.close()
    path.unlink()
    return None


def create_tables(db: Database) -> None:
    """Make the empty tables: records, postings, the bits of each title, and what is said of all."""
    db.table("record").create(_RECORD_COLUMNS, pk="number")
    db.table("posting").create({"term": int, "size": int, "numbers": bytes}, pk="term")
    db.table("measure").create({"name": str, "bits": bytes}, pk="name")
    db.table("meta").create({"name": str, "value": str}, pk="name")
    set_meta(db, "format", FORMAT)


def create_indexes(db: Database) -> None:
    """Make the look-ups by identifier, DOI and key."""
    for statement in _INDEXES:
        db.execute(statement)


def set_meta(db: Database, name: str, value: str) -> None:
    """Remember a value; the caller commits."""
    db.conn.execute("insert or replace into meta values (?, ?)", [name, value])


def get_meta(db: Database, name: str) -> str | None:
    """Return a remembered value."""
    row = db.conn.execute("select value from meta where name = ?", [name]).fetchone()
    return row[0] if row else None


def record_row(number: int, record: SnapshotRecord, words: list[str]) -> tuple[object, ...]:
    """Return the row of a record whose title has `words`."""
    return (number, *record[:9], *title_keys(record.title, words), record.abstract_terms)


def write_postings(db: Database, postings: Iterable[tuple[int, array[int] | Numbers]]) -> None:
    """Write (term, numbers) in the order of terms."""
    db.conn.executemany(
        "insert or replace into posting values (?, ?, ?)",
        ((term, len(numbers), pack(numbers)) for term, numbers in postings),
    )


def finish(db: Database) -> int:
    """Write what follows from records and postings, and commit; return how many records there are.

    An index without this is not whole.
    """
    count, last = db.conn.execute("select count(*), max(number) from record").fetchone()
    words = db.conn.execute("select size, numbers, size from posting where term & 1")
    bits = measure_titles(words, last or 0, count) if count else b""
    db.conn.execute("insert or replace into measure values ('title', ?)", [bits])
    set_meta(db, "records", str(count))
    db.conn.commit()
    return int(count)


def put_in_place(new: Path, path: Path) -> None:
    """Flush `new` to the disk and give it the name `path` in one step."""
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    new.replace(path)


def record_of(row: Sequence[Any]) -> SnapshotRecord:
    """Return the record of a row."""
    return SnapshotRecord._make((*row[1:10], row[13]))


def row_of(number: int, record: SnapshotRecord) -> tuple[object, ...]:
    """Return the row of a record."""
    return record_row(number, record, title_words(record.title))
