"""`refresh` and `enrich`: the nightly job, whole or for a few papers."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.last_good_night import overdue_words, remember_good_night
from pipelines.output import say, say_json
from pipelines.progress import shown_steps
from pipelines.refresh.options import GUARD_NAMES, NIGHTLY, Options
from pipelines.refresh.quiet import (
    InputDigests,
    RunSummary,
    digest_of_inputs,
    keep_quiet_run,
    recall_quiet_run,
)
from pipelines.run_lock import run_lock
from pipelines.settings import Settings, load_settings
from pipelines.workflow_log import add_to_summary, annotate_warning

_LIST = click.option("--list", "list_path", type=click.Path(path_type=Path), help="The list file.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print the run report for programs.")
_OFFLINE = click.option("--offline", is_flag=True, help="Ask nobody; use the cache and the index.")
_ACCEPT = click.option(
    "--accept-shrink",
    multiple=True,
    metavar="GUARD",
    help=f"Write although there is less than before: {', '.join(GUARD_NAMES)}; may be repeated.",
)
_DRY = click.option("--dry-run", is_flag=True, help="Write nothing under data/, nor the list.")


@click.command()
@_LIST
@_OFFLINE
@_DRY
@click.option("--propose", is_flag=True, help="Propose edits of the list instead of making them.")
@click.option("--only", multiple=True, metavar="NAME", help="Only this entry; may be repeated.")
@_ACCEPT
@_JSON
def refresh(
    list_path: Path | None,
    offline: bool,
    dry_run: bool,
    propose: bool,
    only: tuple[str, ...],
    accept_shrink: tuple[str, ...],
    as_json: bool,
) -> int:
    """Do the nightly job: resolve, fetch, merge, edit, compare, report.

    \b
    Examples:
      harvester refresh --dry-run
      GITHUB_TOKEN=… harvester refresh --json
      harvester refresh --accept-shrink papers
    """
    settings = load_settings(Path(), list_path)
    return run_refresh(settings, Options(offline, propose, only, accept_shrink), dry_run, as_json)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@_LIST
@_DRY
@_JSON
def enrich(names: tuple[str, ...], list_path: Path | None, dry_run: bool, as_json: bool) -> int:
    """Refresh one or a few papers now, by name or id.

    \b
    Example: harvester enrich EchoWorld arxiv:2406.13165
    """
    return run_refresh(load_settings(Path(), list_path), Options(only=names), dry_run, as_json)


def run_refresh(settings: Settings, options: Options, dry_run: bool, as_json: bool) -> int:
    """Run the job under the workspace's lock; return the exit code.

    A night that would be as quiet as the one before is not gone through again.

    Raises:
        ShrinkError: more would be lost than a person can have meant; nothing was written.
    """
    started, now = time.monotonic(), datetime.now(UTC)
    overdue = overdue_words(settings, now.date())
    is_night = not (dry_run or options.offline or options.only)
    nightly = options == NIGHTLY and not dry_run
    with run_lock(settings.cache_folder, now.isoformat(timespec="seconds")):
        day = now.date().isoformat()
        inputs = digest_of_inputs(settings, day) if nightly else InputDigests()
        code, summary = 0, recall_quiet_run(settings, inputs, now)
        if summary is None:
            code, summary = _run(settings, options, dry_run, inputs, now)
        if is_night and code == 0:
            remember_good_night(settings.cache_folder, now.date())
    if as_json:
        seconds = round(time.monotonic() - started, 3)
        say_json({**summary.report, "seconds": seconds}, indent=1)
    else:
        say(summary.words)
    if overdue and is_night:
        say(f"! before this run, {overdue}", err=True)
        add_to_summary([f"- before this night, {overdue}"])
        annotate_warning(f"before this night, {overdue}")
    return code


def _run(
    settings: Settings, options: Options, dry_run: bool, inputs: InputDigests, now: datetime
) -> tuple[int, RunSummary]:
    # imported here because a night that is not gone through again needs none of it
    from pipelines.refresh.guards import refuse_losses
    from pipelines.refresh.report import outcome_as_json, report_page, say_in_words
    from pipelines.refresh.run import refresh as refresh_workspace
    from pipelines.refresh.write import finish_pending_list, write_outcome

    finish_pending_list(settings)
    with shown_steps() as progress:
        outcome = refresh_workspace(settings, options, progress)
    outcome = refuse_losses(outcome, options.accept_shrink)
    page = report_page(outcome)
    changed = () if dry_run else write_outcome(outcome, page)
    words = say_in_words(outcome, page, changed, dry_run)
    summary = RunSummary(outcome_as_json(outcome), words)
    until = outcome.stands_until
    is_quiet = inputs.whole and outcome.complete and not changed
    # where the digests differ, somebody wrote meanwhile
    if until and is_quiet and inputs == digest_of_inputs(settings, outcome.day):
        keep_quiet_run(settings, inputs, summary, page.given, (now, until))
    return int(outcome.could_do_nothing), summary
