"""The tables of `network`, under `make bench`; only counts are asserted, never times."""

from __future__ import annotations

import math

from tests.benchmarks.network import BATCH, print_tables


def test_requests_are_as_few_as_they_can_be() -> None:
    for rows in print_tables(factor=0.1):
        _, first, second, refreshed, again = rows[:5]
        assert (first.requests, second.requests) == (math.ceil(first.asked / BATCH), 0)
        assert first.found == second.found == first.asked
        assert refreshed.requests == first.requests
        assert (again.requests, again.github) == (0, 0)
        assert not any(row.impolite for row in (first, second, refreshed, again))
