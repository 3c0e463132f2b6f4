"""A question to the index as a plan: it gives requests and gets answers, wherever these are made.

So asking is one function, whether the records lie in one file, in many, or on many machines; and
the plans of many queries go forward together, with one message to each shard a step.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from typing import Any, TypeAlias, TypeVar

Result = TypeVar("Result")
Request: TypeAlias = tuple[str, tuple[Any, ...]]
"""The name of an answer of a part of the index, and what it takes."""

Plan: TypeAlias = Generator[Request, Any, Result]


def run_plan(plan: Plan[Result], answer: Callable[[Request], Any]) -> Result:
    """Return what a plan comes to, each of its requests answered in turn."""
    reply: Any = None
    try:
        while True:
            reply = answer(plan.send(reply))
    except StopIteration as end:
        result: Result = end.value
        return result


Submit: TypeAlias = Callable[[Sequence[Request]], Callable[[], Sequence[Any]]]
"""Sends requests on their way, and returns what waits for their answers."""


class PlanBatch:
    """Plans that go forward together: what all of them ask next is sent at once."""

    def __init__(self, plans: Iterable[Plan[Any]], submit: Submit) -> None:
        self._submit = submit
        self._left = dict(enumerate(plans))
        self._results: dict[int, Any] = {}
        self._wait: Callable[[], Sequence[Any]] = tuple
        self._asking: tuple[int, ...] = ()
        self._advance(dict.fromkeys(self._left))

    @property
    def is_done(self) -> bool:
        """Tell whether every plan has come to its end."""
        return not self._left

    def step(self) -> None:
        """Wait for the answers, and send what the plans ask next."""
        self._advance(dict(zip(self._asking, self._wait(), strict=True)))

    def results(self) -> list[Any]:
        """Return what the plans came to, in their order."""
        return [self._results[number] for number in sorted(self._results)]

    def _advance(self, replies: dict[int, Any]) -> None:
        requests: dict[int, Request] = {}
        for number, reply in replies.items():
            try:
                requests[number] = self._left[number].send(reply)
            except StopIteration as end:
                self._results[number] = end.value
                del self._left[number]
        self._asking = tuple(requests)
        if requests:
            self._wait = self._submit(list(requests.values()))


def run_together(plans: Iterable[Plan[Result]], submit: Submit) -> list[Result]:
    """Return what many plans come to; what all of them ask next is answered at once."""
    batch = PlanBatch(plans, submit)
    while not batch.is_done:
        batch.step()
    return batch.results()


def run_in_flight(
    batches: Iterable[Iterable[Plan[Result]]], submit: Submit, most: int
) -> Iterator[Result]:
    """Give what the plans of many batches come to, in their order; `most` batches are in flight.

    While the answers of one are awaited, those of the others are worked on. A batch is begun only
    where there is room: nothing piles up, however slow the answers or whoever takes the results.
    """
    left, flying = iter(batches), deque[PlanBatch]()
    while True:
        while len(flying) < most and (plans := next(left, None)) is not None:
            flying.append(PlanBatch(plans, submit))
        if not flying:
            return
        for batch in flying:
            if not batch.is_done:
                batch.step()
        while flying and flying[0].is_done:
            yield from flying.popleft().results()
