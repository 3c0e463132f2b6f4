"""data/metrics.csv: the history of repositories, one row per day on which one changed.

Text cells that a spreadsheet would run as a formula carry a leading apostrophe in the file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import astuple, fields, replace
from pathlib import Path

from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.model import FieldData, Reading, RepositoryState
from harvester.values.field_values import clean_flag, clean_line, clean_number

COLUMNS = tuple(column.name for column in fields(RepositoryState))
NOT_READ = "?"
"""Stands for the paper of a README that nobody told today: what was known of it stays."""
_NEW = 1
"""Columns that files of earlier releases lack."""
_NUMBERS = frozenset({"stars", "forks", "open_issues", "repository_id"})
_FLAGS = frozenset({"archived", "coming_soon"})
FOUND = "found"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'")


def state_of_reading(reading: Reading, day: str) -> RepositoryState:
    """Return the row that a repository's reading makes; other fields are left out."""
    values = dict(reading.fields)
    return RepositoryState(
        repository=reading.identifier.value,
        day=day,
        stars=clean_number(values.get("stars")),
        forks=clean_number(values.get("forks")),
        open_issues=clean_number(values.get("open_issues")),
        archived=clean_flag(values.get("archived")),
        pushed_at=_text(values.get("pushed_at")),
        license=_text(values.get("license")),
        coming_soon=clean_flag(values.get("coming_soon")),
        moved_to=_text(values.get("moved_to")),
        repository_id=clean_number(values.get("repository_id")),
        names_paper=_only_paper(values),
    )


def _only_paper(values: Mapping[str, FieldData]) -> str:
    """Return the one paper that a README names; `NOT_READ` where no README was read."""
    if not values.get("readme_read"):
        return NOT_READ
    named = values.get("readme_identifiers")
    return str(named[0]) if isinstance(named, tuple) and len(named) == 1 else ""


def _text(value: FieldData | None) -> str:
    return clean_line(value) if isinstance(value, str) else ""


def absent_state(repository: str, reason: str, day: str) -> RepositoryState:
    """Return the row of a repository that the host says is not there, for `reason`."""
    return RepositoryState(repository, day, state=clean_line(reason) or "gone")


def add_metrics(
    rows: Iterable[RepositoryState], readings: Iterable[RepositoryState], day: str
) -> tuple[RepositoryState, ...]:
    """Return the history with today's `readings`: a row only where something changed.

    A second reading of the same day replaces the first; one that is as the last row before that day
    leaves no row, but that an absence is told twice: one answer proves nothing. Repositories that
    were not read keep what they had, and one that is not there any more keeps its number: by it a
    taken name is told later.
    """
    history: dict[str, dict[str, RepositoryState]] = {}
    for row in rows:
        history.setdefault(_key(row), {})[row.day] = row
    for reading in readings:
        today = _clean(replace(reading, day=day))
        own = history.setdefault(_key(today), {})
        own.pop(day, None)
        earlier = sorted(on for on in own if on < day)
        last = own[earlier[-1]] if earlier else None
        if last is not None and today.repository_id is None:
            today = replace(today, repository_id=last.repository_id)
        if reading.names_paper == NOT_READ:
            today = replace(today, names_paper=last.names_paper if last is not None else "")
        told_once = today.state not in {"", FOUND} and (
            len(earlier) < 2 or own[earlier[-2]].state == FOUND
        )
        if last is None or replace(last, day=day) != today or told_once:
            own[day] = today
    return tuple(history[key][on] for key in sorted(history) for on in sorted(history[key]))


def _clean(row: RepositoryState) -> RepositoryState:
    """Put every text cell on one line: what the file holds must equal what was added."""
    return replace(
        row,
        repository=clean_line(row.repository),
        pushed_at=clean_line(row.pushed_at),
        license=clean_line(row.license),
        moved_to=clean_line(row.moved_to),
        state=clean_line(row.state),
        names_paper=clean_line(row.names_paper),
    )


def _key(row: RepositoryState) -> str:
    # GitHub's names differ by more than case only by mistake: owner/Name is owner/name.
    return row.repository.lower()


def latest_metrics(rows: Iterable[RepositoryState]) -> dict[str, RepositoryState]:
    """Map each repository's name in lower case to its last row."""
    return {_key(row): row for row in sorted(rows, key=lambda row: row.day)}


def absent_once(rows: Iterable[RepositoryState]) -> frozenset[str]:
    """Return the names, in lower case, of repositories whose absence was told on one day only."""
    states: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row.day):
        states.setdefault(_key(row), []).append(row.state)
    return frozenset(
        name
        for name, lines in states.items()
        if lines[-1] != FOUND and (len(lines) < 2 or lines[-2] == FOUND)
    )


def known_numbers(rows: Iterable[RepositoryState]) -> dict[str, int]:
    """Map each repository's name in lower case to the number it had when it was last there."""
    latest = sorted(rows, key=lambda row: row.day)
    return {_key(row): row.repository_id for row in latest if row.repository_id is not None}


def format_metrics(rows: Iterable[RepositoryState]) -> bytes:
    """Return the canonical file: sorted by repository and day, UTF-8, line ends as \\n."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    ordered = sorted(map(_clean, rows), key=lambda row: (_key(row), row.day))
    writer.writerows([_format_cell(cell) for cell in astuple(row)] for row in ordered)
    return out.getvalue().encode()


def _format_cell(value: str | int | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) and isinstance(value, str) else text


def write_metrics(path: Path, rows: Iterable[RepositoryState]) -> bool:
    """Write the history; return False, and touch nothing, where the file holds it already."""
    return write_atomically(path, format_metrics(rows))


def load_metrics(path: Path) -> tuple[RepositoryState, ...]:
    """Read the history; empty where there is no file yet.

    Raises:
        BadInput: the file is damaged; the message names file, line and column.
    """
    if not path.exists():
        return ()
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path}: not UTF-8 at byte {error.start}; restore it from git") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = tuple(next(reader, ()))
        if columns not in {COLUMNS, COLUMNS[:-_NEW]}:
            raise BadInput(
                f"{path}:1: the columns must be {','.join(COLUMNS)}; restore it from git"
            )
        more = [""] * (len(COLUMNS) - len(columns))
        return tuple(_read_row([*row, *more], f"{path}:{reader.line_num}") for row in reader)
    except csv.Error as error:
        raise BadInput(f"{path}:{reader.line_num}: {error}; restore it from git") from error


def _read_row(cells: list[str], where: str) -> RepositoryState:
    if len(cells) != len(COLUMNS):
        raise BadInput(f"{where}: {len(cells)} cells, not {len(COLUMNS)}; restore it from git")
    read = {name: _read_cell(name, cell, where) for name, cell in zip(COLUMNS, cells, strict=True)}
    if not read["repository"] or not read["day"]:
        raise BadInput(f"{where}: repository and day must be filled; restore it from git")
    # The types of the columns were checked cell by cell.
    return RepositoryState(**read)  # type: ignore[arg-type]


def _read_cell(column: str, cell: str, where: str) -> str | int | bool | None:
    if column in _NUMBERS:
        if cell and not (cell.isascii() and cell.isdigit() and len(cell) < 16):
            raise BadInput(f"{where}: {column} is {cell!r:.30}, must be a whole number or empty")
        return int(cell) if cell else None
    if column in _FLAGS:
        if cell not in {"", "true", "false"}:
            raise BadInput(f"{where}: {column} is {cell!r:.30}, must be true, false or empty")
        return cell == "true" if cell else None
    return cell.removeprefix("'")
