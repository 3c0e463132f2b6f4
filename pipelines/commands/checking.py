"""`check`: problems, from what is on disk."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.output import say, say_json
from pipelines.refresh.check import check_workspace
from pipelines.refresh.workspace import load_workspace
from pipelines.settings import load_settings


@click.command()
@click.argument("path", metavar="[LIST]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems for programs.")
@click.option("--strict", is_flag=True, help="Exit with 4 where problems are found.")
def check(path: Path | None, as_json: bool, strict: bool) -> int:
    """Compare the list with the dataset, with itself and with the files beside it; no network.

    \b
    Examples:
      harvester check
      harvester check README.md --json --strict
    """
    settings = load_settings(Path(), path)
    workspace = load_workspace(settings)
    day = datetime.now(UTC).date().isoformat()
    problems = check_workspace(
        settings, workspace.document, workspace.dataset, workspace.metrics, day
    )
    if as_json:
        rows = [asdict(problem) for problem in problems]
        say_json({"problems": rows}, indent=1)
    for problem in problems if not as_json else ():
        say(
            f"{problem.path}:{problem.line}: {problem.severity}: {problem.code}: "
            f"{problem.subject}: {problem.claimed} | {problem.known} ({problem.source})"
        )
    if not as_json:
        say(f"{len(problems)} problems" if problems else "no problems")
    return 4 if strict and problems else 0
