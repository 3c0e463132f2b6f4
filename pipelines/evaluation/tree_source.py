"""Write fitted trees as a Python module: nothing is compiled or parsed when Harvester starts."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

Node: TypeAlias = "float | tuple[int, float, Node, Node]"
"""A leaf is a number; a branch asks one number of the row whether it is at most the threshold:
(place in the row, threshold, branch for yes, branch for no)."""

_FIRST = 50
_AT_ONCE = 25


def format_trees(names: Sequence[str], trees: Sequence[Node], trained_on: str) -> str:
    """Return a module with the names of the numbers and two functions that sum up the trees.

    >>> print(format_trees(["age"], [(0, 2.5, -1.0, 2.0)], "nothing").splitlines()[-10])
        return 0.0 + (-1.0 if r[0] <= 2.5 else 2.0)
    """
    lines = [
        f'"""The certainty model, fitted by `make fit` on {trained_on}; not to be edited."""',
        "",
        "# fmt: off",
        "# ruff: noqa: E501",
        "from __future__ import annotations",
        "",
        "from collections.abc import Sequence",
        "",
        "NAMES = (",
        *(f'    "{name}",' for name in names),
        ")",
    ]
    lines += _functions("first", trees[:_FIRST])
    lines += _functions("others", trees[_FIRST:])
    return "\n".join(lines) + "\n"


def _functions(name: str, trees: Sequence[Node]) -> Iterator[str]:
    parts = [trees[at : at + _AT_ONCE] for at in range(0, len(trees), _AT_ONCE)]
    for number, part in enumerate(parts):
        yield from ("", "", f"def _{name}_{number}(r: Sequence[float]) -> float:")
        head, *rest = map(_expression, part)
        yield f"    return 0.0 + {head}" + (" + (" if rest else "")
        if rest:
            yield from (f"        {'+ ' if at else ''}{tree}" for at, tree in enumerate(rest))
            yield "    )"
    summed = " + ".join(f"_{name}_{number}(row)" for number in range(len(parts))) or "0.0"
    yield from (
        "",
        "",
        f"def {name}(row: Sequence[float]) -> float:",
        f'    """Return the sum of the {name} trees."""',
        f"    return {summed}",
    )


def _expression(node: Node) -> str:
    if not isinstance(node, tuple):
        return repr(node)
    place, threshold, yes, no = node
    return f"({_expression(yes)} if r[{place}] <= {threshold!r} else {_expression(no)})"


def load_module(path: Path) -> ModuleType:
    """Load a module that `format_trees` wrote.

    Raises FileNotFoundError where there is none.
    """
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
