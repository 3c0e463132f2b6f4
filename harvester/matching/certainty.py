"""How sure is it that a mention means a candidate whose title is not simply the same?

Boosted trees over named numbers (certainty_features.py), most of which may move the answer in one
direction only. `python -m pipelines.evaluation.fit_certainty` fits them; `make evaluate` prints the
calibration: stated certainty against what was observed, on lists that were held out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from importlib.resources import files
from math import exp

from harvester.matching.certainty_features import FEATURES, begins, feature_rows
from harvester.matching.evidence import Evidence
from harvester.matching.titles import lazy

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
    lines = [f"# {line}" for line in comment.splitlines()]
    trees = [json.dumps(tree, separators=(",", ":")) for tree in model.trees]
    return "".join(f"{line}\n" for line in (*lines, json.dumps(model.names), *trees))


def load_trees(name: str) -> Trees:
    """Load the trees that the package ships in the file `name`."""
    return read_trees((files("harvester.matching") / name).read_text("utf-8"))


TREES = "certainty_trees.txt"
TRIED = 5
"""How many candidates of a mention are weighed: those that share most."""


@lru_cache(maxsize=1)
def _trees() -> Trees:
    trees = load_trees(TREES)
    if trees.names != tuple(FEATURES):
        raise RuntimeError(f"{TREES} was fitted for other numbers; fit it again")
    return trees


def closeness(evidence: Evidence) -> float:
    """Return a rough number for how much speaks for a candidate, for choosing whom to weigh."""
    title, authors = evidence.title, evidence.authors
    either = max(title.cover_written, title.cover_known)
    titles = title.cover_both + title.shared_bits / 200 + 0.3 * either + 0.3 * begins(evidence)
    described = len(evidence.written.raw_words) > len(evidence.written.words)
    cover = title.description_cover if described else 0.0
    agreeing = authors.agreeing / max(authors.written, 1)
    dated = agreeing > 0 and evidence.months_apart == 0
    return titles + 0.4 * cover + 0.4 * agreeing + 0.2 * dated


def nearest(evidences: Sequence[Evidence]) -> list[int]:
    """Return the places of the candidates that are worth weighing."""
    return nlargest(TRIED, range(len(evidences)), key=lambda at: closeness(evidences[at]))


def certainties(
    evidences: Sequence[Evidence], asked: Set[int], trees: Trees | None = None
) -> dict[int, float]:
    """Return the calibrated probability that a candidate is meant, by place, for those `asked`.

    The candidates of a mention count together: one that stands alone is likelier than one of
    several. Those that are not near have none. `trees` takes the place of the model that ships.
    """
    if not asked:
        return {}
    near = nearest(evidences)
    rows = feature_rows([evidences[at] for at in near], [at in asked for at in near])
    chosen = [at for at in near if at in asked]
    return dict(zip(chosen, map((trees or _trees()).probability, rows), strict=True))


def certainty(evidence: Evidence) -> float:
    """Return the probability that a candidate is meant, as if it stood alone."""
    return certainties([evidence], {0})[0]
