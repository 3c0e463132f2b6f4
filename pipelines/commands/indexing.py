"""`index`: the local index of arXiv's metadata."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from harvester.arxiv_index.search import ArxivIndex, IndexStatus
from harvester.errors import BadInput
from harvester.model import Failed
from pipelines.progress import shown_count
from pipelines.run_lock import run_lock
from pipelines.settings import load_settings


@click.group()
def index() -> None:
    """The local index of arXiv: with it, resolving costs no request."""


@index.command()
@click.argument("file", type=click.Path(path_type=Path))
def build(file: Path) -> None:
    """Build the index from arXiv's metadata snapshot (JSON lines; plain, .gz, .xz, .bz2 or .zip).

    \b
    Example: harvester index build arxiv-metadata-oai-snapshot.json.zip
    """
    from harvester.arxiv_index.build import build_index
    from harvester.arxiv_index.snapshot import read_ahead

    settings, now = load_settings(Path()), datetime.now(UTC).isoformat(timespec="seconds")
    path = settings.index_path
    with (
        run_lock(settings.cache_folder, now),
        read_ahead(file) as records,
        shown_count("records", lambda: records.share) as tick,
    ):
        total = build_index(records, path, tick, now)
    click.echo(f"{total:,} papers indexed in {path}")


@index.command()
@click.option("--since", help="A day (YYYY-MM-DD), for an index that knows none.")
def update(since: str | None) -> int:
    """Bring the index up to date with what changed in arXiv (OAI-PMH) since the last time.

    \b
    Example: harvester index update
    """
    from harvester.arxiv_index.update import update_index
    from harvester.network.client import HttpClient
    from harvester.sources import SERVICE_RULES, index_changes

    settings, now = load_settings(Path()), datetime.now(UTC).isoformat(timespec="seconds")
    client = HttpClient(
        settings.cache_folder,
        SERVICE_RULES,
        contact=settings.contact,
        time_factor=settings.time_factor,
    )
    harvest = index_changes(settings.sources, settings.endpoints, client)
    if harvest is None:
        raise BadInput("no source is on that tells what changed; see [sources] in harvester.toml")
    with run_lock(settings.cache_folder, now), client, shown_count("records") as tick:
        changes = update_index(settings.index_path, harvest, since, tick)
    if isinstance(changes, Failed):
        click.echo(
            f"harvester: {changes.reason}; the index is as it was, and the next update goes on "
            "where this one stopped",
            err=True,
        )
        return 1
    lines = (
        f"{count:,} {name}"
        for name in ("added", "changed", "removed")
        if (count := getattr(changes, name))
    )
    click.echo(f"{', '.join(lines) or 'nothing changed'}; as of {changes.harvested_until}")
    return 0


@index.command()
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def status(as_json: bool) -> None:
    """Say how many papers the index holds, how old and how large it is."""
    held = ArxivIndex(load_settings(Path()).index_path)
    index_status = held.status()
    held.close()
    click.echo(json.dumps(asdict(index_status)) if as_json else _in_words(index_status))


def _in_words(index_status: IndexStatus) -> str:
    newest = f", the newest submitted on {index_status.newest}" if index_status.newest else ""
    until = index_status.harvested_until
    updated = f"updated with arXiv's changes until {until}" if until else "never updated"
    return (
        f"{index_status.records:,} papers{newest}\n"
        f"built at {index_status.built_at or 'an unknown time'}, {updated}\n"
        f"{index_status.size / 1e6:,.1f} MB on disk"
    )
