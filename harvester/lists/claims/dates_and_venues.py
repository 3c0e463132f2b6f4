"""Dates, events and tags of an entry: where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from harvester.lists.claims.date_forms import (
    CLOSING,
    DATE,
    OPENING,
    YEAR,
    Occasion,
    occasion_in,
    written,
)
from harvester.lists.claims.leads import VENUE, is_venue
from harvester.lists.claims.title_spans import AT_END, Segment, TitleClaim
from harvester.lists.claims.vocabulary import FIELD, is_role_label
from harvester.lists.markdown.elements import (
    BRACKET,
    CODE,
    EM,
    IMAGE,
    LINK,
    STRONG,
    Inline,
    in_order,
    within,
)
from harvester.model import Span, Written

_BEGINS = re.compile(rf"[.,;(\[|\"”–—*_)\]>，。{OPENING}{CLOSING}]\s*")
_AROUND = " \t\r\n.,;:|()*_–—-" + OPENING + CLOSING
_MEETING = re.compile(
    r"(?:The |In |Proceedings of )?(?:\d{1,3}(?:st|nd|rd|th) )?[A-Z][\w-]*(?: [\w-]+){0,6} "
    r"(?:workshop|conference|symposium|congress)",
    re.IGNORECASE,
)
_VENUE_FIRST = re.compile(
    rf"[\s,.;(|，{OPENING}–—-]*(?P<event>[A-Z\d][^\[\]\n|<>*_`{OPENING}{CLOSING}]{{2,100}})"
)
_ESCAPED_BOX = re.compile(rf"\\\[(?P<inner>{YEAR}[^\\\n]{{0,200}})\\\]")
_DATED_BOX = re.compile(
    rf"[*_`\s][(（](?P<inner>[^()（）\[\]\n]{{0,40}}{YEAR}[^()（）\[\]\n]{{0,20}})[)）]"
)
_COMMA_EVENT = re.compile(
    rf"[\"”]?,\s*(?P<event>[A-Z][^,\[\]\n\"“”]{{1,60}},\s*{YEAR}(?:\s*\([A-Za-z ]+\))?)"
)
_IS_NAME = re.compile(r"\W{0,3}[:：]\W{0,4}")
LONGEST_REMARK = 80
_NAMES = "names"
_DIVIDING = frozenset({LINK, IMAGE, BRACKET, _NAMES})
_TAGS = frozenset({BRACKET, CODE, EM, STRONG})
_DATED_FIELD = re.compile(
    r"date|year|time|publi|releas|venue|conf|journal|日期|时间|会议|期刊", re.IGNORECASE
)
_USED_FIELD = re.compile(
    r"data|benchmark|metric|task|env|model|key|tag|topic|数据|模型|特点", re.IGNORECASE
)
"""Labels of what a work uses, or is about: a year there belongs to a data set or a challenge."""
_EVENT_FIELD = re.compile(r"publi|venue|conf|journal|会议|期刊", re.IGNORECASE)
_EVENT_LINE = re.compile(
    rf"[\s,.;(\[*_–—|，{OPENING}-]*(?:In\s)?"
    r"(?P<event>[A-Z][\w&'’:/ ()@.-]{1,90}?,?\s?"
    rf"(?:\({YEAR}\)|{YEAR}|['’‘]\d\d)"
    r"(?:\s*\((?:oral|spotlight|highlight|poster|best[^()]*|workshop|findings)\))?)"
    rf"(?=\s*(?:$|[.,;|\[\]()*<\\\n，。{OPENING}{CLOSING}]))",
    re.IGNORECASE,
)
_PLACED_EVENT = re.compile(
    rf"[\s.,;(*_–—|-]*(?:In:?\s)?(?P<event>(?:Proc(?:eedings|\.)|{VENUE.pattern}|"
    r"(?:[A-Z][\w-]* ){1,6}(?:Conference|Symposium|Workshop)\b)[^,.;:\[\]()<>|\n]{0,80}"
    rf"(?:,\s[A-Z][\w'’ -]{{1,30}}){{1,3}},\s{YEAR})(?=\s*(?:$|[.,;|\[\]()*<\\\n]))"
)
_DOTTED = re.compile(rf"{VENUE.pattern}(?:\([a-z ]{{3,12}}\))?\.\s+{YEAR}", re.IGNORECASE)
_YEAR_NEXT = re.compile(rf"[\s.,;(]*{YEAR}\)?(?=[\s.,;]|$)")
_FIRST_YEAR = re.compile(rf"[\s.,;(]*(?P<year>{YEAR})(?=\))")
_PARTED = re.compile(
    rf"[\s.,]*[·•|]\s*(?P<event>[A-Za-z][^·•|<>\[\]()\n]{{1,50}}?)\s*[·•|]\s*"
    rf"(?P<year>(?i:{DATE.pattern})|{YEAR})\s*(?:$|<|[·•|])"
)
"""` · npj Digital Medicine · 2025`: signs divide venue and year."""

_TAG_WORDS = re.compile(r"[\W_]*(?P<tag>[^\W\d_](?:[^\W_]|[ &/+'’-](?=[^\W_])){2,38})[\W_]*")
_MEETING_LABEL = re.compile(r"\[?[A-Z]{3,}[ '’-]?(?:(?:19|20)\d\d|(?<=['’])\d\d)\]?")
_NUMBER = re.compile(r"[\s*_]*[\[(（]?[\d０-９]{1,3}[\]).．、）]\s*")
_DIGITS = re.compile(r"\d\d")
_LAST_YEAR = re.compile(rf"(?:(?<=[.,;(\s])|^)(?P<year>{YEAR})[\s.,;)]*$")

_SPAN_OF_TIME = re.compile(r"\b(?:since|until|till|before|after|from|through|between|up to)\s+$")
"""What stands before a year that work is told of, not the year of the work."""


def find_occasion(
    text: str,
    segments: list[Segment],
    title: TitleClaim,
    lead: Span,
    authors: Span | None = None,
) -> Occasion:
    """Find date and event: in tags beside the title, in front of it, in lines and fields behind.

    What was cut off the end of the title (`(ICLR 2019)`) goes before all of these.
    """
    date: Written | None = None
    event: Written | None = None
    end = title.title.span.end
    inside = next((one for form in AT_END if (one := form.match(text, end, segments[0].end))), None)
    if inside:
        date, event = occasion_in(text, *inside.span("inner"), segments[0].inline)
    if authors is not None and authors.end <= title.whole.start:
        behind = occasion_in(text, authors.end, title.whole.start, segments[0].inline)
        date, event = date or behind.date, event or behind.event
    label_end = title.link.inner_end if title.link else end
    if authors is not None and end <= authors.start and authors.end <= label_end:
        year = _YEAR_NEXT.match(text, authors.end, label_end)
        stop = year.end() if year else label_end
        behind = occasion_in(text, authors.end, stop, segments[0].inline)
        date, event = date or behind.date, event or behind.event
    if authors is not None:
        segments = [_less(one, authors) for one in segments]
    for occasion in _occasions(text, segments, title.whole, lead):
        date = date or occasion.date
        event = event or occasion.event
        if date and event:
            break
    return Occasion(date, event)


def _less(segment: Segment, authors: Span) -> Segment:
    """Inline the names in a segment, since a year behind them makes no event of them."""
    if not segment.start <= authors.start < segment.end:
        return segment
    element = Inline(_NAMES, *authors, *authors)
    return Segment(segment.start, segment.end, in_order([*segment.inline, element]))


def _occasions(text: str, segments: list[Segment], title: Span, lead: Span) -> Iterable[Occasion]:
    head = segments[0]
    for element in head.inline:
        if _is_tag(text, element, head, title):
            yield occasion_in(text, element.inner_start, element.inner_end, head.inline)
    yield from _in_front(text, head, title, lead)
    yield from _behind(text, head, title.end)
    yield from _in_labels(text, head, title.end)
    for segment in segments[1:6]:
        yield from _at_start(text, segment, title)
    for segment in segments[1:3]:
        yield from _in_lines(text, segment.start, segment, LONGEST_REMARK)
    for segment in segments[1:12]:
        yield from _in_field(text, segment)


def _is_tag(text: str, element: Inline, head: Segment, title: Span) -> bool:
    """Code, brackets or emphasis of a few words beside the title, with no link in it."""
    if element.kind not in _TAGS or element.end - element.start >= 120:
        return False
    if element.inner_start >= title.start and element.inner_end <= title.end:
        return False
    if element.start <= title.start and element.end >= title.end:
        return False
    if element.kind == STRONG and _IS_NAME.fullmatch(text, element.end, title.start):
        return False
    if any(one.kind in {LINK, IMAGE} for one in within(head.inline, element.start, element.end)):
        return False
    if any(one.kind == _NAMES for one in within(head.inline, element.start, title.start)):
        return False
    if not is_role_label(text[element.inner_start : element.inner_end]):
        return True
    around = (one for one in head.inline if one.kind == LINK and one.start <= element.start)
    return not any(element.end <= one.end for one in around)


def _at_start(text: str, segment: Segment, title: Span) -> Iterable[Occasion]:
    """`[ICCV2023] https://…` in a line below the title."""
    first = segment.inline[0] if segment.inline else None
    if first is None or first.kind != BRACKET or first.start != segment.start:
        return
    if _is_tag(text, first, segment, title):
        yield occasion_in(text, first.inner_start, first.inner_end, segment.inline)


def _in_front(text: str, head: Segment, title: Span, lead: Span) -> Iterable[Occasion]:
    """`[2021]`, `[[CVPR](…)]` and `\\[2020 TPAMI\\]` in front of the title."""
    numbered = _NUMBER.match(text, *lead)
    start = numbered.end() if numbered else lead.start
    if lead.end > start:
        yield occasion_in(text, start, lead.end, head.inline)
    for element in head.inline:
        if element.start >= title.start:
            break
        if element.kind == LINK and element.end <= title.start:
            label = text[element.inner_start : element.inner_end]
            if is_venue(label) or (VENUE.match(label) and not is_role_label(label)):
                yield Occasion(
                    None, written(text, element.inner_start, element.inner_end, head.inline)
                )
    for box in (_ESCAPED_BOX, _DATED_BOX):
        if match := box.search(text, head.start, title.start):
            yield occasion_in(text, *match.span("inner"), head.inline)


def _in_field(text: str, segment: Segment) -> Iterable[Occasion]:
    """`Venue: CVPR 2024`."""
    label = FIELD.match(text, segment.start, segment.end)
    if label is None or not _DATED_FIELD.search(label["label"]):
        return
    value = occasion_in(text, label.end(), min(segment.end, label.end() + 100), segment.inline)
    if value == Occasion(None, None) and _EVENT_FIELD.search(label["label"]):
        value = Occasion(None, written(text, label.end(), segment.end, segment.inline))
    yield value


def _in_labels(text: str, head: Segment, start: int) -> Iterable[Occasion]:
    """`[[CVPR2019 Oral]](…)` behind the title: the label of the paper's link is its venue."""
    for element in head.inline:
        if element.kind == LINK and element.start >= start and element.syntax == "md":
            left, right = element.inner_start, element.inner_end
            if is_venue(text[left:right]) or _MEETING_LABEL.fullmatch(text, left, right):
                yield occasion_in(text, left, right, head.inline)


def _behind(text: str, head: Segment, start: int) -> Iterable[Occasion]:
    """`", ECCV, 2022 (…)`, `NeurIPS 2021.` and `28 Jul 2023` in the rest of the head."""
    stop = min(head.end, start + 1500)
    comma = _COMMA_EVENT.match(text, min(start + (text[start : start + 1] in '"”.'), stop), stop)
    if comma and not any(one.kind == _NAMES for one in within(head.inline, start, comma.end())):
        yield Occasion(None, Written(comma["event"], Span(*comma.span("event"))))
    yield from _in_lines(text, start, head)


def _in_lines(text: str, start: int, segment: Segment, longest: int = 1500) -> Iterable[Occasion]:
    """Read the stretches between the links of each line, those of at most `longest` characters."""
    position = start
    for line in text[start : min(segment.end, start + 1500)].splitlines(keepends=True):
        label = FIELD.match(text, position, position + len(line))
        begin = label.end() if label else position
        position += len(line)
        if label and _USED_FIELD.match(label["label"]):
            continue
        for left, right in _between_links(begin, position, segment.inline):
            if right - left <= longest:
                yield from _in_piece(text, left, right, segment.inline)


def _in_piece(text: str, start: int, end: int, inline: list[Inline]) -> Iterable[Occasion]:
    """Read what stands between two links of a line behind the title."""
    has_digits = _DIGITS.search(text, start, end) is not None
    dated = DATE.search(text, start, end) if has_digits else None
    if dated and not _ends_span_of_time(text, dated.start()):
        yield Occasion(Written(dated[0], Span(*dated.span())), None)
    alone = text[start:end].strip(_AROUND)
    if VENUE.fullmatch(alone) or _MEETING.fullmatch(alone) or _DOTTED.fullmatch(alone):
        yield Occasion(None, written(text, start, end, inline))
        return
    if not has_digits:
        return
    if parted := _PARTED.match(text, start, min(end, start + 200)):
        when = Written(parted["year"], Span(*parted.span("year")))
        yield Occasion(when, Written(parted["event"], Span(*parted.span("event"))))
        return
    first = _VENUE_FIRST.match(text, start, min(end, start + 200))
    if first and VENUE.match(first["event"]) and _DIGITS.search(first["event"]):
        yield Occasion(None, written(text, *first.span("event"), inline))
        return
    match = _event_line(text, start, min(end, start + 200))
    if match and not DATE.fullmatch(match["event"]):
        left, right = match.span("event")
        if dated and left < dated.start() < right < dated.end():
            right = dated.start()  # `arXiv 2024.05`
        yield Occasion(None, written(text, left, right, inline))
        return
    year = _FIRST_YEAR.match(text, start, end) or _LAST_YEAR.search(text, start, end)
    if year and not _ends_span_of_time(text, year.start("year")):
        yield Occasion(Written(year["year"], Span(*year.span("year"))), None)


def _ends_span_of_time(text: str, year: int) -> bool:
    return _SPAN_OF_TIME.search(text, max(0, year - 12), year) is not None


def _event_line(text: str, start: int, end: int) -> re.Match[str] | None:
    """The first event that begins where a clause does, with the places in it or without."""
    begins = [start, *(one.end() for one in _BEGINS.finditer(text, start, end))]
    for at, begin in enumerate(begins):
        if match := _EVENT_LINE.match(text, begin, end):
            if text.rfind(",", start, match.start("event")) < 0:
                return match
            placed = (_PLACED_EVENT.match(text, one, end) for one in begins[:at])
            return next(filter(None, placed), match)
    return None


def _between_links(start: int, end: int, inline: list[Inline]) -> Iterable[tuple[int, int]]:
    """Cut at links, boxes and names, and where emphasis begins and ends."""
    cuts: list[tuple[int, int]] = []
    for element in inline:
        if start <= element.start < end:
            if element.kind == EM:
                cuts += ((element.start, element.inner_start), (element.inner_end, element.end))
            elif element.kind in _DIVIDING:
                cuts.append((element.start, element.end))
    position = start
    for left, right in sorted(cuts):
        if left - position > 3:
            yield position, left
        position = max(position, right)
    if end - position > 3:
        yield position, end


def boxed_tags(text: str, head: Segment, title: Span) -> tuple[Written, ...]:
    """Return the words in brackets in front of a title, less venues and dates: `[Safety]`."""
    tags: list[Written] = []
    for element in head.inline:
        if element.start >= title.start:
            break
        if element.kind != BRACKET or not _is_tag(text, element, head, title):
            continue
        word = _TAG_WORDS.fullmatch(text, element.inner_start, element.inner_end)
        if word is None or occasion_in(text, *word.span("tag"), head.inline) != Occasion(
            None, None
        ):
            continue
        if not is_role_label(word["tag"]) and not VENUE.match(word["tag"]):
            tags.append(Written(word["tag"], Span(*word.span("tag"))))
    return tuple(tags)


def tags_of(segments: list[Segment], text: str, taken: Iterable[Span]) -> tuple[Written, ...]:
    """Return the code-styled words of an entry that are neither its title nor its date or event."""
    used = list(taken)
    writtens: list[Written] = []
    for segment in segments[:3]:
        for element in segment.inline:
            if element.kind != CODE or element.inner_end - element.inner_start > 80:
                continue
            if any(
                span.start < element.inner_end and element.inner_start < span.end for span in used
            ):
                continue
            value = text[element.inner_start : element.inner_end].strip()
            if value and not value.startswith(("http", "[")):
                writtens.append(Written(value, Span(element.inner_start, element.inner_end)))
    return tuple(writtens)
