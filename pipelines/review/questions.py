"""What waits for a person, read from the last report: questions with their possible answers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harvester.values.identifiers import parse_identifier

REPORT = "reports/report.json"
_OLD_NAMES = {"code link": "code"}


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

    `key` names the question with the upstream values that it is about: a new value is a new key;
    `row` is the row of the report that it was read from, `codes` the problems that ask the same.
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
    row: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    codes: tuple[str, ...] = field(default=(), compare=False)


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
    codes: dict[object, list[str]] = {}
    for row in rows(report, "problems"):
        codes.setdefault(row.get("subject"), []).append(str(row.get("code")))
    coded = [replace(one, codes=_codes_of(one, codes.get(one.entry, []))) for one in questions]
    return tuple(sorted(coded, key=lambda question: (question.line, question.topic)))


def _codes_of(question: Question, codes: Sequence[str]) -> tuple[str, ...]:
    """Return those of the entry's problem codes that ask about the same claim."""
    if question.topic == "problem":
        return (question.asked,)
    claim = "identifier" if question.topic == "identifier" else str(question.row.get("field"))
    return tuple(dict.fromkeys(c for c in codes if claim in CLAIMS_OF_CODE.get(c, ())))


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
        row,
    )


def _proposal(row: dict[str, Any]) -> Question:
    entry, field = str(row.get("entry", "")), str(row.get("field", ""))
    before, after = str(row.get("before", "")), str(row.get("after", ""))
    claim, value = _OLD_NAMES.get(field, field), str(row.get("value", "")) or after
    if claim == "identifier":
        options = [
            AnswerOption("accept", _decision("same", entry, value), value),
            AnswerOption("not this one", _decision("different", entry, value)),
        ]
        options = options if parse_identifier(value) else []
    else:
        kept = _decision("keep", entry, "", claim)
        if claim not in _TEXTS:
            kept = (*kept, ("answers", "" if claim == "stars" else value))
        words = "keep the entry" if claim == "entry" else "keep what the list says"
        options = [
            AnswerOption("accept", _decision("accept", entry, value, claim)),
            AnswerOption(words, kept),
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
        digest("proposal", entry, field, "" if claim == "stars" else value),
        row,
    )


_TEXTS = frozenset({"title", "authors"})
"""Claims whose decisions are statements about the paper itself."""


CLAIMS_OF_CODE = {
    "placeholder-id": {"identifier"},
    "missing-id": {"identifier"},
    "wrong-link": {"identifier"},
    "authors-differ": {"authors"},
    "title-differs": {"title"},
    "date-differs": {"date", "submitted", "issued"},
    "venue-differs": {"event"},
    "published-since": {"event"},
    "code-released": {"code", "code link"},
    "withdrawn": {"entry"},
    "retracted": {"entry"},
    "badge-differs": {"stars"},
    "stale-badge": {"stars"},
}
"""The claims of an entry that a problem is about: an edit of them is the same news."""


def _problems(report: Mapping[str, Any]) -> Iterator[Question]:
    covered: set[tuple[object, object]]
    covered = {(row.get("entry"), "identifier") for row in rows(report, "waiting")}
    covered |= {(row.get("entry"), row.get("field")) for row in rows(report, "edits")}
    for row in rows(report, "problems"):
        claims = CLAIMS_OF_CODE.get(str(row.get("code")), set())
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
        (*_accept_upstream(row), AnswerOption("leave it so", ignored)),
        digest("problem", code, entry, value),
        row,
    )


def _accept_upstream(row: Mapping[str, Any]) -> Iterator[AnswerOption]:
    """Offer to write what upstream says, where people changed the list since it was asked last."""
    entry, known = str(row.get("subject", "")), str(row.get("known", ""))
    claims = CLAIMS_OF_CODE.get(str(row.get("code")), set()) & _TEXTS
    for claim in claims if known and not _SHORTENED.search(known) else ():
        value = known.replace(", ", "; ") if claim == "authors" else known
        label = f"write what {row.get('source') or 'upstream'} says"
        yield AnswerOption(label, _decision("accept", entry, value, claim))


_SHORTENED = re.compile(r" and \d+ more$")


def _decision(kind: str, subject: str, value: str, field: str = "") -> tuple[tuple[str, str], ...]:
    pairs = (("kind", kind), ("subject", subject), ("value", value), ("field", field))
    return tuple(pair for pair in pairs if pair[1] or pair[0] == "value")
