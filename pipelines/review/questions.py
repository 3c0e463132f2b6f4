"""What waits for a person, read from the last report: questions with their possible answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.values.fields import FIELDS

REPORT = "reports/report.json"
_FIELD_NAMES = {"date": "submitted", "code link": "code", "event": "event_title"}


@dataclass(frozen=True, slots=True)
class AnswerOption:
    """One possible answer: what a person reads, and the decision it makes.

    `decision` holds kind, subject, value and field of a line of data/decisions/; empty where the
    answer is an action of the person's own.
    """

    label: str
    decision: tuple[tuple[str, str], ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that waits: `topic` is identifier, proposal or problem.

    `key` names the question with the upstream values that it is about: a new value is a new key.
    """

    topic: str
    entry: str
    line: int
    asked: str
    claimed: str
    known: str
    source: str
    options: tuple[AnswerOption, ...]
    key: str


def digest(*parts: object) -> str:
    """Return twelve hexadecimal digits that stand for `parts`."""
    text = json.dumps([str(part) for part in parts], ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:12]


def read_report(content: bytes | None) -> Mapping[str, Any]:
    """Return a report.json as a mapping; empty where there is none or it is damaged."""
    try:
        report = json.loads(content or b"{}")
    except ValueError:
        return {}
    return report if isinstance(report, dict) else {}


def load_report(dataset_folder: Path) -> Mapping[str, Any]:
    """Read the last report of a workspace."""
    path = dataset_folder / REPORT
    return read_report(path.read_bytes() if path.exists() else None)


def rows(report: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """Return the rows of a report's list `name`."""
    listed = report.get(name, [])
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []


def questions_of(report: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return what waits for a person, by line."""
    questions = [
        *map(_which_paper, rows(report, "waiting")),
        *(_proposal(row) for row in rows(report, "edits") if not row.get("applied", True)),
        *_problems(report),
    ]
    return tuple(sorted(questions, key=lambda question: (question.line, question.topic)))


def _which_paper(row: dict[str, Any]) -> Question:
    entry, options = str(row.get("entry", "")), []
    candidates = [c for c in row.get("candidates", []) if isinstance(c, dict)]
    for candidate in candidates:
        identifier = str(candidate.get("identifier", ""))
        people = ", ".join(map(str, candidate.get("authors", [])[:3]))
        about = (identifier, str(candidate.get("title", "")), people, candidate.get("submitted"))
        label = " · ".join(str(part) for part in about if part)
        options.append(AnswerOption(label, _decision("same", entry, identifier), identifier))
    if candidates:
        others = "; ".join(str(candidate.get("identifier", "")) for candidate in candidates)
        label = "not this one" if len(candidates) == 1 else "none of these"
        options.append(AnswerOption(label, _decision("different", entry, others)))
    title, authors = str(row.get("title", "")), str(row.get("authors", ""))
    return Question(
        "identifier",
        entry,
        int(row.get("line", 0)),
        "which paper is it?",
        " · ".join(part for part in (title, authors, str(row.get("date") or "")) if part),
        str(row.get("reason", "")),
        "",
        tuple(options),
        digest("identifier", entry, *sorted(str(c.get("identifier")) for c in candidates)),
    )


def _proposal(row: dict[str, Any]) -> Question:
    entry, field = str(row.get("entry", "")), str(row.get("field", ""))
    before, after = str(row.get("before", "")), str(row.get("after", ""))
    name = _FIELD_NAMES.get(field, field)
    options = []
    if name == "code":
        options = [
            AnswerOption("accept", _decision("accept", entry, str(row.get("value", "")), name)),
            AnswerOption("leave it so", _decision("ignore", entry, "code-released")),
        ]
    elif name in FIELDS:
        value = str(row.get("value", "")) if name == "event_title" else ""
        after = value or after
        options = [
            AnswerOption("accept", _decision("accept", entry, after, name)),
            AnswerOption("keep what the list says", _decision("keep", entry, "", name)),
        ]
    return Question(
        "proposal",
        entry,
        int(row.get("line", 0)),
        f"change {field}?",
        before,
        after,
        str(row.get("source") or ""),
        tuple(options),
        digest("proposal", entry, field, after),
    )


_CLAIMS_OF_CODE = {
    "placeholder-id": {"identifier"},
    "missing-id": {"identifier"},
    "wrong-link": {"identifier"},
    "authors-differ": {"authors"},
    "title-differs": {"title"},
    "date-differs": {"date", "submitted", "issued"},
    "venue-differs": {"event"},
    "published-since": {"event"},
    "code-released": {"code", "code link"},
    "badge-differs": {"stars"},
    "stale-badge": {"stars"},
}
"""The claims of an entry that a problem is about: an edit of them is the same news."""


def _problems(report: Mapping[str, Any]) -> Iterator[Question]:
    covered: set[tuple[object, object]]
    covered = {(row.get("entry"), "identifier") for row in rows(report, "waiting")}
    covered |= {(row.get("entry"), row.get("field")) for row in rows(report, "edits")}
    for row in rows(report, "problems"):
        claims = _CLAIMS_OF_CODE.get(str(row.get("code")), set())
        is_covered = any((row.get("subject"), claim) in covered for claim in claims)
        if row.get("severity") != "info" and not is_covered:
            yield _problem(row)


_COUNTED = frozenset({"badge-differs", "stale-badge"})
"""Problems whose numbers move every night: a new number is no new question."""


def _problem(row: dict[str, Any]) -> Question:
    code, entry = str(row.get("code", "")), str(row.get("subject", ""))
    known = str(row.get("known", ""))
    value = "" if code in _COUNTED else known
    ignored = (*_decision("ignore", entry, code), ("answers", value))
    return Question(
        "problem",
        entry,
        int(row.get("line", 0)),
        code,
        str(row.get("claimed", "")),
        known,
        str(row.get("source", "")),
        (AnswerOption("leave it so", ignored),),
        digest("problem", code, entry, value),
    )


def _decision(kind: str, subject: str, value: str, field: str = "") -> tuple[tuple[str, str], ...]:
    pairs = (("kind", kind), ("subject", subject), ("value", value), ("field", field))
    return tuple(pair for pair in pairs if pair[1] or pair[0] == "value")
