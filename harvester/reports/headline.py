"""The first line of a report, in words a person would use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from harvester.model import Problem
from harvester.reports.inputs import ReportInput
from harvester.reports.topics import TOPIC_OF_CODE, TOPIC_OF_FIELD

_FIXED = {
    "identifier": ("identifier filled in", "identifiers filled in"),
    "authors": ("author line corrected", "author lines corrected"),
    "title": ("title corrected", "titles corrected"),
    "submitted": ("date corrected", "dates corrected"),
    "issued": ("date corrected", "dates corrected"),
    "code link": ("code link added", "code links added"),
    "stars": ("star count updated", "star counts updated"),
}


def headline(given: ReportInput, problems: Sequence[Problem]) -> str:
    """Say what happened and what is to do.

    >>> headline(ReportInput("list.md", "2026-01-01"), ())
    'Nothing changed, nothing to do.'
    """
    parts = [*_fixed(given), *_waiting(given, problems), *_to_look_at(problems)]
    parts = parts or list(_learned(given))
    line = ", ".join(parts) or "nothing changed, nothing to do"
    failed = [name for name, count in given.sources if count.failed]
    if failed:
        line += f"; {', '.join(failed)} could not be asked about everything"
    return line[0].upper() + line[1:] + "."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _fixed(given: ReportInput) -> Iterator[str]:
    applied = [edit for edit in given.edits if edit.applied]
    placeholders = {one.entry for one in given.resolutions if one.placeholder}
    filled = [e for e in applied if e.field == "identifier" and e.entry in placeholders]
    if filled:
        yield _count(len(filled), "placeholder id filled", "placeholder ids filled")
    fields = Counter(edit.field for edit in applied if edit not in filled)
    for name, number in fields.items():
        one, many = _FIXED.get(name, (f"{name} corrected", f"{name} values corrected"))
        yield _count(number, one, many)


def _waiting(given: ReportInput, problems: Sequence[Problem]) -> Iterator[str]:
    waiting = len(given.waiting) + sum(not edit.applied for edit in given.edits)
    waiting += sum(TOPIC_OF_CODE.get(problem.code) == "decide" for problem in problems)
    if waiting:
        yield _count(waiting, "decision waits for you", "decisions wait for you")


def _to_look_at(problems: Sequence[Problem]) -> Iterator[str]:
    topics = Counter(TOPIC_OF_CODE.get(problem.code, "contradicts") for problem in problems)
    if number := topics["contradicts"]:
        yield _count(number, "contradiction to look at", "contradictions to look at")
    if number := topics["code"]:
        yield _count(number, "note on code", "notes on code")
    if number := topics["versions"]:
        yield _count(number, "paper published or revised", "papers published or revised")


def _learned(given: ReportInput) -> Iterator[str]:
    papers = {c.paper for c in given.changes if TOPIC_OF_FIELD.get(c.field) != "decide"}
    if papers:
        yield _count(
            len(papers), "paper with news in the dataset", "papers with news in the dataset"
        )
    grown = sum(one.before != one.after for one in given.stars)
    if grown:
        yield _count(grown, "star count moved", "star counts moved")
