"""Jobs in processes: in order, and done again where a worker was killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from pipelines.engines.local import LocalEngine, WorkerDiedError


def process(_number: int) -> int:
    return os.getpid()


def die_once(job: tuple[int, str]) -> int:
    """Be killed at the first attempt of the job 1, as by a machine that is out of memory."""
    number, mark = job
    if number == 1 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


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
