"""Two titles word by word: which runs are the same, what is left over, and where it stands.

A word too many before or after says little against a match; a word in the place of another one in
the middle of a run says much: that is how different papers of one field differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel
from rapidfuzz.process import extractOne

from harvester.matching.titles import Title

_VERSION = re.compile(r"v?\d+(?:\.\d+)*[a-z]?|[a-z]+\d+(?:\.\d+)*|\d+(?:st|nd|rd|th)")
_NUMBER = re.compile(r"\d[\d.]*[a-z]*$")
_NAMED_VERSION = re.compile(r"[a-z]+\d+(?:\.\d+)*")
_NUMBERED = re.compile(r"v?\d+(?:\.\d+)*")
_MEASURE = re.compile(r"\d+[dk]")
_VERSION_WORDS = frozenset(["ii", "iii", "iv", "vi", "vii", "viii", "ix", "plus", "pro", "mini"])
_ALIKE = 75.0
_FULL_BITS = 12.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """What an alignment of the words of two titles shows; everything in bits of rarity.

    `same`: words in the same order, respelled ones in part; `longest`: the longest unbroken run;
    `moved`: words that both have in another order; `swapped`: what stands in the place of other
    words; `worst_swap`: the rarest such word (of the side where it is commoner);
    `front_`, `middle_`, `end_` tell where words are left over that nothing replaces,
    on the side of the `written` or of the `known` title;
    `versions_differ`: "2.5" against "3", "3D" against "4D", a "2" or "++" that one of them lacks.
    """

    same: float
    longest: float
    moved: float
    swapped: float
    worst_swap: float
    front_written: float
    front_known: float
    middle_written: float
    middle_known: float
    end_written: float
    end_known: float
    versions_differ: bool


def align(written: Title, title: Title) -> Alignment:
    """Align the canonical words of both titles."""
    ours, theirs = written.canonical, title.canonical
    blocks = _blocks(ours, theirs)
    same = longest = run = 0.0
    for begin, _, size in blocks[1:-1]:
        run = sum(map(written.bits.__getitem__, ours[begin : begin + size]))
        same += run
        longest = max(longest, run)
    left = _Left(written.bits, title.bits)
    gaps = list(pairwise(blocks))
    versions, clash = has_version(written) or has_version(title), False
    words = written.raw_canonical if versions and written.raw else frozenset()
    heads = (len(written.head_canonical), len(title.head_canonical)) if versions else (0, 0)
    for place, ((one, two, size), (one_next, two_next, _)) in enumerate(gaps):
        between = ours[one + size : one_next], theirs[two + size : two_next]
        if versions and not clash:
            named = place > 0 and (one + size <= heads[0] or 0 < two + size <= heads[1])
            clash = _versions_clash(between[0], _untold(between[1], words), named)
        at = "front" if place == 0 else "end" if place == len(gaps) - 1 else "middle"
        if between[0] or between[1]:
            left.gap(at, list(between[0]), list(between[1]))
    return Alignment(
        same + left.respelled,
        longest,
        left.moved / 2,
        left.swapped,
        left.worst,
        *left.at("front"),
        *left.at("middle"),
        *left.at("end"),
        clash,
    )


def has_version(title: Title) -> bool:
    """Tell whether a word of `title` may tell versions apart; `align` is not cheap."""
    return any(map(_is_version, title.canonical))


@lru_cache(maxsize=65536)
def _is_version(word: str) -> bool:
    return word in _VERSION_WORDS or _VERSION.fullmatch(word) is not None


def _number(word: str) -> str:
    """Return the number in "v2", "qwen2.5", "4v", without the name before it."""
    match = _NUMBER.search(word)
    return match[0] if match else word


def _versions_clash(ours: Sequence[str], theirs: Sequence[str], named: bool) -> bool:
    """Tell whether two stretches that stand in one place tell versions or parts apart.

    `named`: they stand within or right behind the name before the break, where any number counts
    but a measure ("3D", "4K"); elsewhere a number counts against its absence only where nothing
    else is left over.
    """
    one = {_number(word) for word in ours if _is_version(word)}
    other = {_number(word) for word in theirs if _is_version(word)}
    if one == other:
        return False
    if one and other:
        return not one & other
    full, empty = (ours, theirs) if one else (theirs, ours)
    if any(_is_numbered(word, name) for word in full for name in empty):
        return True
    if all(map(_is_version, full)) and len(empty) <= (1 if "i" in empty else 0):
        return True
    behind = named and _is_version(full[0]) and not _MEASURE.fullmatch(full[0])
    return full[:1] == ("part",) or "i" in empty or behind


def _is_numbered(word: str, name: str) -> bool:
    """Tell a name with a number, "netv2", beside the name alone."""
    return word.startswith(name) and _NUMBERED.fullmatch(word[len(name) :]) is not None


def _untold(words: tuple[str, ...], described: frozenset[str]) -> tuple[str, ...]:
    """Leave out names with a number ("LM2") that the description behind the written title tells."""
    return tuple(
        word for word in words if not (word in described and _NAMED_VERSION.fullmatch(word))
    )


def _blocks(ours: tuple[str, ...], theirs: tuple[str, ...]) -> list[tuple[int, int, int]]:
    """Runs of the same words as (place in ours, place in theirs, length), framed by empty ones."""
    runs = [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in Indel.opcodes(ours, theirs)
        if step.tag == "equal"
    ]
    return [(0, 0, 0), *runs, (len(ours), len(theirs), 0)]


class _Left:
    """Sums over the gaps between the runs; the bits are those of all words of each title."""

    def __init__(self, ours: dict[str, float], theirs: dict[str, float]) -> None:
        self.ours, self.theirs = ours, theirs
        self.respelled = self.moved = self.swapped = self.worst = 0.0
        self.over = {(side, at): 0.0 for side in (0, 1) for at in ("front", "middle", "end")}

    def at(self, place: str) -> tuple[float, float]:
        """Return what is left over at `place` on the written and on the known side."""
        return self.over[0, place], self.over[1, place]

    def gap(self, at: str, ours: list[str], theirs: list[str]) -> None:
        """Count what stands between two runs."""
        for words, weights in ((ours, self.theirs), (theirs, self.ours)):
            for word in [word for word in words if word in weights]:
                words.remove(word)
                self.moved += weights[word]
        if ours and theirs:
            self._respell(ours, theirs)
        bits = [self.ours[word] for word in ours], [self.theirs[word] for word in theirs]
        one, other = sum(bits[0]), sum(bits[1])
        if ours and theirs:
            swap = min(one, other)
            self.swapped += swap
            self.worst = max(self.worst, min(max(bits[0]), max(bits[1])))
            one, other = one - swap, other - swap
        self.over[0, at] += one
        self.over[1, at] += other

    def _respell(self, ours: list[str], theirs: list[str]) -> None:
        """Take out words that are the same but for a typo, an ending, a blank or a hyphen."""
        if "".join(ours) == "".join(theirs):
            bits = sum(map(self.ours.__getitem__, ours)), sum(map(self.theirs.__getitem__, theirs))
            self.respelled += min(bits)
            ours.clear()
            theirs.clear()
        for word in [word for word in ours if len(word) > 3]:
            respelled = extractOne(word, theirs, scorer=fuzz.ratio, score_cutoff=_ALIKE)
            if respelled and len(respelled[0]) > 3:
                best, alike, _ = respelled
                self.respelled += min(self.ours[word], self.theirs[best], _FULL_BITS) * alike / 100
                ours.remove(word)
                theirs.remove(best)
