"""On a local Ray of two workers: the same bytes and answers; a killed worker's work is done again.

`make cluster-test` installs Ray and runs this; without Ray it is skipped.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from harvester.arxiv_index.shards.build import build_shards
from harvester.arxiv_index.shards.manifest import load_manifest
from harvester.arxiv_index.shards.search import ShardedIndex
from harvester.errors import BadInput
from pipelines.engines.local import LocalEngine, WorkerDiedError
from pipelines.engines.ray_cluster import RayEngine, RayShards
from pipelines.resolve import stream
from pipelines.resolve.stream import resolve_together
from tests.arxiv_index.shards.test_shards import QUESTIONS, RECORDS
from tests.paths import ROOT
from tests.pipelines.engines.jobs import die, die_once, lives, wait_until

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def engine() -> Iterator[RayEngine]:
    pytest.importorskip("ray", reason="Ray is not installed; run: make cluster-test")
    os.environ["PYTHONPATH"] = str(ROOT)  # for the workers, which find functions of tests by name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        opened = RayEngine(workers=2)
    yield opened
    opened.close()


def refuse(_number: int) -> int:
    raise BadInput("not this one")


def as_lines(index: ShardedIndex) -> list[str]:
    return [json.dumps(answer) for answer in resolve_together(QUESTIONS, index)]


def test_shards_built_and_asked_on_ray_are_those_of_one_process(
    engine: RayEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = build_shards(RECORDS, tmp_path / "here", 2, LocalEngine().map)
    there = build_shards(RECORDS, tmp_path / "there", 2, engine.map)
    assert there.digest == here.digest == load_manifest(tmp_path / "there", whole=True).digest
    opened: list[RayShards] = []

    def open_shards(paths: list[Path]) -> RayShards:
        opened.append(engine.shards(paths))
        return opened[0]

    expected = as_lines(ShardedIndex(tmp_path / "here"))
    index = ShardedIndex(tmp_path / "there", open_shards)  # type: ignore[arg-type]
    assert as_lines(index) == expected
    monkeypatch.setattr(stream, "BATCH", 4)
    answers = resolve_together(QUESTIONS, index)
    first = [next(answers) for _ in range(5)]
    os.kill(opened[0].process(1), signal.SIGKILL)  # with batches in flight
    assert [json.dumps(answer) for answer in chain(first, answers)] == expected
    index.close()


DRIVER = """
import itertools, sys
from pathlib import Path
from harvester.arxiv_index.shards.build import build_shards
from pipelines.engines.ray_cluster import RayEngine
from tests.pipelines.engines.jobs import stall
from tests.arxiv_index.shards.test_shards import RECORDS

if __name__ == "__main__":
    engine = RayEngine(2)
    build_shards(RECORDS, Path(sys.argv[1]), 2, lambda work, jobs: engine.map(stall, jobs))
"""


def test_a_driver_that_is_killed_leaves_the_index_as_it_was(tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is not installed; run: make cluster-test")
    script, folder = tmp_path / "driver.py", tmp_path / "index"
    script.write_text(DRIVER)
    before = build_shards(RECORDS[:50], folder, 2, LocalEngine().map)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script, folder], env=environment) as driver:
        # Ray takes seconds to start, and a minute where the machine has much to do
        wait_until(lambda: len(list(folder.glob("build-*/*.stalled"))) == 2, seconds=180)
        driver.kill()
    assert load_manifest(folder, whole=True) == before
    notes = [int(note.read_text()) for note in folder.glob("build-*/*.stalled")]
    wait_until(lambda: not any(map(lives, notes)))
    again = build_shards(RECORDS[:60], folder, 2, LocalEngine().map)
    assert [one.name for one in folder.glob("build-*")] == [again.folder]


def test_a_job_whose_worker_is_killed_is_done_again(engine: RayEngine, tmp_path: Path) -> None:
    jobs = [(number, str(tmp_path / "mark")) for number in range(3)]
    assert list(engine.map(die_once, jobs)) == [0, 1, 2]


def test_a_job_that_kills_every_worker_is_named(engine: RayEngine) -> None:
    (result,) = engine.map(die, [1])
    assert isinstance(result, WorkerDiedError)


def test_bad_input_in_a_job_is_told_as_here(engine: RayEngine) -> None:
    with pytest.raises(BadInput, match="not this one"):
        list(engine.map(refuse, [1]))
