"""How sure is it that a mention means a candidate whose title is not simply the same?

Boosted trees over named numbers (certainty_features.py), most of which may move the answer in one
direction only. `python -m pipelines.evaluation.fit_certainty` fits them; `make evaluate` prints the
calibration: stated certainty against what was observed, on lists that were held out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from heapq import nlargest
from math import exp
from types import ModuleType

from harvester.matching.certainty_features import FEATURES, begins, feature_rows
from harvester.matching.evidence import Evidence

_HOPELESS = -4.0
TRIED = 5
"""How many candidates of a mention are weighed: those that share most."""


@dataclass(frozen=True, slots=True)
class Trees:
    """An additive model: the sum over all trees, as a probability.

    `first` sums up the first trees, `others` those that only refine what the first leave open.
    """

    names: tuple[str, ...]
    first: Callable[[Sequence[float]], float]
    others: Callable[[Sequence[float]], float]

    def probability(self, row: Sequence[float]) -> float:
        """Return the probability that the trees give to `row`, numbers in the order of `names`.

        Where the first trees leave no hope, the others are not asked.
        """
        total = self.first(row)
        if total > _HOPELESS:
            total += self.others(row)
        return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


def trees_of(module: ModuleType) -> Trees:
    """Return the trees of a module that `make fit` wrote; RuntimeError for other numbers."""
    if tuple(FEATURES) != module.NAMES:
        raise RuntimeError(f"{module.__name__} was fitted for other numbers; run `make fit`")
    return Trees(module.NAMES, module.first, module.others)


def shipped_trees() -> Trees:
    """Return the trees that the package ships."""
    from harvester.matching import certainty_trees  # large, and not every run weighs titles

    return trees_of(certainty_trees)


def closeness(evidence: Evidence) -> float:
    """Return a rough number for how much speaks for a candidate, for choosing whom to weigh."""
    title, authors = evidence.title, evidence.authors
    either = max(title.cover_written, title.cover_known)
    titles = title.cover_both + title.shared_bits / 200 + 0.3 * either + 0.3 * begins(evidence)
    written = evidence.written
    described = len(written.raw_words) > len(written.words) or bool(written.description)
    cover = title.description_cover if described else 0.0
    agreeing = authors.agreeing / max(authors.written, 1)
    dated = agreeing > 0 and evidence.months_apart == 0
    named = evidence.named_place is not None or evidence.named_title
    month = evidence.hint_apart == 0
    abstract = evidence.abstract_bits / 100 + 0.5 * evidence.name_given
    return titles + 0.4 * (cover + agreeing) + 0.2 * (dated + month) + named + abstract


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
    return dict(zip(chosen, map((trees or shipped_trees()).probability, rows), strict=True))


def certainty(evidence: Evidence) -> float:
    """Return the probability that a candidate is meant, as if it stood alone."""
    return certainties([evidence], {0})[0]
