"""Links labelled by what they lead to that stand alone: the title is around them, or nowhere."""

from __future__ import annotations

import re

from harvester.lists.blocks import HTML, PARA, Block
from harvester.lists.links import label_of, leads_to_thing
from harvester.lists.marks import BREAK, IMAGE, LINK, scan
from harvester.lists.title_spans import Segment
from harvester.lists.walk import Walk
from harvester.lists.words import is_role_label

_WORD = re.compile(r"[^\W\d_]{3}")
_SUMMARY = re.compile(
    r"<summary[^<>]*>(?P<title>.{1,400}?)</summary>\s*$", re.DOTALL | re.IGNORECASE
)


def are_links_alone(text: str, segment: Segment) -> bool:
    """Tell `[paper](…) | [code](…)`, of which one at least leads to a work, from any words."""
    links = [one for one in segment.marks if one.kind == LINK and one.url_start >= 0]
    if not any(leads_to_thing(text[one.url_start : one.url_end]) for one in links):
        return False
    if not all(
        one.written in {"raw", "auto"} or is_role_label(label_of(text, one, segment.marks))
        for one in links
    ):
        return False
    position = segment.start
    for mark in segment.marks:
        if mark.start >= position and mark.kind in {LINK, IMAGE, BREAK}:
            if _WORD.search(text, position, mark.start):
                return False
            position = mark.end
    return _WORD.search(text, position, segment.end) is None


def links_below(walk: Walk, rest: list[Block]) -> Segment | None:
    """Return the paragraph right below where it is links alone."""
    if not rest or rest[0].kind != PARA:
        return None
    segment = walk.segment(rest[0])
    return segment if are_links_alone(walk.document.text, segment) else None


def summary_of(walk: Walk, block: Block) -> Segment | None:
    """Return the words of the `<summary>` that an HTML block ends with."""
    if block.kind != HTML:
        return None
    found = _SUMMARY.search(walk.document.text, block.start, block.end)
    if found is None:
        return None
    start, end = found.span("title")
    return Segment(start, end, scan(walk.document.text, start, end, walk.references))
