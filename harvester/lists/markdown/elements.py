"""The inline elements of a stretch of text: what they are and where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

LINK, IMAGE, BRACKET = "link", "image", "bracket"
STRONG, EM, CODE, STRIKE, TAG, BREAK, NOTE = (
    "strong",
    "em",
    "code",
    "strike",
    "tag",
    "break",
    "note",
)


_MANY = 24


class Inline(NamedTuple):
    """One inline element: its span, the span of what it holds, and for links that of the URL.

    Offsets are characters, ends exclusive; `url_start` is -1 where there is no URL. `syntax` is
    "md", "reference", "auto" (`<URL>`), "raw" (a bare URL), "html" or a tag's name.
    """

    kind: str
    start: int
    end: int
    inner_start: int
    inner_end: int
    url_start: int = -1
    url_end: int = -1
    syntax: str = "md"


def within(inline: Sequence[Inline], start: int, end: int) -> list[Inline]:
    """Return the elements that stand whole in `start` to `end`; `inline` is in order of start."""
    if len(inline) > _MANY:
        first = bisect_left(inline, start, key=_start_of)
        inline = inline[first : bisect_left(inline, end, lo=first, key=_start_of)]
    return [one for one in inline if start <= one.start < end and one.end <= end]


def in_order(inline: list[Inline]) -> list[Inline]:
    """Sort elements by their start, outer ones first."""
    if len(inline) > 1:
        inline.sort(key=_order)
    return inline


def _start_of(element: Inline) -> int:
    return element.start


def _order(element: Inline) -> tuple[int, int]:
    return element.start, -element.end
