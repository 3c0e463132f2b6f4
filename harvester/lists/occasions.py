"""Dates, events and tags of an entry, as written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from harvester.lists.leads import VENUE
from harvester.lists.marks import BRACKET, CODE, EM, IMAGE, LINK, STRONG, Mark
from harvester.lists.people import ET_AL
from harvester.lists.plain_text import plain
from harvester.lists.title_spans import Segment
from harvester.lists.words import FIELD
from harvester.model import Span, Written

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR = r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?<![\w.]){_YEAR}[-./年]\s?\d{{1,2}}(?:[-./月]\s?\d{{1,2}}日?|月)?(?![\w])|"
    rf"(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH},?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s*)?{_YEAR}|"
    rf"(?<!\w){_YEAR}[ ,]+{_MONTH}|(?<![\w.]){_YEAR}\d{{4}}(?![\w.])",
    re.IGNORECASE,
)
_ONLY_YEAR = re.compile(rf"\W*(?P<year>{_YEAR})\W*")
_ANY_YEAR = re.compile(
    rf"(?<![\w./-]){_YEAR}(?![\w/-])|['’‘]\d\d\b|"
    r"(?<=[A-Za-z] )\d\d(?:\.\d{1,2})?\b|(?<=[A-Z]-)\d\d\b"
)
_EVENT_LINE = re.compile(
    rf"[\s,.;(\[*_–—|-]*(?P<event>[A-Z][\w&'’:/ ()@.-]{{1,60}}?,?\s?(?:{_YEAR}|['’‘]\d\d)"
    rf"(?:\s*\((?:oral|spotlight|highlight|poster|best[^()]*|workshop|findings)\))?)(?=\s*(?:$|[.,;|\[\](*<\\\n]))",
    re.IGNORECASE,
)
_COMMA_EVENT = re.compile(
    rf"[\"”]?,\s*(?P<event>[A-Z][^,\[\]\n\"“”]{{1,60}},\s*{_YEAR}(?:\s*\([A-Za-z ]+\))?)"
)


class Occasion(NamedTuple):
    """When an entry's work appeared, and where: either may be missing."""

    date: Written | None
    event: Written | None


def written(text: str, start: int, end: int, marks: Iterable[Mark]) -> Written | None:
    """Return a claim less markup and the blanks and brackets around it."""
    while start < end and text[start] in " \t*_`([{<,;.:\r\n":
        start += 1
    while end > start and text[end - 1] in " \t*_`)]}>,;.\r\n":
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    inside = [one for one in marks if start <= one.start and one.end <= end]
    value = plain(text, start, end, inside)
    return Written(value, Span(start, end)) if value else None


def occasion_in(text: str, start: int, end: int, marks: Iterable[Mark]) -> Occasion:
    """Read a tag such as `[Jun 2025]`, `[CVPR 2025]`, `[2021]`, `Lancet Digital Health, 2024`."""
    marks = list(marks)
    if cut := ET_AL.search(text, start, end):
        start = cut.end()
    whole = text[start:end]
    if found := DATE.search(text, start, end):
        outside = (text[start : found.start()] + text[found.end() : end]).strip(" \t()[]*_`,.|-–—:")
        date = Written(found[0], Span(*found.span()))
        if not re.search(r"[A-Za-z\u4e00-\u9fff]{2}", outside):
            return Occasion(date, None)
        return Occasion(date, written(text, start, end, marks))
    if only := _ONLY_YEAR.fullmatch(whole):
        year_start = start + only.start("year")
        return Occasion(Written(only["year"], Span(year_start, year_start + 4)), None)
    if (_ANY_YEAR.search(whole) or VENUE.search(whole)) and len(whole) <= 100:
        return Occasion(None, written(text, start, end, marks))
    return Occasion(None, None)


def find_occasion(text: str, segments: list[Segment], title: Span, lead: Span) -> Occasion:
    """Find date and event: in tags beside the title, in front of it, in lines and fields behind."""
    date: Written | None = None
    event: Written | None = None
    for found in _occasions(text, segments, title, lead):
        date = date or found.date
        event = event or found.event
        if date and event:
            break
    return Occasion(date, event)


def _occasions(text: str, segments: list[Segment], title: Span, lead: Span) -> Iterable[Occasion]:
    head = segments[0]
    for mark in head.marks:
        inside = mark.inner_start >= title.start and mark.inner_end <= title.end
        if mark.kind in {BRACKET, CODE, EM, STRONG} and not inside and mark.end - mark.start < 120:
            holds = any(
                one.kind in {LINK, IMAGE} and mark.start <= one.start < mark.end
                for one in head.marks
            )
            if not holds and not (mark.start <= title.start and mark.end >= title.end):
                yield occasion_in(text, mark.inner_start, mark.inner_end, head.marks)
    if lead.end > lead.start:
        yield occasion_in(text, lead.start, lead.end, head.marks)
    yield from _behind(text, head, title.end)
    for segment in segments[1:12]:
        label = FIELD.match(text, segment.start, segment.end)
        if label and re.search(
            r"date|year|time|publi|venue|conf|journal|日期|时间|会议|期刊",
            label["label"],
            re.IGNORECASE,
        ):
            value = occasion_in(
                text, label.end(), min(segment.end, label.end() + 100), segment.marks
            )
            is_event = re.search(
                r"publi|venue|conf|journal|会议|期刊", label["label"], re.IGNORECASE
            )
            if is_event and value == Occasion(None, None):
                value = Occasion(None, written(text, label.end(), segment.end, segment.marks))
            yield value


def _behind(text: str, head: Segment, start: int) -> Iterable[Occasion]:
    """`", ECCV, 2022 (…)`, `NeurIPS 2021.` and `28 Jul 2023` in the rest of the head."""
    stop = min(head.end, start + 1500)
    if comma := _COMMA_EVENT.match(
        text, min(start + (text[start : start + 1] in '"”.'), stop), stop
    ):
        yield Occasion(None, Written(comma["event"], Span(*comma.span("event"))))
    position = start
    for line in text[start:stop].splitlines(keepends=True):
        for piece_start, piece_end in _between_links(position, position + len(line), head.marks):
            if found := DATE.search(text, piece_start, piece_end):
                yield Occasion(Written(found[0], Span(*found.span())), None)
            if found := _EVENT_LINE.search(text, piece_start, min(piece_end, piece_start + 200)):
                yield Occasion(None, written(text, *found.span("event"), head.marks))
        position += len(line)


def _between_links(start: int, end: int, marks: list[Mark]) -> Iterable[tuple[int, int]]:
    position = start
    for mark in marks:
        if mark.kind in {LINK, IMAGE, BRACKET} and mark.start >= position and mark.start < end:
            if mark.start - position > 3:
                yield position, mark.start
            position = mark.end
    if end - position > 3:
        yield position, end


def tags_of(segments: list[Segment], text: str, taken: Iterable[Span]) -> tuple[Written, ...]:
    """Return the code-styled words of an entry that are neither its title nor its date or event."""
    used = list(taken)
    found: list[Written] = []
    for segment in segments[:3]:
        for mark in segment.marks:
            if mark.kind != CODE or mark.inner_end - mark.inner_start > 80:
                continue
            if any(span.start < mark.inner_end and mark.inner_start < span.end for span in used):
                continue
            value = text[mark.inner_start : mark.inner_end].strip()
            if value and not value.startswith(("http", "[")):
                found.append(Written(value, Span(mark.inner_start, mark.inner_end)))
    return tuple(found)
