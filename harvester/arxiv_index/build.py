"""Build the local index from arXiv's snapshot; an interrupted build goes on where it stopped."""

from __future__ import annotations

import gc
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path
from zlib import crc32

from sqlite_utils import Database

from harvester.arxiv_index.postings import Numbers, split_pairs
from harvester.arxiv_index.schema import (
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
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.arxiv_index.terms import fold_term, record_terms, term_of
from harvester.errors import BadInput
from harvester.values.text import title_words

_BATCH = 20_000

Progress = Callable[[int], None]


def build_index(
    records: Iterable[SnapshotRecord | None],
    path: Path,
    progress: Progress | None = None,
    built_at: str = "",
) -> int:
    """Build the index at `path` of what each line of a snapshot holds; return how many it has.

    The work is done in a file beside it that replaces `path` at the end; called again after an
    interruption with the same lines it skips those whose records that file already holds.
    `progress` is told the number of lines read.

    Raises BadInput where the snapshot holds no record of arXiv.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(path.name + ".building")
    records = iter(records)
    first = next(records, None)
    db = _open_building(building, first)
    collecting = gc.isenabled()
    gc.disable()  # millions of small values that live to the end: a third of the time for nothing
    try:
        postings = _load_records(db, chain([first], records), progress)
        write_postings(db, postings.rows())
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


def _open_building(building: Path, first: SnapshotRecord | None) -> Database:
    """Go on with a build of the snapshot that begins with `first`, or begin one."""
    mark = ("first line", str(crc32(repr(first).encode())))
    db = reopen(building, mark)
    if db is None:
        db = open_writable(building)
        create_tables(db)
        set_meta(db, *mark)
        db.conn.commit()
    return db


class _Postings(dict[str, int]):
    """Which records have which terms, as pairs; terms that fold to one have one place.

    Two flat arrays and one sort at the end: an array for each of a million terms is slower.
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._pairs, self._numbers, self._counts = array("I"), array("I"), array("I")

    def __missing__(self, term: str) -> int:
        place = self[term] = self._places.setdefault(fold_term(term), len(self._places))
        return place

    def add(self, number: int, terms: Collection[str]) -> None:
        """Add a record, whose number is the highest yet."""
        self._pairs.extend(map(self.__getitem__, terms))
        self._numbers.append(number)
        self._counts.append(len(terms))

    def rows(self) -> Iterator[tuple[int, Numbers]]:
        """Give (number of a term, numbers of its records) in the order of terms; empties it."""
        self.clear()
        terms = sorted((term_of(folded), place) for folded, place in self._places.items())
        numbers, starts = split_pairs(self._pairs, self._numbers, self._counts)
        for term, place in terms:
            yield term, numbers[starts[place] : starts[place + 1]]


def _load_records(
    db: Database, records: Iterable[SnapshotRecord | None], progress: Progress | None
) -> _Postings:
    skip = int(get_meta(db, "lines") or 0)
    postings, number = _postings_so_far(db)
    batch: list[tuple[object, ...]] = []
    at = 0
    for at, record in enumerate(records, start=1):
        if at <= skip or record is None:
            continue
        number += 1
        words = title_words(record.title)
        batch.append(record_row(number, record, words))
        terms = record_terms(words, record.authors, record.comment, record.abstract_terms)
        postings.add(number, terms)
        if len(batch) == _BATCH:
            _store(db, batch, at, progress)
            batch = []
    _store(db, batch, at, progress)
    return postings


def _postings_so_far(db: Database) -> tuple[_Postings, int]:
    """Return the postings of the records that an interrupted build has stored, and their number."""
    postings = _Postings()
    number = 0
    columns = "number, title, authors, comment, abstract_terms"
    records = db.conn.execute(f"select {columns} from record order by number")  # noqa: S608
    for number, title, *others in records:
        postings.add(number, record_terms(title_words(title), *others))
    return postings, number


def _store(
    db: Database, batch: list[tuple[object, ...]], at: int, progress: Progress | None
) -> None:
    db.conn.executemany(INSERT, batch)
    set_meta(db, "lines", str(at))
    db.conn.commit()
    if progress:
        progress(at)
