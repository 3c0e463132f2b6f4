"""Measure a fleet of real lists: its first night, its second, and its lists one by one.

`python -m pipelines.evaluation.scale.real_fleet LISTS SNAPSHOT --index FILE` runs the command
itself in a process of its own, against a sandbox without politeness, and writes its block of
docs/scale.md. LISTS is a folder with a folder for each repository.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import click

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import read_ahead
from harvester.network.request_log import load_request_log
from harvester.sandbox import SandboxServer, World
from pipelines.evaluation.scale.memory import high_water
from pipelines.evaluation.scale.real_lists import (
    RealList,
    load_real_lists,
    world_of,
    write_workspaces,
)

_TOKEN = {"GITHUB_TOKEN": "sandbox-token"}
_QUOTA = 1_000_000
_BEGIN, _END = "<!-- real fleet: begin -->", "<!-- real fleet: end -->"


@dataclass(frozen=True, slots=True)
class ChildRun:
    """What a command took: CPU and wall seconds, the most memory in MB; its code and its output."""

    cpu: float
    seconds: float
    memory: float
    code: int
    printed: str


@dataclass(frozen=True, slots=True)
class RealNight:
    """One night: requests, queries of arXiv among them, passes, failed lists, files it changed."""

    name: str
    requests: int
    queries: int
    passes: int
    failed: int
    changed_files: int
    cpu: float
    seconds: float
    memory: float


@dataclass(frozen=True, slots=True)
class RealFleet:
    """Hold how large a fleet of real lists is, its nights, and the requests of lists alone."""

    lists: int
    entries: int
    identifiers: int
    distinct: int
    repositories: int
    workers: int
    nights: tuple[RealNight, ...]
    alone: int = 0
    alone_batches: int = 0
    alone_cpu: float = 0.0


def run_command(arguments: Sequence[str], folder: Path) -> ChildRun:
    """Run `harvester ARGUMENTS` in `folder` and watch it."""
    command = [sys.executable, "-m", "pipelines", *arguments]
    environment = {**os.environ, **_TOKEN, "PYTHONPATH": str(Path(__file__).parents[3])}
    output = folder / "printed.txt"
    started = time.monotonic()
    with output.open("w+", encoding="utf-8") as printed:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=printed)  # noqa: S603
        memory, before = 0.0, os.times()
        while child.poll() is None:
            memory = max(memory, high_water(child.pid))
            time.sleep(0.05)
        after = os.times()
    cpu = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    text = output.read_text(encoding="utf-8")
    output.unlink()
    return ChildRun(cpu, time.monotonic() - started, memory, child.returncode, text)


def fleet_night(root: Path, name: str, options: Sequence[str] = ()) -> RealNight:
    """Run the fleet in `root` once; return what the night took."""
    before = count_requests(root / "cache")
    run = run_command(["fleet", "lists.toml", "--json", *options], root)
    answer: dict[str, Any] = json.loads(run.printed)
    after = count_requests(root / "cache")
    return RealNight(
        name=name,
        requests=after[0] - before[0],
        queries=after[1] - before[1],
        passes=answer["passes"],
        failed=answer["failed"],
        changed_files=sum(row["changed_files"] for row in answer["lists"]),
        cpu=run.cpu,
        seconds=run.seconds,
        memory=run.memory,
    )


def count_requests(cache: Path) -> tuple[int, int]:
    """Return how many requests a cache's log tells, and how many of them asked arXiv's API.

    Batches of ids and searches: the address of either names an `id_list`.
    """
    rows = [row for row in load_request_log(cache) if row["outcome"] != "totals"]
    return len(rows), sum("id_list=" in str(row.get("url")) for row in rows)


def measure_real_fleet(
    lists: Sequence[RealList],
    world: World,
    root: Path,
    index: Path | None = None,
    workers: int = 1,
    *,
    alone: bool = False,
) -> RealFleet:
    """Run the lists as a fleet, twice; with `alone`, each by itself too."""
    options = ("--workers", str(workers))
    with SandboxServer(world=world, time_factor=0, polite=False, known_quota=_QUOTA) as server:
        together = root / "together"
        write_workspaces(lists, together, server.endpoints)
        _place_index(index, together / "cache")
        nights = tuple(fleet_night(together, name, options) for name in ("first", "second"))
        costs = list(_alone(lists, root / "alone", server.endpoints, index)) if alone else []
    return RealFleet(
        lists=len(lists),
        entries=sum(mention.is_paper_entry for one in lists for mention in one.document.mentions),
        identifiers=sum(len(one.identifiers) for one in lists),
        distinct=len(frozenset().union(*(one.identifiers for one in lists))),
        repositories=len(world.repositories),
        workers=workers,
        nights=nights,
        alone=sum(requests for requests, _, _ in costs),
        alone_batches=sum(ceil(len(one.identifiers) / 100) for one in lists),
        alone_cpu=sum(cpu for _, _, cpu in costs),
    )


def _place_index(index: Path | None, cache: Path) -> None:
    if index is not None:
        cache.mkdir(parents=True)
        shutil.copyfile(index, cache / "arxiv-index.sqlite")


def _alone(
    lists: Sequence[RealList], root: Path, endpoints: Mapping[str, str], index: Path | None
) -> Iterator[tuple[int, int, float]]:
    write_workspaces(lists, root, endpoints)
    for one in lists:
        folder = root / one.name
        _place_index(index, folder / "cache")
        run = run_command(["refresh", "--json"], folder)
        yield (*count_requests(folder / "cache"), run.cpu)
        shutil.rmtree(folder)


def as_table(fleet: RealFleet) -> Iterator[str]:
    """Give the lines of the measured block."""
    yield (
        f"{fleet.lists} list files, {fleet.entries:,} entries, {fleet.identifiers:,} ids of arXiv, "
        f"{fleet.distinct:,} distinct, {fleet.repositories:,} repositories; "
        f"`--workers {fleet.workers}`, an index, a GitHub token."
    )
    yield ""
    yield (
        "| night | requests | arXiv queries, searches too | passes | failed | files changed "
        "| CPU s | wall s | MB of the main process |"
    )
    yield "|" + " ---: |" * 9
    for night in fleet.nights:
        yield (
            f"| {night.name} | {night.requests:,} | {night.queries:,} | {night.passes} "
            f"| {night.failed} | {night.changed_files:,} | {night.cpu:.0f} | {night.seconds:.0f} "
            f"| {night.memory:.0f} |"
        )
    yield ""
    if fleet.alone:
        yield f"List by list: {fleet.alone:,} requests, {fleet.alone_cpu:.0f} CPU s"
        yield ""
    yield f"Batches of ids: ⌈distinct/100⌉ together, {fleet.alone_batches} list by list."


@click.command()
@click.argument("lists_folder", metavar="LISTS", type=click.Path(path_type=Path))
@click.argument("snapshot", type=click.Path(path_type=Path))
@click.option(
    "--index", "index_path", type=click.Path(path_type=Path), help="An index in one file."
)
@click.option("--workers", default=1, show_default=True)
@click.option("--alone", is_flag=True, help="Run each list by itself too.")
@click.option("-o", "--output", default="docs/scale.md", type=click.Path(path_type=Path))
def main(
    lists_folder: Path,
    snapshot: Path,
    index_path: Path | None,
    workers: int,
    alone: bool,
    output: Path,
) -> None:
    """Measure the lists below LISTS as a fleet and write what it took."""
    lists = list(load_real_lists(lists_folder))
    index = ArxivIndex(index_path) if index_path else None
    with read_ahead(snapshot) as records:
        world = world_of(lists, (record for record in records if record), index)
    with tempfile.TemporaryDirectory() as name:
        fleet = measure_real_fleet(lists, world, Path(name), index_path, workers, alone=alone)
    click.echo("\n".join(as_table(fleet)))
    head, _, rest = output.read_text(encoding="utf-8").partition(_BEGIN)
    block = "\n".join((_BEGIN, *as_table(fleet), _END))
    output.write_text(f"{head}{block}{rest.partition(_END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
