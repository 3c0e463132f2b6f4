"""Measure a fleet of real lists: its first night, its second, and its lists one by one.

Each run is the command itself in a process of its own, against a sandbox without politeness.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from harvester.arxiv_index.snapshot import read_ahead
from harvester.network.request_log import load_request_log
from harvester.sandbox import SandboxServer
from pipelines.evaluation.scale.memory import high_water
from pipelines.evaluation.scale.real_lists import (
    RealList,
    load_real_lists,
    world_of,
    write_workspaces,
)

_TOKEN = {"GITHUB_TOKEN": "sandbox-token"}
_QUOTA = 1_000_000


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
    """One night: requests, batches of ids at arXiv, passes, failed lists, files it changed."""

    name: str
    requests: int
    batches: int
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
        batches=after[1] - before[1],
        passes=answer["passes"],
        failed=answer["failed"],
        changed_files=sum(row["changed_files"] for row in answer["lists"]),
        cpu=run.cpu,
        seconds=run.seconds,
        memory=run.memory,
    )


def count_requests(cache: Path) -> tuple[int, int]:
    """Return how many requests a cache's log tells, and how many of them were batches of ids."""
    rows = [row for row in load_request_log(cache) if row["outcome"] != "totals"]
    return len(rows), sum("id_list=" in str(row.get("url")) for row in rows)


def measure_real_fleet(
    folder: Path, snapshot: Path, index: Path | None, root: Path, *, alone: bool
) -> RealFleet:
    """Run the lists below `folder` as a fleet, twice; with `alone`, each by itself too."""
    lists = list(load_real_lists(folder))
    with read_ahead(snapshot) as records:
        world = world_of(lists, (record for record in records if record))
    with SandboxServer(world=world, time_factor=0, polite=False, known_quota=_QUOTA) as server:
        together = root / "together"
        write_workspaces(lists, together, server.endpoints)
        _place_index(index, together / "cache")
        nights = (fleet_night(together, "first"), fleet_night(together, "second"))
        costs = list(_alone(lists, root / "alone", server.endpoints, index)) if alone else []
    return RealFleet(
        lists=len(lists),
        entries=sum(mention.is_paper_entry for one in lists for mention in one.document.mentions),
        identifiers=sum(len(one.identifiers) for one in lists),
        distinct=len(frozenset().union(*(one.identifiers for one in lists))),
        repositories=len(world.repositories),
        nights=nights,
        alone=sum(requests for requests, _, _ in costs),
        alone_batches=sum(batches for _, batches, _ in costs),
        alone_cpu=sum(cpu for _, _, cpu in costs),
    )


def _place_index(index: Path | None, cache: Path) -> None:
    if index is not None:
        cache.mkdir(parents=True)
        (cache / "arxiv-index.sqlite").hardlink_to(index)


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


def as_json(measured: RealFleet) -> str:
    """Return what was measured as JSON."""
    return json.dumps(asdict(measured), indent=1)
