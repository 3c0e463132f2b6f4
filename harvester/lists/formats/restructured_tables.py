"""Drawn tables of reStructuredText, read by docutils, as pipe tables."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docutils.parsers.rst.tableparser import (  # type: ignore[import-untyped]
    GridTableParser,
    SimpleTableParser,
    TableMarkupError,
)
from docutils.statemachine import StringList  # type: ignore[import-untyped]

from harvester.lists.formats.inline_marks import InlineMarks
from harvester.lists.formats.pipe_tables import Cell, Line, write_rows
from harvester.lists.formats.view import ViewBuilder

_GRID = re.compile(r"[ \t]*\+(?:[-=]+\+)+[ \t]*")
_SIMPLE = re.compile(r"[ \t]*={2,}(?:[ \t]+={2,})+[ \t]*")


def table_end(source: str, lines: Sequence[Line], at: int) -> int:
    """Return the line behind the drawn table that begins at line `at`; `at` where none does."""
    first = source[slice(*lines[at][:2])]
    end = at
    if _GRID.fullmatch(first):
        while end < len(lines) and source[slice(*lines[end][:2])].strip()[:1] in {"+", "|"}:
            end += 1
    elif _SIMPLE.fullmatch(first):
        borders = 0
        for end in range(at, len(lines)):
            line = source[slice(*lines[end][:2])]
            if _SIMPLE.fullmatch(line):
                borders += 1
                behind = source[slice(*lines[end + 1][:2])] if end + 1 < len(lines) else ""
                if borders > 1 and not behind.strip():
                    return end + 1
    return end if end > at + 2 else at


def copy_table(
    builder: ViewBuilder, lines: Sequence[Line], span: tuple[int, int], inline: InlineMarks
) -> bool:
    """Copy a drawn table; tell whether docutils could read it."""
    rows = [builder.source[start:stop] for start, stop, _ in lines[slice(*span)]]
    indent = min(len(row) - len(row.lstrip()) for row in rows if row.strip())
    block = StringList([row[indent:].rstrip() for row in rows])
    parser = GridTableParser() if rows[0].lstrip().startswith("+") else SimpleTableParser()
    try:
        _, head, body = parser.parse(block)
    except (TableMarkupError, IndexError, ValueError):
        return False
    cursors = [start for start, _, _ in lines[slice(*span)]]
    read = [[_cell(builder.source, lines, span[0], cursors, one) for one in row] for row in head]
    cells = [[_cell(builder.source, lines, span[0], cursors, one) for one in row] for row in body]
    write_rows(builder, read, cells, inline, lines[span[0]][0])
    return True


def _cell(source: str, lines: Sequence[Line], first: int, cursors: list[int], cell: object) -> Cell:
    """Find where the lines of a cell stand: each behind the cell before it in its line."""
    if not isinstance(cell, (tuple, list)):
        return []
    offset, block = int(cell[2]), cell[3]
    places: Cell = []
    for number, words in enumerate(block):
        at = offset + number
        if not words.strip() or at >= len(cursors):
            continue
        start = source.find(words.strip(), cursors[at], lines[first + at][1])
        if start >= 0:
            cursors[at] = start + len(words.strip())
            places.append((start, cursors[at]))
    return places
