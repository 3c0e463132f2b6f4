"""Rows of report.json as the values they were written from; what is missing is empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from harvester.model import Candidate, Problem, Severity, Strength
from harvester.reports.inputs import Choice, ResolvedEntry, ShownEdit, Waiting
from harvester.values.identifiers import parse_identifier

Row = Mapping[str, Any]


def edit_of(row: Row) -> ShownEdit:
    """Return the edit of a row of `edits`."""
    names = ("entry", "field", "before", "after")
    entry, field, before, after = (_text(row, name) for name in names)
    return ShownEdit(
        entry,
        field,
        before,
        after,
        _line(row),
        _text(row, "why"),
        _text(row, "source"),
        _text(row, "sure"),
        bool(row.get("applied", True)),
        _text(row, "value"),
    )


def problem_of(row: Row) -> Problem:
    """Return the problem of a row of `problems`; a severity that is none counts as a warning."""
    severity = _text(row, "severity")
    return Problem(
        code=_text(row, "code"),
        severity=Severity(severity) if severity in set(Severity) else Severity.WARNING,
        path=_text(row, "path"),
        line=_line(row),
        subject=_text(row, "subject"),
        claimed=_text(row, "claimed"),
        known=_text(row, "known"),
        source=_text(row, "source"),
        fix=_text(row, "fix"),
    )


def waiting_of(row: Row) -> Waiting:
    """Return the entry of a row of `waiting`; candidates without an identifier are left out."""
    names = ("title", "authors", "date", "reason")
    title, authors, date, reason = (_text(row, name) for name in names)
    choices = tuple(_choices(row.get("candidates")))
    return Waiting(_text(row, "entry"), _line(row), title, authors, date, reason, choices)


def resolution_of(row: Row) -> ResolvedEntry | None:
    """Return the resolved entry of a row of `resolutions`; None without an identifier."""
    identifier = parse_identifier(_text(row, "identifier"))
    if identifier is None:
        return None
    evidence, placeholder = _text(row, "evidence"), _text(row, "placeholder") or None
    strength = _strength(row)
    return ResolvedEntry(
        _text(row, "entry"), _line(row), identifier, strength, evidence, placeholder
    )


def _choices(candidates: object) -> Iterator[Choice]:
    for row in candidates if isinstance(candidates, list) else ():
        if isinstance(row, dict) and (identifier := parse_identifier(_text(row, "identifier"))):
            people = row.get("authors")
            authors = tuple(map(str, people)) if isinstance(people, list) else ()
            submitted = _text(row, "submitted") or None
            candidate = Candidate(identifier, _text(row, "title"), authors, submitted=submitted)
            yield Choice(candidate, _strength(row), _text(row, "reason"))


def _strength(row: Row) -> Strength:
    verdict = _text(row, "verdict")
    return Strength(verdict) if verdict in set(Strength) else Strength.AMBIGUOUS


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value)


def _line(row: Row) -> int:
    line = row.get("line")
    return line if isinstance(line, int) else 0
