"""The names in a stretch of words that holds the authors of an entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from harvester.lists.reading.forms.alignment import Words
from harvester.lists.reading.forms.slots import Layout, Token
from harvester.model import Span, Written
from harvester.values.person_names import PARTICLES, same_person
from harvester.values.text import fold

_DIVIDERS = frozenset([",", ";", "&", "·", "/", "|", "\n"])
_BETWEEN_NAMES = frozenset([(), (",",), (";",), ("&",), ("·",), (",", "&")])
_ASIDE = {"(": ")", "^(": "^)", "[": "]"}
_JOINS = frozenset(["and", "und"])
_CUT = frozenset(["&al"])
_LONGEST_NAME = 6
FAMILY_FIRST = "family first"
_NEARLY_ALL = 0.7
_MOST_LOWER = 0.25


class Names(NamedTuple):
    """The names of an author line, where all of them stand, and whether "et al." cuts them."""

    names: tuple[Written, ...]
    span: Span
    et_al: bool


def read_names(text: str, layout: Layout, words: Words, *, family_first: bool) -> Names | None:
    """Read the words between two gaps as names; None where one of them is none.

    `family_first` joins what a comma parts: `Bee, Ann, Dee, C.` are two people.
    """
    stretches = _stretches(layout, words)
    names = [_name(text, layout, first, last) for first, last in stretches]
    names_read = [name for name in names if name is not None]
    lower = sum(name.text[0].islower() for name in names_read)
    if not names_read or len(names_read) < len(names) or lower > _MOST_LOWER * len(names_read):
        return None
    if family_first:
        if len(names_read) % 2:
            return None
        names_read = [
            _join(one, other) for one, other in zip(names_read[::2], names_read[1::2], strict=True)
        ]
    elif len(names_read) > 1 and all(len(one.text) <= 2 for one in names_read):
        return None
    cut = _cut(layout, words)
    end = cut.end if cut is not None else names_read[-1].span.end
    return Names(tuple(names_read), Span(names_read[0].span.start, end), cut is not None)


def ends_within_names(text: str, layout: Layout, words: Words) -> bool:
    """Tell whether a further name follows the words, parted from them as names are.

    A further name has as many words as the shortest of the names before it, so that the place or
    company behind `Ann Bee, Cy Dee, Stanford` is none.
    """
    end = words.end
    signs = _signs(layout, end)
    first = end + (layout.keys[end : end + 1] in ([one] for one in _JOINS))
    if first >= len(layout.keys) or (first == end and not signs):
        return False
    stretches = _stretches(layout, words)
    if signs not in _BETWEEN_NAMES | {_signs(layout, last) for _, last in stretches[:-1]}:
        return False
    gaps = (one.gap for one in layout.tokens if one.gap > first)
    joins = (at for at in range(first + 1, len(layout.keys)) if layout.keys[at] in _JOINS)
    last = min(next(gaps, len(layout.keys)), next(joins, len(layout.keys)))
    shortest = min((after - before for before, after in stretches), default=1)
    return last - first >= shortest and _name(text, layout, first, last) is not None


def _signs(layout: Layout, gap: int) -> tuple[str, ...]:
    return tuple(token.kind for token in layout.in_gap(gap))


def _cut(layout: Layout, words: Words) -> Token | None:
    """Return the "et al." inside the stretch or right behind it."""
    inside = (t for t in layout.tokens if t.kind in _CUT and words.start < t.gap <= words.end)
    return next(inside, None)


def _stretches(layout: Layout, words: Words) -> list[tuple[int, int]]:
    """Cut the words at commas and the like; what stands in brackets or raised is left out."""
    marks = [one for one in layout.tokens if words.start < one.gap < words.end]
    stretches: list[tuple[int, int]] = []
    first, position, closing = words.start, words.start, ""
    at = 0
    for gap in range(words.start, words.end):
        while at < len(marks) and marks[at].gap <= gap:
            kind = marks[at].kind
            at += 1
            if closing:
                closing = "" if kind == closing else closing
                first = gap
            elif kind in _DIVIDERS or kind in _ASIDE or kind in _CUT:
                _close(stretches, first, gap)
                first = gap
                closing = _ASIDE.get(kind, "")
        if closing:
            first = gap + 1
        elif layout.keys[gap] in _JOINS and gap > first:
            _close(stretches, first, gap)
            first = gap + 1
        elif layout.keys[gap] in _JOINS:
            first = gap + 1
        position = gap + 1
    _close(stretches, first, position)
    return stretches


def _close(stretches: list[tuple[int, int]], first: int, last: int) -> None:
    if last > first:
        stretches.append((first, last))


def _name(text: str, layout: Layout, first: int, last: int) -> Written | None:
    """Return the words of one name as written; None where they are no name."""
    while last > first and layout.keys[last - 1].isdigit():
        last -= 1
    if not 0 < last - first <= _LONGEST_NAME:
        return None
    start, end = layout.words[first].start, layout.words[last - 1].end
    if text[end : end + 1] == "." and end - layout.words[last - 1].start == 1:
        end += 1
    inner = [one for one in layout.tokens if start <= one.start and one.end <= end]
    written = _less(text, start, end, inner).rstrip("0123456789*†‡§¹²³ ")
    words = written.split()
    if not words or any(not word[0].isalpha() for word in words if word not in "-'’"):
        return None
    lower = [word for word in words if word[0].islower() and fold(word) not in PARTICLES]
    is_lower = len(lower) == len(words) <= 3
    return None if lower and not is_lower else Written(written, Span(start, end))


def _less(text: str, start: int, end: int, tokens: Sequence[Token]) -> str:
    pieces: list[str] = []
    position = start
    for token in tokens:
        if token.kind[0] in "BICLUP^\n" and token.end > token.start:
            pieces += (text[position : token.start], " " if token.kind == "\n" else "")
            position = token.end
    return " ".join("".join([*pieces, text[position:end]]).split())


def _join(one: Written, other: Written) -> Written:
    return Written(f"{one.text}, {other.text}", Span(one.span.start, other.span.end))


def are_authors(names: Sequence[str], authors: Sequence[str], *, is_cut: bool) -> bool:
    """Tell whether names as written are the first authors of a record, in order.

    Without "et al." a line may stop early all the same: lists cut without saying so.
    """
    if not names or len(names) > len(authors):
        return False
    if len(names) == 1 and len(authors) > 1 and not is_cut:
        return False
    return all(same_person(one, other) for one, other in zip(names, authors, strict=False))


def agree(names: Sequence[str], authors: Sequence[str], *, is_cut: bool) -> bool:
    """Tell whether names as written are a record's authors, in its order or nearly all of them.

    Versions of a paper name their authors in different orders: that is no fault of the reading.
    """
    if are_authors(names, authors, is_cut=is_cut):
        return True
    if len(names) < 2 or len(names) < _NEARLY_ALL * len(authors):
        return False
    agreeing = sum(any(same_person(one, other) for other in authors) for one in names)
    return agreeing >= _NEARLY_ALL * len(names)


def share(names: Sequence[str], authors: Sequence[str]) -> bool:
    """Tell whether one of the names as written is an author of a record."""
    return any(same_person(one, other) for one in names for other in authors)
