"""Paragraphs of a list: entries, footnotes, addresses alone, names of entries elsewhere."""

from __future__ import annotations

import re
from itertools import pairwise

from harvester.lists.claims.citations import find_citation
from harvester.lists.claims.leads import is_occasion, skip_lead
from harvester.lists.claims.links import label_of, leads_to_thing
from harvester.lists.claims.placeholders import claims_work
from harvester.lists.claims.title_spans import Segment
from harvester.lists.claims.titles import find_title
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.markdown.elements import BREAK, IMAGE, LINK, STRONG, within
from harvester.lists.markdown.parser import HTML, PARA, Block, read_inline
from harvester.lists.reading.entry import EntryContext, is_back_reference, read_address, read_entry
from harvester.lists.reading.field_lists import labelled_parts
from harvester.lists.reading.line_kinds import (
    continued,
    footnote_entries,
    is_bare_address,
    is_prose,
)
from harvester.lists.reading.split_entries import split_entries
from harvester.lists.reading.tables import TableRow
from harvester.lists.reading.walk import Walk, details_below

_REFERENCE = re.compile(r"\n[ \t>]*(?=\[\d{1,3}\][ \t])")
_WORD = re.compile(r"[^\W\d_]{3}")
_SUMMARY = re.compile(
    r"<summary[^<>]*>(?P<title>.{1,400}?)</summary>\s*$", re.DOTALL | re.IGNORECASE
)


def are_links_alone(text: str, segment: Segment) -> bool:
    """Tell `[paper](…) | [code](…)`, of which one at least leads to a work, from any words."""
    links = [one for one in segment.inline if one.kind == LINK and one.url_start >= 0]
    if not any(leads_to_thing(text[one.url_start : one.url_end]) for one in links):
        return False
    if not all(
        one.syntax in {"raw", "auto"} or is_role_label(label_of(text, one, segment.inline))
        for one in links
    ):
        return False
    position = segment.start
    for element in segment.inline:
        if element.start >= position and element.kind in {LINK, IMAGE, BREAK}:
            if _WORD.search(text, position, element.start):
                return False
            position = element.end
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
    match = _SUMMARY.search(walk.document.text, block.start, block.end)
    if match is None:
        return None
    start, end = match.span("title")
    return Segment(start, end, read_inline(walk.document.text, start, end))


def read_paragraph(walk: Walk, block: Block, rest: list[Block]) -> int:
    """Read a paragraph; return how many of the blocks after it belong to it."""
    segment = walk.segment(block)
    text = walk.document.text
    if parts := labelled_parts(text, segment):
        mention = read_entry(walk.document, parts, EntryContext(walk.path, "paragraph"))
        walk.add(mention)
        return 0
    is_field_title = walk.fields.follow(rest) and block.end - block.start < 400
    has_link = any(one.kind == LINK for one in segment.inline)
    if has_link and walk.mentions:
        above = continued(text, walk.mentions[-1], segment)
        if above is not None:
            walk.mentions[-1] = above
            return 0
    if not has_link and not is_field_title:
        taken = _titles_links_below(walk, segment, rest)
        if not taken:
            _weak_paragraph(walk, segment)
        return taken
    if not is_field_title and _loose(walk, segment):
        return 0
    title = find_title(text, segment)
    if title is None or (not is_field_title and is_prose(text, segment, title)):
        return 0
    fields, taken = details_below(walk, rest)
    place = EntryContext(walk.path, "paragraph")
    parts = split_entries(text, segment) if not fields else [segment]
    for part in parts:
        mention = read_entry(
            walk.document, [part, *fields], place, title if part is segment else None
        )
        walk.add(mention)
    return taken


def _loose(walk: Walk, segment: Segment) -> bool:
    """Read what bears no title of its own: footnotes, and an address in a line of its own."""
    text, place = walk.document.text, EntryContext(walk.path, "paragraph")
    if text.startswith("[^", segment.start):
        return _footnotes(walk, segment)
    if not walk.section or not is_bare_address(text, segment):
        return False
    mention = read_address(walk.document, segment, place)
    walk.add(mention)
    return mention is not None


def read_footnotes(walk: Walk, block: Block) -> None:
    """Read footnotes, which stand anywhere, in a block of a section that holds no entries."""
    if block.kind == PARA and walk.document.text.startswith("[^", block.start):
        _footnotes(walk, walk.segment(block))


def _footnotes(walk: Walk, segment: Segment) -> bool:
    place = EntryContext(walk.path, "paragraph")
    stretches = list(footnote_entries(walk.document.text, segment))
    own = [one for one in stretches if not any(one.start in range(*n) for n in walk.entry_notes)]
    mentions = [read_entry(walk.document, [one], place) for one in own]
    walk.add(*mentions)
    return bool(stretches)


def _titles_links_below(walk: Walk, segment: Segment, rest: list[Block]) -> int:
    """A title in bold, italics or quotes, and the paragraph of its links below."""
    title = find_title(walk.document.text, segment)
    if title is None or title.how == "run":
        return 0
    between = [walk.segment(one) for one in rest[:1] if _is_occasion(walk.document.text, one)]
    below = links_below(walk, rest[len(between) :])
    if below is None:
        return 0
    mention = read_entry(
        walk.document, [segment, *between, below], EntryContext(walk.path, "paragraph"), title
    )
    if mention is None:
        return 0
    walk.mentions.append(mention)
    return len(between) + 1


def _is_occasion(text: str, block: Block) -> bool:
    """Tell a line that holds the venue alone, between a title and its links."""
    words = text[block.start : block.end].strip("*_ ")
    return block.kind == PARA and is_occasion(words)


def _references(text: str, segment: Segment) -> list[Segment]:
    """Cut a paragraph at the lines that begin with the number of a reference: `[2] …`."""
    numbers = _REFERENCE.finditer(text, segment.start, segment.end)
    edges = [segment.start, *(one.end() for one in numbers), segment.end]
    return [
        Segment(
            start,
            start + len(text[start:stop].rstrip(" \t\r\n>")),
            within(segment.inline, start, stop),
        )
        for start, stop in pairwise(edges)
    ]


def _cites(walk: Walk, segment: Segment) -> bool:
    """Tell a citation with the id of its work, or the place for it."""
    text = walk.document.text
    position = skip_lead(text, segment.start, segment.end)
    return claims_work(text, segment.start, segment.end) and (
        find_citation(text, segment, position) is not None
    )


def _weak_paragraph(walk: Walk, segment: Segment) -> None:
    """Words without any link: a citation that tells its work, a bold title with its authors.

    A bold title with neither is perhaps a reference to an entry elsewhere.
    """
    cited = [one for one in _references(walk.document.text, segment) if _cites(walk, one)]
    if cited:
        place = EntryContext(walk.path, "paragraph")
        mentions = [read_entry(walk.document, [one], place) for one in cited]
        walk.add(*mentions)
        return
    first = next((one for one in segment.inline if one.start == segment.start), None)
    if first is None or first.kind != STRONG:
        return
    title = find_title(walk.document.text, segment)
    if title is None:
        return
    if is_back_reference(walk.document.text, segment):
        walk.weak.append(TableRow(title.title.text, title.title, (segment,), walk.path, ()))
        return
    mention = read_entry(walk.document, [segment], EntryContext(walk.path, "paragraph"), title)
    if mention is not None and mention.authors and (mention.date or mention.event):
        walk.mentions.append(mention)
