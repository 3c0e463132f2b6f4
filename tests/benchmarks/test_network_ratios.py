"""The tables of `network`, under `make bench`; only counts are asserted, never times."""

from __future__ import annotations

import math

from tests.benchmarks.network import BATCH, print_tables


def test_requests_are_as_few_as_they_can_be() -> None:
    for row in print_tables(factor=0.02):
        assert row.requests == math.ceil(row.asked / BATCH)
        assert row.found == row.asked
        assert row.early == 0
