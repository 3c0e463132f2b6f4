"""What a pull request is opened for: changed edits, questions, contradictions, code, publications.

Everything else (licences, dates of versions, stars) is background: kept on the branch, and
published with the next news or once a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harvester.model import Change, Problem
from harvester.reports import ReportInput, ShownEdit, Waiting
from harvester.reports.from_json import edit_of, problem_of, waiting_of
from harvester.reports.lanes import CODES_OF_FIELD, lane_of_problem, says_nothing
from harvester.reports.page import open_problems
from harvester.reports.rows import is_new_paper, words_of
from pipelines.review.questions import Question, digest, questions_of, rows

_LANE_OF_FIELD = {
    "withdrawn": "published",
    "journal_ref": "published",
    "container_title": "published",
    "event_title": "published",
    "archived": "code",
    "moved_to": "code",
    "coming_soon": "code",
    "paper": "removed",
}
"""Fields of the dataset whose changes are news; the lane is part of the key."""

_NO_PROOF_YET = frozenset({"repository-gone"})
"""As a hint it was missed once: nobody needs to look before the next night asked again."""


@dataclass(frozen=True, slots=True)
class News:
    """One thing a person needs to know; `key` is the same as long as it is the same news."""

    key: str
    origin: ShownEdit | Problem | Waiting | Change


def news_of(
    report: Mapping[str, Any], changes: Iterable[Change], list_text: bytes | None
) -> tuple[News, ...]:
    """Return the news of a report and of `changes` since the base branch.

    `list_text` is the list's where it changed, None where it did not. One key stands at several
    news where a problem is found at several lines.
    """
    return tuple(
        dict.fromkeys((*_of_report(report, list_text), *_of_changes(report, tuple(changes))))
    )


def _of_report(report: Mapping[str, Any], list_text: bytes | None) -> Iterator[News]:
    for question in questions_of(report):
        yield News(question.key, _origin(question))
    if list_text is not None:
        yield from _of_edits(report, list_text)
    standing = ReportInput(
        "",
        "",
        problems=tuple(map(problem_of, rows(report, "problems"))),
        edits=tuple(map(edit_of, rows(report, "edits"))),
        waiting=tuple(map(waiting_of, rows(report, "waiting"))),
    )
    for problem in open_problems(standing):
        lane = lane_of_problem(problem.code, problem.severity)
        is_hint = problem.severity == "info" and problem.code not in _NO_PROOF_YET
        if is_hint and lane not in {"contradicts", "rest"}:
            key = digest("problem", problem.code, problem.subject, problem.known)
            yield News(key, problem)


def _origin(question: Question) -> ShownEdit | Problem | Waiting:
    match question.topic:
        case "identifier":
            return waiting_of(question.row)
        case "proposal":
            return edit_of(question.row)
        case _:
            return problem_of(question.row)


def _of_edits(report: Mapping[str, Any], list_text: bytes) -> Iterator[News]:
    edits = [edit for edit in map(edit_of, rows(report, "edits")) if edit.applied]
    for edit in edits:
        yield News(digest("fixed", edit.entry, edit.field, edit.after), edit)
    if not edits:  # an entry that `harvester add` wrote
        after, sure = "see its lines in this change", "stands in the list"
        edit = ShownEdit("The list", "entries", "", after, 0, "", "this list", sure)
        yield News(digest("list", list_text), edit)


def _of_changes(report: Mapping[str, Any], changes: tuple[Change, ...]) -> Iterator[News]:
    first = {change.paper for change in changes if is_new_paper(change)}
    for change in changes:
        if change.paper in first or change.field not in _LANE_OF_FIELD:
            continue
        lane = _LANE_OF_FIELD[change.field]
        if (lane == "removed") != (change.kind == "removed" and change.field == "paper"):
            continue
        if says_nothing(change) or _is_told(change, report):
            continue
        yield News(digest(lane, change.paper, change.field, words_of(change.after)), change)


def _is_told(change: Change, report: Mapping[str, Any]) -> bool:
    """Tell whether a problem of the change's kind speaks of the same entry or repository."""
    repository = change.paper.value.casefold() if change.paper.scheme == "github" else ""
    for row in rows(report, "problems"):
        if row.get("code") not in CODES_OF_FIELD.get(change.field, ()):
            continue
        text = f"{row.get('claimed')} {row.get('known')}".casefold()
        if row.get("subject") == change.name or (repository and repository in text):
            return True
    return False
