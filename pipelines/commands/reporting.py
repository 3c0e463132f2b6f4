"""`report`: what changed, in the form somebody wants to read."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from harvester.dataset.changes import compare, compare_metrics
from harvester.dataset.repository_metrics import load_metrics
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.model import Change, Dataset, RepositoryState
from harvester.reports import (
    Page,
    build_page,
    render_html,
    render_json,
    render_markdown,
    render_sarif,
    render_terminal,
)
from pipelines.last_good_night import overdue_words
from pipelines.output import say
from pipelines.refresh.report_context import add_context
from pipelines.refresh.standing import load_standing
from pipelines.settings import Settings, load_settings

_RENDERERS = {
    "md": render_markdown,
    "html": render_html,
    "json": render_json,
    "sarif": render_sarif,
}


@click.command()
@click.option("--since", metavar="REV", help="Compare with the dataset of this git revision.")
@click.option(
    "--format", "form", type=click.Choice([*_RENDERERS, "term"]), default="term", show_default=True
)
@click.option("--json", "as_json", is_flag=True, help="Print the report for programs.")
@click.option("--all", "every_row", is_flag=True, help="Every row, not only the first screen.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write into a file.")
def report(
    since: str | None, form: str, as_json: bool, every_row: bool, output: Path | None
) -> None:
    """Show what is known to be wrong, and what changed since a git revision.

    \b
    Examples:
      harvester report
      harvester report --all
      harvester report --json
      harvester report --format sarif -o harvester.sarif
      harvester report --since HEAD~7 --format html -o week.html
    """
    form = "json" if as_json else form
    settings = load_settings(Path())
    if overdue := overdue_words(settings, datetime.now(UTC).date()):
        say(f"! {overdue}", err=True)
    page = _report_page(settings, since)
    text = render_terminal(page, every_row) if form == "term" else _RENDERERS[form](page)
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        write_atomically(output, text.encode("utf-8"))
        click.echo(f"report: {output}", err=True)


def _report_page(settings: Settings, since: str | None) -> Page:
    standing = load_standing(settings, datetime.now(UTC).date().isoformat())
    if since is not None:
        standing = replace(standing, changes=_changes_since(settings, since))
    return build_page(add_context(standing, settings))


def _changes_since(settings: Settings, since: str) -> tuple[Change, ...]:
    before, metrics = _dataset_at(settings, since)
    folder = settings.dataset_folder
    return (
        *compare(before, load_dataset(folder)),
        *compare_metrics(metrics, load_metrics(folder / "metrics.csv")),
    )


def _dataset_at(settings: Settings, revision: str) -> tuple[Dataset, tuple[RepositoryState, ...]]:
    """Read the dataset as git holds it at `revision`, in a folder of its own."""
    if revision.startswith("-"):
        raise BadInput(f"{revision!r} is not a git revision")
    folder = settings.dataset_folder.resolve()
    command = ["git", "-C", str(folder), "archive", "--format=tar", revision, "."]
    try:
        answer = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - no shell, revision checked
    except FileNotFoundError as error:
        raise BadInput("git is not installed; --since needs it") from error
    if answer.returncode:
        errors = answer.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise BadInput(f"{revision}: git does not know it here ({' '.join(errors)})")
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=io.BytesIO(answer.stdout)) as archive:
            archive.extractall(place, filter="data")
        place_folder = Path(place)
        return load_dataset(place_folder), load_metrics(place_folder / "metrics.csv")
