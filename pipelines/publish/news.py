"""What a pull request is opened for: changed edits, questions, contradictions, code, publications.

Everything else (licences, dates of versions, stars) is background: kept on the branch, and
published with the next news or once a month.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harvester.model import Change
from harvester.reports.rows import words_of
from pipelines.review.questions import Question, digest, questions_of, rows

LANES = (
    ("decide", "Needs your decision"),
    ("fixed", "Fixed in the list"),
    ("contradiction", "Contradictions"),
    ("code", "Code"),
    ("published", "Published, withdrawn, retracted"),
    ("removed", "Removed from the dataset"),
)
"""Key and title of each kind of news, in the order people read them."""

_CODE_PROBLEMS = frozenset(
    {
        "code-released",
        "code-claim-contradicts",
        "repository-moved",
        "repository-archived",
        "repository-gone",
    }
)
_PUBLISHED_PROBLEMS = frozenset({"published-since", "withdrawn", "retracted"})
_DECIDE_PROBLEMS = frozenset({"wrong-link"})
_LANE_OF_FIELD = {
    "withdrawn": ("published", "withdrawn"),
    "journal_ref": ("published", "published-since"),
    "container_title": ("published", "published-since"),
    "event_title": ("published", "published-since"),
    "archived": ("code", "repository-archived"),
    "moved_to": ("code", "repository-moved"),
    "coming_soon": ("code", "code-released"),
    "paper": ("removed", ""),
}


@dataclass(frozen=True, slots=True)
class News:
    """One thing a person needs to know; `key` is the same as long as it is the same news."""

    lane: str
    entry: str
    line: int
    field: str
    before: str
    after: str
    source: str
    key: str
    question: Question | None = None


def news_of(
    report: Mapping[str, Any], changes: Iterable[Change], list_text: bytes | None
) -> tuple[News, ...]:
    """Return the news of a report and of `changes` since the base branch; each key once.

    `list_text` is the list's where it changed, None where it did not.
    """
    by_key: dict[str, News] = {}
    for one in (*_of_report(report, list_text), *_of_changes(report, changes)):
        by_key.setdefault(one.key, one)
    order = [key for key, _ in LANES]
    return tuple(
        sorted(by_key.values(), key=lambda one: (order.index(one.lane), one.line, one.entry))
    )


def _of_report(report: Mapping[str, Any], list_text: bytes | None) -> Iterator[News]:
    for question in questions_of(report):
        yield _of_question(question)
    if list_text is not None:
        yield from _of_edits(report, list_text)
    for row in rows(report, "problems"):
        if row.get("severity") == "info" and _lane(str(row.get("code"))) in {"code", "published"}:
            yield _of_problem(row)


def _of_edits(report: Mapping[str, Any], list_text: bytes) -> Iterator[News]:
    edits = [row for row in rows(report, "edits") if row.get("applied", True)]
    for row in edits:
        names = ("entry", "field", "before", "after")
        entry, field, before, after = (str(row.get(name, "")) for name in names)
        key = digest("fixed", entry, field, after)
        source = str(row.get("source") or row.get("why") or "")
        yield News("fixed", entry, int(row.get("line", 0)), field, before, after, source, key)
    if not edits:  # an entry that `harvester add` wrote
        key = digest("list", list_text)
        yield News("fixed", "The list", 0, "changed", "", "see its lines in this change", "", key)


def _of_question(question: Question) -> News:
    lane = _lane(question.asked) if question.topic == "problem" else "decide"
    return News(
        lane,
        question.entry,
        question.line,
        question.asked,
        question.claimed,
        question.known,
        question.source,
        question.key,
        question,
    )


def _of_problem(row: Mapping[str, Any]) -> News:
    code, entry, known = (str(row.get(k, "")) for k in ("code", "subject", "known"))
    return News(
        _lane(code),
        entry,
        int(row.get("line", 0)),
        code,
        str(row.get("claimed", "")),
        known,
        str(row.get("source", "")),
        digest("problem", code, entry, known),
    )


def _lane(code: str) -> str:
    if code in _DECIDE_PROBLEMS:
        return "decide"
    if code in _PUBLISHED_PROBLEMS:
        return "published"
    return "code" if code in _CODE_PROBLEMS else "contradiction"


def _of_changes(report: Mapping[str, Any], changes: Iterable[Change]) -> Iterator[News]:
    changes = tuple(changes)
    first = {c.paper for c in changes if c.kind == "added" and c.field in {"paper", "title"}}
    for change in changes:
        if change.paper in first or change.field not in _LANE_OF_FIELD:
            continue
        lane, code = _LANE_OF_FIELD[change.field]
        if (lane == "removed") != (change.kind == "removed" and change.field == "paper"):
            continue
        if (change.before is None and change.after is False) or _is_told(change, code, report):
            continue
        after = words_of(change.after)
        key = digest(lane, change.paper, change.field, after)
        name = change.name or str(change.paper)
        words = change.field.replace("_", " ")
        yield News(lane, name, 0, words, words_of(change.before), after, change.source, key)


def _is_told(change: Change, code: str, report: Mapping[str, Any]) -> bool:
    """Tell whether a problem of `code` speaks of the same entry or repository."""
    repository = change.paper.value.casefold() if change.paper.scheme == "github" else ""
    for row in rows(report, "problems"):
        if row.get("code") != code:
            continue
        text = f"{row.get('claimed')} {row.get('known')}".casefold()
        if row.get("subject") == change.name or (repository and repository in text):
            return True
    return False
