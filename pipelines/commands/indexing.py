"""`index`: the local index of arXiv's metadata."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import click

from harvester.arxiv_index.search import ArxivIndex, IndexStatus
from harvester.arxiv_index.shards.build import MEMORY
from harvester.arxiv_index.shards.manifest import load_manifest
from harvester.arxiv_index.shards.search import status_of
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.errors import BadInput
from harvester.model import Failed
from pipelines.engines import ENGINES, open_engine
from pipelines.progress import shown_count
from pipelines.run_lock import run_lock
from pipelines.settings import load_settings


@click.group()
def index() -> None:
    """The local index of arXiv: with it, resolving costs no request."""


@index.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--shards", type=click.IntRange(1, 4096), help="In so many files, by hash of the id.")
@click.option("--engine", type=click.Choice(ENGINES), default="local", show_default=True)
@click.option("--workers", type=click.IntRange(1, 1024), default=1, show_default=True)
@click.option(
    "--memory",
    type=click.IntRange(1, 65536),
    default=MEMORY >> 20,
    show_default=True,
    help="MB that one shard being built takes for its postings.",
)
def build(
    files: tuple[Path, ...], shards: int | None, engine: str, workers: int, memory: int
) -> None:
    """Build the index from published metadata: of arXiv, Crossref or OpenAlex.

    JSON lines; plain, .gz, .xz, .bz2 or .zip; files, or folders of parts. With --shards building
    takes a stated memory, however many records there are, and works in many processes or on Ray.

    \b
    Examples:
      harvester index build arxiv-metadata-oai-snapshot.json.zip
      harvester index build crossref-public-data/ openalex/data/works/ --shards 64 --workers 8
      harvester index build crossref-public-data/ --shards 64 --engine ray --workers 16
    """
    settings, now = load_settings(Path()), datetime.now(UTC).isoformat(timespec="seconds")
    if shards is None and (engine != "local" or workers != 1):
        raise BadInput("--engine and --workers are for an index in shards; add --shards N")
    with (
        run_lock(settings.cache_folder, now),
        _records_of(files) as (records, share),
        shown_count("records", share) as tick,
    ):
        if shards is None:
            from harvester.arxiv_index.build import build_index

            path = settings.answers_folder / "arxiv-index.sqlite"
            total = build_index(records, path, tick, now)
            click.echo(f"{total:,} papers indexed in {path}")
            return
        from harvester.arxiv_index.shards.build import build_shards

        folder, work = settings.shards_folder, open_engine(engine, workers).map
        manifest = build_shards(records, folder, shards, work, memory << 20, tick, now)
    size = status_of(manifest).size / 1e6
    click.echo(f"{manifest.records:,} works indexed in {folder}: {shards} shards, {size:,.1f} MB")


@contextmanager
def _records_of(
    paths: tuple[Path, ...],
) -> Iterator[tuple[Iterable[SnapshotRecord | None], Callable[[], float] | None]]:
    """Give the records of snapshots, and what tells how much of them has been read."""
    from harvester.arxiv_index.snapshot import open_snapshot, parse_line, read_ahead
    from harvester.arxiv_index.works import part_files, read_parts

    files = part_files(paths)
    if len(files) == 1:
        with open_snapshot(files[0]) as lines:
            of_arxiv = parse_line(next(iter(lines), b"")) is not None
        if of_arxiv:
            with read_ahead(files[0]) as records:
                yield records, lambda: records.share
            return
    yield read_parts(files), None


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
    if settings.index_path.is_dir():
        raise BadInput(f"{settings.index_path}: an index in shards is not updated; build it anew")
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
@click.option("--check", is_flag=True, help="Read every byte of an index in shards.")
def status(as_json: bool, check: bool) -> None:
    """Say how many papers the index holds, how old and how large it is."""
    path = load_settings(Path()).index_path
    if path.is_dir():
        index_status = status_of(load_manifest(path, whole=check))
    else:
        with closing(ArxivIndex(path)) as opened:
            index_status = opened.status()
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
