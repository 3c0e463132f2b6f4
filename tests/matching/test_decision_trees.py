"""Trees are read as they were written, and decide as they say."""

from __future__ import annotations

from math import nan

import pytest

from harvester.matching.certainty import TREES, Trees, format_trees, load_trees, read_trees
from harvester.matching.certainty_features import FEATURES

TWO = Trees(("length", "age"), ((0, 2.5, True, -1.0, (1, 7.0, False, 0.5, 2.0)), 0.25))


def test_written_trees_are_read_again() -> None:
    assert read_trees(format_trees(TWO, "made for a test\nby hand")) == TWO


@pytest.mark.parametrize(
    ("row", "total"),
    [([2.5, 0], -0.75), ([3, 7], 0.75), ([3, 8], 2.25), ([nan, 8], -0.75), ([3, nan], 2.25)],
)
def test_each_tree_adds_one_leaf(row: list[float], total: float) -> None:
    score = TWO.probability(row)
    assert score == pytest.approx(1 / (1 + 2.718281828459045**-total))


def test_the_model_that_ships_fits_the_numbers_it_is_given() -> None:
    assert load_trees(TREES).names == tuple(FEATURES)
