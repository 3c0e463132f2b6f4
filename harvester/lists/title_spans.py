"""A title as it is written: cut down from the place it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from harvester.lists.leads import EMOJI
from harvester.lists.marks import IMAGE, Mark, within
from harvester.lists.plain_text import plain
from harvester.model import Span, Written

_DECORATION = re.compile(rf"(?:\s|{EMOJI}|:[a-z0-9_+-]+:|\d{{1,3}}[.)]\s)+")
_NICKNAME = re.compile(r"^(?P<name>[^:：\n]{2,40}?)\s*[:：]\s+\S")
OCCASION_AT_END = re.compile(
    r"\s*[(（\[](?P<inner>(?:[A-Z][\w&'’ /,.:-]{0,60}?[ ,'’-]+)?(?:19|20)\d\d(?:[./-]\d{1,2}){0,2}"
    r"(?:[ ,]+[A-Z][\w&'’ -]{0,40})?)[)）\]]"
)
_INSTITUTION = re.compile(r"\s*\(@[^()\n]{1,80}\)\s*$")


class Segment(NamedTuple):
    """A stretch of an entry (a paragraph, a cell, a list item's own line) with its marks."""

    start: int
    end: int
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class TitleFound:
    """The title, what the entry is called in front of it, and the whole place it takes.

    `how` is link, strong, quote, em, code or run; `link` the mark of a title that is a link.
    """

    title: Written
    whole: Span
    how: str
    nickname: str | None = None
    link: Mark | None = None


def nickname_of(title: str) -> str | None:
    """Return what stands before the first colon where it is short enough to be a name.

    >>> nickname_of("Cardiac Copilot: Automatic Probe Guidance"), nickname_of("World Models")
    ('Cardiac Copilot', None)
    """
    found = _NICKNAME.match(title)
    if found is None or len(found["name"].split()) > 4:
        return None
    return found["name"].strip()


def made(
    text: str,
    start: int,
    end: int,
    marks: list[Mark],
    outer: Mark | None,
    how: str,
    nickname: str | None = None,
    link: Mark | None = None,
) -> TitleFound | None:
    """Cut a title down to what is written: no emoji in front, no quotes, no final dot or year."""
    whole = Span(outer.start, outer.end) if outer is not None else Span(start, end)
    inside = within(marks, start, end)
    if (
        len(inside) == 1
        and inside[0].start == start
        and inside[0].end == end
        and inside[0].kind != IMAGE
    ):
        start, end = inside[0].inner_start, inside[0].inner_end
    if lead := _DECORATION.match(text, start, end):
        start = lead.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufe0f"):
        end -= 1
    end = _less_remark(text, start, end)
    if text[end - 1 : end] == "." and not text[start:end].endswith(("..", " al.")):
        end -= 1
    if (
        text[start : start + 1] in {'"', "“"}
        and text[end - 1 : end] in {'"', "”"}
        and end - start > 2
    ):
        start, end = start + 1, end - 1
        end -= text[end - 1] in ".,"
    written = plain(text, start, end, inside)
    if not re.search(r"\w", written):
        return None
    return TitleFound(Written(written, Span(start, end)), whole, how, nickname, link)


def _less_remark(text: str, start: int, end: int) -> int:
    """Return where a title ends less `(ICLR 2019)` and `(@Some Lab)`."""
    if text[end - 1 : end] not in {")", "]", "）"}:
        return end
    opening = max(text.rfind(one, start, end) for one in "([（")
    while opening > start and text[opening - 1].isspace():
        opening -= 1
    if opening - start < 2:
        return end
    for remark in (OCCASION_AT_END, _INSTITUTION):
        found = remark.match(text, opening, end)
        if found and found.end() == end:
            return opening
    return end
