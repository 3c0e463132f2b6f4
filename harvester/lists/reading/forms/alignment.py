"""Where in an entry the known title, people and dates of its paper stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from harvester.lists.reading.forms.slots import MAJOR, Layout
from harvester.values.dates import parse_date
from harvester.values.person_names import PARTICLES, family_key, name_words
from harvester.values.text import fold, strip_tex

_WORD = re.compile(r"[^\W_]+")
_HEAD = re.compile(
    r"^(?P<head>[^:：]{2,50}?)\s*(?:[:：]|\s[-–—]{1,2}\s)\s*(?P<tail>.+)$", re.DOTALL
)
_LEAST_LETTERS = 8
_LEAST_TAIL = 14
_WORDS_BETWEEN = 6
_MOST_PLACES = 4
_NAME_WORDS = 3
_ALIKE = 75.0


class Words(NamedTuple):
    """A stretch of words: from gap `start` to gap `end`."""

    start: int
    end: int


def letters(text: str) -> str:
    """Return the folded letters and digits of a text, run together."""
    return "".join(_WORD.findall(fold(strip_tex(text))))


@lru_cache(maxsize=4096)
def title_letters(title: str) -> tuple[str, str, str]:
    """Return the letters of a title, of its nickname before the colon, of the rest."""
    parted = _HEAD.match(title)
    whole = letters(title)
    if parted is None:
        return whole, "", ""
    head, tail = letters(parted["head"]), letters(parted["tail"])
    is_name = len(parted["head"].split()) <= 4 and len(tail) >= _LEAST_TAIL
    return (whole, head, tail) if is_name else (whole, "", "")


def title_places(layout: Layout, title: str) -> list[Words]:
    """Return where a title stands word for word, or less its nickname; empty where nowhere."""
    whole, _, tail = title_letters(title)
    places = _places(layout, whole) if len(whole) >= _LEAST_LETTERS else []
    ends = {place.end for place in places}
    rest = _places(layout, tail) if tail else []
    return places + [one for one in rest if one.end not in ends or _is_apart(layout, one.start)]


def _is_apart(layout: Layout, gap: int) -> bool:
    """Tell a gap where a link, a line or emphasis ends or begins."""
    return any(token.kind in MAJOR and token.kind[0] != "q" for token in layout.in_gap(gap))


def _places(layout: Layout, key: str) -> list[Words]:
    places: list[Words] = []
    at = layout.letters.find(key)
    while at >= 0 and len(places) < _MOST_PLACES:
        first, last = _gap_at(layout, at), _gap_at(layout, at + len(key))
        if first is not None and last is not None:
            places.append(Words(first, last))
        at = layout.letters.find(key, at + 1)
    return places


def _gap_at(layout: Layout, offset: int) -> int | None:
    """Return the gap at an offset of the letters, the last of several; None within a word."""
    if offset == len(layout.letters):
        return len(layout.words)
    gap = bisect_right(layout.starts, offset) - 1
    return gap if gap >= 0 and layout.starts[gap] == offset else None


def is_title(written: str, title: str) -> bool:
    """Tell whether a written title is the known one, with or without a nickname in front."""
    whole, _, tail = title_letters(title)
    key = letters(written)
    if key in {whole, tail} and key:
        return True
    _, _, rest = title_letters(written)
    return bool(rest) and rest == whole


def is_another_title(written: str, title: str) -> bool:
    """Tell a written title that is neither the known one nor a part, a nickname or a misprint."""
    whole, head, _ = title_letters(title)
    key = letters(written)
    if len(written.split()) <= _NAME_WORDS or key == head or not key:
        return False
    if key.startswith(whole) or whole.startswith(key) or key.endswith(whole):
        return False
    return fuzz.ratio(key, whole) < _ALIKE


def author_places(layout: Layout, authors: Sequence[str], taken: Sequence[Words]) -> Words | None:
    """Return where the first of a paper's authors stand, one behind the other.

    A single name counts where "et al." follows or the given name stands beside it.
    """
    families = [family_key(one) for one in authors]
    if not families or not families[0]:
        return None
    for at, key in enumerate(layout.keys):
        if key == families[0] and not any(one.start <= at < one.end for one in taken):
            place = _run(layout, authors, families, at)
            if place is not None:
                return place
    return None


def _run(
    layout: Layout, authors: Sequence[str], families: Sequence[str], first: int
) -> Words | None:
    last, count = first, 1
    for family in families[1:]:
        within = range(last + 1, min(last + 1 + _WORDS_BETWEEN, len(layout.keys)))
        following = next((at for at in within if layout.keys[at] == family), None)
        if following is None:
            break
        last, count = following, count + 1
    start = _given_before(layout, authors[0], first)
    end = _given_behind(layout, authors[count - 1], last) if start == first else last + 1
    is_cut = any(token.kind == "&al" for token in layout.in_gap(end))
    if count == 1 and not is_cut and end - start == 1:
        return None
    return Words(start, end)


def _is_given(word: str, given: Sequence[str]) -> bool:
    return any(one.startswith(word) or word.startswith(one) for one in given if one)


def _given_before(layout: Layout, author: str, family: int) -> int:
    given = name_words(author)[:-1]
    start = family
    while start > 0 and family - start < 4 and _is_given(layout.keys[start - 1], given):
        start -= 1
    if start == family and family and layout.keys[family - 1] in PARTICLES:
        start -= 1
    return start


def _given_behind(layout: Layout, author: str, family: int) -> int:
    given = name_words(author)[:-1]
    end = family + 1
    while end < len(layout.keys) and end - family < 4 and _is_given(layout.keys[end], given):
        end += 1
    return end


def names_someone(layout: Layout, authors: Sequence[str], taken: Sequence[Words]) -> bool:
    """Tell whether the family name of one of the first authors stands anywhere in the entry."""
    families = {family_key(one) for one in authors[:5]}
    return any(
        key in families and not any(one.start <= at < one.end for one in taken)
        for at, key in enumerate(layout.keys)
    )


def is_date(written: str, submitted: str | None) -> bool | None:
    """Tell whether a date fits a submission date; None where one of them says too little."""
    year, month = parse_date(written)
    if year is None or not submitted or not submitted[:4].isdigit():
        return None
    if month is not None and len(submitted) >= 7:
        months = 12 * year + month - 12 * int(submitted[:4]) - int(submitted[5:7])
        return -1 <= months <= 1
    return year == int(submitted[:4])
