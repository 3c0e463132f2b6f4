"""Boosted decision trees read from a file of the package; evaluated without any library."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp

# A leaf is a number; a branch asks one number of the row whether it is at most the threshold:
# (place in the row, threshold, whether an unknown number goes left, left, right).
Node = float | tuple[int, float, bool, "Node", "Node"]


_FIRST = 50
_HOPELESS = -4.0


def _total(trees: Sequence[Node], row: Sequence[float]) -> float:
    """Return the sum of the leaf of each tree in which `row` ends."""
    total = 0.0
    for node in trees:
        while isinstance(node, tuple):
            place, threshold, unknown_left, left, right = node
            number = row[place]
            # only NaN, an unknown number, differs from itself
            below = number <= threshold or (unknown_left and number != number)
            node = left if below else right  # noqa: PLW2901 -- the way down
        total += node
    return total


@dataclass(frozen=True, slots=True)
class Trees:
    """An additive model: the sum over all trees, as a probability."""

    names: tuple[str, ...]
    trees: tuple[Node, ...]

    def probability(self, row: Sequence[float]) -> float:
        """Return the probability that the trees give to `row`, numbers in the order of `names`.

        Where the first trees leave no hope, the others are not asked: they only refine.
        """
        total = _total(self.trees[:_FIRST], row)
        if total > _HOPELESS:
            total += _total(self.trees[_FIRST:], row)
        return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


def _node(read: object) -> Node:
    if not isinstance(read, list):
        return float(str(read))
    place, threshold, unknown_left, left, right = read
    return int(place), float(threshold), bool(unknown_left), _node(left), _node(right)


def read_trees(text: str) -> Trees:
    """Read what `format_trees` wrote."""
    head, *lines = (line for line in text.splitlines() if not line.startswith("#"))
    return Trees(tuple(json.loads(head)), tuple(_node(json.loads(line)) for line in lines))


def format_trees(model: Trees, comment: str) -> str:
    """Write `model` as text: a comment, the names of the numbers, then one tree per line."""
    said = [f"# {line}" for line in comment.splitlines()]
    trees = [json.dumps(tree, separators=(",", ":")) for tree in model.trees]
    return "".join(f"{line}\n" for line in (*said, json.dumps(model.names), *trees))


def load_trees(name: str) -> Trees:
    """Load the trees that the package ships in the file `name`."""
    return read_trees((files("harvester") / name).read_text("utf-8"))
