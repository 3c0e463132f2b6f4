"""Measure resolution on labelled pairs, with the right record there and with it left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import read_ahead
from harvester.matching.certainty import Trees
from harvester.matching.resolve import resolve
from harvester.matching.titles import Title
from harvester.model import Verdict
from harvester.values.person_names import family_key
from pipelines.evaluation.cases import Pair
from pipelines.evaluation.training_data import invented_mentions

_EDGES = (0, 8, 13, 20, 30, 40, 60)


def render_same_titles(corpus: Path) -> Iterator[str]:
    """Share of records whose title, letter for letter, is also that of another first author."""
    families: dict[str, set[str]] = {}
    weights: dict[str, float] = {}
    count: Counter[str] = Counter()
    with read_ahead(corpus) as records:
        for record in filter(None, records):
            title = Title(record.title)
            families.setdefault(title.key, set()).add(family_key(record.authors.split("; ")[0]))
            weights.setdefault(title.key, title.weight)
            count[title.key] += 1
    titles: Counter[int] = Counter()
    shared: Counter[int] = Counter()
    for key, weight in weights.items():
        band = max(place for place, edge in enumerate(_EDGES) if weight >= edge)
        titles[band] += count[key]
        shared[band] += count[key] * (len(families[key]) > 1)
    yield "| bits of the title | records | another first author has the same title |"
    yield "|---|--:|--:|"
    for band, edge in enumerate(_EDGES):
        if titles[band]:
            share = shared[band] / titles[band]
            yield f"| {edge} and more | {titles[band]:,} | {share:.2%} ({shared[band]}) |"


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


def run_pairs(
    pairs: Iterable[Pair], mode: str, index: ArxivIndex, models: Sequence[Trees]
) -> list[Outcome]:
    """Resolve each pair with the evidence that `mode` names, with its record and without.

    `models` holds one for each group of lists, which never saw its lists.
    """
    outcomes = []
    for pair in pairs:
        query = pair.query(mode)
        start = perf_counter()
        present = resolve(query, index.candidates(query), models[pair.fold])
        seconds = perf_counter() - start
        absent = resolve(query, index.candidates(query, without={pair.true}), models[pair.fold])
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
    return _rates_of([(one.right, one.wrong, one.false_alarm) for one in outcomes])


def invented_rates(
    corpus: Path, pairs: Sequence[Pair], index: ArxivIndex, trees: Trees, count: int
) -> dict[str, Rates]:
    """Resolve titles made of records, each with its record and without, by evidence available."""
    outcomes: dict[str, list[tuple[bool, bool, bool]]] = {}
    for _, mode, query, meant, _ in invented_mentions(corpus, pairs, count, half=1):
        present = resolve(query, index.candidates(query), trees).identifier
        absent = resolve(query, index.candidates(query, without=meant), trees).identifier
        wrong = present is not None and present not in meant
        outcome = present in meant, wrong, absent is not None
        outcomes.setdefault(mode, []).append(outcome)
    return {mode: _rates_of(outcome) for mode, outcome in sorted(outcomes.items())}


def _rates_of(outcomes: Sequence[tuple[bool, bool, bool]]) -> Rates:
    right, wrong, false = (sum(each) / len(outcomes) for each in zip(*outcomes, strict=True))
    return Rates(len(outcomes), right, wrong, 1 - right - wrong, false)


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
            len(scored),
            sum(stated for stated, _ in scored) / len(scored),
            sum(meant for _, meant in scored) / len(scored),
        )
        for place, scored in sorted(bands.items())
    ]
