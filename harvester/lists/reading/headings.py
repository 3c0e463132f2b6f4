"""Headings: sections of the list, and headings that are the titles of papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from harvester.lists.claims.author_names import AuthorsFound, sound_like_names
from harvester.lists.claims.authors import leading_authors
from harvester.lists.claims.links import WRITTEN_ID, leads_to_work, links_of
from harvester.lists.claims.placeholders import placeholders_of
from harvester.lists.claims.title_spans import Segment
from harvester.lists.document import Heading
from harvester.lists.markdown.elements import LINK, TAG
from harvester.lists.markdown.parser import HEADING, HTML, PARA, QUOTE, Block, leaves
from harvester.lists.markdown.plain_text import plain
from harvester.lists.reading.entry import EntryContext, read_entry
from harvester.lists.reading.html_blocks import html_headings
from harvester.lists.reading.line_kinds import is_row
from harvester.lists.reading.walk import Walk, holds_work
from harvester.model import Span

MOST_BELOW = 8
LONGEST = 3000
_ENOUGH = 2
_TEXTS = frozenset({PARA, HTML, QUOTE})
_AT_NAMES = "*_.,;>†‡§¶¹²³⁴⁵⁶⁷⁸⁹⁰ \t\r\n"
"""What may stand behind the last author: marks of affiliations and of type."""


def read_heading(walk: Walk, block: Block, rest: list[Block]) -> int:
    """Read a heading: an entry or the begin of a section; how many blocks below belong to it."""
    segment = walk.segment(block)
    label = _label(walk.document.text, segment)
    above, skipped = _open(walk, block.level, label, Span(block.start, block.end))
    if skipped or walk.skipped:
        return 0
    if holds_work(walk, segment) or walk.fields.follow(rest):
        below, taken = _below(walk, rest)
    elif block.level in walk.paper_levels and (at := _links_below(walk, rest)):
        below, taken = _below(walk, rest)
        if taken < at.blocks:
            row, taken = _below(walk, rest[at.blocks - 1 :])
            below, taken = [*below, *row], taken + at.blocks - 1
    else:
        return 0
    mention = read_entry(walk.document, [segment, *below], EntryContext(above, "heading"))
    if mention is None:
        return 0
    walk.mentions.append(mention)
    return taken


def _label(text: str, segment: Segment) -> str:
    """The words of a heading, less links to other places in the page: `[:top:](#contents)`."""
    hidden = [
        one._replace(kind=TAG)
        if one.kind == LINK and text.startswith("#", one.url_start) and one.url_start >= 0
        else one
        for one in segment.inline
    ]
    label = plain(text, segment.start, segment.end, hidden)
    return label or plain(text, segment.start, segment.end, segment.inline)


def read_html_headings(walk: Walk, block: Block) -> None:
    """Open the sections whose headings are written in HTML."""
    for level, label, span in html_headings(walk.document.text, block):
        _open(walk, level, label, span)


def _open(walk: Walk, level: int, label: str, span: Span) -> tuple[tuple[str, ...], bool]:
    """Begin a section; return the path above it and whether that is one without entries."""
    while walk.section and walk.section[-1][0] >= level:
        walk.section.pop()
    above, skipped = walk.path, walk.skipped
    walk.section.append((level, label))
    walk.headings.append(Heading(level, label, span, walk.document.line_of(span.start)))
    return above, skipped


def _below(walk: Walk, rest: Sequence[Block]) -> tuple[list[Segment], int]:
    """The blocks below a title that say more of it: fields, authors, a row of links."""
    segments: list[Segment] = []
    for taken, block in enumerate(rest[:MOST_BELOW]):
        if not (walk.fields.are(block) or _says_more(walk, block)):
            return segments, taken
        segments.extend(walk.segment(one) for one in leaves(block))
    return segments, min(len(rest), MOST_BELOW)


def _says_more(walk: Walk, block: Block) -> bool:
    if block.kind not in _TEXTS or block.end - block.start > LONGEST:
        return False
    first = next(iter(leaves(block)), block)
    segment = walk.segment(first)
    if is_row(walk.document.text, segment):
        return True
    return _authors(walk, block, first) is not None


def _authors(walk: Walk, block: Block, leaf: Block) -> AuthorsFound | None:
    """The authors that a paragraph begins with; quoted ones must sound like names.

    A quote below a title is as often a sentence of its abstract.
    """
    authors = leading_authors(walk.document.text, walk.segment(leaf)) if leaf.kind == PARA else None
    if authors is None or block.kind != QUOTE:
        return authors
    spans = [name.span for name in authors.names]
    return authors if sound_like_names(walk.document.text, spans) else None


class LinksBelow(NamedTuple):
    """How many blocks below a heading end with its row of links, and whether people stand there."""

    blocks: int
    has_authors: bool


def _links_below(walk: Walk, rest: Sequence[Block]) -> LinksBelow | None:
    """Find the row of links to a work below a heading, authors before it; None where none is."""
    has_authors = False
    for number, block in enumerate(rest[:MOST_BELOW], 1):
        if block.kind not in _TEXTS or block.end - block.start > LONGEST:
            return None
        for leaf in leaves(block):
            authors = _authors(walk, block, leaf)
            has_authors = has_authors or authors is not None
            is_work = _is_row_of_work(walk, leaf, authors)
            if is_work is not None:
                return LinksBelow(number, has_authors) if is_work else None
    return None


def _is_row_of_work(walk: Walk, leaf: Block, authors: AuthorsFound | None) -> bool | None:
    """Tell a row of links to a work, perhaps behind authors; None where no link stands."""
    text, segment = walk.document.text, walk.segment(leaf)
    row = _behind(text, segment, authors.span) if authors else segment
    links = [one for one in row.inline if one.kind == LINK and one.url_start >= 0]
    if not links:
        written = WRITTEN_ID.match(text, row.start, row.end)
        return True if written and not text[written.end() : row.end].strip(" .*_") else None
    urls = (text[one.url_start : one.url_end] for one in links)
    leads = any(map(leads_to_work, urls)) or _awaits_work(text, row)
    return leads and is_row(text, row)


def _awaits_work(text: str, row: Segment) -> bool:
    """Tell a row with a place for the id of its paper."""
    places = placeholders_of(text, [Span(row.start, row.end)], links_of(text, row.inline))
    return any(place.is_paper for place in places)


def _behind(text: str, segment: Segment, authors: Span) -> Segment:
    """The rest of a paragraph behind the authors that it begins with."""
    start = authors.end
    while start < segment.end and text[start] in _AT_NAMES:
        start += 1
    return Segment(start, segment.end, [one for one in segment.inline if one.start >= start])


def paper_levels(walk: Walk, blocks: Sequence[Block]) -> frozenset[int]:
    """The levels at which headings without links are papers: two or more have a row of links.

    One alone may be the list itself, with the badge of its own paper, unless people stand below.
    """
    times: dict[int, int] = {}
    for index, block in enumerate(blocks):
        if block.kind == HEADING and block.level > 1 and times.get(block.level, 0) < _ENOUGH:
            below = _links_below(walk, blocks[index + 1 : index + 1 + MOST_BELOW])
            if below is not None:
                weight = _ENOUGH if below.has_authors else 1
                times[block.level] = times.get(block.level, 0) + weight
    return frozenset(level for level, count in times.items() if count >= _ENOUGH)
