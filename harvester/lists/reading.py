"""From the text of a list to its mentions: a walk over its blocks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from harvester.lists import blocks as kinds
from harvester.lists.aliases import resolve_references
from harvester.lists.blocks import Block, leaves, read_blocks
from harvester.lists.document import Heading, ListDocument, Note, line_starts
from harvester.lists.entries import Place, is_back_reference, read_address, read_entry
from harvester.lists.entry_titles import Segment, find_title
from harvester.lists.field_lists import FieldRules
from harvester.lists.footnotes import footnote_entries, is_bare_address
from harvester.lists.generated_files import read_generated
from harvester.lists.html_blocks import html_segments
from harvester.lists.links import PAPER_SCHEMES, identifier_of
from harvester.lists.marks import LINK, STRONG, scan
from harvester.lists.plain_text import plain
from harvester.lists.prose import is_prose
from harvester.lists.several import split_entries
from harvester.lists.tables import Row, read_table
from harvester.lists.words import (
    CONTENTS_SECTION,
    FIELD,
    SKIPPED_SECTION,
    field_labels,
    is_role_label,
)
from harvester.model import Mention, Span

LOOK_AHEAD = 500


@dataclass(slots=True)
class Walk:
    """What is known on the way through a list: sections above, mentions and weak rows so far."""

    document: ListDocument
    references: dict[str, tuple[int, int]]
    fields: FieldRules
    section: list[tuple[int, str]] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    weak: list[Row] = field(default_factory=list)
    fences: list[Block] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """The headings above, outermost first."""
        return tuple(text for _, text in self.section)

    @property
    def skipped(self) -> bool:
        """Whether this section holds no entries (contents, contributing, citation, …)."""
        above = any(SKIPPED_SECTION.match(text) for _, text in self.section)
        return above or bool(self.section and CONTENTS_SECTION.match(self.section[-1][1]))

    def segment(self, block: Block) -> Segment:
        """Return the block's text with its inline marks."""
        marks = scan(self.document.text, block.start, block.end, self.references)
        return Segment(block.start, block.end, marks)


def parse(text: str, path: str = "") -> ListDocument:
    """Read a list; the ending of `path` tells YAML, CSV and BibTeX from Markdown."""
    generated = read_generated(text, path)
    if generated is not None:
        return generated
    starts = line_starts(text)
    document = ListDocument(text, starts=starts)
    found, references = read_blocks(text, starts)
    walk = Walk(document, references, FieldRules(text, references, field_labels(text)))
    walk_blocks(walk, found)
    document = replace(document, headings=tuple(walk.headings), notes=tuple(walk.notes))
    mentions = resolve_references(document, walk.mentions, walk.weak, walk.fences)
    return replace(document, mentions=tuple(sorted(mentions, key=lambda one: one.span)))


def walk_blocks(walk: Walk, found: list[Block]) -> None:
    """Read a run of sibling blocks; titles without links take the fields that follow them."""
    index = 0
    while index < len(found):
        block = found[index]
        rest = found[index + 1 : index + 1 + LOOK_AHEAD]
        index += 1
        if block.kind == kinds.HEADING:
            index += _heading(walk, block, rest)
        elif not walk.skipped:
            index += _block(walk, block, rest)


def _block(walk: Walk, block: Block, rest: list[Block]) -> int:
    """Read one block; return how many of the blocks after it belong to it."""
    if block.kind == kinds.PARA:
        return _paragraph(walk, block, rest)
    if block.kind == kinds.HTML:
        return _html(walk, block, rest)
    if block.kind == kinds.LIST:
        for item in block.children:
            _item(walk, item)
            item.children = []  # read: thousands of them would double what a long list takes
    elif block.kind == kinds.QUOTE:
        walk_blocks(walk, block.children)
    elif block.kind == kinds.TABLE:
        _table(walk, block)
    elif block.kind == kinds.FENCE:
        walk.fences.append(block)
    return 0


def _heading(walk: Walk, block: Block, rest: list[Block]) -> int:
    segment = walk.segment(block)
    label = plain(walk.document.text, block.start, block.end, segment.marks)
    while walk.section and walk.section[-1][0] >= block.level:
        walk.section.pop()
    above = walk.path
    skipped = walk.skipped
    walk.section.append((block.level, label))
    line = walk.document.line_of(block.start)
    walk.headings.append(Heading(block.level, label, Span(block.start, block.end), line))
    if skipped or walk.skipped or not (_holds_work(walk, segment) or walk.fields.follow(rest)):
        return 0
    fields, taken = _details(walk, rest)
    mention = read_entry(walk.document, [segment, *fields], Place(above, "heading"))
    if mention is None:
        return 0
    walk.mentions.append(mention)
    return taken


def _holds_work(walk: Walk, segment: Segment) -> bool:
    for mark in segment.marks:
        if mark.kind == LINK and mark.url_start >= 0:
            identifier = identifier_of(walk.document.text[mark.url_start : mark.url_end])
            if identifier is not None and identifier.scheme in {*PAPER_SCHEMES, "github"}:
                return True
            return walk.document.text.startswith("http", mark.url_start)
    return False


def _details(walk: Walk, rest: list[Block]) -> tuple[list[Segment], int]:
    """Return the segments of the blocks that belong to a title above, and how many blocks."""
    segments: list[Segment] = []
    for taken, block in enumerate(rest[:6]):
        if not walk.fields.are(block):
            return segments, taken
        segments.extend(walk.segment(one) for one in leaves(block))
    return segments, min(len(rest), 6)


def _paragraph(walk: Walk, block: Block, rest: list[Block]) -> int:
    segment = walk.segment(block)
    text = walk.document.text
    is_field_title = walk.fields.follow(rest) and block.end - block.start < 400
    has_link = any(one.kind == LINK for one in segment.marks)
    if not has_link and not is_field_title:
        _weak_paragraph(walk, segment)
        return 0
    if not is_field_title and _loose(walk, segment):
        return 0
    title = find_title(text, segment)
    if title is None or (not is_field_title and is_prose(text, segment, title)):
        return 0
    fields, taken = _details(walk, rest)
    place = Place(walk.path, "paragraph")
    parts = split_entries(text, segment) if not fields else [segment]
    for part in parts:
        mention = read_entry(
            walk.document, [part, *fields], place, title if part is segment else None
        )
        if mention is not None:
            walk.mentions.append(mention)
    return taken


def _loose(walk: Walk, segment: Segment) -> bool:
    """Read what bears no title of its own: footnotes, and an address in a line of its own."""
    text, place = walk.document.text, Place(walk.path, "paragraph")
    if text.startswith("[^", segment.start):
        found = [read_entry(walk.document, [one], place) for one in footnote_entries(text, segment)]
        walk.mentions.extend(one for one in found if one is not None)
        return bool(found)
    if not walk.section or not is_bare_address(text, segment):
        return False
    mention = read_address(walk.document, segment, place)
    walk.mentions.extend([mention] if mention is not None else [])
    return mention is not None


def _weak_paragraph(walk: Walk, segment: Segment) -> None:
    """A bold title without any link: an entry where it has authors, else perhaps a reference."""
    first = next((one for one in segment.marks if one.start == segment.start), None)
    if first is None or first.kind != STRONG:
        return
    title = find_title(walk.document.text, segment)
    if title is None:
        return
    if is_back_reference(walk.document.text, segment):
        walk.weak.append(Row(title.title.text, title.title, (segment,), walk.path, ()))
        return
    mention = read_entry(walk.document, [segment], Place(walk.path, "paragraph"), title)
    if mention is not None and mention.authors and (mention.date or mention.event):
        walk.mentions.append(mention)


def _item(walk: Walk, item: Block) -> None:
    """Read a list item: an entry with its nested details, a category of entries, or neither."""
    head = next((one for one in item.children if one.kind in {kinds.PARA, kinds.HEADING}), None)
    if head is None:
        walk_blocks(walk, item.children)
        return
    segment = walk.segment(head)
    nested = [one for one in item.children if one is not head]
    own_links = [one for one in segment.marks if one.kind == LINK]
    if not own_links:
        before = len(walk.mentions)
        if not all(one.kind != kinds.LIST or walk.fields.are_list(one) for one in nested):
            _walk_nested(walk, head, segment, nested)
        if len(walk.mentions) > before or not nested:
            return
    inner, details = _sort_nested(walk, nested)
    parts = split_entries(walk.document.text, segment) if not details or own_links else [segment]
    for number, part in enumerate(parts):
        own = details if number == len(parts) - 1 else []
        mention = read_entry(walk.document, [part, *own], Place(walk.path))
        if mention is not None:
            walk.mentions.append(mention)
    for block in inner:
        walk_blocks(walk, [block])


def _walk_nested(walk: Walk, head: Block, segment: Segment, nested: list[Block]) -> None:
    label = plain(walk.document.text, head.start, head.end, segment.marks)
    if len(label) <= 80:
        walk.section.append((99, label))
    walk_blocks(walk, nested)
    if len(label) <= 80:
        walk.section.pop()


def _sort_nested(walk: Walk, nested: list[Block]) -> tuple[list[Block], list[Segment]]:
    """Tell nested lists of entries of their own from the details of the entry above."""
    inner: list[Block] = []
    details: list[Segment] = []
    for block in nested:
        if (
            block.kind == kinds.LIST
            and not walk.fields.are_list(block)
            and _own_entries(walk, block)
        ):
            inner.append(block)
        else:
            details.extend(walk.segment(one) for one in leaves(block))
    return inner, details


def _own_entries(walk: Walk, block: Block) -> bool:
    """At least one item of the list begins with a link that is a title."""
    for item in block.children:
        head = next((one for one in item.children if one.kind == kinds.PARA), None)
        if head is None:
            continue
        segment = walk.segment(head)
        if _holds_work(walk, segment) and not FIELD.match(walk.document.text, head.start, head.end):
            title = find_title(walk.document.text, segment)
            if title is not None and not is_role_label(title.title.text):
                return True
    return False


def _table(walk: Walk, block: Block) -> None:
    mentions, weak = read_table(walk.document, block, walk.path, walk.references)
    walk.mentions.extend(mentions)
    walk.weak.extend(weak)


def _html(walk: Walk, block: Block, rest: list[Block]) -> int:
    groups, taken = html_segments(walk.document.text, block, rest, walk.references)
    for group in groups:
        mention = read_entry(walk.document, group, Place(walk.path, "html"))
        if mention is not None:
            walk.mentions.append(mention)
    return taken
