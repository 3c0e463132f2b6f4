"""Works that stand where no entry begins: in footnotes, or as an address in a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.lists.links import PAPER_SCHEMES, identifier_of, label_of
from harvester.lists.marks import LINK, Mark, within
from harvester.lists.title_spans import Segment
from harvester.lists.words import is_role_label

_DEFINITION = re.compile(r"^[ \t>]*\[\^[^\]\s]+\]:", re.MULTILINE)


def footnote_entries(text: str, segment: Segment) -> Iterator[Segment]:
    """Yield a stretch for each titled link to a work in a paragraph of footnote definitions.

    The stretch goes on to the next such link or definition, so that authors behind it count. A
    definition whose one link is an address is a stretch of its own.
    """
    found = list(_DEFINITION.finditer(text, segment.start, segment.end))
    edges = [one.start() for one in found] + [segment.end]
    for one, stop in zip(found, edges[1:], strict=True):
        inside = within(segment.marks, one.end(), stop)
        links = [mark for mark in inside if mark.kind == LINK]
        if len(links) == 1 and links[0].written in {"raw", "auto"}:
            start = one.end()
            while start < stop and text[start].isspace():
                start += 1
            yield Segment(start, len(text[:stop].rstrip()), inside)
    titles = [one for one in segment.marks if one.kind == LINK and _is_title(text, one, segment)]
    for at, link in enumerate(titles):
        stops = [edge for edge in edges if edge > link.start]
        stops += [titles[at + 1].start] if at + 1 < len(titles) else []
        end = max(link.end, min(stops))
        yield Segment(link.start, end, within(segment.marks, link.start, end))


def _is_title(text: str, link: Mark, segment: Segment) -> bool:
    if link.url_start < 0 or link.written in {"raw", "auto"}:
        return False
    identifier = identifier_of(text[link.url_start : link.url_end])
    if identifier is None or identifier.scheme not in PAPER_SCHEMES:
        return False
    return not is_role_label(label_of(text, link, segment.marks))


def is_bare_address(text: str, segment: Segment) -> bool:
    """Tell a paragraph that is one address of a work or a repository and nothing else."""
    links = [one for one in segment.marks if one.kind == LINK]
    if len(links) != 1 or links[0].written not in {"raw", "auto"}:
        return False
    link = links[0]
    around = text[segment.start : link.start] + text[link.end : segment.end]
    if around.strip():
        return False
    return identifier_of(text[link.url_start : link.url_end]) is not None
