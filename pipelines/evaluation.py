"""Measure resolution on labelled pairs, with the right record there and with it left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from rapidfuzz import fuzz, process

from harvester.arxiv_index import ArxivIndex
from harvester.matching import resolve
from harvester.model import Candidate, Identifier, Query, Verdict
from harvester.normalize import normalize_title
from pipelines.evaluation_cases import Pair

Resolver = Callable[[Query, Sequence[Candidate]], Verdict]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one pair in one mode: with its record there, and with it left out."""

    pair: Pair
    mode: str
    present: Verdict
    absent: Verdict
    seconds: float

    @property
    def right(self) -> bool:
        """The true id, or that of a record with the same title."""
        return self.present.identifier in {self.pair.true, *self.pair.twins}

    @property
    def wrong(self) -> bool:
        """Another id was given although the true one was there."""
        return self.present.identifier is not None and not self.right

    @property
    def false_alarm(self) -> bool:
        """An id was given although the true one was not there."""
        return self.absent.identifier is not None and self.absent.identifier not in self.pair.twins


def run_pairs(pairs: Iterable[Pair], mode: str, index: ArxivIndex) -> list[Outcome]:
    """Resolve each pair with the evidence that `mode` names, with its record and without."""
    outcomes = []
    for pair in pairs:
        query = pair.query(mode)
        start = perf_counter()
        present = resolve(query, index.candidates(query))
        seconds = perf_counter() - start
        absent = resolve(query, index.candidates(query, without={pair.true}))
        outcomes.append(Outcome(pair, mode, present, absent, seconds))
    return outcomes


@dataclass(frozen=True, slots=True)
class Rates:
    """Shares of `count` pairs."""

    count: int
    right: float
    wrong: float
    silent: float
    false_alarm: float


def rates(outcomes: Sequence[Outcome]) -> Rates:
    """Sum up outcomes."""
    count = len(outcomes)
    right = sum(one.right for one in outcomes) / count
    wrong = sum(one.wrong for one in outcomes) / count
    false = sum(one.false_alarm for one in outcomes) / count
    return Rates(count, right, wrong, 1 - right - wrong, false)


def calibration(outcomes: Iterable[Outcome]) -> list[tuple[str, int, float, float]]:
    """Return (band, candidates, mean certainty stated, share right) over the best candidates."""
    edges = (0.2, 0.5, 0.8, 0.9, 0.955, 0.98, 0.9951, 1.01)
    bands: dict[int, list[tuple[float, bool]]] = {}
    for one in outcomes:
        for verdict in (one.present, one.absent):
            if verdict.certainty < edges[0] or not verdict.judged:
                continue
            meant = verdict.judged[0].candidate.identifier in {one.pair.true, *one.pair.twins}
            place = sum(verdict.certainty >= edge for edge in edges)
            bands.setdefault(place, []).append((verdict.certainty, meant))
    return [
        (
            f"{edges[place - 1]:.2f} to {min(edges[place], 1.0):.2f}",
            len(found),
            sum(stated for stated, _ in found) / len(found),
            sum(meant for _, meant in found) / len(found),
        )
        for place, found in sorted(bands.items())
    ]


def run_baseline(
    pairs: Sequence[Pair],
    titles: dict[Identifier, str],
    scorer: Callable[..., float],
    cutoff: float,
) -> Rates:
    """Take the best score over all titles, if it reaches `cutoff`: what most tools do."""
    identifiers = list(titles)
    counts: Counter[str] = Counter()
    choices = list(titles.values())
    for pair in pairs:
        found = process.extract(
            normalize_title(pair.written), choices, scorer=scorer, score_cutoff=cutoff, limit=2
        )
        ranked = [identifiers[place] for _, _, place in found]
        counts["right"] += bool(ranked) and ranked[0] in {pair.true, *pair.twins}
        counts["wrong"] += bool(ranked) and ranked[0] not in {pair.true, *pair.twins}
        others = [one for one in ranked if one not in {pair.true, *pair.twins}]
        counts["false"] += bool(others)
    count = len(pairs)
    right, wrong, false = (counts[name] / count for name in ("right", "wrong", "false"))
    return Rates(count, right, wrong, 1 - right - wrong, false)


BASELINES: tuple[tuple[str, Callable[..., float]], ...] = (
    ("rapidfuzz token_sort at least 90", fuzz.token_sort_ratio),
    ("rapidfuzz token_set at least 90", fuzz.token_set_ratio),
)
