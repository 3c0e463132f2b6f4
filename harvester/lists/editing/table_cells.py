"""Table cells: put a text or a link into one, the bars of an aligned table where they were."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from harvester.lists.editing.new_entry import NewEntry
from harvester.lists.editing.sections import entries_of, lines_of
from harvester.lists.editing.style import (
    MarkupContext,
    ParsedList,
    escape,
    line_end,
    line_span,
    markup_context,
    plain,
    width,
)
from harvester.lists.edits import Correction, HandEdit
from harvester.model import Cell, Edit, LinkRole, Mention, Span
from harvester.values.identifiers import identifier_of_url

_TICKS = "✅✔✓☑🟢●"
_ENOUGH = 0.75
_RANGE = re.compile(r"(?P<stem>[A-Za-z]+)(?P<low>\d+)\s*[-–~]\s*(?P=stem)?(?P<high>\d+)")


def rows_for(
    document: ParsedList, entry: NewEntry, section: Sequence[Mention]
) -> tuple[Edit | HandEdit, ...]:
    """Return a row at the end of each table that has one for such papers.

    Such a table has a row for three in four of the entries of `section`, and for half of the
    list's. Name, and ticks in columns that bear the name of a tag, are filled in; what nobody said
    is left blank, and a `HandEdit` names the blanks.
    """
    here = {one.name for one in section if not one.cells}
    everywhere = {one.name for one in entries_of(document) if not one.cells}
    edits: list[Edit | HandEdit] = []
    for rows in _tables(document):
        names = {row.refers_to for row in rows if row.refers_to}
        near, far = len(names & here), len(names & everywhere)
        if here and near >= _ENOUGH * len(here) and far * 2 >= len(everywhere):
            edits += _row(document, rows, entry)
    return tuple(edits)


def _tables(document: ParsedList) -> list[list[Mention]]:
    tables: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Mention]] = defaultdict(list)
    for one in document.mentions:
        if one.cells and one.refers_to is not None:
            tables[one.section, tuple(cell.header for cell in one.cells)].append(one)
    return list(tables.values())


def _row(document: ParsedList, rows: list[Mention], entry: NewEntry) -> list[Edit | HandEdit]:
    text, last = document.text, rows[-1]
    line = lines_of(text, last.span)
    raw = text[line.start : line.end]
    if not raw.lstrip().startswith("|") or "\\|" in raw:
        return [HandEdit(last.line + 1, entry.nickname or entry.title, "a row for the new paper")]
    pieces, position, blanks = [], line.start, []
    for at, cell in enumerate(last.cells):
        value = _value(document, rows, at, cell, entry)
        if value is None:
            blanks.append(cell.header)
        start, end = cell.span
        pieces.append(text[position:start])
        pieces.append(value or "")
        if value and text[end : end + 1] == "|":
            pieces.append(" ")
        position = end
    row = re.sub(r"\|[ \t]{2,}(?=\|)", "| ", "".join(pieces) + text[position : line.end])
    made: list[Edit | HandEdit] = [
        Edit(Span(line.end, line.end), line_end(text) + row, f"a row for {entry.identifier}")
    ]
    if blanks:
        made.append(
            HandEdit(last.line + 1, row, f"fill in what the table asks: {', '.join(blanks)}")
        )
    return made


def _value(
    document: ParsedList, rows: list[Mention], at: int, cell: Cell, entry: NewEntry
) -> str | None:
    """What stands in the column for the new paper; empty for no tick, None for not known."""
    column = [row.cells[at].text.strip() for row in rows if at < len(row.cells)]
    cells = [cell.text.strip() for row in rows for cell in row.cells]
    ticks = [text for text in cells if text and text[0] in _TICKS]
    if ticks and all(text == "" or text in ticks for text in column):
        return ticks[0] if cell.header.strip().lower() in _levels(entry.tags) else ""
    if all(row.cells[at].text.strip() == row.name for row in rows if at < len(row.cells)):
        return escape(entry.nickname or entry.title, markup_context(document, cell.span))
    return None


def _levels(tags: tuple[str, ...]) -> set[str]:
    """Return the tags in lower case, a range such as `L1-L3` as each of its steps."""
    named = {tag.strip().strip("`").lower() for tag in tags}
    for tag in tags:
        if match := _RANGE.fullmatch(tag.strip().strip("`")):
            low, high = int(match["low"]), int(match["high"])
            named |= {
                f"{match['stem']}{step}".lower() for step in range(low, min(high, low + 20) + 1)
            }
    return named


def within(inner: Span, outer: Span) -> bool:
    """Tell whether `inner` lies in `outer`."""
    return outer.start <= inner.start and inner.end <= outer.end


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
    links = [link for link in row.links if within(link.whole, cell.span)]
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
        content = text[row.start : row.end]
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
