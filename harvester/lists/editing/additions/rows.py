"""A row for a new paper in each table that has one for such papers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from harvester.lists.editing.additions.new_entry import NewEntry
from harvester.lists.editing.sections import entries_of, lines_of
from harvester.lists.editing.style import ParsedList, escape, line_end, markup_context
from harvester.lists.edits import HandEdit
from harvester.model import Cell, Edit, Mention, Span

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
    raw = line.slice(text)
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
