"""Measure building and asking by size: `python -m pipelines.evaluation.scale.measure SNAPSHOT`.

Writes the measured block of docs/scale.md. A size is built in one process a shard at a time, so
that its CPU seconds and its memory are those of one builder.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.shards.build import build_shards
from harvester.arxiv_index.shards.search import ShardedIndex, status_of
from harvester.arxiv_index.snapshot import SnapshotRecord, read_ahead
from harvester.model import Query
from pipelines.engines import shards_of
from pipelines.engines.local import LocalEngine
from pipelines.engines.process_shards import ProcessShards
from pipelines.evaluation.scale.altered import questions, records_of_size
from pipelines.evaluation.scale.memory import high_water
from pipelines.evaluation.scale.peers import DuckDB, Tantivy
from pipelines.evaluation.scale.readers import readers, write_crossref
from pipelines.evaluation.scale.tables import (
    BuiltSize,
    Measured,
    PeerRow,
    load_results,
    store_results,
    write_block,
)
from pipelines.resolve.stream import resolve_query, resolve_together

_QUESTIONS = 300
_OF_A_SHARD = 1_000_000
_FOUND = 10
_COMPARED = 300
_READ = 50_000
_OF_ANSWERS = 130_000


@dataclass(frozen=True, slots=True)
class _Used:
    seconds: float
    cpu: float


def _measured(work: Callable[[], object]) -> _Used:
    started, before = time.monotonic(), _cpu()
    work()
    return _Used(time.monotonic() - started, _cpu() - before)


def _cpu() -> float:
    whose = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    usages = [resource.getrusage(who) for who in whose]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


@dataclass(frozen=True, slots=True)
class _Watched:
    """Do a job and note the most memory its process has held, in MB."""

    work: Callable[[Any], Any]
    log: Path

    def __call__(self, job: object) -> object:
        result = self.work(job)
        with self.log.open("a", encoding="ascii") as file:
            file.write(f"{high_water(os.getpid())}\n")
        return result


def build_size(
    real: Sequence[SnapshotRecord], size: int, folder: Path, shards: int = 0
) -> BuiltSize:
    """Build and ask an index of `size` records; return what it took.

    It has a shard for each million records where `shards` does not say how many.
    """
    asked = questions(real[:size], _QUESTIONS)
    shards = shards or max(size // _OF_A_SHARD, 1)
    folder.mkdir(parents=True)
    log, engine = folder / "memory.log", LocalEngine(2)  # processes of their own: one builder each

    def map_jobs(work: Callable[[Any], Any], jobs: Iterable[Any]) -> Iterator[Any]:
        return engine.map(_Watched(work, log), jobs)

    built = _measured(lambda: build_shards(records_of_size(real, size), folder, shards, map_jobs))
    memory = max(map(float, log.read_text().split()))
    index = ShardedIndex(folder)
    plans = [index.candidates_plan(query) for _, query in asked]
    answers: list[list[str]] = []
    asking = _measured(
        lambda: answers.extend(
            [one.identifier.value for one in found[:_FOUND]] for found in index.run_together(plans)
        )
    )
    status = status_of(index.manifest)
    index.close()
    return BuiltSize(
        records=size,
        shards=shards,
        size=status.size,
        cpu=built.cpu,
        seconds=built.seconds,
        memory=memory,
        recall=_recall(asked, answers),
        rate=len(asked) / asking.cpu,
        asked_memory=_memory_of_asking(folder, shards, [query for _, query in asked]),
    )


def _memory_of_asking(folder: Path, shards: int, asked: Sequence[Query]) -> float:
    """Return the most MB that a process held which was asked one shard, all of them at once."""
    opened: list[ProcessShards] = []

    def open_shards(paths: Sequence[Path]) -> ProcessShards:
        opened.append(ProcessShards(paths, workers=shards))
        return opened[0]

    with closing(ShardedIndex(folder, open_shards)) as index:
        index.run_together(index.candidates_plan(query) for query in asked)
        processes = [worker.process.pid for worker in opened[0].workers]
        return max(high_water(process) for process in processes if process)


def _recall(asked: Sequence[tuple[str, Query]], answers: Sequence[Sequence[str]]) -> float:
    hits = sum(wanted in found for (wanted, _), found in zip(asked, answers, strict=True))
    return hits / len(asked)


def measure_peer(
    peer: type[Tantivy | DuckDB],
    real: Sequence[SnapshotRecord],
    folder: Path,
    asked: list[tuple[str, Query]],
) -> PeerRow:
    """Build and ask a peer over the real records."""
    opened: list[Tantivy | DuckDB] = []
    built = _measured(lambda: opened.append(peer(folder, list(real))))
    answers: list[list[str]] = []
    asking = _measured(lambda: answers.extend(opened[0].find(query) for _, query in asked))
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    rate = len(asked) / asking.cpu
    return PeerRow(peer.name, len(real), built.cpu, size, _recall(asked, answers), rate)


ENGINES = ("one process", "2 processes", "Ray, an actor a shard")
_OPENED = dict(zip(ENGINES, (("local", 1), ("local", 2), ("ray", 2)), strict=True))


def measure_readers(folder: Path, records: Sequence[SnapshotRecord]) -> list[str]:
    """Say what reading a line of Crossref takes by our own code and by libraries."""
    path = folder / "crossref.jsonl"
    write_crossref(path, records[:_READ])
    lines = []
    for name, read in readers(path).items():
        counts: list[int] = []
        used = _measured(partial(_append_count, counts, read))
        lines.append(f"{name}: {1e6 * used.cpu / counts[0]:.0f} µs of CPU a record")
    return lines


def _append_count(counts: list[int], read: Callable[[], int]) -> None:
    counts.append(read())


def same_answers(
    folder: Path, records: Sequence[SnapshotRecord], engines: Sequence[str] = ENGINES
) -> list[str]:
    """Say how the answers of an index in one file, in shards, on processes and on Ray compare."""
    asked = list(enumerate(query for _, query in questions(records, _COMPARED)))
    build_index(records, folder / "one.sqlite")
    build_shards(records, folder / "four", 4, LocalEngine().map)
    with closing(ArxivIndex(folder / "one.sqlite")) as single:
        answers = [resolve_query(query, single, line) for line, query in asked]
    digests = {"one file": _digest(answers)}
    for name in engines:
        engine, workers = _OPENED[name]
        if engine == "ray" and not find_spec("ray"):
            continue
        with closing(ShardedIndex(folder / "four", shards_of(engine, workers))) as index:
            digests[f"4 shards, {name}"] = _digest(resolve_together(asked, index))
    return [f"{name}: {digest}" for name, digest in digests.items()]


def _digest(answers: Iterable[dict[str, object]]) -> str:
    digest = hashlib.sha256()
    for answer in answers:
        digest.update(json.dumps(answer, sort_keys=True).encode())
    return digest.hexdigest()[:16]


@click.command()
@click.argument("snapshot", type=click.Path(path_type=Path))
@click.option(
    "--sizes",
    default="130000,518844,2000000,2000000/1,8000000",
    show_default=True,
    help="Records, and after a / the number of shards where it is not one a million.",
)
@click.option("--peers/--no-peers", default=True, help="Measure tantivy, DuckDB and readers too.")
@click.option(
    "--answers/--no-answers", default=True, help="Compare the answers of engines (and Ray's) too."
)
@click.option("--folder", type=click.Path(path_type=Path), help="Where indexes are built.")
@click.option("--results", default="cache/scale.json", type=click.Path(path_type=Path))
@click.option("-o", "--output", default="docs/scale.md", type=click.Path(path_type=Path))
def main(
    snapshot: Path,
    sizes: str,
    peers: bool,
    answers: bool,
    folder: Path | None,
    results: Path,
    output: Path,
) -> None:
    """Measure the index in shards at several sizes, and peers at the real one.

    What was measured before stands in RESULTS; the page is written from it after every step.
    """
    with read_ahead(snapshot) as lines:
        real = [record for record in lines if record]
    measured = load_results(results)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        if peers:
            measured.reading = measure_readers(Path(name), real)
            asked = questions(real, _QUESTIONS)
            for peer in (Tantivy, DuckDB):
                measured.peers[peer.name] = measure_peer(peer, real, Path(name) / peer.name, asked)
            _write(results, output, measured)
        for wanted in filter(None, sizes.split(",")):
            size, _, shards = wanted.partition("/")
            place = Path(name) / f"{size}-{shards}"
            row = build_size(real, int(size), place, int(shards or 0))
            measured.sizes[row.key] = row
            shutil.rmtree(place)
            _write(results, output, measured)
        if answers:
            measured.answers = same_answers(Path(name) / "same", real[:_OF_ANSWERS])
            _write(results, output, measured)


def _write(results: Path, output: Path, measured: Measured) -> None:
    store_results(results, measured)
    write_block(output, measured)


if __name__ == "__main__":
    main()
