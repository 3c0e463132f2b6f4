"""`fleet`: many lists with one harvest."""

from __future__ import annotations

from pathlib import Path

import click

from pipelines.engines import ENGINES, open_engine
from pipelines.fleet.fleet_file import load_fleet
from pipelines.fleet.run import FleetOptions, run_fleet
from pipelines.fleet.summary import (
    load_last_good,
    say_in_words,
    summarize,
    summary_as_json,
    write_summary,
)
from pipelines.output import say, say_json
from pipelines.progress import shown_steps


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--only", multiple=True, metavar="NAME", help="Only this list; may be repeated.")
@click.option("--publish", is_flag=True, help="Publish each list: a branch, one pull request.")
@click.option("--dry-run", is_flag=True, help="Write no list, no dataset and no summary.")
@click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes for the lists' own work.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary for programs.")
def fleet(
    file: Path,
    only: tuple[str, ...],
    publish: bool,
    dry_run: bool,
    engine: str,
    workers: int,
    as_json: bool,
) -> int:
    """Refresh every list that FILE names, with one harvest for all of them.

    What the lists need is asked for together, each thing once; then each list is refreshed,
    reported and published from the cache. A list that fails, fails alone, and the exit code is 1.

    FILE is TOML: `contact`, `cache`, `summary`, `update_index`, `[endpoints]`, and for each list

    \b
      [[lists]]
      folder = "awesome-agents"   # its workspace
      list = "README.md"          # where its harvester.toml does not say
      name = "agents"             # where the folder's name does not do

    \b
    Examples:
      harvester fleet lists.toml --dry-run
      GITHUB_TOKEN=… harvester fleet lists.toml --publish --workers 4
      harvester fleet lists.toml --only agents --json
    """
    lists = load_fleet(file, only)
    with shown_steps() as progress:
        options = FleetOptions(dry_run, publish)
        outcome = run_fleet(lists, options, open_engine(engine, workers), progress)
    summary = summarize(outcome, load_last_good(lists.summary_folder))
    if not (dry_run or only):
        write_summary(lists.summary_folder, summary)
    if as_json:
        say_json(summary_as_json(summary), indent=1)
    else:
        say("\n".join(say_in_words(summary)))
        if not (dry_run or only):
            say(f"summary: {lists.summary_folder / 'summary.html'} (and .md, .json)")
    return int(summary.failed > 0)
