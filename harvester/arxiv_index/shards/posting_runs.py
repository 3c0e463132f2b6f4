"""Sort pairs of terms and records on disk: any number of them within a memory that is stated.

Pairs are collected up to the memory, sorted and written as a run. At the end the runs are read in
ranges of terms, whose numbers are hashes and so lie evenly, each range sorted in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from math import ceil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from harvester.arxiv_index.postings import Numbers

_BYTES_A_PAIR = 48
"""Twelve as they are kept, and what sorting copies."""
_TERMS = 1 << 63


class PostingRuns:
    """Collect (record, its terms); give each term with its records, sorted; files in `folder`."""

    def __init__(self, folder: Path, memory: int) -> None:
        self._folder, self._most = folder, max(memory // _BYTES_A_PAIR, 1)
        self._terms, self._numbers, self._counts = array("Q"), array("I"), array("I")
        self._runs: list[tuple[Path, Path]] = []
        self._pairs = 0

    def add(self, number: int, terms: Iterable[int]) -> None:
        """Add a record, whose number is the highest yet."""
        before = len(self._terms)
        self._terms.extend(terms)
        self._numbers.append(number)
        self._counts.append(len(self._terms) - before)
        if len(self._terms) >= self._most:
            self._write_run()

    def rows(self) -> Iterator[tuple[int, Numbers]]:
        """Give (number of a term, numbers of its records) in the order of terms."""
        if self._terms:
            self._write_run()
        ranges = max(ceil(2 * self._pairs / self._most), 1)
        for at in range(ranges):
            first, end = _TERMS * at // ranges, _TERMS * (at + 1) // ranges
            # mapped anew for each range: pages that were read stay in memory as long as the mapping
            runs = [(np.load(t, mmap_mode="r"), np.load(n, mmap_mode="r")) for t, n in self._runs]
            yield from _range_rows(runs, first, end)

    def _write_run(self) -> None:
        terms = np.frombuffer(self._terms, dtype=np.uint64)
        numbers = np.repeat(np.asarray(self._numbers, dtype=np.uint32), self._counts)
        order = np.argsort(terms, kind="stable")
        files = tuple(self._folder / f"{len(self._runs)}-{name}.npy" for name in ("terms", "of"))
        np.save(files[0], terms[order])
        np.save(files[1], numbers[order])
        self._runs.append((files[0], files[1]))
        self._pairs += len(terms)
        self._terms, self._numbers, self._counts = array("Q"), array("I"), array("I")


def _range_rows(
    runs: list[tuple[NDArray[np.uint64], Numbers]], first: int, end: int
) -> Iterator[tuple[int, Numbers]]:
    term_parts, number_parts = [], []
    for terms, numbers in runs:
        low, high = terms.searchsorted(np.array([first, end], dtype=np.uint64))
        term_parts.append(terms[low:high])
        number_parts.append(numbers[low:high])
    terms = np.concatenate(term_parts) if term_parts else np.zeros(0, np.uint64)
    if not len(terms):
        return
    order = np.argsort(terms, kind="stable")  # later runs have higher numbers
    terms, numbers = terms[order], np.concatenate(number_parts)[order]
    starts = np.flatnonzero(np.r_[True, terms[1:] != terms[:-1]])
    ends = np.r_[starts[1:], len(terms)]
    for term, start, stop in zip(terms[starts].tolist(), starts, ends, strict=True):
        yield term, without_repeats(numbers[start:stop])


def without_repeats(numbers: Numbers) -> Numbers:
    """Return sorted numbers, each once: two words of a record may fold to one term."""
    if len(numbers) < 2:
        return numbers
    return numbers[np.r_[True, numbers[1:] != numbers[:-1]]]
