"""Several works in one bullet, line or cell, cut into one stretch each."""

from __future__ import annotations

import re
from itertools import pairwise

from harvester.lists.claims.leads import skip_lead
from harvester.lists.claims.links import identifier_of, label_of, leads_to_thing
from harvester.lists.claims.title_spans import Segment
from harvester.lists.claims.vocabulary import FIELD, is_role_label
from harvester.lists.markdown.elements import BRACKET, LINK, Inline, within
from harvester.model import Identifier

_LABELLED = re.compile(
    r"[\s/|｜,，、;；·<br>]*(?P<name>[^\s:：/|｜,，、;；\[\](][^:：\[\]\n|]{0,60}?)\s*[:：]\s*$"
)
_DIVIDED = re.compile(
    r"[\])\s]*(?:[/;；、|&+]|<br ?/?>|\band\b)\s*(?P<title>[*_\"“]{0,3}[A-Z][^\[\]()<>|\n]{6,200}?)"
    r"[\s:：.,\[(*_\"”]*$"
)

LONGEST_BETWEEN = 90
LONGEST_NAME = 120


def split_entries(text: str, segment: Segment) -> list[Segment]:
    """Cut a segment where a second work begins; one piece where it speaks of one work."""
    links = [one for one in segment.inline if one.kind == LINK and one.url_start >= 0]
    if len(links) < 2:
        return [segment]
    starts = (
        _titled(text, segment, links)
        or _labelled(text, segment, links)
        or _divided(text, segment, links)
    )
    if len(starts) < 2:
        return [segment]
    starts[0] = (
        min(starts[0], segment.start) if _starts_early(text, segment, starts[0]) else starts[0]
    )
    edges = [*starts, segment.end]
    return [_piece(text, segment, left, right) for left, right in pairwise(edges)]


def _starts_early(text: str, segment: Segment, start: int) -> bool:
    return start - segment.start < 120 and skip_lead(text, segment.start, start) >= start - 3


def _piece(text: str, segment: Segment, left: int, right: int) -> Segment:
    while right > left and text[right - 1] in " \t\r\n,;/|、，；":
        right -= 1
    return Segment(left, right, within(segment.inline, left, right))


def _titled(text: str, segment: Segment, inlines: list[Inline]) -> list[int]:
    """The starts of links that are titles of different works, where little stands between them."""
    boxed = {one.inner_start for one in segment.inline if one.kind == BRACKET}
    titles = [
        one
        for one in inlines
        if one.syntax not in {"raw", "auto"}
        and one.start not in boxed
        and _work_of(text, one)
        and not is_role_label(label_of(text, one, segment.inline))
    ]
    targets = {identifier_of(text[one.url_start : one.url_end]) for one in titles}
    if len(targets) < 2 or not _starts_early(text, segment, titles[0].start):
        return []
    starts = [titles[0].start]
    rest = iter(inlines)
    link = next(rest)
    for before, after in pairwise(titles):
        between = after.start - before.end
        while link.start < after.start:
            between -= max(0, link.end - max(link.start, before.end))
            link = next(rest)
        if between > LONGEST_BETWEEN:
            return []
        starts.append(after.start)
    return starts


def _labelled(text: str, segment: Segment, inlines: list[Inline]) -> list[int]:
    """`PaLM-E：[link](…) / DIAC：[link](…)`: the starts of the names in front of the links."""
    starts: list[int] = []
    works, named = 0, 0
    position = segment.start
    for element in inlines:
        position = max(position, element.start - LONGEST_NAME)
        between = text[position : element.start].rstrip()
        before = _LABELLED.search(between) if between.endswith((":", "：")) else None
        if before and not FIELD.match(before["name"] + ":") and not is_role_label(before["name"]):
            starts.append(position + before.start("name"))
            named += re.search("[A-Za-z]", before["name"]) is not None
            works += leads_to_thing(text[element.url_start : element.url_end])
        position = element.end
    labelled = works >= 2 or (
        works == 1
        and named == len(inlines)
        and all(is_role_label(label_of(text, one, segment.inline)) for one in inlines)
    )
    return starts if labelled and len(starts) >= 2 else []


def _divided(text: str, segment: Segment, inlines: list[Inline]) -> list[int]:
    """`Deep Worlds [[pdf](…)] / Flat Worlds [[pdf](…)]`: each title before links of its own."""
    starts, heads = [segment.start], [inlines[0]]
    for before, element in pairwise(inlines):
        titled = _DIVIDED.fullmatch(text, before.end, element.start)
        if titled and len(titled["title"].split()) >= 2 and not is_role_label(titled["title"]):
            starts.append(titled.start("title"))
            heads.append(element)
    if len(heads) < 2 or skip_lead(text, segment.start, segment.end) + 8 >= inlines[0].start:
        return []
    works = {_work_of(text, one) for one in heads}
    return starts if None not in works and len(works) == len(heads) else []


def _work_of(text: str, element: Inline) -> Identifier | None:
    identifier = identifier_of(text[element.url_start : element.url_end])
    is_work = identifier is not None and identifier.is_paper
    return identifier if is_work else None
