"""What became of labelled entries: right, wrong, ambiguous or silent, and false when absent."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from harvester.arxiv_index.resolution import resolve_in
from harvester.arxiv_index.search import ArxivIndex
from harvester.matching.certainty import Trees
from harvester.model import Strength, Verdict
from pipelines.evaluation.cases import Pair
from pipelines.evaluation.end_to_end.reading import ReadPair

_DRAWS = 1_000
_FIRST = 3
_UNREAD = Verdict(Strength.NONE, "no entry was read here")


@dataclass(frozen=True, slots=True)
class EntryOutcome:
    """What is answered for one entry with its record in the index, and with it left out."""

    pair: Pair
    present: Verdict
    absent: Verdict
    seconds: float
    read: bool = True

    @property
    def right(self) -> bool:
        """The true id, or that of a record with the same title."""
        return self.present.identifier in self.pair.meant

    @property
    def wrong(self) -> bool:
        """Another id although the true record was there."""
        return self.present.identifier is not None and not self.right

    @property
    def ambiguous(self) -> bool:
        """Left to a person, with candidates."""
        return self.present.strength is Strength.AMBIGUOUS

    @property
    def silent(self) -> bool:
        """Nothing is answered and nothing shown to a person."""
        return self.present.identifier is None and not self.ambiguous

    @property
    def shown(self) -> bool:
        """Left to a person, and the true record is among the first three shown."""
        first = self.present.judged[:_FIRST]
        return self.ambiguous and any(one.candidate.identifier in self.pair.meant for one in first)

    @property
    def false_alarm(self) -> bool:
        """An id although the true record was not there."""
        return self.absent.identifier is not None and self.absent.identifier not in self.pair.meant


def measure_entries(
    entries: Sequence[ReadPair], index: ArxivIndex, models: Sequence[Trees]
) -> list[EntryOutcome]:
    """Resolve each entry; `models` holds one for each group of lists, which never saw them."""
    outcomes = []
    for entry in entries:
        pair, query = entry.pair, entry.query
        if query is None:
            outcomes.append(EntryOutcome(pair, _UNREAD, _UNREAD, 0.0, read=False))
            continue
        start = perf_counter()
        present = resolve_in(index, query, trees=models[pair.fold])
        seconds = perf_counter() - start
        absent = resolve_in(index, query, pair.meant, models[pair.fold])
        outcomes.append(EntryOutcome(pair, present, absent, seconds))
    return outcomes


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % interval, drawn by list."""

    share: float
    low: float
    high: float


def by_list(outcomes: Sequence[EntryOutcome]) -> dict[str, list[EntryOutcome]]:
    """Group outcomes by list."""
    groups: dict[str, list[EntryOutcome]] = {}
    for one in outcomes:
        groups.setdefault(one.pair.repo, []).append(one)
    return groups


def interval(outcomes: Sequence[EntryOutcome], counts: Callable[[EntryOutcome], bool]) -> Interval:
    """Return the share of outcomes that `counts`, with what other draws of lists would give.

    Lists are drawn with replacement (bootstrap): entries of one list are much alike.
    """
    groups = [(sum(map(counts, group)), len(group)) for group in by_list(outcomes).values()]
    rng = random.Random(7)  # noqa: S311 -- a fixed draw, no secret
    draws = []
    for _ in range(_DRAWS):
        drawn = rng.choices(groups, k=len(groups))
        draws.append(sum(count for count, _ in drawn) / sum(size for _, size in drawn))
    draws.sort()
    share = sum(count for count, _ in groups) / sum(size for _, size in groups)
    return Interval(share, draws[int(0.025 * _DRAWS)], draws[int(0.975 * _DRAWS) - 1])


def mean_of_lists(
    outcomes: Sequence[EntryOutcome], counts: Callable[[EntryOutcome], bool]
) -> float:
    """Return the mean over lists of the share that `counts`: each list weighs the same."""
    groups = by_list(outcomes).values()
    return sum(sum(map(counts, group)) / len(group) for group in groups) / len(groups)
