"""Rows of cells as a pipe table: of drawn tables, of tables that are lists or values."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from typing import TypeAlias

from harvester.lists.formats.inline_marks import InlineMarks
from harvester.lists.formats.view import ViewBuilder

Line: TypeAlias = tuple[int, int, int]
Cell: TypeAlias = list[tuple[int, int]]
_ROW = re.compile(r"[ \t]*\*[ \t]+-(?:[ \t]+|$)")
_NEXT = re.compile(r"[ \t]*-(?:[ \t]+|$)")


def write_rows(
    builder: ViewBuilder,
    head: Sequence[Sequence[Cell]],
    body: Sequence[Sequence[Cell]],
    inline: InlineMarks,
    at: int,
) -> None:
    """Write rows as a pipe table; a table without a head gets one without words."""
    if not head and len(body) > 1 and not _links(builder, body[:1]) and _links(builder, body[1:]):
        head, body = body[:1], body[1:]
    columns = max((len(row) for row in (*head, *body)), default=0)
    if not columns:
        return
    builder.write("\n", at, at)
    for row in head[:1] or [[[] for _ in range(columns)]]:
        _write_row(builder, row, inline, at)
    builder.write("|" + "--|" * columns + "\n", at, at)
    for row in (*head[1:], *body):
        _write_row(builder, row, inline, at)
    builder.write("\n", at, at)


def _links(builder: ViewBuilder, rows: Sequence[Sequence[Cell]]) -> bool:
    places = (place for row in rows for cell in row for place in cell)
    return any("http" in builder.source[start:stop] for start, stop in places)


def _write_row(builder: ViewBuilder, row: Sequence[Cell], inline: InlineMarks, at: int) -> None:
    for cell in row:
        at = cell[0][0] if cell else at
        builder.write("| ", at, at)
        for number, (start, stop) in enumerate(cell):
            builder.write(" " if number else "", start, start)
            inline.copy(builder, start, stop)
            at = stop
        builder.write(" ", at, at)
    builder.write("|\n", at, at)


def copy_list_table(
    builder: ViewBuilder, lines: Sequence[Line], inline: InlineMarks, heads: int
) -> None:
    """Copy a table written as a list of lists: `* - Title` and `  - Link` for each row."""
    rows: list[list[Cell]] = []
    for start, stop, _ in lines:
        line = builder.source[start:stop]
        if mark := _ROW.match(line):
            rows.append([[(start + mark.end(), stop)]])
        elif rows and (mark := _NEXT.match(line)):
            rows[-1].append([(start + mark.end(), stop)])
        elif rows and line.strip():
            rows[-1][-1].append((start + len(line) - len(line.lstrip()), stop))
    if rows:
        write_rows(builder, rows[:heads], rows[heads:], inline, lines[0][0])


def copy_csv_table(
    builder: ViewBuilder, lines: Sequence[Line], inline: InlineMarks, heads: int
) -> None:
    """Copy a table written as comma-separated values."""
    rows: list[list[Cell]] = []
    for start, stop, _ in lines:
        line = builder.source[start:stop]
        cells: list[Cell] = []
        cursor = start
        for value in next(csv.reader(io.StringIO(line), skipinitialspace=True), []):
            place = builder.source.find(value.strip(), cursor, stop)
            if place < 0:
                cells.append([])
                continue
            cursor = place + len(value.strip())
            cells.append([(place, cursor)] if value.strip() else [])
        if cells:
            rows.append(cells)
    if rows:
        write_rows(builder, rows[:heads], rows[heads:], inline, lines[0][0])
