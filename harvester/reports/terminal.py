"""The report for a terminal: short, plain, no control characters but line ends."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.reports.inputs import ReportInput
from harvester.reports.page import Page, ReportRow, Section
from harvester.reports.safe import clip, one_line

_ROWS = 12
_NAMES = 6
_STARS = 5
_VALUE = 76


def render_terminal(page: Page) -> str:
    """Return the report as plain text; long sections are cut with a count of what was left out."""
    given = page.given
    lines = [one_line(f"{given.list_name}, {given.day}: {page.headline}")]
    for section in page.sections:
        lines += ["", f"{section.title} ({section.size or len(given.stars)})"]
        lines += _in_short(section) if section.key == "learned" else _rows(section)
        if section.key == "stars":
            lines += _stars(given)
    lines += _footer(given)
    return "\n".join(lines) + "\n"


def _rows(section: Section) -> Iterator[str]:
    for waiting in section.waiting[:_ROWS]:
        yield f"  line {waiting.line}  {clip(waiting.entry, 60)}: {clip(waiting.reason, _VALUE)}"
        for choice in waiting.choices:
            title = clip(choice.candidate.title, _VALUE)
            yield f"      ? {one_line(str(choice.candidate.identifier))}  {title}"
    for row in section.rows[:_ROWS]:
        yield _first(row)
        yield f"      {_before_after(row)}"
        if row.fix:
            yield f"      {clip(row.fix, 140)}"
    left = max(len(section.rows) - _ROWS, 0) + max(len(section.waiting) - _ROWS, 0)
    if left:
        yield f"  … and {left} more (see the report)"


def _in_short(section: Section) -> Iterator[str]:
    """Name the entries of each kind of news on one line."""
    entries: dict[str, list[str]] = {}
    for row in section.rows:
        entries.setdefault(row.field, []).append(clip(row.entry, 40))
    for field, names in entries.items():
        rest = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        yield f"  {clip(field, 40)}: {', '.join(names[:_NAMES])}{rest}"


def _first(row: ReportRow) -> str:
    where = f"line {row.line}  " if row.line else ""
    return f"  {where}{clip(row.entry, 60)}: {clip(row.field, 40)}"


def _before_after(row: ReportRow) -> str:
    who = f"  [{clip(row.who, 40)}]" if row.who else ""
    before = f"{clip(row.before, _VALUE)} -> " if row.before else ""
    return f"{before}{clip(row.after, _VALUE) or '(nothing)'}{who}"


def _stars(given: ReportInput) -> Iterator[str]:
    for one in given.stars[:_STARS]:
        before = "new" if one.before is None else f"{one.before:,}"
        after = "not known" if one.after is None else f"{one.after:,}"
        yield f"  {clip(one.repository, 60)}: {before} -> {after}"
    if len(given.stars) > _STARS:
        yield f"  … and {len(given.stars) - _STARS} more"


def _footer(given: ReportInput) -> Iterator[str]:
    if given.sources:
        yield ""
        for name, count in given.sources:
            failed = f", {count.failed} FAILED" if count.failed else ""
            yield (
                f"{clip(name, 30)}: {count.asked} asked, {count.found} found, "
                f"{count.not_found} not found{failed}, {count.requests} requests"
            )
    for note in given.notes:
        yield f"note: {clip(note, 200)}"
