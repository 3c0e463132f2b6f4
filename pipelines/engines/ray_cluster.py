"""Jobs and shards on Ray: on this machine, or on the cluster that `RAY_ADDRESS` names.

Installed by the extra `cluster`. Every machine must see the index under the same path.
https://docs.ray.io/en/latest/ray-core/fault-tolerance.html
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from harvester.arxiv_index.plans import Request
from harvester.arxiv_index.shards.search import Shard
from harvester.errors import BadInput
from pipelines.engines.local import WorkerDiedError

Job = TypeVar("Job")
Result = TypeVar("Result")
_ATTEMPTS = 3


def _ray() -> Any:
    try:
        return import_module("ray")  # only where it is asked for: it is heavy
    except ImportError as error:
        raise BadInput(
            "Ray is not installed; run: pip install 'awesome-list-harvester[cluster]', "
            "or use --engine local"
        ) from error


def _not_started(address: str | None, error: Exception) -> str:
    reason = str(error).partition(". ")[0].strip()
    if address:
        return f"Ray at RAY_ADDRESS {address} does not answer ({reason}); see that it runs"
    return (
        f"Ray could not be started on this machine ({reason}); run it again when the machine has "
        "less to do, name a running Ray by RAY_ADDRESS, or use --engine local"
    )


class RayEngine:
    """Do jobs as tasks of Ray; without an address, on a Ray of this machine with `workers` CPUs."""

    name = "ray"

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._ray = ray = _ray()
        if not ray.is_initialized():
            address = os.environ.get("RAY_ADDRESS")
            quiet = {"log_to_driver": False, "include_dashboard": False, "logging_level": "ERROR"}
            cpus = {} if address else {"num_cpus": workers}
            try:
                ray.init(address=address, **cpus, **quiet)
            except Exception as error:  # Ray raises plain ones where a part of it does not start
                raise BadInput(_not_started(address, error)) from error

    def map(
        self, work: Callable[[Job], Result], jobs: Iterable[Job]
    ) -> Iterator[Result | WorkerDiedError]:
        """Give the result of each job in the order of `jobs`, no more in flight than it can do.

        Ray itself does a job again whose worker died, once.
        """
        task = self._ray.remote(work).options(max_retries=1)
        left = iter(jobs)
        waiting = [task.remote(job) for job in islice(left, 2 * self.workers)]
        while waiting:
            yield self._result(waiting.pop(0))
            waiting += [task.remote(job) for job in islice(left, 1)]

    def _result(self, reference: Any) -> Any:
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except (errors.WorkerCrashedError, errors.OutOfMemoryError, errors.NodeDiedError) as error:
            return WorkerDiedError(f"its worker died twice ({type(error).__name__})")
        except errors.RayTaskError as error:
            raise error.cause from error

    def close(self) -> None:
        """Let go of Ray; one of this machine ends."""
        self._ray.shutdown()

    def shards(self, paths: Sequence[Path]) -> RayShards:
        """Open shards, one actor each."""
        return RayShards(self._ray, paths)


class _ShardActor:
    """One shard in a worker of Ray."""

    def __init__(self, path: Path) -> None:
        self._shard = Shard(path)

    def answer_all(self, requests: Sequence[Request]) -> list[Any]:
        """Answer a batch of requests."""
        return [self._shard.answer(request) for request in requests]

    def process(self) -> int:
        """Return the id of the process."""
        return os.getpid()


class RayShards:
    """The shards, an actor each; an actor that died is made again, and its batch asked again."""

    def __init__(self, ray: Any, paths: Sequence[Path]) -> None:
        self._ray, self._paths = ray, [path.resolve() for path in paths]
        self._actor = ray.remote(num_cpus=0)(_ShardActor)
        self.actors = [self._actor.remote(path) for path in self._paths]

    def submit(self, requests: Sequence[Request]) -> Callable[[], list[list[Any]]]:
        """Send requests to all actors; return what waits for their answers."""
        put = self._ray.put(list(requests))
        calls = [(actor, actor.answer_all.remote(put)) for actor in self.actors]

        def wait() -> list[list[Any]]:
            parts = [self._answers(at, *call, put) for at, call in enumerate(calls)]
            return [list(row) for row in zip(*parts, strict=True)]

        return wait

    def _answers(self, at: int, actor: Any, reference: Any, put: Any) -> list[Any]:
        errors = self._ray.exceptions
        for _ in range(_ATTEMPTS):
            try:
                answers: list[Any] = self._ray.get(reference)
            except (errors.ActorDiedError, errors.ActorUnavailableError) as error:
                if isinstance(cause := getattr(error, "cause", None), BadInput):
                    raise cause from error
                if self.actors[at] is actor:  # another batch that was in flight has not done it yet
                    self.actors[at] = self._actor.remote(self._paths[at])
                actor = self.actors[at]
                reference = actor.answer_all.remote(put)
            except errors.RayTaskError as error:
                raise error.cause from error
            else:
                return answers
        name = self._paths[at].name
        raise BadInput(f"the actor of {name} died {_ATTEMPTS} times; give its worker more memory")

    def process(self, shard: int) -> int:
        """Return the id of the process that holds a shard."""
        process: int = self._ray.get(self.actors[shard].process.remote())
        return process

    def close(self) -> None:
        """End the actors."""
        for actor in self.actors:
            self._ray.kill(actor)
