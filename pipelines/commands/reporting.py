"""`report`: what changed, in the form somebody wants to read."""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from harvester.dataset.changes import compare, compare_metrics
from harvester.dataset.entries import mentions_with_papers, paper_entries
from harvester.dataset.repository_metrics import load_metrics
from harvester.dataset.store import load_dataset
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.model import Dataset, RepositoryState
from harvester.reports import (
    ReportInput,
    facts_of_entries,
    render_html,
    render_json,
    render_markdown,
    render_terminal,
)
from pipelines.refresh.check import check_workspace
from pipelines.refresh.workspace import load_workspace
from pipelines.settings import Settings, load_settings

_RENDERERS = {
    "md": render_markdown,
    "html": render_html,
    "json": render_json,
    "term": render_terminal,
}


@click.command()
@click.option("--since", metavar="REV", help="Compare with the dataset of this git revision.")
@click.option(
    "--format", "form", type=click.Choice(list(_RENDERERS)), default="term", show_default=True
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write into a file.")
def report(since: str | None, form: str, output: Path | None) -> None:
    """Show what is known to be wrong, and what changed since a git revision.

    \b
    Examples:
      harvester report
      harvester report --since HEAD~7 --format html -o week.html
    """
    settings = load_settings(Path())
    text = _RENDERERS[form](_report_input(settings, since))
    if output is None:
        click.echo(text, nl=not text.endswith("\n"))
    else:
        write_atomically(output, text.encode("utf-8"))
        click.echo(f"report: {output}", err=True)


def _report_input(settings: Settings, since: str | None) -> ReportInput:
    workspace = load_workspace(settings)
    document, dataset = workspace.document, workspace.dataset
    before = dataset, workspace.metrics
    if since is not None:
        before = _dataset_at(settings, since)
    day = datetime.now(UTC).date().isoformat()
    entries = paper_entries(document.mentions, dataset)
    title = next((h.text for h in document.headings if h.level == 1), settings.list_path.name)
    return ReportInput(
        list_name=title,
        day=day,
        changes=(
            *compare(before[0], dataset),
            *compare_metrics(before[1], workspace.metrics),
        ),
        problems=check_workspace(settings, document, dataset, workspace.metrics, day),
        papers=len(dataset.papers),
        entries=facts_of_entries(mentions_with_papers(document.mentions, entries, dataset.index())),
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
        said = answer.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise BadInput(f"{revision}: git does not know it here ({' '.join(said)})")
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=io.BytesIO(answer.stdout)) as archive:
            archive.extractall(place, filter="data")
        found = Path(place)
        return load_dataset(found), load_metrics(found / "metrics.csv")
