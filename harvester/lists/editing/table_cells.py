"""Table cells: put a text or a link into one, the bars of an aligned table where they were."""

from __future__ import annotations

import re

from harvester.lists.editing.style import (
    MarkupContext,
    ParsedList,
    escape,
    line_span,
    markup_context,
    plain,
    width,
)
from harvester.lists.edits import Correction, HandEdit
from harvester.model import Cell, Edit, LinkRole, Mention, Span
from harvester.values.identifiers import identifier_of_url


def link_like_column(
    document: ParsedList, mention: Mention, cell: Cell, target: str, name: str = ""
) -> Correction:
    """A link with the label and brackets that other rows write in the same column.

    `name` is the repository's, for badges that show it.
    """
    for other in document.mentions:
        for same in other.cells:
            if same.header != cell.header or other.span == mention.span:
                continue
            content = _led_to(document, other, same, target, name)
            if content:
                return set_cell(document, mention, cell, content, markup=True)
    return HandEdit(mention.line, target, f"no other row shows how a link in '{cell.header}' looks")


def _led_to(document: ParsedList, row: Mention, cell: Cell, target: str, name: str) -> str:
    """The content of a cell that is one link, led to `target`; a badge then shows `name`."""
    content = document.text_of(cell.span)
    links = [link for link in row.links if cell.span.contains(link.whole)]
    bare = [link for link in links if link.role is not LinkRole.BADGE]
    if len(bare) != 1 or content.count(bare[0].url) != 1:
        return ""
    content = content.replace(bare[0].url, target)
    identifier = bare[0].identifier or identifier_of_url(bare[0].url)
    if len(links) == 1 and "http" not in content.replace(target, ""):
        return content
    if not name or identifier is None or identifier.value.lower() not in content.lower():
        return ""
    return re.sub(re.escape(identifier.value), lambda _: name, content, flags=re.IGNORECASE)


def set_cell(
    document: ParsedList, mention: Mention, cell: Cell, text: str, markup: bool = False
) -> Correction:
    """Put `text` into a table cell, the bars of an aligned table where they were.

    `markup` says that `text` is Markdown of this tool's making; otherwise it is escaped.
    """
    span = cell.span
    now = document.text_of(span)
    place = markup_context(document, span)
    then = (
        plain(text)
        if markup
        else escape(text, MarkupContext.CELL if place is MarkupContext.LINE else place)
    )
    if then == now.strip():
        return None
    if "\n" in now or mention.span.end < span.end:
        return HandEdit(mention.line, then, f"the cell '{cell.header}' spans lines")
    if place is MarkupContext.HTML:
        return Edit(span, then, f"'{cell.header}' is now {plain(text)}")
    return _in_padding(document, span, then, f"'{cell.header}' is now {plain(text)}")


def _in_padding(document: ParsedList, span: Span, then: str, why: str) -> Edit:
    """Replace the content, one blank each side; bars that stand in line stay there."""
    line = line_span(document.text, span.start)
    start, end = span
    while start > line.start and document.text[start - 1] in " \t":
        start -= 1
    while end < line.end and document.text[end] in " \t":
        end += 1
    raw = document.text[start:end]
    content = document.text_of(span).strip()
    if not content:
        room = width(raw)
        padded = f" {then} "
        if _bars_in_line(document.text, line, end):
            padded += " " * (room - width(padded))
        return Edit(Span(start, end), padded, why)
    tail = document.text[span.end : end]
    if len(tail) > 1 and _bars_in_line(document.text, line, end):
        blanks = max(1, len(tail) - (width(then) - width(content)))
        return Edit(Span(span.start, end), then + " " * blanks, why)
    return Edit(span, then, why)


def _bars_in_line(text: str, line: Span, bar: int) -> bool:
    """Tell whether the row above or below has a bar in the same column of the screen."""
    column = width(text[line.start : bar])
    above = line_span(text, max(line.start - 2, 0))
    below = line_span(text, min(line.end + 2, len(text)))
    for row in (above, below):
        content = row.slice(text)
        if row != line and "|" in content and column in _bar_columns(content):
            return True
    return False


def _bar_columns(row: str) -> set[int]:
    return {width(row[:at]) for at, mark in enumerate(row) if mark == "|"}


_NUMBER = re.compile(r"\d+(?:[,. ]\d{3})*(?:\.\d+)?\s?[kKmM]?")


def set_stars(document: ParsedList, mention: Mention, cell: Cell, stars: int) -> Correction:
    """Write a star count where a number stands, in its form: `1,234`, `1.2k`, `⭐ 1234`."""
    now = document.text_of(cell.span)
    numbers = _NUMBER.findall(now)
    if len(numbers) != 1 or "](" in now or "<" in now:
        return HandEdit(mention.line, str(stars), f"the cell '{cell.header}' is no plain count")
    then = now.replace(numbers[0], _count_like(numbers[0], stars))
    return set_cell(document, mention, cell, then, markup=True)


def _count_like(number: str, count: int) -> str:
    unit = number.strip()[-1]
    if unit in "kK":
        digits = len(number.strip()[:-1].partition(".")[2].strip())
        return f"{count / 1000:.{digits}f}{unit}" if count >= 1000 else str(count)
    return (
        f"{count:,}"
        if "," in number or (count >= 1000 > int(re.sub(r"\D", "", number)))
        else str(count)
    )
