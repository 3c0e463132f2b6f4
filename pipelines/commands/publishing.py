"""`publish`: a night's work as a branch and a pull request."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.output import say, say_json
from pipelines.publish.conversation import Publication
from pipelines.publish.night import publish_night, restore_nights
from pipelines.publish_options import read_publish_options
from pipelines.run_lock import run_lock
from pipelines.settings import SETTINGS_FILE, load_settings
from pipelines.workflow_log import add_to_summary, annotate_warning


@click.command()
@click.option("--list", "list_path", type=click.Path(path_type=Path), help="The list file.")
@click.option(
    "--restore",
    is_flag=True,
    help="Before a refresh: bring back what earlier nights learnt and nobody merged yet.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was done for programs.")
def publish(list_path: Path | None, restore: bool, as_json: bool) -> int:
    """Commit our files on a branch of their own, push it, keep one pull request up to date.

    Your branch, index and unfinished work are not touched; commits of others are never overwritten.

    \b
    Examples:
      harvester publish --restore && harvester refresh && harvester publish
      GITHUB_TOKEN=… harvester publish --json
    """
    settings = load_settings(Path(), list_path)
    options = read_publish_options(settings.publish, f"{SETTINGS_FILE} [publish]")
    now = datetime.now(UTC)
    with run_lock(settings.cache_folder, now.isoformat(timespec="seconds")):
        if restore:
            say(restore_nights(settings, options))
            return 0
        done = publish_night(settings, options, now.date().isoformat())
    if as_json:
        say_json(asdict(done), indent=1)
    else:
        say("\n".join(done.words))
    _tell_workflow(done)
    return 0 if done.complete else 1


def _tell_workflow(done: Publication) -> None:
    """Write into the job's summary and annotations, where a workflow runs this."""
    add_to_summary(f"- {word}" for word in done.words)
    if not done.complete:
        annotate_warning("; ".join(done.words))
