"""An index in shards: the same answers as one file, bounded memory, nothing half-built is read."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.shards.build import build_shards
from harvester.arxiv_index.shards.manifest import Manifest, load_manifest
from harvester.arxiv_index.shards.search import ShardedIndex
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.errors import BadInput
from harvester.matching.abstracts import pack_abstract
from harvester.model import Query
from harvester.values.identifiers import parse_identifier
from pipelines.engines.local import LocalEngine
from pipelines.engines.process_shards import ProcessShards
from pipelines.resolve import stream
from pipelines.resolve.stream import resolve_query, resolve_together

WORDS = (
    *("granular", "flow", "rotating", "drum", "seismic", "trace", "compression", "neutron"),
    *("capture", "tidal", "heating", "moon", "glacier", "altimeter", "radar", "orbit", "learned"),
    *("sparse", "dense", "graph", "kernel", "photon", "lattice", "survey", "deep"),
)
SHARDS = 5


def made_up_records(count: int) -> list[SnapshotRecord]:
    chance = random.Random(7)
    records = []
    for number in range(count):
        words = chance.choices(WORDS, k=chance.randint(3, 9))
        title = " ".join(words).capitalize() + (
            ": " + " ".join(words[:3]) if number % 5 == 0 else ""
        )
        authors = "; ".join(
            f"{chance.choice('ABC')}. {chance.choice(WORDS).title()}" for _ in "123"
        )
        doi = f"10.1000/made.{number}" if number % 3 == 0 else None
        month = f"{20 + number % 5}{1 + number % 12:02}"
        records.append(
            SnapshotRecord(
                f"{month}.{number + 1:05}",
                title,
                authors,
                1,
                "2024-01-02",
                "cs.LG",
                doi,
                None,
                None,
                pack_abstract(
                    f"We present Tide{number}Net, of {' '.join(chance.sample(WORDS, 5))}."
                ),
            )
        )
    return records


RECORDS = made_up_records(1500)


def questions() -> list[tuple[int, Query]]:
    chance = random.Random(8)
    rows = []
    for line in range(60):
        record = chance.choice(RECORDS)
        words = record.title.replace(":", "").split()
        title = record.title if line % 3 == 0 else " ".join(chance.sample(words, k=len(words) - 1))
        hint = f"20{record.identifier[:2]}-{record.identifier[2:4]}" if line % 4 == 0 else None
        authors = tuple(record.authors.split("; ")[: line % 3])
        rows.append((line, Query(title=title, authors=authors, hint=hint)))
    return rows


QUESTIONS = questions()


@dataclass(frozen=True)
class Scene:
    folder: Path
    manifest: Manifest
    answers: str


def as_text(answers: Iterator[dict[str, object]]) -> str:
    return "\n".join(json.dumps(answer, sort_keys=True) for answer in answers)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    root = tmp_path_factory.mktemp("shards")
    build_index(RECORDS, root / "one.sqlite")
    single = ArxivIndex(root / "one.sqlite")
    answers = as_text(resolve_query(query, single, line) for line, query in QUESTIONS)
    manifest = build_shards(RECORDS, root / "index", SHARDS, LocalEngine().map)
    return Scene(root / "index", manifest, answers)


def test_shards_give_the_answers_of_one_file(scene: Scene) -> None:
    index = ShardedIndex(scene.folder)
    assert as_text(resolve_together(QUESTIONS, index)) == scene.answers
    one_by_one = (resolve_query(query, index, line) for line, query in QUESTIONS[:9])
    assert as_text(one_by_one).split("\n") == scene.answers.split("\n")[:9]
    assert '"verdict": "exact"' in scene.answers


def test_little_memory_builds_the_same_bytes(scene: Scene, tmp_path: Path) -> None:
    little = build_shards(RECORDS, tmp_path, SHARDS, LocalEngine().map, memory=4_000)
    assert little.digest == scene.manifest.digest
    assert sum(part.records for part in little.shards) == len(RECORDS)


def test_a_killed_process_is_asked_again_with_batches_in_flight(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[ProcessShards] = []

    def open_shards(paths: object) -> ProcessShards:
        assert isinstance(paths, list)
        opened.append(ProcessShards(paths, workers=2))
        return opened[0]

    monkeypatch.setattr(stream, "BATCH", 4)
    index = ShardedIndex(scene.folder, open_shards)
    answers = resolve_together(QUESTIONS[:40], index)
    first = [next(answers) for _ in range(5)]
    victim = opened[0].workers[1].process
    assert victim.pid is not None
    os.kill(victim.pid, signal.SIGKILL)
    victim.join()
    assert as_text(chain(first, answers)).split("\n") == scene.answers.split("\n")[:40]
    index.close()


def test_records_are_looked_up_in_whichever_shard_they_lie(scene: Scene) -> None:
    index = ShardedIndex(scene.folder)
    for record in RECORDS[:10]:
        identifier = parse_identifier(f"arxiv:{record.identifier}")
        assert identifier is not None
        candidate = index.by_identifier(identifier)
        assert candidate is not None
        assert candidate.title == record.title


def damaged(scene: Scene, folder: Path) -> Path:
    """Return a copy of the index that a test may spoil."""
    shutil.copytree(scene.folder, folder)
    return folder / scene.manifest.folder / "shard-0003.sqlite"


def test_a_missing_shard_is_named(scene: Scene, tmp_path: Path) -> None:
    damaged(scene, tmp_path / "index").unlink()
    with pytest.raises(BadInput, match=r"shard-0003\.sqlite: this shard is missing"):
        ShardedIndex(tmp_path / "index")


def test_a_shard_that_was_cut_off_is_named(scene: Scene, tmp_path: Path) -> None:
    path = damaged(scene, tmp_path / "index")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(BadInput, match=r"shard-0003\.sqlite: damaged"):
        ShardedIndex(tmp_path / "index")


def test_a_changed_byte_is_noticed_where_every_byte_is_read(scene: Scene, tmp_path: Path) -> None:
    path = damaged(scene, tmp_path / "index")
    content = bytearray(path.read_bytes())
    content[-100] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadInput, match=r"shard-0003\.sqlite: damaged \(its digest differs\)"):
        load_manifest(tmp_path / "index", whole=True)


def test_another_version_is_named(scene: Scene, tmp_path: Path) -> None:
    damaged(scene, tmp_path / "index")
    path = tmp_path / "index" / "manifest.json"
    path.write_text(path.read_text().replace('"layout": "1"', '"layout": "0"'))
    with pytest.raises(BadInput, match="made by another version"):
        ShardedIndex(tmp_path / "index")


def test_a_failed_build_leaves_the_index_as_it_was(scene: Scene, tmp_path: Path) -> None:
    damaged(scene, tmp_path / "index")

    def cut_off() -> Iterator[SnapshotRecord]:
        yield from RECORDS[:50]
        raise BadInput("cut off")

    with pytest.raises(BadInput, match="cut off"):
        build_shards(cut_off(), tmp_path / "index", 2, LocalEngine().map)
    index = ShardedIndex(tmp_path / "index")
    assert index.status().records == len(RECORDS)
    assert [one.name for one in (tmp_path / "index").glob("build-*")] == [scene.manifest.folder]


def test_a_new_build_takes_the_place_of_the_old_one(scene: Scene, tmp_path: Path) -> None:
    damaged(scene, tmp_path / "index")
    build_shards(RECORDS[:30], tmp_path / "index", 2, LocalEngine().map)
    assert ShardedIndex(tmp_path / "index").status().records == 30
    assert len(list((tmp_path / "index").glob("build-*"))) == 1
