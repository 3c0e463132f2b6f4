"""Trees are written as a Python module that decides as they say."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from harvester.matching.certainty import Trees, shipped_trees, trees_of
from harvester.matching.certainty_features import FEATURES
from pipelines.evaluation.tree_source import Node, format_trees, load_module

TWO: tuple[Node, ...] = ((0, 2.5, -1.0, (1, 7.0, 0.5, 2.0)), 0.25)


@pytest.mark.parametrize(
    ("row", "total"), [([2.5, 0], -0.75), ([3, 7], 0.75), ([3, 8], 2.25), ([2.6, 7.1], 2.25)]
)
def test_each_tree_adds_one_leaf(tmp_path: Path, row: list[float], total: float) -> None:
    path = tmp_path / "two.py"
    path.write_text(format_trees(("length", "age"), TWO, "made for a test"), "utf-8")
    module = load_module(path)
    trees = Trees(module.NAMES, module.first, module.others)
    assert trees.names == ("length", "age")
    assert trees.probability(row) == pytest.approx(1 / (1 + 2.718281828459045**-total))


def test_all_trees_count_however_many_there_are(tmp_path: Path) -> None:
    path = tmp_path / "many.py"
    path.write_text(format_trees(("length",), [(0, 1.0, 0.0, 0.01)] * 120, "nothing"), "utf-8")
    module = load_module(path)
    assert module.first([2.0]) + module.others([2.0]) == pytest.approx(1.2)


def test_the_model_that_ships_fits_the_numbers_it_is_given() -> None:
    assert shipped_trees().names == tuple(FEATURES)


def test_trees_for_other_numbers_are_refused() -> None:
    module = ModuleType("old")
    module.NAMES = ("length",)  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError, match="make fit"):
        trees_of(module)
