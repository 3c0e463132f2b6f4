"""From the text of a list to its mentions: a walk over its blocks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from harvester.lists.claims.authors import leading_authors
from harvester.lists.claims.links import label_of, leads_to_work
from harvester.lists.claims.placeholders import claims_work
from harvester.lists.claims.title_spans import Segment
from harvester.lists.claims.titles import find_title
from harvester.lists.claims.vocabulary import FIELD, field_labels, is_role_label
from harvester.lists.data_files import is_data_file
from harvester.lists.document import ListDocument, Note, line_starts
from harvester.lists.formats import unread_format, view_of
from harvester.lists.markdown import parser as kinds
from harvester.lists.markdown.elements import LINK
from harvester.lists.markdown.parser import Block, leaves, read_blocks
from harvester.lists.markdown.plain_text import plain
from harvester.lists.reading.back_references import resolve_references
from harvester.lists.reading.entry import EntryContext, read_address, read_entry, read_unlinked
from harvester.lists.reading.field_lists import FieldRules, begins_with_title, labelled_parts
from harvester.lists.reading.headings import paper_levels, read_heading, read_html_headings
from harvester.lists.reading.html_blocks import html_entries
from harvester.lists.reading.paragraphs import (
    are_links_alone,
    links_below,
    read_footnotes,
    read_paragraph,
    summary_of,
)
from harvester.lists.reading.split_entries import split_entries
from harvester.lists.reading.tables import read_row, read_table
from harvester.lists.reading.walk import Walk, holds_work, notes_below
from harvester.model import Mention, MentionKind, Span

LOOK_AHEAD = 500


def parse(text: str, path: str = "") -> ListDocument:
    """Read a list; the ending of `path` tells data files and other markups from Markdown."""
    generated = _read_data_file(text, path) if is_data_file(path) else None
    if generated is not None:
        return generated
    starts = line_starts(text)
    if refusal := unread_format(text, path):
        return ListDocument(text, notes=(Note(1, refusal),), starts=starts)
    view = view_of(text, path)
    text = view.text if view else text
    document = ListDocument(text, starts=starts, view=view)
    blocks = read_blocks(text)
    walk = Walk(document, FieldRules(text, field_labels(text)))
    walk.paper_levels = paper_levels(walk, blocks)
    walk_blocks(walk, blocks, is_last_use=True)
    document = replace(document, headings=tuple(walk.headings), notes=tuple(walk.notes))
    mentions = resolve_references(document, walk.mentions, walk.weak, walk.fences)
    return replace(document, mentions=tuple(sorted(mentions, key=lambda one: one.span)))


def _read_data_file(text: str, path: str) -> ListDocument | None:
    # imported here because its libraries take longer to load than many lists to read
    from harvester.lists.data_files.read import read_generated

    return read_generated(text, path)


def walk_blocks(walk: Walk, blocks: list[Block], *, is_last_use: bool = False) -> None:
    """Read a run of sibling blocks; titles without links take the fields that follow them.

    At their last use blocks are emptied once they are read: they take as much as the mentions.
    """
    index = 0
    while index < len(blocks):
        rest = blocks[index + 1 : index + 1 + LOOK_AHEAD]
        after = index + 1 + _step(walk, blocks[index], rest)
        if is_last_use:
            for block in blocks[index:after]:
                block.children, block.inline = [], []
        index = after


def _step(walk: Walk, block: Block, rest: list[Block]) -> int:
    """Read a block by the section it stands in; return how many of those after it belong to it."""
    if block.kind == kinds.HEADING:
        return read_heading(walk, block, rest)
    if block.kind == kinds.HTML:
        read_html_headings(walk, block)
    if walk.skipped:
        read_footnotes(walk, block)
        return 0
    return _other_lists(walk, block, rest) if walk.related else _block(walk, block, rest)


def _other_lists(walk: Walk, block: Block, rest: list[Block]) -> int:
    """Read a block among other lists: only repositories told of as this list tells of its own.

    `- [awesome-x](…)` names another list; a title with its address and description below is an
    entry, of a repository.
    """
    before = len(walk.mentions)
    taken = _block(walk, block, rest)
    walk.mentions[before:] = [
        one
        for one in walk.mentions[before:]
        if one.kind is MentionKind.REPOSITORY and one.title is not None and not _is_link(one)
    ]
    return taken


def _is_link(mention: Mention) -> bool:
    """Tell a mention whose title is a link."""
    start = mention.title.span.start if mention.title else -1
    return any(link.whole.start <= start < link.whole.end for link in mention.links)


def _block(walk: Walk, block: Block, rest: list[Block]) -> int:
    """Read one block; return how many of the blocks after it belong to it."""
    if block.kind == kinds.PARA:
        return read_paragraph(walk, block, rest)
    if block.kind == kinds.HTML:
        return _html(walk, block, rest)
    if block.kind == kinds.LIST:
        _list(walk, block)
    elif block.kind == kinds.QUOTE:
        walk_blocks(walk, block.children)
    elif block.kind == kinds.TABLE:
        _table(walk, block)
    elif block.kind == kinds.FENCE:
        walk.fences.append(block)
    return 0


def _list(walk: Walk, block: Block) -> None:
    before = len(walk.mentions)
    unread: list[Segment] = []
    for item in _titled_items(walk, block):
        left = None if _noted_item(walk, item) or _labelled_item(walk, item) else _item(walk, item)
        unread.extend([left] if left is not None else [])
        item.children = []  # read: thousands of them would double what a long list takes
    if unread:
        siblings = walk.mentions[before:]
        walk.mentions.extend(
            read_unlinked(walk.document, unread, EntryContext(walk.path), siblings)
        )


def _item(walk: Walk, item: Block) -> Segment | None:
    """Read a list item: an entry with its nested details, a category of entries, or neither.

    Words alone, with no link and nothing nested, are left unread and returned.
    """
    head = next((one for one in item.children if one.kind in {kinds.PARA, kinds.HEADING}), None)
    if head is None:
        walk_blocks(walk, item.children)
        return None
    segment = walk.segment(head)
    nested = [one for one in item.children if one is not head]
    own_links = [one for one in segment.inline if one.kind == LINK]
    if not own_links:
        before = len(walk.mentions)
        is_told = _are_people(walk, nested) or all(_are_fields(walk, one) for one in nested)
        if _are_works(walk, nested) or not is_told:
            _walk_nested(walk, head, segment, nested)
        if len(walk.mentions) > before:
            return None
        if not (nested or claims_work(walk.document.text, head.start, head.end)):
            return segment
    inner, details = _sort_nested(walk, nested)
    parts = split_entries(walk.document.text, segment) if not details or own_links else [segment]
    for number, part in enumerate(parts):
        own = details if number == len(parts) - 1 else []
        mention = read_entry(walk.document, [part, *own], EntryContext(walk.path))
        if mention is None and walk.section and are_links_alone(walk.document.text, part):
            mention = read_address(walk.document, part, EntryContext(walk.path))
        walk.add(mention)
    for block in inner:
        walk_blocks(walk, [block])
    return None


def _titled_items(walk: Walk, block: Block) -> list[Block]:
    """Join `- Title: …`, `- Authors: …` and `- Link: …` of one list into an item for each title."""
    text, items = walk.document.text, block.children
    firsts = [item.children[0] if len(item.children) == 1 else None for item in items]
    heads = [at for at, one in enumerate(firsts) if one and begins_with_title(text, one)]
    if heads[:1] != [0] or len(heads) == len(items) or None in firsts:
        return items
    edges = [*heads, len(items)]
    groups = [[items[at].children[0] for at in range(*pair)] for pair in pairwise(edges)]
    if not all(FIELD.match(text, one.start, one.end) for group in groups for one in group[1:]):
        return items
    return [Block(kinds.ITEM, group[0].start, group[-1].end, children=group) for group in groups]


def _labelled_item(walk: Walk, item: Block) -> bool:
    """Read an entry all of whose parts are labelled, in one paragraph or in several."""
    text, blocks = walk.document.text, item.children
    if not blocks or not all(one.kind == kinds.PARA for one in blocks):
        return False
    head = walk.segment(blocks[0])
    parts = labelled_parts(text, head)
    if not parts and len(blocks) > 1 and begins_with_title(text, blocks[0]):
        parts = [head]
    parts += [walk.segment(one) for one in blocks[1:]] if parts else []
    mention = read_entry(walk.document, parts, EntryContext(walk.path)) if parts else None
    walk.add(mention)
    return mention is not None


def _noted_item(walk: Walk, item: Block) -> bool:
    """Read an entry whose links stand in its footnotes; its own words alone are its place."""
    if len(item.children) != 1 or item.children[0].kind != kinds.PARA:
        return False
    segment = walk.segment(item.children[0])
    notes = notes_below(walk, segment)
    mention = (
        read_entry(walk.document, [segment, *notes], EntryContext(walk.path)) if notes else None
    )
    if mention is None:
        return False
    walk.mentions.append(replace(mention, span=Span(segment.start, segment.end)))
    return True


def _are_fields(walk: Walk, block: Block) -> bool:
    """Tell what is nested below an entry from a list of entries of their own."""
    is_list = block.kind == kinds.LIST
    fields = walk.fields
    return (
        not is_list
        or fields.are_list(block)
        or fields.are_details(block)
        or fields.are_boxes(block)
    )


def _are_people(walk: Walk, nested: list[Block]) -> bool:
    """Tell the one nested item that names the people of the title above: `- Bee et al. ICLR.`."""
    items = [item for block in nested for item in block.children]
    if len(items) != 1 or nested[0].kind != kinds.LIST or len(items[0].children) != 1:
        return False
    segment = walk.segment(items[0].children[0])
    is_linked = any(one.kind == LINK for one in segment.inline)
    return not is_linked and leading_authors(walk.document.text, segment) is not None


def _are_works(walk: Walk, nested: list[Block]) -> bool:
    """Tell paragraphs that each begin with a titled link to a work of its own."""
    works = set()
    for block in nested:
        segment = walk.segment(block)
        first = next((one for one in segment.inline if one.kind == LINK), None)
        if block.kind != kinds.PARA or first is None or first.start > segment.start + 2:
            return False
        url = walk.document.text[first.url_start : first.url_end]
        if is_role_label(label_of(walk.document.text, first, segment.inline)):
            return False
        if leads_to_work(url):
            works.add(url)
    return len(works) > 1


def _walk_nested(walk: Walk, head: Block, segment: Segment, nested: list[Block]) -> None:
    label = plain(walk.document.text, head.start, head.end, segment.inline)
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
        if not _are_fields(walk, block) and _own_entries(walk, block):
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
        if holds_work(walk, segment) and not FIELD.match(walk.document.text, head.start, head.end):
            title = find_title(walk.document.text, segment)
            if title is not None and not is_role_label(title.title.text):
                return True
    return False


def _table(walk: Walk, block: Block) -> None:
    mentions, weak = read_table(walk.document, block, walk.path)
    walk.mentions.extend(mentions)
    walk.weak.extend(weak)


def _html(walk: Walk, block: Block, rest: list[Block]) -> int:
    summary, below = summary_of(walk, block), links_below(walk, rest)
    if summary is not None and below is not None:
        mention = read_entry(walk.document, [summary, below], EntryContext(walk.path, "html"))
        if mention is not None:
            walk.add(mention)
            return 1
    entries, taken = html_entries(walk.document.text, block, rest)
    for entry in entries:
        if entry.headers:
            mentions, weak = read_row(walk.document, list(entry.headers), entry.segments, walk.path)
            walk.mentions.extend(mentions)
            walk.weak.extend(weak)
            continue
        mention = read_entry(walk.document, entry.segments, EntryContext(walk.path, "html"))
        walk.add(mention)
    return taken
