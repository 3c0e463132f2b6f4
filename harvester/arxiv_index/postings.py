"""Sorted arrays of record numbers: how they are stored, and which records share most with a query.

Rare terms open the field, common ones only add to records that are in it. This is the place where
numpy pays: the same in plain Python took eight times as long and could afford fewer records.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from math import log2
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.uint32]

_SMALL = 16
_OPENED = 30_000
_KEPT = 300
_UNSHARED = 0.1
_NEAR = 0.45
_ALWAYS = 5
_ROUNDING = 0.01
_FEWER = 2


class SizedTerm(NamedTuple):
    """A term of a query: how many records have it, its number, what having it is worth."""

    size: int
    term: int
    weight: float


def pack(numbers: array[int] | Numbers) -> bytes:
    """Return sorted record numbers as bytes: as they are, or the steps between them if small.

    The width of what follows the first number is known from the length and the count.
    """
    if len(numbers) < _SMALL:
        return numbers.tobytes()
    whole = np.asarray(numbers, dtype=np.uint32)
    steps = np.diff(whole)
    widest = int(steps.max())
    if widest >= 1 << 16:
        return whole.tobytes()
    narrow = steps.astype(np.uint8 if widest < 1 << 8 else np.uint16)
    return whole[:1].tobytes() + narrow.tobytes()


def unpack(packed: bytes, size: int) -> Numbers:
    """Return the `size` numbers that `pack` made `packed` of."""
    if len(packed) == 4 * size:
        return np.frombuffer(packed, dtype=np.uint32)
    width = np.uint8 if len(packed) - 4 == size - 1 else np.uint16
    numbers = np.empty(size, dtype=np.uint32)
    numbers[:1] = np.frombuffer(packed, dtype=np.uint32, count=1)
    numbers[1:] = np.frombuffer(packed, dtype=width, offset=4)
    return np.cumsum(numbers, dtype=np.uint32, out=numbers)


def split_pairs(
    places: array[int], numbers: array[int], counts: array[int]
) -> tuple[Numbers, list[int]]:
    """Return the record numbers by place, sorted and each once, and where each place starts.

    The records `numbers` have so many `counts` of the `places` one after the other.
    """
    pairs = np.array(places, dtype=np.uint64)
    pairs <<= np.uint64(32)
    pairs |= np.repeat(np.asarray(numbers, dtype=np.uint32), counts)
    pairs.sort()
    kept = np.ones(len(pairs), dtype=bool)
    np.not_equal(pairs[1:], pairs[:-1], out=kept[1:])
    pairs = pairs[kept]
    last = int(pairs[-1] >> np.uint64(32)) if len(pairs) else -1
    starts = pairs.searchsorted(np.arange(last + 2, dtype=np.uint64) << np.uint64(32))
    return pairs.astype(np.uint32), starts.tolist()


def merge_postings(parts: Iterable[array[int] | Numbers]) -> Numbers:
    """Return all numbers of several arrays, sorted, each once."""
    return np.unique(np.concatenate([np.asarray(part, dtype=np.uint32) for part in parts]))


def without(numbers: Numbers, gone: Iterable[int]) -> Numbers:
    """Return `numbers` without those of `gone`."""
    return numbers[~np.isin(numbers, np.fromiter(gone, dtype=np.uint32))]


def measure_titles(postings: Iterable[tuple[int, bytes, int]], last: int, records: int) -> bytes:
    """Return one byte per record number up to `last`: the bits that its title's words carry.

    `postings` are (size, packed, size in the whole index of `records`) of the words of titles.
    """
    bits = np.zeros(last + 1, dtype=np.float32)
    small: dict[int, list[bytes]] = {}
    for size, packed, whole in postings:
        if whole < _SMALL:
            small.setdefault(whole, []).append(packed)
        else:
            bits[unpack(packed, size)] += log2(records / whole)
    for size, rows in sorted(small.items()):  # floats: the order of adding shapes the sum
        numbers = np.frombuffer(b"".join(rows), dtype=np.uint32)
        bits += np.bincount(numbers, minlength=last + 1) * log2(records / size)
    return np.clip(np.rint(bits), 0, 255).astype(np.uint8).tobytes()


class Ranking:
    """Ranks the records of one index; `read` gives the numbers of a term. One per thread."""

    def __init__(self, title_bits: bytes, read: Callable[[int], Numbers]) -> None:
        self._bits = np.frombuffer(title_bits, dtype=np.uint8)
        self._scores = np.zeros(len(self._bits), dtype=np.float32)
        self._read = read

    def best(self, terms: Iterable[SizedTerm], wanted: int) -> list[int]:
        """Return the numbers of the records that share most with the terms, the best first.

        What a title has beyond them counts a little against it. Records that share less than half
        of what the best one does are left out, but for the first few.
        """
        ordered = sorted(terms)
        if not ordered:
            return []
        opened, numbers, scores = self._open(ordered)
        return near_of(self._finish(ordered, opened, numbers, scores, wanted))[1]

    def tops(self, ordered: Sequence[SizedTerm]) -> list[float]:
        """Return the highest score after each term, as far as records may be let in."""
        tops: list[float] = []
        taken = 0
        arrays: list[Numbers] = []
        for term in ordered:
            if arrays and taken + term.size > _OPENED:
                break
            arrays.append(self._add(term))
            scores = self._scores.take(arrays[-1])
            tops.append(max(float(scores.max(initial=0.0)), tops[-1] if tops else 0.0))
            taken += term.size
        for numbers in arrays:
            self._scores[numbers] = 0.0
        return tops

    def heaviest(self, ordered: Sequence[SizedTerm], opened: int) -> tuple[int, list[float]]:
        """Return how many records the first `opened` terms touch, and the highest scores."""
        _, scores = self._touched(ordered[:opened])
        heaviest: list[float] = np.sort(scores)[-_KEPT:].tolist()
        return len(scores), heaviest

    def scored(
        self, ordered: Sequence[SizedTerm], opened: int, least: float, wanted: int
    ) -> list[tuple[float, int]]:
        """Return (score, number) of the best records, of those that have `least` when opened."""
        touched, touched_scores = self._touched(ordered[:opened])
        heavy = touched_scores >= least
        opened_numbers, places = np.unique(touched[heavy], return_index=True)
        scores = touched_scores[heavy][places]
        return self._finish(ordered, opened, opened_numbers, scores, wanted)

    def _finish(
        self,
        ordered: Sequence[SizedTerm],
        opened: int,
        opened_numbers: Numbers,
        scores: NDArray[np.float32],
        wanted: int,
    ) -> list[tuple[float, int]]:
        """Add the weights of the further terms to records that are let in; return the best."""
        rest = sum(term.weight for term in ordered[opened:])
        for term in ordered[opened:]:
            opened_numbers, scores = self._within_reach(opened_numbers, scores, rest, wanted)
            rest -= term.weight
            scores += _has(self._read(term.term), opened_numbers) * np.float32(term.weight)
        scores -= np.float32(_UNSHARED) * self._bits[opened_numbers]
        order = np.argsort(-scores, kind="stable")[:wanted]
        return list(zip(scores[order].tolist(), opened_numbers[order].tolist(), strict=True))

    def best_among(
        self, among: Sequence[int], terms: Iterable[SizedTerm], wanted: int
    ) -> list[int]:
        """Return those of the sorted numbers `among` that share most with the terms, best first.

        Only numbers that share something are returned.
        """
        return [number for _, number in self.scored_among(among, terms, wanted)]

    def scored_among(
        self, among: Sequence[int], terms: Iterable[SizedTerm], wanted: int
    ) -> list[tuple[float, int]]:
        """Return the same with their scores."""
        chosen = np.asarray(among, dtype=np.uint32)
        if not len(chosen):
            return []
        scores = np.zeros(len(chosen), dtype=np.float32)
        for term in sorted(terms):
            scores += _has(self._read(term.term), chosen) * np.float32(term.weight)
        shared = scores > 0
        scores -= np.float32(_UNSHARED) * self._bits[chosen]
        order = np.argsort(-scores, kind="stable")
        best = order[shared[order]][:wanted]
        return list(zip(scores[best].tolist(), chosen[best].tolist(), strict=True))

    def _within_reach(
        self, numbers: Numbers, scores: NDArray[np.float32], rest: float, wanted: int
    ) -> tuple[Numbers, NDArray[np.float32]]:
        """Leave out the records that even `rest` more would not bring among the `wanted` best."""
        if len(numbers) <= 2 * wanted:
            return numbers, scores
        least = scores - np.float32(_UNSHARED) * self._bits[numbers]
        enough = np.sort(least)[-wanted] - np.float32(rest + _ROUNDING)
        near = least >= enough
        return numbers[near], scores[near]

    def _open(self, terms: Sequence[SizedTerm]) -> tuple[int, Numbers, NDArray[np.float32]]:
        """Add up the weights of the rarest terms; return how many, and the heaviest records.

        The same as `tops`, `heaviest` and the beginning of `scored`, at one go.
        """
        rest = sum(term.weight for term in terms)
        taken, top = 0, 0.0
        arrays: list[Numbers] = []
        for term in terms:
            if arrays and (taken + term.size > _OPENED or rest < _NEAR * top):
                break
            numbers = self._read(term.term)
            weight = np.float32(term.weight)
            if not arrays:  # nothing was touched yet
                self._scores[numbers] = weight
                top = float(weight)
            else:
                scores = self._scores.take(numbers)
                scores += weight
                self._scores[numbers] = scores
                top = max(top, float(scores.max()))
            arrays.append(numbers)
            taken, rest = taken + term.size, rest - term.weight
        touched = np.concatenate(arrays)
        scores = self._scores.take(touched)
        self._scores[touched] = 0.0
        # sorted whole: of numbers with many equals numpy sorts all quicker than it finds one
        least = np.sort(scores)[-_KEPT] if len(scores) > _KEPT else 0.0
        heavy = scores >= least
        distinct, places = np.unique(touched[heavy], return_index=True)
        return len(arrays), distinct, scores[heavy][places]

    def _add(self, term: SizedTerm) -> Numbers:
        numbers = self._read(term.term)
        self._scores[numbers] = self._scores.take(numbers) + np.float32(term.weight)
        return numbers

    def _touched(self, terms: Sequence[SizedTerm]) -> tuple[Numbers, NDArray[np.float32]]:
        """Return every record that has one of the terms, as often as it has, and its score."""
        touched = np.concatenate([np.zeros(0, np.uint32), *map(self._add, terms)])
        scores = self._scores.take(touched)
        self._scores[touched] = 0.0
        return touched, scores


def _has(numbers: Numbers, chosen: Numbers) -> NDArray[np.bool_]:
    """Tell of each of the sorted `chosen` whether it is among the sorted `numbers`."""
    if not len(numbers) or not len(chosen):
        return np.zeros(len(chosen), dtype=bool)
    if _FEWER * len(numbers) < len(chosen):
        places = np.minimum(chosen.searchsorted(numbers), len(chosen) - 1)
        held = np.zeros(len(chosen), dtype=bool)
        held[places[chosen[places] == numbers]] = True
        return held
    has: NDArray[np.bool_] = numbers.take(numbers.searchsorted(chosen), mode="clip") == chosen
    return has


def count_opened(ordered: Sequence[SizedTerm], tops: Sequence[float]) -> int:
    """Return how many of the rarest terms let records in; `tops` are the highest scores by then.

    A record without them has at most the weight of the rest: once that is too little to count
    beside the best, or too many records were touched, no more are let in.
    """
    rest = sum(term.weight for term in ordered)
    top, opened = 0.0, 0
    for term, reached in zip(ordered, tops, strict=False):
        if opened and rest < _NEAR * top:
            break
        top, opened, rest = reached, opened + 1, rest - term.weight
    return opened


def least_kept(parts: Iterable[tuple[int, Sequence[float]]]) -> float:
    """Return the score that a record needs to be looked at further; parts as of `heaviest`."""
    counts, scores = zip(*parts, strict=True)
    heaviest = np.sort(np.concatenate([np.asarray(part, np.float32) for part in scores]))
    return float(heaviest[-_KEPT]) if sum(counts) > _KEPT else 0.0


def near_of(scored: Sequence[tuple[float, int]]) -> tuple[list[float], list[int]]:
    """Return scores and numbers of the best, less those far below the first, but for a few."""
    if not scored:
        return [], []
    least = _NEAR * np.float32(scored[0][0])
    near = sum(bool(score >= least) for score, _ in scored)
    kept = scored[: max(near, _ALWAYS)]
    return [score for score, _ in kept], [number for _, number in kept]
