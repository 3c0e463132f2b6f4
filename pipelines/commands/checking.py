"""`check`: problems, from what is on disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from harvester.model import Problem, Severity
from harvester.reports import sarif_log
from pipelines.last_good_night import overdue_words
from pipelines.output import say, say_json
from pipelines.publish.comments import write_comment
from pipelines.refresh.standing import examine_workspace, load_standing
from pipelines.review.contribution import (
    changed_lines,
    contribution_comment,
    touched_problems,
    workflow_annotations,
)
from pipelines.settings import load_settings
from pipelines.workflow_log import annotate_warning


@click.command()
@click.argument("path", metavar="[LIST]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems for programs.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif"]),
    default="text",
    help="Print lines for people, JSON, or SARIF 2.1.0 for code scanning.",
)
@click.option("--strict", is_flag=True, help="Exit with 4 where errors are found.")
@click.option("--changed-since", metavar="REV", help="Only entries changed since this revision.")
@click.option("--annotations", is_flag=True, help="Print workflow annotations with file and line.")
@click.option("--comment", type=int, metavar="N", help="Say it in one comment on pull request N.")
def check(
    path: Path | None,
    as_json: bool,
    form: str,
    strict: bool,
    changed_since: str | None,
    annotations: bool,
    comment: int | None,
) -> int:
    """Compare the list with the dataset, with itself and with the files beside it; no network.

    \b
    Examples:
      harvester check
      harvester check README.md --json --strict
      harvester check --changed-since origin/main
      harvester check --format sarif > harvester.sarif
    """
    settings = load_settings(Path(), path)
    today = datetime.now(UTC).date()
    overdue = overdue_words(settings, today)
    if changed_since is None:
        problems = load_standing(settings, today.isoformat()).problems
    else:
        workspace, findings = examine_workspace(settings, today.isoformat())
        problems = findings.problems
        lines = changed_lines(settings.list_path, changed_since)
        problems = touched_problems(workspace.document, problems, lines)
        if comment is not None:
            text = contribution_comment(problems, len(lines), overdue)
            write_comment(settings, comment, text, marker="check")
    errors = any(problem.severity is Severity.ERROR for problem in problems)
    code = 4 if strict and errors else 0
    if overdue:
        say(f"! {overdue}", err=True)
    if annotations:
        click.echo("\n".join(workflow_annotations(problems)))
        if overdue:
            annotate_warning(overdue)
        return code
    _print(problems, "json" if as_json else form)
    return code


def _print(problems: Sequence[Problem], form: str) -> None:
    if form == "json":
        say_json({"problems": [asdict(problem) for problem in problems]}, indent=1)
        return
    if form == "sarif":
        say_json(sarif_log(problems), indent=1)
        return
    for problem in problems:
        say(
            f"{problem.path}:{problem.line}: {problem.severity}: {problem.code}: "
            f"{problem.subject}: {problem.claimed} | {problem.known} ({problem.source})"
        )
    say(f"{len(problems)} problems" if problems else "no problems")
