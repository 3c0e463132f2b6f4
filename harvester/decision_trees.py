"""Boosted decision trees read from a file of the package; evaluated without any library."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import exp

from harvester.lazy import lazy

# A leaf is a number; a branch asks one number of the row whether it is at most the threshold:
# (place in the row, threshold, whether an unknown number goes left, left, right).
Node = float | tuple[int, float, bool, "Node", "Node"]


_FIRST = 50
_HOPELESS = -4.0


def _expression(node: Node) -> str:
    """Return the Python expression of the leaf in which `row` ends.

    NaN, an unknown number, is neither above nor below any other.
    """
    if not isinstance(node, tuple):
        return repr(node)
    place, threshold, unknown_left, left, right = node
    number = f"row[{place}]"
    asked = f"not {number} > {threshold!r}" if unknown_left else f"{number} <= {threshold!r}"
    return f"({_expression(left)} if {asked} else {_expression(right)})"


def _summed(trees: Sequence[Node]) -> Callable[[Sequence[float]], float]:
    """Return the function that sums the trees up; compiled it takes a third of walking them."""
    summed = " + ".join(map(_expression, trees)) or "0.0"
    function: Callable[[Sequence[float]], float] = eval(f"lambda row: {summed}")  # noqa: S307 -- made of numbers that were parsed
    return function


@dataclass(frozen=True)
class Trees:
    """An additive model: the sum over all trees, as a probability."""

    names: tuple[str, ...]
    trees: tuple[Node, ...]

    @lazy
    def _first(self) -> Callable[[Sequence[float]], float]:
        return _summed(self.trees[:_FIRST])

    @lazy
    def _others(self) -> Callable[[Sequence[float]], float]:
        return _summed(self.trees[_FIRST:])

    def probability(self, row: Sequence[float]) -> float:
        """Return the probability that the trees give to `row`, numbers in the order of `names`.

        Where the first trees leave no hope, the others are not asked: they only refine.
        """
        total = self._first(row)
        if total > _HOPELESS:
            total += self._others(row)
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
