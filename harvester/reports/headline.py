"""The first line of a report: what happened and what is to do, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from harvester.reports.inputs import ReportInput

_FIXED = {
    "identifier": ("identifier filled in", "identifiers filled in"),
    "authors": ("author line corrected", "author lines corrected"),
    "title": ("title corrected", "titles corrected"),
    "date": ("date corrected", "dates corrected"),
    "event": ("venue named", "venues named"),
    "entry": ("withdrawn paper taken out", "withdrawn papers taken out"),
    "code": ("code link added", "code links added"),
    "stars": ("star count updated", "star counts updated"),
}


def headline(report_input: ReportInput, sizes: Mapping[str, int]) -> str:
    """Say what happened and what is to do; `sizes` are the rows of each lane.

    >>> headline(ReportInput("list.md", "2026-01-01"), {})
    'Nothing changed, nothing to do.'
    """
    parts = [*_fixed(report_input), *_to_do(sizes)] or list(_learned(report_input))
    line = ", ".join(parts) or "nothing changed, nothing to do"
    failed = [name for name, count in report_input.sources if count.failed]
    if failed:
        line += f"; {', '.join(failed)} could not be asked about everything"
    return line[0].upper() + line[1:] + "."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _fixed(report_input: ReportInput) -> Iterator[str]:
    applied = [edit for edit in report_input.edits if edit.applied]
    placeholders = {one.entry for one in report_input.resolutions if one.placeholder}
    filled = [e for e in applied if e.field == "identifier" and e.entry in placeholders]
    if filled:
        yield _count(len(filled), "placeholder id filled", "placeholder ids filled")
    fields = Counter(edit.field for edit in applied if edit not in filled)
    for name, number in fields.items():
        one, many = _FIXED.get(name, (f"{name} corrected", f"{name} values corrected"))
        yield _count(number, one, many)


_LANE_WORDS = (
    ("decide", "decision waits for you", "decisions wait for you"),
    ("contradicts", "contradiction to look at", "contradictions to look at"),
    ("code", "note on code", "notes on code"),
    ("published", "paper published or withdrawn", "papers published or withdrawn"),
    ("removed", "paper removed", "papers removed"),
)


def _to_do(sizes: Mapping[str, int]) -> Iterator[str]:
    for lane, one, many in _LANE_WORDS:
        if number := sizes.get(lane, 0):
            yield _count(number, one, many)


def _learned(report_input: ReportInput) -> Iterator[str]:
    papers = {change.paper for change in report_input.changes}
    if papers:
        yield _count(
            len(papers), "paper with news in the dataset", "papers with news in the dataset"
        )
    grown = sum(one.before != one.after for one in report_input.stars)
    if grown:
        yield _count(grown, "star count moved", "star counts moved")
