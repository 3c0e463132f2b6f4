"""What an abstract adds to a title: its rarest words, and the names that it gives to its own work.

An index keeps three bytes for each of them instead of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from importlib.resources import files
from typing import NamedTuple
from zlib import crc32

from harvester.matching.titles import Title, fold_words
from harvester.model import Candidate
from harvester.values.text import strip_tex, title_key, title_words

UNKNOWN_BITS = 12.0
"""Of a word that fewer than one of a thousand abstracts have."""
_MOST_WORDS, _MOST_NAMES = 20, 4
_LEAST_BITS = 6.0
_COINED_BITS = 10.0
_WIDTH = 3
_WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
_NAME = re.compile(r"[\w+-]*\w\+*")
_GIVEN = re.compile(
    r"(?:(?:call|term|nam|dubb|coin|denot)ed|(?:abbreviated|referred to|known) as|"
    r"[Ww]e (?:\w+ )?(?:present|introduce|propose|develop|release|describe|design|build|create|"
    r"call|name|term|dub)|(?:presents|introduces|proposes|named?|dub)(?: it| this)?|"
    r"[Oo]ur (?:\w+ )?(?:method|model|approach|framework|system|dataset|benchmark|work),)"
    r"(?: (?:as|the|an?|it|our))? [\"“'`*]*\Z"
)
_BEFORE_NAME = re.compile(r"[\w+-]*\Z")
_LOOKED_BACK = 60
_SHORT = 2
_NAME_WORDS = 3
_SEVERAL = re.compile(r"\s[/&|+]\s|[,、，]")
_MOST_PLACES = 6
_MOST_KEPT = 1 << 18


@lru_cache(maxsize=1)
def _bits() -> dict[str, float]:
    bits: dict[str, float] = {}
    table = files("harvester.matching") / "abstract_words.txt"
    for line in table.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            twice, _, words = line.partition(": ")
            bits.update(dict.fromkeys(words.split(), int(twice) / 2))
    return bits


def number_of(word: str) -> int:
    """Return the number that stands for a word or a name where abstracts are kept."""
    return crc32(word.encode()) & 0xFFFFFF


class _Word(NamedTuple):
    """How rare a word is, its number, and whether it is written as names are."""

    bits: float
    number: int
    is_name: bool = False


class _Weighed(dict[str, _Word]):
    """Words as they are written; nothing but a look-up, for an abstract has hundreds."""

    def __missing__(self, word: str) -> _Word:
        if len(self) >= _MOST_KEPT:
            self.clear()
        folded = fold_words(title_words(word))
        rare = _bits().get(folded[0], UNKNOWN_BITS) if len(folded) == 1 and len(word) > 1 else 0.0
        is_name = rare >= _COINED_BITS and word != word.lower() and len(word) > _SHORT
        weighed = self[word] = _Word(rare, number_of(folded[0] if folded else ""), is_name)
        return weighed


_weighed = _Weighed().__getitem__


@lru_cache(maxsize=256)
def weigh_words(words: frozenset[str]) -> dict[int, float]:
    """Return the bits of those words that are worth comparing with an abstract, by number."""
    return {one.number: one.bits for one in map(_weighed, words) if one.bits >= _LEAST_BITS}


def names_given(abstract: str) -> list[str]:
    """Return the names that an abstract gives to what it is about, the first ones first.

    >>> names_given("We present TideNet, a model. It beats the Tides Benchmark (TiBe) of GPT-4.")
    ['TideNet', 'TiBe']
    """
    return _given(
        abstract, [word for word in set(_WORD.findall(abstract)) if _weighed(word).is_name]
    )


def _given(abstract: str, words: Iterable[str]) -> list[str]:
    """Return the names among `words` that stand behind "we present", or alone in brackets."""
    names: dict[str, int] = {}
    for word in words:
        at = abstract.find(word)
        for _ in range(_MOST_PLACES):
            if at < 0:
                break
            start, stop = _around(abstract, at, word)
            bracketed = abstract[start - 1 : start] == "(" and abstract[stop : stop + 1] == ")"
            if bracketed or _GIVEN.search(abstract, max(start - _LOOKED_BACK, 0), start):
                names.setdefault(abstract[start:stop], start)
                break
            at = abstract.find(word, at + 1)
    return sorted(names, key=names.__getitem__)[:_MOST_NAMES]


def _around(abstract: str, at: int, word: str) -> tuple[int, int]:
    """Return where the name begins and ends that the word at `at` is a part of."""
    front = max(at - _LOOKED_BACK, 0)
    start = front + len(_BEFORE_NAME.sub("", abstract[front:at]))
    end = _NAME.match(abstract, start)
    return start, end.end() if end else at + len(word)


@lru_cache(maxsize=4096)
def is_coined(name: str) -> bool:
    """Tell a name from a word or an abbreviation that many abstracts have."""
    words = title_words(name)
    return bool(words) and max(_weighed(word).bits for word in words) >= _COINED_BITS


def short_names(name: str, title: Title) -> tuple[str, ...]:
    """Return the coined names of a few words by which an entry calls its work."""
    names = dict.fromkeys((name, title.head_text, title.text))
    return tuple(
        one
        for one in names
        if len(one.split()) <= _NAME_WORDS and not _SEVERAL.search(one) and is_coined(one)
    )


def name_number(name: str) -> int:
    """Return the number of a name, however it is hyphenated."""
    return number_of(title_key(title_words(name)))


def pack_abstract(abstract: str) -> bytes:
    """Return the names and the rarest words of an abstract as an index keeps them."""
    if not abstract:
        return b""
    words = list(set(_WORD.findall(strip_tex(abstract))))
    weighed = list(map(_weighed, words))
    written_as_names = [word for word, one in zip(words, weighed, strict=True) if one.is_name]
    names = list(map(name_number, _given(abstract, written_as_names)))
    pairs = {(one.bits, one.number) for one in weighed if one.bits >= _LEAST_BITS}
    rarest = [number for _, number in nlargest(_MOST_WORDS, pairs)]
    numbers = b"".join(number.to_bytes(_WIDTH, "little") for number in (*names, *rarest))
    return bytes((len(names),)) + numbers


@dataclass(frozen=True, slots=True)
class AbstractTerms:
    """The numbers of the names that an abstract gives, and of its rarest words."""

    names: frozenset[int] = frozenset()
    words: frozenset[int] = frozenset()


@lru_cache(maxsize=4096)
def unpack_terms(packed: bytes) -> AbstractTerms:
    """Return what `pack_abstract` packed; nothing of an abstract that is not known."""
    numbers = [
        int.from_bytes(packed[at : at + _WIDTH], "little") for at in range(1, len(packed), _WIDTH)
    ]
    count = packed[0] if packed else 0
    return AbstractTerms(frozenset(numbers[:count]), frozenset(numbers[count:]))


@lru_cache(maxsize=512)
def _packed(abstract: str) -> bytes:
    return pack_abstract(abstract)


def terms_of(candidate: Candidate) -> AbstractTerms:
    """Return what the abstract of a candidate says, whether an index or a service gave it."""
    return unpack_terms(candidate.abstract_terms or _packed(candidate.abstract))
