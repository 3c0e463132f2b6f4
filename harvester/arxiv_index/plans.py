"""A question to the index as a plan: it gives requests and gets answers, wherever these are made.

So asking is one function, whether the records lie in one file, in many, or on many machines; and
the plans of many queries go forward together, with one message to each shard a step.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
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


def run_together(
    plans: Iterable[Plan[Result]], answer_all: Callable[[Sequence[Request]], Sequence[Any]]
) -> list[Result]:
    """Return what many plans come to; what all of them ask next is answered at once."""
    results: dict[int, Result] = {}
    left = dict(enumerate(plans))
    replies: dict[int, Any] = dict.fromkeys(left)
    while left:
        requests: dict[int, Request] = {}
        for number, plan in tuple(left.items()):
            try:
                requests[number] = plan.send(replies[number])
            except StopIteration as end:
                results[number] = end.value
                del left[number]
        if requests:
            replies = dict(zip(requests, answer_all(list(requests.values())), strict=True))
    return [results[number] for number in sorted(results)]
