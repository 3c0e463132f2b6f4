"""The problems of a list as SARIF 2.1.0, for code scanning.

Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from harvester.about import homepage, version
from harvester.model import PROBLEM_KINDS, Problem, Severity
from harvester.reports.page import Page
from harvester.reports.safe import one_line

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

_KINDS = {kind.code: kind for kind in PROBLEM_KINDS}


def render_sarif(page: Page) -> str:
    """Return the problems as SARIF text: one rule a code, one result a problem."""
    return json.dumps(sarif_log(page.given.problems), ensure_ascii=False, indent=2) + "\n"


def sarif_log(problems: Iterable[Problem]) -> dict[str, Any]:
    """Return problems as a SARIF log with one run."""
    problems = tuple(problems)
    codes = sorted({problem.code for problem in problems})
    driver = {"name": "Harvester", "version": version(), "rules": list(map(_rule, codes))}
    if page := homepage():
        driver["informationUri"] = page
    results = [_result(problem, codes.index(problem.code)) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str) -> dict[str, Any]:
    """Describe a code as GitHub's code scanning wants it: in short, in full, and what to do."""
    kind = _KINDS.get(code)
    meaning = kind.meaning if kind else f"{code.replace('-', ' ')}."
    remedy = kind.remedy if kind else "See the message."
    return {
        "id": code,
        "name": "".join(map(str.title, code.split("-"))),
        "shortDescription": {"text": meaning},
        "fullDescription": {"text": meaning},
        "help": {"text": f"{meaning} {remedy}"},
    }


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(problem.path)},
        "region": {"startLine": max(problem.line, 1)},
    }
    return {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.severity],
        "message": {"text": _message(problem)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"harvesterProblem/v1": _fingerprint(problem)},
    }


def _message(problem: Problem) -> str:
    """Say it in plain text: brackets would be read as links to locations."""
    text = f"{problem.subject}: {problem.claimed} -> {problem.known} ({problem.source})"
    text = one_line(f"{text}. {problem.fix}" if problem.fix else text)
    return text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _fingerprint(problem: Problem) -> str:
    """Return what stays the same when lines above the entry come and go."""
    parts = "\n".join((problem.code, problem.subject, problem.claimed, problem.known))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()[:32]
