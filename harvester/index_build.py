"""Build the local index from arXiv's snapshot; an interrupted build goes on where it stopped."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import TypeAlias
from zlib import crc32

from sqlite_utils import Database

from harvester.errors import BadInput
from harvester.index_ranking import Numbers, merge_postings
from harvester.index_tables import (
    INSERT,
    create_indexes,
    create_tables,
    finish,
    get_meta,
    open_writable,
    put_in_place,
    record_row,
    reopen,
    set_meta,
    write_postings,
)
from harvester.index_terms import fold_term, term_of, unfolded_terms
from harvester.normalize import title_words
from harvester.snapshot_lines import parse_line

_BATCH = 20_000

Progress = Callable[[int], None]
Postings: TypeAlias = "dict[str, array[int]]"


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
    lines = iter(lines)
    first = next(lines, "")
    db = _open_building(building, first)
    collecting = gc.isenabled()
    gc.disable()  # millions of small values that live to the end: a third of the time for nothing
    try:
        postings = _load_records(db, chain([first], lines), progress)
        write_postings(db, _folded(postings))
        create_indexes(db)
        set_meta(db, "built_at", built_at)
        total = finish(db)
    finally:
        db.conn.close()
        if collecting:
            gc.enable()
    if total == 0:
        building.unlink()
        raise BadInput("no arXiv records in it; give the snapshot arXiv publishes (JSON lines)")
    put_in_place(building, path)
    return total


def _open_building(building: Path, first: bytes | str) -> Database:
    """Go on with a build of the snapshot that begins with `first`, or begin one."""
    mark = ("first line", str(crc32(first.encode() if isinstance(first, str) else first)))
    db = reopen(building, mark)
    if db is None:
        db = open_writable(building)
        create_tables(db)
        set_meta(db, *mark)
        db.conn.commit()
    return db


def _load_records(
    db: Database, lines: Iterable[bytes | str], progress: Progress | None
) -> Postings:
    skip = int(get_meta(db, "lines") or 0)
    postings, number = _postings_so_far(db)
    batch: list[tuple[object, ...]] = []
    at = 0
    for at, line in enumerate(lines, start=1):
        if at <= skip or (record := parse_line(line)) is None:
            continue
        number += 1
        words = title_words(record.title)
        batch.append(record_row(number, record, words))
        _add(postings, number, unfolded_terms(words, record.authors, record.comment))
        if len(batch) == _BATCH:
            _store(db, batch, at, progress)
            batch = []
    _store(db, batch, at, progress)
    return postings


def _postings_so_far(db: Database) -> tuple[Postings, int]:
    """Return the postings of the records that an interrupted build has stored, and their number."""
    postings: Postings = {}
    number = 0
    known = db.conn.execute("select number, title, authors, comment from record order by number")
    for number, title, authors, comment in known:
        _add(postings, number, unfolded_terms(title_words(title), authors, comment))
    return postings, number


def _add(postings: Postings, number: int, terms: Iterable[str]) -> None:
    for term in terms:
        numbers = postings.get(term)
        if numbers is None:
            postings[term] = array("I", (number,))
        else:
            numbers.append(number)


def _store(
    db: Database, batch: list[tuple[object, ...]], at: int, progress: Progress | None
) -> None:
    db.conn.executemany(INSERT, batch)
    set_meta(db, "lines", str(at))
    db.conn.commit()
    if progress:
        progress(at)


def _folded(postings: Postings) -> Iterator[tuple[int, array[int] | Numbers]]:
    """Give the postings under the terms that are stored, sorted by their numbers."""
    moved: dict[str, list[array[int]]] = {}
    for term in list(postings):
        folded = fold_term(term)
        if folded != (term,):
            numbers = postings.pop(term)
            for one in folded:
                moved.setdefault(one, []).append(numbers)
    for number, term in sorted((term_of(term), term) for term in {*postings, *moved}):
        own = postings.pop(term, None)
        parts = moved.get(term, [])
        if own is not None and not parts:
            yield number, own
        else:
            yield number, merge_postings([*parts, own] if own is not None else parts)
