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


def measure_titles(postings: Iterable[tuple[int, bytes]], last: int, records: int) -> bytes:
    """Return one byte per record number up to `last`: the bits that its title's words carry.

    `postings` are (size, packed) of the words of titles.
    """
    bits = np.zeros(last + 1, dtype=np.float32)
    small: dict[int, list[bytes]] = {}
    for size, packed in postings:
        if size < _SMALL:
            small.setdefault(size, []).append(packed)
        else:
            bits[unpack(packed, size)] += log2(records / size)
    for size, rows in small.items():
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
        opened, opened_numbers, scores = self._open(ordered)
        rest = sum(term.weight for term in ordered[opened:])
        for term in ordered[opened:]:
            opened_numbers, scores = self._within_reach(opened_numbers, scores, rest, wanted)
            rest -= term.weight
            numbers = self._read(term.term)
            at = numbers.searchsorted(opened_numbers)
            scores += (numbers.take(at, mode="clip") == opened_numbers) * np.float32(term.weight)
        scores -= np.float32(_UNSHARED) * self._bits[opened_numbers]
        order = np.argsort(-scores, kind="stable")[:wanted]
        near = int((scores[order] >= _NEAR * scores[order[0]]).sum())
        best: list[int] = opened_numbers[order[: max(near, _ALWAYS)]].tolist()
        return best

    def best_among(
        self, among: Sequence[int], terms: Iterable[SizedTerm], wanted: int
    ) -> list[int]:
        """Return those of the sorted numbers `among` that share most with the terms, best first.

        Only numbers that share something are returned.
        """
        chosen = np.asarray(among, dtype=np.uint32)
        if not len(chosen):
            return []
        scores = np.zeros(len(chosen), dtype=np.float32)
        for term in sorted(terms):
            numbers = self._read(term.term)
            at = numbers.searchsorted(chosen)
            scores += (numbers.take(at, mode="clip") == chosen) * np.float32(term.weight)
        shared = scores > 0
        scores -= np.float32(_UNSHARED) * self._bits[chosen]
        order = np.argsort(-scores, kind="stable")
        best: list[int] = chosen[order[shared[order]][:wanted]].tolist()
        return best

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

        A record without them has at most the weight of the rest: once that is too little to count
        beside the best, or too many records were touched, no more are let in.
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
