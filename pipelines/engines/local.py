"""Do independent jobs in this process or in several; a job whose process died is done again."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait
from threading import Thread
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
_DIED = "its process died twice, as one does that runs out of memory; give it fewer --workers"


class WorkerDiedError(Exception):
    """The process of a job died, and once more when it was done again: out of memory, as a rule."""


class LocalEngine:
    """Do jobs in `workers` processes of this machine; with one worker, in this process."""

    name = "local"

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def map(
        self, work: Callable[[Job], Result], jobs: Iterable[Job]
    ) -> Iterator[Result | WorkerDiedError]:
        """Give the result of each job in the order of `jobs`, which are read as they are needed."""
        if self.workers == 1:
            yield from map(work, jobs)
            return
        left, pool = iter(jobs), _pool(self.workers)
        try:
            while batch := list(islice(left, 4 * self.workers)):
                futures: list[Future[Result] | None] = [_submit(pool, work, job) for job in batch]
                results = list(map(_result, futures))
                if any(isinstance(result, WorkerDiedError) for result in results):
                    pool.shutdown()
                    pool = _pool(self.workers)
                for job, result in zip(batch, results, strict=True):
                    yield _alone(work, job) if isinstance(result, WorkerDiedError) else result
        finally:
            pool.shutdown(cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    # spawned, because a fork copies open files and threads that belong to this process
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """End this process when the one that started it has ended, however that came."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_wait_and_end, args=(parent.sentinel,), daemon=True).start()


def _wait_and_end(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _submit(
    pool: ProcessPoolExecutor, work: Callable[[Job], Result], job: Job
) -> Future[Result] | None:
    try:
        return pool.submit(work, job)
    except BrokenProcessPool:
        return None


def _result(future: Future[Result] | None) -> Result | WorkerDiedError:
    if future is None:
        return WorkerDiedError(_DIED)
    try:
        return future.result()
    except BrokenProcessPool:
        return WorkerDiedError(_DIED)


def _alone(work: Callable[[Job], Result], job: Job) -> Result | WorkerDiedError:
    with _pool(1) as pool:
        return _result(_submit(pool, work, job))
