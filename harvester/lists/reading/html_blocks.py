"""Entries inside blocks of HTML: paragraphs, list items and table rows, by BeautifulSoup."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from harvester.lists.claims.title_spans import Segment
from harvester.lists.claims.titles import find_title
from harvester.lists.document import line_starts
from harvester.lists.markdown.parser import HTML, Block, read_inline
from harvester.lists.markdown.plain_text import plain
from harvester.model import Span

if TYPE_CHECKING:
    from bs4 import Tag

_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_PARTS = ["p", "li", "tr", "td", "th", *_HEADINGS, "dt", "dd"]
_HEADING = re.compile(r"<h[1-6]\b", re.IGNORECASE)
_HEADING_END = re.compile(r"</h[1-6]\s*>", re.IGNORECASE)
_DECLARATION = re.compile(r"<(?=[!?])")
_ROW_KINDS = frozenset({"", "tr", "td", "th"})
_OPENING = re.compile(r"<t[dh]\b[^<>]*>", re.IGNORECASE)
_CLOSING = re.compile(r"</t[dhr]\s*>", re.IGNORECASE)
_PAGE = re.compile(r"^(?!#)")
_LARGEST = 2_000_000
_MOST_BLOCKS = 500
_OPEN_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_LINKS = re.compile(r"<a\s|https?://|\]\(", re.IGNORECASE)


class HtmlEntry(NamedTuple):
    """What may be an entry: its segments; for a row below headers its cells and their headers."""

    segments: list[Segment]
    headers: tuple[str, ...] = ()


class _Part(NamedTuple):
    kind: str
    cells: list[tuple[int, int]]


def html_entries(text: str, block: Block, rest: Sequence[Block]) -> tuple[list[HtmlEntry], int]:
    """Return the possible entries of an HTML block; how many blocks after it count.

    A blank line ends a block of HTML for Markdown, but not a table for its reader: blocks up to the
    closing tag are taken in.
    """
    end, taken = _whole_table(text, block, rest)
    if end - block.start > _LARGEST or not _LINKS.search(text, block.start, end):
        return [], taken
    parts = _parts(text, block.start, end)
    has_columns = all(part.kind in _ROW_KINDS for part in parts)
    headers: tuple[str, ...] = ()
    entries: list[HtmlEntry] = []
    for part in parts:
        cells = [_inner(text, *cell) for cell in part.cells]
        if part.kind == "th" and has_columns:
            headers = tuple(plain(text, one.start, one.end, one.inline) for one in cells)
        elif part.kind == "td" and len(headers) > 1 and len(cells) > 1:
            entries.append(HtmlEntry(cells, headers))
        elif written := [one for one in cells if one.end > one.start]:
            entries.append(HtmlEntry(_title_first(text, written)))
    return entries, taken


def _inner(text: str, start: int, end: int) -> Segment:
    """What stands in a cell or a part, less the tags that open and close it."""
    if opening := _OPENING.match(text, start, end):
        start = opening.end()
        closing = _CLOSING.search(text, start, end)
        end = closing.start() if closing else end
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Segment(start, end, read_inline(text, start, end))


def html_headings(text: str, block: Block) -> list[tuple[int, str, Span]]:
    """Return level, words and place of the headings in an HTML block that link to no page."""
    source = text[block.start : block.end]
    if len(source) > _LARGEST or not _HEADING.search(source):
        return []
    starts = line_starts(source)
    headings: list[tuple[int, str, Span]] = []
    for tag in _tags(source, _HEADINGS):
        label = " ".join(tag.get_text(" ").split())
        at = _place(tag, starts)
        if at is None or not label or tag.find("a", href=_PAGE):
            continue
        closing = _HEADING_END.search(source, at)
        end = closing.end() if closing else len(source)
        headings.append((int(tag.name[1]), label, Span(block.start + at, block.start + end)))
    return headings


def _tags(source: str, names: list[str]) -> Iterable[Tag]:
    """The tags of these names; a declaration that is none (`<![`) is no reason to give up."""
    from bs4 import BeautifulSoup  # heavy, and many lists hold no HTML
    from bs4.exceptions import ParserRejectedMarkup
    from bs4.filter import SoupStrainer

    for html in (source, _DECLARATION.sub(" ", source)):
        try:
            soup = BeautifulSoup(html, "html.parser", parse_only=SoupStrainer(names))
        except ParserRejectedMarkup:
            continue
        return soup.find_all(names)
    return ()


def _place(tag: Tag, starts: Sequence[int]) -> int | None:
    if tag.sourceline is None or tag.sourcepos is None:
        return None
    return starts[min(tag.sourceline, len(starts)) - 1] + tag.sourcepos


def _whole_table(text: str, block: Block, rest: Sequence[Block]) -> tuple[int, int]:
    depth = _depth(text, block.start, block.end)
    end, taken = block.end, 0
    if depth <= 0:
        return end, 0
    for number, other in enumerate(rest[:_MOST_BLOCKS]):
        depth += _depth(text, other.start, other.end) if other.kind == HTML else 0
        if depth <= 0:
            return other.end, number + 1
    return end, taken


def _depth(text: str, start: int, end: int) -> int:
    return sum(-1 if match[1] else 1 for match in _OPEN_TABLE.finditer(text, start, end))


def _parts(text: str, start: int, end: int) -> list[_Part]:
    """Cut HTML where a paragraph, item or row begins; a row into its cells."""
    source = text[start:end]
    starts = line_starts(source)
    opened: list[tuple[int, str]] = []
    for tag in _tags(source, _PARTS):
        at = _place(tag, starts)
        if at is not None:
            opened.append((start + at, tag.name))
    opened = [(max(start, min(at, end)), name) for at, name in sorted(opened)]
    edges = [at for at, _ in opened]
    parts: list[_Part] = []
    if not opened or opened[0][0] > start:
        parts.append(_Part("", [(start, edges[0] if edges else end)]))
    for index, (at, name) in enumerate(opened):
        stop = edges[bisect_left(edges, at + 1)] if at < edges[-1] else end
        is_told = name == "dd" and opened[index - 1][1] == "dt"
        if (name in {"td", "th"} or is_told) and parts and index:
            last = parts[-1]
            cells = [] if last.kind == "tr" else last.cells
            parts[-1] = _Part(last.kind if is_told else name, [*cells, (at, stop)])
        else:
            parts.append(_Part(name, [(at, stop)]))
    return parts


def _title_first(text: str, segments: list[Segment]) -> list[Segment]:
    """Put the cell that holds the title in front."""
    if len(segments) == 1:
        return segments
    for how in (("link", "strong"), ("quote", "em", "code"), ("run",)):
        for segment in segments:
            title_claim = find_title(text, segment)
            if (
                title_claim is not None
                and title_claim.how in how
                and len(title_claim.title.text) > 3
            ):
                return [segment, *(one for one in segments if one is not segment)]
    return segments
