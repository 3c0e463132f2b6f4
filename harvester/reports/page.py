"""The report as a page: one headline, lanes by urgency, rows. Every form is made from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from harvester.model import Change, Identifier, Problem
from harvester.reports.causes import join_causes
from harvester.reports.headline import headline
from harvester.reports.inputs import AnswerWay, ReportInput, Waiting
from harvester.reports.lanes import (
    CODES_OF_FIELD,
    FIELD_OF_CODE,
    LANE_OF_FIELD,
    LANES,
    lane_of_problem,
    says_nothing,
)
from harvester.reports.rows import (
    ReportRow,
    change_row,
    edit_row,
    is_new_paper,
    new_paper_row,
    problem_row,
    resolved_row,
)


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one lane; `older` were shown before, `lead` says what to do with them."""

    key: str
    title: str
    lead: str
    rows: tuple[ReportRow, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    older: tuple[ReportRow, ...] = ()

    @property
    def size(self) -> int:
        """How many things stand in the lane."""
        return len(self.rows) + len(self.waiting) + len(self.older)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many rows there are of each kind, the most first."""
        kinds = Counter(
            f"hint: {row.field}" if row.severity == "info" else row.field
            for row in (*self.rows, *self.older)
        )
        return tuple(sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0])))

    @property
    def older_by_day(self) -> tuple[tuple[str, int], ...]:
        """How many rows have stood open since which day, the oldest first."""
        return tuple(sorted(Counter(row.open_since for row in self.older).items()))


@dataclass(frozen=True, slots=True)
class Page:
    """What every form of the report shows."""

    given: ReportInput
    headline: str
    sections: tuple[Section, ...] = ()

    @property
    def open_since(self) -> dict[str, str]:
        """Map the key of every row that waits for people to the day it was first shown."""
        rows = (row for one in self.sections for row in (*one.rows, *one.older))
        return {row.key: row.open_since for row in rows if row.open_since}


def build_page(report_input: ReportInput) -> Page:
    """Arrange a report: lanes by urgency, empty ones left out."""
    lanes: dict[str, list[ReportRow]] = {key: [] for key, _, _ in LANES}
    _add_edits(lanes, report_input)
    _add_problems(lanes, report_input)
    _add_changes(lanes, report_input)
    sections = tuple(
        section
        for key, title, lead in LANES
        if (section := _section(key, title, lead, lanes[key], report_input)).size
        or (key == "rest" and report_input.stars)
    )
    sizes = {section.key: section.size for section in sections}
    return Page(report_input, headline(report_input, sizes), sections)


def _section(
    key: str, title: str, lead: str, rows: Iterable[ReportRow], report_input: ReportInput
) -> Section:
    first_shown = dict(report_input.open_since)
    dated = [
        replace(row, open_since=first_shown.get(row.key, report_input.day)) if row.severity else row
        for row in _ordered(rows)
    ]
    older = tuple(row for row in dated if "" < row.open_since < report_input.day)
    new = tuple(row for row in dated if not "" < row.open_since < report_input.day)
    return Section(key, title, lead, new, report_input.waiting if key == "decide" else (), older)


def _add_edits(lanes: dict[str, list[ReportRow]], report_input: ReportInput) -> None:
    facts = {one.entry: one for one in report_input.entries}
    for edit in report_input.edits:
        row = edit_row(edit, report_input, facts)
        answers = () if edit.applied else _answers(report_input, "proposal", edit.entry, edit.field)
        lanes["fixed" if edit.applied else "decide"].append(replace(row, answers=answers))
    shown = {(edit.entry, edit.field) for edit in report_input.edits}
    for resolved in report_input.resolutions:
        if (resolved.entry, "identifier") not in shown:
            lanes["rest"].append(resolved_row(resolved, facts))


def _answers(
    report_input: ReportInput, topic: str, entry: str, about: str
) -> tuple[AnswerWay, ...]:
    wanted = (topic, entry, about)
    return tuple(one for one in report_input.answers if (one.topic, one.entry, one.about) == wanted)


def _add_problems(lanes: dict[str, list[ReportRow]], report_input: ReportInput) -> None:
    facts = {one.entry: one for one in report_input.entries}
    answers: dict[tuple[str, str], list[AnswerWay]] = {}
    for way in report_input.answers:
        if way.topic == "problem":
            entry_ways = answers.setdefault((way.entry, way.about), [])
            entry_ways.extend([way] if way not in entry_ways else [])
    for problem in join_causes(open_problems(report_input)):
        row = problem_row(problem.first, facts)
        lane = lane_of_problem(row.code, problem.first.severity)
        ways = tuple(answers.get((row.entry, row.code), ()))
        row = replace(row, also=problem.also, follows=problem.follows, answers=ways)
        lanes[lane].append(row)


def _add_changes(lanes: dict[str, list[ReportRow]], report_input: ReportInput) -> None:
    new: dict[Identifier, list[Change]] = {
        c.paper: [] for c in report_input.changes if is_new_paper(c)
    }
    for change in report_input.changes:
        if change.paper in new:
            new[change.paper].append(change)
    for paper in sorted(new):
        lanes["rest"].append(new_paper_row(new[paper], report_input))
    reported = {(problem.subject, problem.code) for problem in report_input.problems}
    for change in report_input.changes:
        if change.paper not in new:
            lane = _lane_of_change(change, reported)
            lanes[lane].append(change_row(change, report_input.day))


def _lane_of_change(change: Change, reported: set[tuple[str, str]]) -> str:
    """Return the lane; a publication that is a problem already is not shown twice."""
    if change.field == "paper" and change.kind == "removed":
        return "removed"
    lane = LANE_OF_FIELD.get(change.field, "rest")
    if any((change.name, code) in reported for code in CODES_OF_FIELD.get(change.field, ())):
        return "rest"
    return "rest" if says_nothing(change) else lane


def open_problems(report_input: ReportInput) -> tuple[Problem, ...]:
    """Return the problems that no edit has put right or proposes to, and no question asks."""
    fixed = {(edit.entry, edit.field) for edit in report_input.edits}
    asked = {(one.entry, "identifier") for one in report_input.waiting}
    return tuple(
        problem
        for problem in report_input.problems
        if (problem.subject, field := FIELD_OF_CODE.get(problem.code)) not in fixed
        and ((problem.subject, field) not in asked or problem.code == "wrong-link")
    )


_URGENCY = {"error": 0, "warning": 1, "": 2, "info": 3}


def _ordered(rows: Iterable[ReportRow]) -> list[ReportRow]:
    return sorted(rows, key=lambda row: (_URGENCY.get(row.severity, 2), row.line or 0))
