"""What the local index stores of a title and its authors, and how stored terms are ranked; pure.

A posting is the sorted array of record numbers that have a term; rare terms weigh more.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from heapq import nlargest
from itertools import combinations
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

from harvester.normalize import title_words
from harvester.person_names import family_key
from harvester.titles import split_break

INDEXED_AUTHORS = 3
_BASE_LIMIT = 1_500
_TERM_LIMIT = 60_000
_KEPT = 300
_PAIRED = 3
_PAIRED_LIMIT = 12_000
_BREAK_MARK = re.compile(r"[:：–—|]|\s--?\s")


class SizedTerm(NamedTuple):
    """A term of a query: how many records have it, and the weight of a term that one record has."""

    size: int
    term: int
    most: float

    @property
    def weight(self) -> float:
        """What having the term is worth."""
        return self.most - self.size.bit_length()


def term_of(word: str) -> int:
    """Return the number a word is stored under."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 1


def key_of(words: Sequence[str]) -> int | None:
    """Return a small number that equal titles share; None for no words."""
    return crc32("".join(words).encode()) >> 1 if words else None


def title_keys(title: str) -> tuple[int | None, int | None, int | None]:
    """Return the keys of the whole title, of its part before the break and of the part after."""
    words = title_words(title)
    if not _BREAK_MARK.search(title):
        return key_of(words), None, None
    head = title_words(split_break(title)[0])
    if not head or words[: len(head)] != head:
        return key_of(words), None, None
    return key_of(words), key_of(head), key_of(words[len(head) :])


def postings_of(rows: Iterable[tuple[int, str, str]]) -> dict[str, array[int]]:
    """Return the postings of (number, title, authors) rows sorted by number."""
    postings: dict[str, array[int]] = {}
    for number, title, authors in rows:
        terms = set(title_words(title))
        for name in authors.split("; ", INDEXED_AUTHORS)[:INDEXED_AUTHORS]:
            terms.add("@" + _quick_family(name))
        for term in terms:
            known = postings.get(term)
            if known is None:
                postings[term] = array("I", (number,))
            else:
                known.append(number)
    return postings


def _quick_family(name: str) -> str:
    """Return `family_key(name)`, faster for the plain names that most are."""
    if name.isascii() and "," not in name:
        last = name.rpartition(" ")[2].lower()
        if last.isalpha() and len(last) > 3 and last not in {"team", "sant", "vander", "santa"}:
            return last
    return family_key(name)


def rank_numbers(
    terms: Sequence[SizedTerm], read: Callable[[int], array[int]], wanted: int
) -> list[int]:
    """Return the `wanted` record numbers whose terms weigh most; rare terms open the field.

    Common terms only add to records that rarer ones brought in; ties are never cut arbitrarily.
    """
    scores: dict[int, float] = {}
    taken = place = 0
    usable = [one for one in terms if one.size <= _TERM_LIMIT and one.weight > 0]
    for place, one in enumerate(usable):
        if taken + one.size > (_BASE_LIMIT if place else 4 * _BASE_LIMIT):
            break
        taken += one.size
        for number in read(one.term):
            scores[number] = scores.get(number, 0.0) + one.weight
    else:
        place = len(usable)
    paired = [one for one in usable[place : place + _PAIRED] if one.size <= _PAIRED_LIMIT]
    _add_pairs(scores, paired, read)
    for one in usable[place + len(paired) :]:
        scores = _best_kept(scores)
        _add_where_known(scores, read(one.term), one.weight)
    best = nlargest(wanted, scores.items(), key=itemgetter(1))
    return [number for number, _ in best]


def _add_pairs(
    scores: dict[int, float], terms: Sequence[SizedTerm], read: Callable[[int], array[int]]
) -> None:
    """Let in records that have two of the next rarest terms: the rarest may be a typo, or new."""
    sets = [set(read(one.term)) for one in terms]
    for left, right in combinations(sets, 2):
        for number in left & right:
            scores.setdefault(number, 0.0)
    for one, numbers in zip(terms, sets, strict=True):
        for number in scores.keys() & numbers:
            scores[number] += one.weight


def _best_kept(scores: dict[int, float]) -> dict[int, float]:
    if len(scores) <= _KEPT:
        return scores
    least = nlargest(_KEPT, scores.values())[-1]
    return {number: score for number, score in scores.items() if score >= least}


def _add_where_known(scores: dict[int, float], numbers: array[int], weight: float) -> None:
    if len(numbers) < 12 * len(scores):
        for number in scores.keys() & set(numbers):
            scores[number] += weight
        return
    end = len(numbers)
    for number in scores:
        at = bisect_left(numbers, number)
        if at < end and numbers[at] == number:
            scores[number] += weight
