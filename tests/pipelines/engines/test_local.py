"""Jobs in processes: in order, and done again where a worker was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from pipelines.engines.local import LocalEngine, WorkerDiedError
from tests.paths import ROOT
from tests.pipelines.engines.jobs import die, die_once, lives, wait_until


def process(_number: int) -> int:
    return os.getpid()


def note_process_and_wait(note: str) -> None:
    Path(note).write_text(str(os.getpid()))
    time.sleep(60)


DRIVER = """
import sys
from pipelines.engines.local import LocalEngine
from tests.pipelines.engines.test_local import note_process_and_wait

if __name__ == "__main__":
    list(LocalEngine(2).map(note_process_and_wait, sys.argv[1:]))
"""


def test_one_worker_is_this_process() -> None:
    assert set(LocalEngine().map(process, range(3))) == {os.getpid()}


def test_jobs_of_a_killed_worker_are_done_again(tmp_path: Path) -> None:
    jobs = [(number, str(tmp_path / "mark")) for number in range(4)]
    assert list(LocalEngine(2).map(die_once, jobs)) == [0, 1, 2, 3]


def test_a_job_that_kills_its_worker_twice_is_named_and_the_rest_goes_on() -> None:
    results = list(LocalEngine(2).map(die, range(3)))
    assert [results[0], results[2]] == [0, 2]
    assert isinstance(results[1], WorkerDiedError)
    assert "out of memory" in str(results[1])


def test_workers_end_with_a_driver_that_is_killed(tmp_path: Path) -> None:
    script, note = tmp_path / "driver.py", tmp_path / "note"
    script.write_text(DRIVER)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([sys.executable, script, note], env=environment) as driver:
        wait_until(lambda: note.exists() and note.read_text() != "")
        driver.kill()
    wait_until(lambda: not lives(int(note.read_text())))
