"""Build an index in shards, by hash of the identifier, within a memory that is stated.

1. the records are dealt out to a file a shard (one process reads)
2. each shard is built from its file (one process each, as many at once as one likes)
3. how many records have a term is added up over all shards
4. each shard is told, so that a title weighs in it what it weighs in the whole

Only the manifest, written last, makes files an index; what another build left is removed.
"""

from __future__ import annotations

import pickle
import shutil
import sqlite3
import uuid
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeVar
from zlib import crc32

import numpy as np
from sqlite_utils import Database

from harvester.arxiv_index.postings import measure_titles
from harvester.arxiv_index.schema import (
    INSERT,
    create_indexes,
    create_tables,
    open_writable,
    record_row,
    set_meta,
    write_postings,
)
from harvester.arxiv_index.shards.manifest import (
    LAYOUT,
    Manifest,
    PartFile,
    part_of,
    write_manifest,
)
from harvester.arxiv_index.shards.posting_runs import PostingRuns
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.arxiv_index.terms import FORMAT, fold_term, record_terms, term_of
from harvester.errors import BadInput
from harvester.values.text import title_words

MEMORY = 256 << 20
"""Bytes that building one shard takes for its postings, if nothing else is said."""
_AT_ONCE = 40_000
"""Records that wait in memory to be dealt out, over all shards."""
_OF_A_SHARD = 2_000
_BATCH = 20_000
_MOST_TERMS = 1 << 18
_SIZES_AT_ONCE = 1 << 20
_TERMS = 1 << 63

Job = TypeVar("Job")
Result = TypeVar("Result")


class MapJobs(Protocol):
    """Do a function for many jobs, in whichever processes; results in the order of the jobs."""

    def __call__(
        self, work: Callable[[Job], Result], jobs: Iterable[Job], /
    ) -> Iterator[Result | Exception]:
        """Give the results; an exception in place of one whose process died."""
        ...


@dataclass(frozen=True, slots=True)
class ShardJob:
    """Build one shard: its records lie in `records`, its file becomes `path`."""

    records: Path
    path: Path
    memory: int
    built_at: str


@dataclass(frozen=True, slots=True)
class WeighJob:
    """Weigh the titles of one shard by the sizes of all; `total` records there are."""

    path: Path
    sizes: Path
    total: int


def shard_of(identifier: str, shards: int) -> int:
    """Return the number of the shard in which a record lies."""
    return crc32(identifier.encode()) % shards


def build_shards(
    records: Iterable[SnapshotRecord | None],
    folder: Path,
    shards: int,
    map_jobs: MapJobs,
    memory: int = MEMORY,
    progress: Callable[[int], None] | None = None,
    built_at: str = "",
) -> Manifest:
    """Build the index in `folder`; it takes the place of an older one when it is whole.

    Raises:
        BadInput: there is no record, or a process died twice.
    """
    folder.mkdir(parents=True, exist_ok=True)
    build = folder / f"build-{uuid.uuid4().hex[:12]}"
    build.mkdir()
    try:
        total = _deal_out(records, build, shards, progress)
        if total == 0:
            raise BadInput("no records in it; give a snapshot of arXiv, Crossref or OpenAlex")
        names = [f"shard-{number:04}" for number in range(shards)]
        jobs = [
            ShardJob(build / f"{n}.records", build / f"{n}.sqlite", memory, built_at) for n in names
        ]
        _results(map_jobs(build_shard, jobs), names)
        sizes = build / "sizes.sqlite"
        _add_up(sizes, [job.path for job in jobs], total)
        weighed = map_jobs(weigh_titles, [WeighJob(job.path, sizes, total) for job in jobs])
        parts = tuple(_results(weighed, names))
        manifest = Manifest(
            LAYOUT, FORMAT, total, built_at, build.name, part_of(sizes, total), parts
        )
        write_manifest(folder, manifest)
    except BaseException:
        shutil.rmtree(build, ignore_errors=True)
        raise
    for other in folder.glob("build-*"):
        if other != build:
            shutil.rmtree(other, ignore_errors=True)
    return manifest


def _results(results: Iterator[Result | Exception], names: Iterable[str]) -> list[Result]:
    good = []
    for name, result in zip(names, results, strict=True):
        if isinstance(result, Exception):
            raise BadInput(f"{name} could not be built: {result}; the index is as it was")
        good.append(result)
    return good


def _deal_out(
    records: Iterable[SnapshotRecord | None],
    build: Path,
    shards: int,
    progress: Callable[[int], None] | None,
) -> int:
    """Write each record, with its number among all, to the file of its shard; return how many."""
    total = lines = 0
    with ExitStack() as stack:
        files = [
            stack.enter_context((build / f"shard-{number:04}.records").open("wb"))
            for number in range(shards)
        ]
        batches: list[list[tuple[object, ...]]] = [[] for _ in files]
        at_once = min(max(_AT_ONCE // shards, 1), _OF_A_SHARD)
        for lines, record in enumerate(records, start=1):
            if record is not None:
                total += 1
                number = shard_of(record.identifier, shards)
                batches[number].append((total, *record))
                if len(batches[number]) == at_once:
                    pickle.dump(batches[number], files[number], pickle.HIGHEST_PROTOCOL)
                    batches[number] = []
            if progress and lines % _BATCH == 0:
                progress(lines)
        for file, batch in zip(files, batches, strict=True):
            pickle.dump(batch, file, pickle.HIGHEST_PROTOCOL)
    if progress:
        progress(lines)
    return total


class _TermNumbers(dict[str, int]):
    """The numbers of terms; nothing but a look-up, and forgotten when there are too many."""

    def __missing__(self, term: str) -> int:
        if len(self) >= _MOST_TERMS:
            self.clear()
        number = self[term] = term_of(fold_term(term))
        return number


def build_shard(job: ShardJob) -> int:
    """Build one shard but for the weights of its titles; return how many records it has."""
    job.path.unlink(missing_ok=True)  # of a process that died
    runs_folder = job.path.with_suffix(".runs")
    shutil.rmtree(runs_folder, ignore_errors=True)
    runs_folder.mkdir()
    runs, number_of = PostingRuns(runs_folder, job.memory), _TermNumbers().__getitem__
    orders = array("I")
    with closing(open_writable(job.path)) as db, job.records.open("rb") as spool:
        create_tables(db)
        for batch in _batches(spool):
            rows = []
            for order, *fields in batch:
                orders.append(order)
                record = SnapshotRecord._make(fields)
                words = title_words(record.title)
                rows.append(record_row(len(orders), record, words))
                terms = record_terms(words, record.authors, record.comment, record.abstract_terms)
                runs.add(len(orders), map(number_of, terms))
            db.conn.executemany(INSERT, rows)
        write_postings(db, runs.rows())
        create_indexes(db)
        order_bytes = orders.tobytes()
        db.conn.execute("insert into measure values ('order', ?)", [order_bytes])
        set_meta(db, "built_at", job.built_at)
        db.conn.commit()
    shutil.rmtree(runs_folder)
    return len(orders)


def _batches(spool: BinaryIO) -> Iterator[list[tuple[int, *tuple[object, ...]]]]:
    while True:
        try:
            yield pickle.load(spool)  # noqa: S301 -- this very build wrote it
        except EOFError:
            return


def _add_up(path: Path, shards: list[Path], total: int) -> None:
    """Write how many records of all shards have each term."""
    with closing(open_writable(path)) as db, ExitStack() as stack:
        db.table("posting").create({"term": int, "size": int}, pk="term")
        db.table("meta").create({"name": str, "value": str}, pk="name")
        open_shards = [stack.enter_context(closing(sqlite3.connect(one))) for one in shards]
        terms = sum(
            one.execute("select count(*) from posting").fetchone()[0] for one in open_shards
        )
        ranges = max(terms // _SIZES_AT_ONCE, 1)
        for at in range(ranges):
            bounds = (_TERMS * at // ranges, _TERMS * (at + 1) // ranges - 1)
            _add_up_range(db, open_shards, bounds)
        set_meta(db, "format", FORMAT)
        set_meta(db, "records", str(total))
        db.conn.commit()


def _add_up_range(db: Database, shards: list[sqlite3.Connection], bounds: tuple[int, int]) -> None:
    query = "select term, size from posting where term between ? and ?"
    parts = [np.array(one.execute(query, bounds).fetchall(), dtype=np.int64) for one in shards]
    pairs = np.concatenate([part.reshape(-1, 2) for part in parts])
    if not len(pairs):
        return
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    starts = np.flatnonzero(np.r_[True, pairs[1:, 0] != pairs[:-1, 0]])
    sizes = np.add.reduceat(pairs[:, 1], starts)
    rows = zip(pairs[starts, 0].tolist(), sizes.tolist(), strict=True)
    db.conn.executemany("insert into posting values (?, ?)", rows)


def weigh_titles(job: WeighJob) -> PartFile:
    """Write what each title of a shard weighs, by the sizes of all; return the finished file."""
    with closing(open_writable(job.path)) as db:
        db.conn.execute("attach ? as sizes", [str(job.sizes)])
        count = db.conn.execute("select count(*) from record").fetchone()[0]
        words = db.conn.execute(
            "select one.size, one.numbers, every.size from main.posting as one "
            "join sizes.posting as every on every.term = one.term where one.term & 1 "
            "order by one.term"
        )
        bits = measure_titles(words, count, job.total)
        db.conn.execute("insert or replace into measure values ('title', ?)", [bits])
        set_meta(db, "records", str(count))
        db.conn.commit()
    job.path.with_suffix(".records").unlink(missing_ok=True)
    return part_of(job.path, count)
