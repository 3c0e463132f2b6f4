"""Rows of links and badges, with no words of their own."""

from __future__ import annotations

import re
from dataclasses import replace

from harvester.lists.links import PAPER_SCHEMES, identifiers_of, label_of, links_of
from harvester.lists.marks import BRACKET, BREAK, IMAGE, LINK, NOTE, TAG, within
from harvester.lists.title_spans import Segment
from harvester.lists.words import is_role_label
from harvester.model import Mention, Span

_LINKING = frozenset({LINK, IMAGE, BRACKET, NOTE, BREAK, TAG})
_BLANK = re.compile(r"(?:&nbsp;|\\|[\s|/,;·•–—>-])*")


def is_row(text: str, segment: Segment) -> bool:
    """Tell a row of links or badges, with nothing else but what divides them."""
    position, found = segment.start, False
    for mark in segment.marks:
        if mark.kind not in _LINKING or mark.end <= position:
            continue
        if mark.kind == LINK and mark.url_start >= 0:
            found = True
        if not _BLANK.fullmatch(text, position, mark.start):
            return False
        position = mark.inner_start if mark.kind == BRACKET else mark.end
    return found and not text[position : segment.end].strip(" \t\r\n]|/,;·•")


def continued(text: str, mention: Mention, segment: Segment) -> Mention | None:
    """Return the entry right above a row of badges with their links; None for any other row."""
    if mention.cells or not _BLANK.fullmatch(text, mention.span.end, segment.start):
        return None
    if not is_row(text, segment) or not _only_roles(text, segment):
        return None
    links = links_of(text, segment.marks)
    more = identifiers_of(text, [Span(segment.start, segment.end)], links)
    works = {one for one in (*mention.identifiers, *more) if one.scheme in PAPER_SCHEMES}
    if not more or len(works) > 1:
        return None
    return replace(
        mention,
        span=Span(mention.span.start, segment.end),
        links=(*mention.links, *links),
        identifiers=tuple(dict.fromkeys((*mention.identifiers, *more))),
    )


def _only_roles(text: str, segment: Segment) -> bool:
    links = [
        one for one in segment.marks if one.kind == LINK and one.written not in {"raw", "auto"}
    ]
    return bool(links) and all(
        is_role_label(label_of(text, one, segment.marks))
        or any(inner.kind == IMAGE for inner in within(segment.marks, one.start, one.end))
        or text.startswith("![", one.inner_start)
        for one in links
    )
