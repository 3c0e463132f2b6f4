"""`links`: every link of the list looked at, a job of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from pipelines.links.run import LinkReport, check_links
from pipelines.output import say, say_json
from pipelines.run_lock import run_lock
from pipelines.settings import load_settings


@click.command()
@click.argument("path", metavar="[LIST]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every link's state for programs.")
def links(path: Path | None, as_json: bool) -> int:
    """Look at every link that no service answers for; keep the bad ones in data/links.csv.

    A link counts as dead once two nights found it so, by HEAD and by GET; `check` then names it.

    \b
    Examples:
      harvester links
      harvester links README.md --json
    """
    settings = load_settings(Path(), path)
    with run_lock(settings.cache_folder, datetime.now(UTC).isoformat(timespec="seconds")):
        report = check_links(settings)
    if as_json:
        states = [{"url": u, "state": s or "alive", "detail": d} for u, s, d in report.checked]
        rows = [asdict(row) for row in report.rows]
        say_json({"links": states, "rows": rows, "requests": report.requests}, indent=1)
    else:
        _say(report)
    return 0


def _say(report: LinkReport) -> None:
    for row in report.rows:
        nights = "two nights" if row.is_confirmed else "one night"
        say(f"{row.url}: {row.state} ({row.detail}), {nights} since {row.since}")
    counts = Counter(state or "alive" for _, state, _ in report.checked)
    words = ", ".join(f"{count} {state}" for state, count in sorted(counts.items()))
    say(f"{len(report.checked)} links: {words or 'none'}; {report.requests} requests")
