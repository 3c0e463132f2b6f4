"""The report for a terminal: the first screen decides what matters; no control characters."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from harvester.reports.inputs import ReportInput, Waiting
from harvester.reports.page import Page, Section
from harvester.reports.rows import ReportRow
from harvester.reports.safe import clip, one_line

SCREEN = 40
"""Lines of the first screen."""
_NOTE_LINES = 6
_WIDTH = 100
_VALUE = 76


def render_terminal(page: Page, every_row: bool = False) -> str:
    """Return the report as plain text: at most `SCREEN` lines, or all of it with `every_row`.

    Rows are shown whole or counted; the lanes keep their order, each its count and, where there is
    room, its first row before an earlier lane gets its second.
    """
    head = [one_line(f"{page.given.list_name}, {page.given.day}: {page.headline}")]
    tail = list(_footer(page.given, every_row))
    room = SCREEN - len(head) - len(tail) - 2 * len(page.sections)
    lines = head
    shown_rows = [list(_rows(section, page.given, every_row)) for section in page.sections]
    for at, (section, rows) in enumerate(zip(page.sections, shown_rows, strict=True)):
        kept = _first_rows(page.sections[at + 1 :], shown_rows[at + 1 :])
        lines += ["", f"{section.title} ({section.size or len(page.given.stars)})"]
        shown, left = (rows, 0) if every_row else _fitting(rows, max(room - kept, 0))
        lines += [line for row in shown for line in row]
        if left and shown:
            lines.append(f"  … and {left} more: harvester report --all")
        elif left:
            lines[-1] = _counted(section)
        room -= sum(map(len, shown)) + bool(left and shown)
    return "\n".join([*lines, *tail]) + "\n"


def _first_rows(sections: Sequence[Section], rows: Sequence[list[list[str]]]) -> int:
    """Return the lines that the first row of each lane takes, with one to count the others."""
    return sum(
        len(lane[0]) + (len(lane) > 1)
        for section, lane in zip(sections, rows, strict=True)
        if lane and section.key != "rest"
    )


def _counted(section: Section) -> str:
    kinds = ", ".join(f"{number} {clip(name, 30)}" for name, number in section.counts[:3])
    return clip(f"{section.title} ({section.size}): {kinds or 'see'}: harvester report --all", 120)


def _fitting(rows: list[list[str]], room: int) -> tuple[list[list[str]], int]:
    """Return the first rows that fit with a line to count the others, and how many those are."""
    if sum(map(len, rows)) <= room:
        return rows, 0
    shown: list[list[str]] = []
    for row in rows:
        if len(row) + 1 > room:
            break
        room -= len(row)
        shown.append(row)
    return shown, len(rows) - len(shown)


def _rows(section: Section, report_input: ReportInput, every_row: bool) -> Iterator[list[str]]:
    if section.key == "rest" and not every_row:
        yield [f"  {number} {clip(name, 60)}" for name, number in section.counts]
        return
    for waiting in section.waiting:
        yield list(_waiting(waiting, report_input))
    for row in section.rows:
        yield list(_row(row))
    if every_row:
        yield from (list(_row(row)) for row in section.older)
    elif section.older:
        ages = ", ".join(f"{number} since {day}" for day, number in section.older_by_day[:4])
        yield [f"  {len(section.older)} open for longer ({ages}): harvester report --all"]
    if section.key == "rest":
        yield list(_stars(report_input))


def _waiting(one: Waiting, report_input: ReportInput) -> Iterator[str]:
    yield f"  line {one.line}  {clip(one.entry, 60)}: which paper?"
    yield from _wrapped(one.reason)
    for choice in one.choices:
        title = clip(choice.candidate.title, _VALUE)
        yield f"      ? {one_line(str(choice.candidate.identifier))}  {title}"
    for way in report_input.answers:
        if (way.topic, way.entry) == ("identifier", one.entry) and way.command:
            yield f"      $ {one_line(way.command)}"


def _row(row: ReportRow) -> Iterator[str]:
    where = f"line {row.line}  " if row.line else ""
    others = f" and {len(row.also)} more" if row.also else ""
    yield f"  {row.mark} {where}{clip(row.entry, 60)}{others}: {clip(row.field, 40)}"
    who = f"  [{clip(row.who, 40)}]" if row.who else ""
    before = f"{clip(row.before, _VALUE)} -> " if row.before else ""
    yield f"      {before}{clip(row.after, _VALUE) or '(nothing)'}{who}"
    yield from _wrapped(row.why)
    for way in row.answers:
        if way.command:
            yield f"      $ {one_line(way.command)}"


def _wrapped(reason: str) -> list[str]:
    """Reasons are never cut."""
    indent = " " * 6
    return textwrap.wrap(one_line(reason), _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _stars(report_input: ReportInput) -> Iterator[str]:
    for one in report_input.stars:
        before = "new" if one.before is None else f"{one.before:,}"
        after = "not known" if one.after is None else f"{one.after:,}"
        yield f"  {clip(one.repository, 60)}: {before} -> {after}"


def _footer(report_input: ReportInput, every_row: bool) -> Iterator[str]:
    failed = [(name, count.failed) for name, count in report_input.sources if count.failed]
    if report_input.sources and not every_row:
        requests = sum(count.requests for _, count in report_input.sources)
        asked = ", ".join(
            f"{clip(name, 20)} {count.found}" for name, count in report_input.sources[:4]
        )
        yield ""
        yield f"found by source: {asked}; {requests} requests"
        if failed:
            yield "FAILED: " + ", ".join(
                f"{clip(name, 20)} {number}" for name, number in failed[:4]
            )
    elif report_input.sources:
        yield ""
        for name, count in report_input.sources:
            failures = f", {count.failed} FAILED" if count.failed else ""
            yield (
                f"{clip(name, 30)}: {count.asked} asked, {count.found} found, "
                f"{count.not_found} not found{failures}, {count.requests} requests"
            )
    notes = [_note(note) for note in report_input.notes]
    shown, left = (notes, 0) if every_row else _fitting(notes, _NOTE_LINES)
    for note in shown:
        yield from note
    if left:
        more, notes_left = "more " if shown else "", "note" if left == 1 else "notes"
        yield f"{left} {more}{notes_left}: harvester report --all"


def _note(text: str) -> list[str]:
    return textwrap.wrap(f"note: {one_line(text)}", _WIDTH, subsequent_indent=" " * 6)
