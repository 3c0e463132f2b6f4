"""Plans in batches: answered in order, a few batches in flight, and never more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from harvester.arxiv_index.plans import Plan, Request, run_in_flight, run_together


def doubled_twice(number: int) -> Plan[int]:
    once = yield "double", (number,)
    if number % 3 == 0:  # plans differ in how often they ask
        return once  # type: ignore[no-any-return]
    return (yield "double", (once,))  # type: ignore[no-any-return]


def expected(number: int) -> int:
    return 2 * number if number % 3 == 0 else 4 * number


class Service:
    """Doubles numbers when it is waited for; counts what has been sent and not been fetched."""

    def __init__(self) -> None:
        self.in_flight = self.most_in_flight = 0

    def submit(self, requests: Sequence[Request]) -> Callable[[], Sequence[Any]]:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)

        def wait() -> Sequence[Any]:
            self.in_flight -= 1
            return [2 * arguments[0] for _, arguments in requests]

        return wait


def batches(taken: list[int]) -> Iterator[list[Plan[int]]]:
    for number in range(0, 40, 4):
        taken.append(number)
        yield [doubled_twice(one) for one in range(number, number + 4)]


def test_plans_come_to_their_results_together() -> None:
    results = run_together(map(doubled_twice, range(9)), Service().submit)
    assert results == [expected(number) for number in range(9)]


def test_some_batches_are_in_flight_and_the_order_is_kept() -> None:
    service = Service()
    results = run_in_flight(batches([]), service.submit, most=3)
    assert list(results) == [expected(number) for number in range(40)]
    assert service.most_in_flight == 3


def test_nothing_is_read_ahead_of_who_takes_the_results() -> None:
    taken: list[int] = []
    results = run_in_flight(batches(taken), Service().submit, most=3)
    next(results)
    assert len(taken) == 3
    for _ in range(3):
        next(results)
    assert len(taken) == 3
    next(results)
    assert len(taken) <= 6
