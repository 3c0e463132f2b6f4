"""`publish`: a night's work as a branch and a pull request."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.output import say, say_json
from pipelines.publish.conversation import Publication
from pipelines.publish.git import Checkout, GitError
from pipelines.publish.options import (
    PublishOptions,
    read_publish_options,
    remote_repository,
    repository_of,
)
from pipelines.publish.pull_requests import connected
from pipelines.publish.restore import restore as restore_dataset
from pipelines.publish.run import publish as publish_workspace
from pipelines.run_lock import run_lock
from pipelines.settings import SETTINGS_FILE, Settings, load_settings
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
        checkout = Checkout(settings.root, options.remote, settings.tokens.get("github", ""))
        if restore:
            return _restore(settings, options, checkout)
        done = _publish(settings, options, checkout, now.date().isoformat())
    if as_json:
        say_json(asdict(done), indent=1)
    else:
        say("\n".join(done.words))
    _tell_workflow(done)
    return 0 if done.complete else 1


def _restore(settings: Settings, options: PublishOptions, checkout: Checkout) -> int:
    try:
        number = restore_dataset(settings, options, checkout)
    except GitError as error:
        say(f"! what earlier nights learnt could not be fetched: {error}")
        return 0
    say(f"{number} files of earlier nights brought back" if number else "nothing to bring back")
    return 0


def _publish(
    settings: Settings, options: PublishOptions, checkout: Checkout, day: str
) -> Publication:
    remote_url = checkout.remote_url()
    repository = repository_of(options, remote_url)
    owner = (remote_repository(remote_url) or repository).partition("/")[0]
    with connected(settings, repository) as pulls:
        return publish_workspace(settings, options, checkout, pulls, (repository, owner), day)


def _tell_workflow(done: Publication) -> None:
    """Write into the job's summary and annotations, where a workflow runs this."""
    add_to_summary(f"- {word}" for word in done.words)
    if not done.complete:
        annotate_warning("; ".join(done.words))
