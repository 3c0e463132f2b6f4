"""How lists write dates and events, and what a tag or a cell says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from harvester.lists.claims.author_names import ET_AL
from harvester.lists.claims.leads import EMOJI, VENUE
from harvester.lists.markdown.elements import LINK, Inline
from harvester.lists.markdown.plain_text import plain
from harvester.model import Span, Written

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
YEAR = r"(?:19|20)\d\d(?!\.\d{4})"
"""A year; the first half of an arXiv id is none."""

OPENING, CLOSING = "（【「『〔［〈", "）】」』〕］〉"
"""Brackets of full width, as Chinese and Japanese lists use them around dates and venues."""
DATE = re.compile(
    r"(?=[\djfmasondw])(?:"
    rf"(?<![\w.]){YEAR}[-./年]\s?\d{{1,2}}(?:[-./月]\s?\d{{1,2}}日?|月)?(?![\w])|"
    rf"(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH},?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s*)?{YEAR}|"
    rf"(?<!\w)(?:winter|spring|summer|fall|autumn),?\s+{YEAR}|"
    rf"(?<!\w){YEAR}[ ,]+{_MONTH}|(?<![\w.]){YEAR}\d{{4}}(?![\w.]))",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(
    r"\W*(?P<event>arxiv\W+)?(?P<date>[12]\d\.(?:0?[1-9]|1[0-2]))\W*", re.IGNORECASE
)
_ONLY_YEAR = re.compile(rf"\W*(?P<year>{YEAR})\W*")
_ANY_YEAR = re.compile(
    rf"(?<![\w./-]){YEAR}(?![\w/-])|['’‘]\s?\d\d\b|"
    rf"(?<=[A-Za-z]){YEAR}\b|(?<=[A-Za-z] )\d\d(?:\.\d{1, 2})?\b|(?<=[A-Z]-)\d\d\b"
)
_IN = re.compile(r"in:?(?: the)? (?=[A-Z\d])", re.IGNORECASE)


_DIGIT = re.compile(r"\d")
_CITED = re.compile(rf"[A-Z][\w'’-]+\+,?\s(?={YEAR})")
_BEHIND_NAMES = re.compile(r"[\s.,]*[A-Z][\w&'’-]*(?: [A-Za-z&][\w&'’-]*){0,5}[\s.]*")


class Occasion(NamedTuple):
    """When an entry's work appeared, and where: either may be missing."""

    date: Written | None
    event: Written | None


_NOTHING = re.compile(
    r"unknown|n\.?/?a\.?|none|not available|t\.?b\.?[ad]\.?|"
    r"to be (?:announced|determined)|[-–—?/]+|未知|无|暂无|不明",
    re.IGNORECASE,
)
"""Words of a cell that is there only since the table has its column."""

_EMBLEM = re.compile(rf"\s*(?:{EMOJI}|:[a-z0-9_+-]+:)\s*$")


def _in_link(text: str, start: int, end: int, inline: Iterable[Inline]) -> tuple[int, int]:
    """The label of the link that a stretch is: `[2024](https://…)`."""
    for one in inline:
        if one.kind == LINK and one.url_start > one.inner_end and start <= one.start:
            if one.end <= end and not text[start : one.start].strip(" *_`"):
                return one.inner_start, one.inner_end
            break
    return start, end


def written(text: str, start: int, end: int, inline: Iterable[Inline]) -> Written | None:
    """Return a claim less markup and the blanks and brackets around it."""
    start, end = _in_link(text, start, end, inline)
    while start < end and text[start] in " \t*_`([{<,;.:\r\n\\•|" + OPENING:
        start += 1
    while end > start and text[end - 1] in " \t*_`)]}>,;.|\r\n\\" + CLOSING:
        if text[end - 1] == ")" and text.count(")", start, end) <= text.count("(", start, end):
            break
        end -= 1
    if within_venue := _IN.match(text, start, end):
        start = within_venue.end()
    if text.endswith(" on", start, end):
        end -= 3
    is_word = text[end - 1 : end].isascii() and text[end - 1 : end].isalnum()
    if not is_word and (emblem := _EMBLEM.search(text[start:end])):
        end = start + int(emblem.start())
    inside = [one for one in inline if start <= one.start and one.end <= end]
    value = plain(text, start, end, inside)
    return Written(value, Span(start, end)) if value and not _NOTHING.fullmatch(value) else None


def occasion_in(text: str, start: int, end: int, inline: Iterable[Inline]) -> Occasion:
    """Read a tag such as `[Jun 2025]`, `[CVPR 2025]`, `[2021]`, `Lancet Digital Health, 2024`."""
    inline = list(inline)
    if cut := ET_AL.search(text, start, end) or _CITED.match(text, start, end):
        start = cut.end()
    whole = text[start:end]
    if cut and _BEHIND_NAMES.fullmatch(whole):
        return Occasion(None, written(text, start, end, inline))
    has_digits = _DIGIT.search(whole) is not None
    if has_digits and (match := DATE.search(text, start, end)):
        outside = (text[start : match.start()] + text[match.end() : end]).strip(" \t()[]*_`,.|-–—:")
        date = Written(match[0], Span(*match.span()))
        if not re.search(r"[A-Za-z\u4e00-\u9fff]{2}", outside):
            return Occasion(date, None)
        if match.start() - start >= end - match.end():
            return Occasion(date, written(text, start, match.start(), inline))
        return Occasion(date, written(text, match.end(), end, inline))
    if has_digits and (match := _SHORT_DATE.fullmatch(whole)):
        day = Span(start + match.start("date"), start + match.end("date"))
        event = written(text, start, end, inline) if match["event"] else None
        return Occasion(Written(match["date"], day), event)
    if has_digits and (only := _ONLY_YEAR.fullmatch(whole)):
        year_start = start + only.start("year")
        return Occasion(Written(only["year"], Span(year_start, year_start + 4)), None)
    if (has_digits and len(whole) <= 100 and _ANY_YEAR.search(whole)) or (
        len(whole) <= 40 and VENUE.match(whole.lstrip(" *_`([" + OPENING))
    ):
        return Occasion(None, written(text, start, end, inline))
    return Occasion(None, None)
