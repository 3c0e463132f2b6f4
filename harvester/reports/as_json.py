"""The report for programs: fields may be added, never renamed."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from harvester.model import Change, Problem, SourceCount
from harvester.reports.inputs import Choice, ReportInput, ResolvedEntry, Waiting
from harvester.reports.page import Page


def render_json(page: Page) -> str:
    """Return the report as JSON text with a final line end; keys in a fixed order."""
    given = page.given
    report = {
        "list": given.list_name,
        "day": given.day,
        "headline": page.headline,
        "counts": {section.key: section.size for section in page.sections},
        "papers": given.papers,
        "open_since": dict(sorted(page.open_since.items())),
        **standing_rows(given),
        "resolutions": [_resolved(one) for one in given.resolutions],
        "changes": [change_as_dict(change) for change in given.changes],
        "stars": [asdict(one) for one in given.stars],
        "sources": {name: source_as_dict(count) for name, count in given.sources},
        "notes": list(given.notes),
    }
    lines = (f"  {_compact(key)}: {_by_row(value)}" for key, value in report.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _by_row(value: object) -> str:
    """Return a value as JSON with each row of a list or mapping on one line: small in a diff."""
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(f"    {_compact(row)}" for row in value) + "\n  ]"
    if isinstance(value, dict) and value:
        rows = (f"    {_compact(key)}: {_compact(row)}" for key, row in value.items())
        return "{\n" + ",\n".join(rows) + "\n  }"
    return _compact(value)


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def load_report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of report.json, shipped with the package."""
    path = files("harvester.reports") / "schemas" / "report.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def standing_rows(report_input: ReportInput) -> dict[str, list[dict[str, object]]]:
    """Return the rows that follow from list and dataset alone, whichever command shows them."""
    return {
        "waiting": [_waiting(one) for one in report_input.waiting],
        "edits": [asdict(edit) for edit in report_input.edits],
        "problems": [dict(problem_as_dict(problem)) for problem in report_input.problems],
    }


def problem_as_dict(problem: Problem) -> dict[str, str | int]:
    """Return a problem in the shape of `check --json`."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "path": problem.path,
        "line": problem.line,
        "subject": problem.subject,
        "claimed": problem.claimed,
        "known": problem.known,
        "source": problem.source,
        "fix": problem.fix,
    }


def change_as_dict(change: Change) -> dict[str, object]:
    """Return a change in the shape of `refresh --json`."""
    return {
        "paper": str(change.paper),
        "name": change.name,
        "field": change.field,
        "kind": change.kind,
        "before": _plain(change.before),
        "after": _plain(change.after),
        "source": change.source,
        "cause": change.cause.value,
    }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else str(one) for one in value]
    return value


def source_as_dict(count: SourceCount) -> dict[str, int]:
    """Return what one source was asked, in the shape of `refresh --json`."""
    return asdict(count)


def _waiting(one: Waiting) -> dict[str, object]:
    return {
        "entry": one.entry,
        "line": one.line,
        "title": one.title,
        "authors": one.authors,
        "date": one.date,
        "reason": one.reason,
        "candidates": [_choice(choice) for choice in one.choices],
    }


def _choice(choice: Choice) -> dict[str, object]:
    candidate = choice.candidate
    return {
        "identifier": str(candidate.identifier),
        "title": candidate.title,
        "authors": list(candidate.authors),
        "submitted": candidate.submitted,
        "verdict": choice.strength.value,
        "reason": choice.reason,
    }


def _resolved(one: ResolvedEntry) -> dict[str, object]:
    return {
        "entry": one.entry,
        "line": one.line,
        "identifier": str(one.identifier),
        "verdict": one.strength.value,
        "evidence": one.evidence,
        "placeholder": one.placeholder,
    }
