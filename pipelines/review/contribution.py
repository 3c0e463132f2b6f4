"""A contributor's change: which entries it touches, and what is to say of them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harvester.errors import BadInput
from harvester.model import Problem, Severity
from harvester.reports.safe import markdown
from pipelines.workflow_log import escape_message, escape_property

if TYPE_CHECKING:  # reading lists is slow to load, and what was found before needs none of it
    from harvester.lists import ListDocument

_HUNK = re.compile(r"^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MOST = 10
"""Annotations of one level that GitHub shows for one step."""


def changed_lines(list_path: Path, revision: str) -> tuple[range, ...]:
    """Return the line ranges of the list that are new or changed since `revision`.

    Raises:
        BadInput: git is not there, or does not know the revision.
    """
    if revision.startswith("-"):
        raise BadInput(f"{revision!r} is not a git revision")
    path = list_path.resolve()
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--merge-base")
    command = ["git", "-C", str(path.parent), "diff", *options, revision, "--", path.name]
    try:
        answer = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell
    except FileNotFoundError as error:
        raise BadInput("git is not installed; --changed-since needs it") from error
    text = answer.stdout.decode("utf-8", "replace")
    if answer.returncode:
        errors = " ".join(answer.stderr.decode("utf-8", "replace").strip().splitlines()[:1])
        raise BadInput(f"{revision}: git does not know it here ({errors})")
    ranges = []
    for hunk in _HUNK.finditer(text):
        start, length = int(hunk[1]), int(hunk[2]) if hunk[2] is not None else 1
        ranges.append(range(start, start + length) if length else range(start, start + 1))
    return tuple(ranges)


def touched_problems(
    document: ListDocument, problems: Iterable[Problem], lines: Sequence[range]
) -> tuple[Problem, ...]:
    """Return the problems of the entries that `lines` touch, and of the lines themselves."""
    touched: set[int] = {line for part in lines for line in part}
    names = set()
    for mention in document.mentions:
        first, last = mention.line, document.line_of(max(mention.span.start, mention.span.end - 1))
        if touched & set(range(first, last + 1)):
            touched.update(range(first, last + 1))
            names.add(mention.name)
    return tuple(p for p in problems if p.line in touched or (p.subject in names and p.subject))


def workflow_annotations(problems: Sequence[Problem]) -> list[str]:
    """Return workflow commands that show problems beside their lines, ten of each level.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    lines = []
    for severity, level in _LEVELS.items():
        for problem in [one for one in problems if one.severity is severity][:_MOST]:
            place = f"file={escape_property(problem.path)},line={problem.line}"
            text = f"{problem.subject}: {problem.claimed} | {problem.known} ({problem.source})"
            title = escape_property(f"Harvester: {problem.code}")
            lines.append(f"::{level} {place},title={title}::{escape_message(text)}")
    return lines


def contribution_comment(problems: Sequence[Problem], entries: int, overdue: str = "") -> str:
    """Return the comment on a contributor's pull request; one row a problem, at most fifty.

    `overdue` is the sentence that warns of an old last good night.
    """
    warning = ["", f"For the maintainers: {overdue}."] if overdue else []
    shown = [one for one in problems if one.severity is not Severity.INFO]
    if not shown:
        words = f"Harvester looked at the {entries} places that this change touches: all is well."
        return "\n".join([words, *warning])
    lines = [f"Harvester looked at the {entries} places that this change touches:", ""]
    for one in shown[:50]:
        words = f"{markdown(one.claimed, 200)} → {markdown(one.known, 200)}"
        lines.append(f"- line {one.line}, **{markdown(one.subject, 80)}**: {one.code}: {words}")
    if len(shown) > 50:
        lines.append(f"- and {len(shown) - 50} more")
    return "\n".join([*lines, "", "Nothing of this stops the merge.", *warning])
