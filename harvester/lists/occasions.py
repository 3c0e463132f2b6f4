"""Dates, events and tags of an entry, as written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from harvester.lists.leads import EMOJI, VENUE
from harvester.lists.marks import BRACKET, CODE, EM, IMAGE, LINK, STRONG, Mark, within
from harvester.lists.people import ET_AL
from harvester.lists.plain_text import plain
from harvester.lists.title_spans import OCCASION_AT_END, Segment, TitleFound
from harvester.lists.words import FIELD, is_role_label
from harvester.model import Span, Written

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_YEAR = r"(?:19|20)\d\d"
DATE = re.compile(
    rf"(?<![\w.]){_YEAR}[-./年]\s?\d{{1,2}}(?:[-./月]\s?\d{{1,2}}日?|月)?(?![\w])|"
    rf"(?<!\w)(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH},?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s*)?{_YEAR}|"
    rf"(?<!\w)(?:winter|spring|summer|fall|autumn),?\s+{_YEAR}|"
    rf"(?<!\w){_YEAR}[ ,]+{_MONTH}|(?<![\w.]){_YEAR}\d{{4}}(?![\w.])",
    re.IGNORECASE,
)
_SHORT_DATE = re.compile(
    r"\W*(?P<event>arxiv\W+)?(?P<date>[12]\d\.(?:0?[1-9]|1[0-2]))\W*", re.IGNORECASE
)
_ONLY_YEAR = re.compile(rf"\W*(?P<year>{_YEAR})\W*")
_ANY_YEAR = re.compile(
    rf"(?<![\w./-]){_YEAR}(?![\w/-])|['’‘]\s?\d\d\b|"
    r"(?<=[A-Za-z] )\d\d(?:\.\d{1,2})?\b|(?<=[A-Z]-)\d\d\b"
)
_EVENT_LINE = re.compile(
    r"[\s,.;(\[*_–—|-]*(?:In\s)?(?P<event>[A-Z][\w&'’:/ ()@.-]{1,90}?,?\s?"
    rf"(?:\({_YEAR}\)|{_YEAR}|['’‘]\d\d)"
    r"(?:\s*\((?:oral|spotlight|highlight|poster|best[^()]*|workshop|findings)\))?)"
    r"(?=\s*(?:$|[.,;|\[\]()*<\\\n]))",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"[.,;(\[|\"”–—*_)\]>]\s*")
_VENUE_FIRST = re.compile(r"[\s,.;(|–—-]*(?P<event>[A-Z][^\[\]\n|<>*_`]{2,100})")
_ESCAPED_BOX = re.compile(rf"\\\[(?P<inner>{_YEAR}[^\\\n]{{0,200}})\\\]")
_COMMA_EVENT = re.compile(
    rf"[\"”]?,\s*(?P<event>[A-Z][^,\[\]\n\"“”]{{1,60}},\s*{_YEAR}(?:\s*\([A-Za-z ]+\))?)"
)
LONGEST_REMARK = 80
_TAGS = frozenset({BRACKET, CODE, EM, STRONG})
_DATED_FIELD = re.compile(
    r"date|year|time|publi|releas|venue|conf|journal|日期|时间|会议|期刊", re.IGNORECASE
)
_EVENT_FIELD = re.compile(r"publi|venue|conf|journal|会议|期刊", re.IGNORECASE)


class Occasion(NamedTuple):
    """When an entry's work appeared, and where: either may be missing."""

    date: Written | None
    event: Written | None


_EMBLEM = re.compile(rf"\s*(?:{EMOJI}|:[a-z0-9_+-]+:)\s*$")


def written(text: str, start: int, end: int, marks: Iterable[Mark]) -> Written | None:
    """Return a claim less markup and the blanks and brackets around it."""
    while start < end and text[start] in " \t*_`([{<,;.:\r\n\\•|":
        start += 1
    while end > start and text[end - 1] in " \t*_`)]}>,;.\r\n\\":
        if text[end - 1] == ")" and "(" in text[start:end]:
            break
        end -= 1
    if emblem := _EMBLEM.search(text[start:end]):
        end = start + int(emblem.start())
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
        if found.start() - start >= end - found.end():
            return Occasion(date, written(text, start, found.start(), marks))
        return Occasion(date, written(text, found.end(), end, marks))
    if found := _SHORT_DATE.fullmatch(whole):
        day = Span(start + found.start("date"), start + found.end("date"))
        event = written(text, start, end, marks) if found["event"] else None
        return Occasion(Written(found["date"], day), event)
    if only := _ONLY_YEAR.fullmatch(whole):
        year_start = start + only.start("year")
        return Occasion(Written(only["year"], Span(year_start, year_start + 4)), None)
    if (_ANY_YEAR.search(whole) and len(whole) <= 100) or (
        len(whole) <= 40 and VENUE.match(whole.lstrip(" *_`(["))
    ):
        return Occasion(None, written(text, start, end, marks))
    return Occasion(None, None)


def find_occasion(text: str, segments: list[Segment], title: TitleFound, lead: Span) -> Occasion:
    """Find date and event: in tags beside the title, in front of it, in lines and fields behind.

    What was cut off the end of the title (`(ICLR 2019)`) goes before all of these.
    """
    if inside := OCCASION_AT_END.match(text, title.title.span.end, title.whole.end):
        own = occasion_in(text, *inside.span("inner"), segments[0].marks)
        if own.date or own.event:
            return own
    date: Written | None = None
    event: Written | None = None
    for found in _occasions(text, segments, title.whole, lead):
        date = date or found.date
        event = event or found.event
        if date and event:
            break
    return Occasion(date, event)


def _occasions(text: str, segments: list[Segment], title: Span, lead: Span) -> Iterable[Occasion]:
    head = segments[0]
    for mark in head.marks:
        if _is_tag(mark, head, title):
            yield occasion_in(text, mark.inner_start, mark.inner_end, head.marks)
    yield from _in_front(text, head, title, lead)
    yield from _behind(text, head, title.end)
    for segment in segments[1:3]:
        yield from _in_lines(text, segment.start, segment, LONGEST_REMARK)
    for segment in segments[1:12]:
        yield from _in_field(text, segment)


def _is_tag(mark: Mark, head: Segment, title: Span) -> bool:
    """Code, brackets or emphasis of a few words beside the title, with no link in it."""
    if mark.kind not in _TAGS or mark.end - mark.start >= 120:
        return False
    if mark.inner_start >= title.start and mark.inner_end <= title.end:
        return False
    if mark.start <= title.start and mark.end >= title.end:
        return False
    inside = within(head.marks, mark.start, mark.end)
    return not any(one.kind in {LINK, IMAGE} for one in inside)


def _in_front(text: str, head: Segment, title: Span, lead: Span) -> Iterable[Occasion]:
    """`[2021]`, `[[CVPR](…)]` and `\\[2020 TPAMI\\]` in front of the title."""
    if lead.end > lead.start:
        yield occasion_in(text, lead.start, lead.end, head.marks)
    for mark in head.marks:
        if mark.start >= title.start:
            break
        if mark.kind == LINK and mark.end <= title.start:
            label = text[mark.inner_start : mark.inner_end]
            is_venue = VENUE.fullmatch(label) or (VENUE.match(label) and not is_role_label(label))
            if is_venue and "arxiv" not in label.lower():
                yield Occasion(None, written(text, mark.inner_start, mark.inner_end, head.marks))
    if found := _ESCAPED_BOX.search(text, head.start, title.start):
        yield occasion_in(text, *found.span("inner"), head.marks)


def _in_field(text: str, segment: Segment) -> Iterable[Occasion]:
    """`Venue: CVPR 2024`."""
    label = FIELD.match(text, segment.start, segment.end)
    if label is None or not _DATED_FIELD.search(label["label"]):
        return
    value = occasion_in(text, label.end(), min(segment.end, label.end() + 100), segment.marks)
    if value == Occasion(None, None) and _EVENT_FIELD.search(label["label"]):
        value = Occasion(None, written(text, label.end(), segment.end, segment.marks))
    yield value


def _behind(text: str, head: Segment, start: int) -> Iterable[Occasion]:
    """`", ECCV, 2022 (…)`, `NeurIPS 2021.` and `28 Jul 2023` in the rest of the head."""
    stop = min(head.end, start + 1500)
    if comma := _COMMA_EVENT.match(
        text, min(start + (text[start : start + 1] in '"”.'), stop), stop
    ):
        yield Occasion(None, Written(comma["event"], Span(*comma.span("event"))))
    yield from _in_lines(text, start, head)


def _in_lines(text: str, start: int, segment: Segment, longest: int = 1500) -> Iterable[Occasion]:
    """Read the stretches between the links of each line, those of at most `longest` characters."""
    position = start
    for line in text[start : min(segment.end, start + 1500)].splitlines(keepends=True):
        for left, right in _between_links(position, position + len(line), segment.marks):
            if right - left <= longest:
                yield from _in_piece(text, left, right, segment.marks)
        position += len(line)


def _in_piece(text: str, start: int, end: int, marks: list[Mark]) -> Iterable[Occasion]:
    """Read what stands between two links of a line behind the title."""
    dated = DATE.search(text, start, end)
    if dated:
        yield Occasion(Written(dated[0], Span(*dated.span())), None)
    elif only := _ONLY_YEAR.fullmatch(text, start, end):
        yield Occasion(Written(only["year"], Span(*only.span("year"))), None)
    first = _VENUE_FIRST.match(text, start, min(end, start + 200))
    if first and VENUE.match(first["event"]) and _ANY_YEAR.search(first["event"]):
        yield Occasion(None, written(text, *first.span("event"), marks))
        return
    found = _event_line(text, start, min(end, start + 200))
    if found and not DATE.fullmatch(found["event"]):
        yield Occasion(None, written(text, *found.span("event"), marks))


def _event_line(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first event that begins where a clause does."""
    if found := _EVENT_LINE.match(text, start, end):
        return found
    for begin in _BEGINS.finditer(text, start, end):
        if found := _EVENT_LINE.match(text, begin.end(), end):
            return found
    return None


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
