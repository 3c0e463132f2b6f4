"""Bring the local index up to date with a harvest; a killed update goes on where it stopped.

The work is done in a copy beside the index, which readers keep until the copy replaces it. Each
page is written together with the place where the harvest goes on after it.
"""

from __future__ import annotations

import shutil
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from harvester.arxiv_index.postings import merge_postings, unpack, without
from harvester.arxiv_index.schema import (
    INSERT,
    finish,
    get_meta,
    open_writable,
    put_in_place,
    record_of,
    reopen,
    row_of,
    set_meta,
    write_postings,
)
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.arxiv_index.terms import record_numbers
from harvester.errors import BadInput
from harvester.model import Failed


@dataclass(frozen=True, slots=True)
class IndexPage:
    """One page of changes: records as they stand now, ids that are gone, where it goes on.

    `token` continues the harvest, None at its end; all changes before the day `through` are given.
    """

    records: tuple[SnapshotRecord, ...]
    deleted: tuple[str, ...]
    token: str | None
    through: str


Harvesting = Callable[[str, str | None], Iterator[IndexPage | Failed]]
"""Gives the pages from a day on, or from the token of a harvest that was cut off."""


@dataclass(frozen=True, slots=True)
class IndexChanges:
    """How many records an update added, changed and removed, and the last day it holds."""

    added: int
    changed: int
    removed: int
    harvested_until: str


def update_index(
    path: Path,
    harvest: Harvesting,
    since: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> IndexChanges | Failed:
    """Write what `harvest` gives into the index at `path`; on failure the index stays as it was.

    The harvest begins with the day the last one ended, else with the newest submission, else with
    `since`. `progress` is told the number of records read.
    """
    begin = _first_day(path, since)
    copy = path.with_name(path.name + ".updating")
    db = _open_copy(path, copy)
    try:
        failed = _apply_pages(db, harvest, begin, progress)
        if failed is not None:
            return failed
        quiet = _nothing_new(db)
        changes = _finish_update(db)
    finally:
        db.conn.close()
    if quiet:
        copy.unlink()
    else:
        put_in_place(copy, path)
    return changes


def _first_day(path: Path, since: str | None) -> str:
    index = ArxivIndex(path)
    status = index.status()
    index.close()
    day = status.harvested_until or since or status.newest
    if day is None:
        raise BadInput(f"{path}: it has no dates; say from which day on to update (--since)")
    return day


def _open_copy(path: Path, copy: Path) -> Database:
    """Open the copy of an update that was cut off, if it is of this very index; else copy anew."""
    stamp = f"{path.stat().st_mtime_ns} {path.stat().st_size}"
    if database := reopen(copy, ("copy of", stamp)):
        return database
    shutil.copyfile(path, copy)
    db = open_writable(copy)
    db.execute(
        "create table former (number integer primary key, title text, authors text, comment text, "
        "abstract_terms blob)"
    )
    set_meta(db, "copy of", stamp)
    db.conn.commit()
    return db


def _apply_pages(
    db: Database, harvest: Harvesting, begin: str, progress: Callable[[int], None] | None
) -> Failed | None:
    """Write page after page; return why the harvest ended early, if it did."""
    if get_meta(db, "complete"):
        return None
    read = 0
    for page in harvest(get_meta(db, "through") or begin, get_meta(db, "token") or None):
        if isinstance(page, Failed):
            return page
        for record in page.records:
            _put(db, record)
        for identifier in page.deleted:
            _remove(db, identifier)
        set_meta(db, "through", page.through)
        set_meta(db, "token", page.token or "")
        set_meta(db, "complete", "" if page.token else "yes")
        db.conn.commit()
        read += len(page.records) + len(page.deleted)
        if progress:
            progress(read)
    return None


def _known(db: Database, identifier: str) -> tuple[int, SnapshotRecord] | None:
    query = "select * from record where identifier = ?"
    row = db.conn.execute(query, [identifier]).fetchone()
    return (row[0], record_of(row)) if row else None


def _put(db: Database, record: SnapshotRecord) -> None:
    if not record.title:
        return
    present = _known(db, record.identifier)
    if present is None:
        last = db.conn.execute("select coalesce(max(number), 0) from record").fetchone()[0]
        number = last + 1
        _keep_former(db, number, None)
    else:
        number, before = present
        if before == record:
            return
        _keep_former(db, number, before)
        db.conn.execute("delete from record where number = ?", [number])
    db.conn.execute(INSERT, row_of(number, record))


def _remove(db: Database, identifier: str) -> None:
    present = _known(db, identifier)
    if present is not None:
        number, before = present
        _keep_former(db, number, before)
        db.conn.execute("delete from record where number = ?", [number])


def _keep_former(db: Database, number: int, before: SnapshotRecord | None) -> None:
    """Remember what the index said of a record before this update, whatever page speaks of it."""
    if before is None:
        former: tuple[object, ...] = (None, None, None, None)
    else:
        former = before.title, before.authors, before.comment, before.abstract_terms
    db.conn.execute("insert or ignore into former values (?, ?, ?, ?, ?)", [number, *former])


def _nothing_new(db: Database) -> bool:
    rows = db.conn.execute("select count(*) from former").fetchone()[0]
    return rows == 0 and get_meta(db, "through") == get_meta(db, "harvested_until")


def _finish_update(db: Database) -> IndexChanges:
    rows = db.conn.execute(
        "select former.*, record.title, record.authors, record.comment, record.abstract_terms "
        "from former left join record using (number) order by former.number"
    ).fetchall()
    leaving: dict[int, list[int]] = {}
    joining: dict[int, list[int]] = {}
    for number, *columns in rows:
        before, after = _terms(columns[:4]), _terms(columns[4:])
        for term in before - after:
            leaving.setdefault(term, []).append(number)
        for term in after - before:
            joining.setdefault(term, []).append(number)
    _change_postings(db, leaving, joining)
    through = get_meta(db, "through") or ""
    db.conn.execute("drop table former")
    db.conn.execute("delete from meta where name in ('copy of', 'complete', 'token', 'through')")
    set_meta(db, "harvested_until", through)
    finish(db)
    return IndexChanges(
        added=sum(row[1] is None and row[5] is not None for row in rows),
        changed=sum(row[1] is not None and row[5] is not None for row in rows),
        removed=sum(row[1] is not None and row[5] is None for row in rows),
        harvested_until=through,
    )


def _terms(columns: Sequence[Any]) -> frozenset[int]:
    title, authors, comment, abstract_terms = columns
    return record_numbers(title, authors or "", comment, abstract_terms) if title else frozenset()


def _change_postings(
    db: Database, leaving: dict[int, list[int]], joining: dict[int, list[int]]
) -> None:
    changed = []
    for term in sorted({*leaving, *joining}):
        query = "select size, numbers from posting where term = ?"
        size, packed = db.conn.execute(query, [term]).fetchone() or (0, b"")
        numbers = without(unpack(packed, size), leaving.get(term, ()))
        if term in joining:
            numbers = merge_postings([numbers, array("I", joining[term])])
        if len(numbers):
            changed.append((term, numbers))
        else:
            db.conn.execute("delete from posting where term = ?", [term])
    write_postings(db, changed)
