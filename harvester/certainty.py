"""How sure is it that a mention means a candidate whose title is not simply the same?

Boosted trees over named numbers (certainty_features.py), most of which may move the answer in one
direction only. `python -m pipelines.fit_certainty` fits them; `make evaluate` prints the
calibration: stated certainty against what was observed, on lists that were held out.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from functools import lru_cache
from heapq import nlargest

from harvester.certainty_features import FEATURES, begins, feature_rows
from harvester.decision_trees import Trees, load_trees
from harvester.evidence import Evidence

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
    told = title.told_cover if described else 0.0
    agreeing = authors.agreeing / max(authors.written, 1)
    dated = agreeing > 0 and evidence.months_apart == 0
    return titles + 0.4 * told + 0.4 * agreeing + 0.2 * dated


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
