"""Shards in processes of this machine; a process that died is started again, and asked again."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from harvester.arxiv_index.plans import Request
from harvester.arxiv_index.shards.search import Shard
from harvester.errors import BadInput

_ATTEMPTS = 2


def serve(paths: Sequence[Path], pipe: Connection) -> None:
    """Answer batches of requests by the shards at `paths`, until the pipe is closed."""
    try:
        shards = [Shard(path) for path in paths]
    except BadInput as error:
        pipe.send(error)
        return
    pipe.send(None)
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            requests = pipe.recv()
            try:
                answers = [[shard.answer(one) for shard in shards] for one in requests]
            except BadInput as error:
                pipe.send(error)
            else:
                pipe.send(answers)


class _Worker:
    """One process with some of the shards, and the thread that speaks to it, a batch at a time."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = paths
        self._thread = ThreadPoolExecutor(1)
        self._start()

    def submit(self, requests: Sequence[Request]) -> Future[list[list[Any]]]:
        """Have a batch asked after those that were submitted before."""
        return self._thread.submit(self._ask, requests)

    def _ask(self, requests: Sequence[Request]) -> list[list[Any]]:
        self._send(requests)
        return self._answers(requests)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(self.paths, theirs), daemon=True)
        self.process.start()
        theirs.close()
        self._receive()

    def _send(self, requests: Sequence[Request]) -> None:
        """Send a batch; a process that is no more is noticed when its answer is awaited."""
        with suppress(OSError):
            self._pipe.send(requests)

    def _answers(self, requests: Sequence[Request]) -> list[list[Any]]:
        """Return the answers on a batch that was sent; sent again where the process died."""
        for _ in range(_ATTEMPTS):
            try:
                answers: list[list[Any]] = self._receive()
            except (EOFError, OSError):
                self._end()
                self._start()
                self._send(requests)
            else:
                return answers
        names = ", ".join(path.name for path in self.paths)
        raise BadInput(
            f"the process of {names} died twice, as for want of memory; use fewer workers"
        )

    def _receive(self) -> Any:
        answers = self._pipe.recv()
        if isinstance(answers, BadInput):
            raise answers
        return answers

    def stop(self) -> None:
        """End thread and process, and wait for them."""
        self._thread.shutdown(cancel_futures=True)
        self._end()

    def _end(self) -> None:
        self._pipe.close()  # which ends the process
        self.process.join(10)


class ProcessShards:
    """The shards at `paths`, dealt out to `workers` processes."""

    def __init__(self, paths: Sequence[Path], workers: int) -> None:
        self._of_worker = [range(at, len(paths), workers) for at in range(min(workers, len(paths)))]
        self._count = len(paths)
        self.workers = [_Worker([paths[n] for n in numbers]) for numbers in self._of_worker]

    def submit(self, requests: Sequence[Request]) -> Callable[[], list[list[Any]]]:
        """Send requests to all processes; return what waits for their answers."""
        futures = [worker.submit(requests) for worker in self.workers]
        return lambda: self._together(futures, len(requests))

    def _together(
        self, futures: Sequence[Future[list[list[Any]]]], requests: int
    ) -> list[list[Any]]:
        together: list[list[Any]] = [[None] * self._count for _ in range(requests)]
        for future, numbers in zip(futures, self._of_worker, strict=True):
            for row, answers in zip(together, future.result(), strict=True):
                for number, answer in zip(numbers, answers, strict=True):
                    row[number] = answer
        return together

    def close(self) -> None:
        """End the processes."""
        for worker in self.workers:
            worker.stop()
