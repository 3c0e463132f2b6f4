"""Requests and wall time of asking arXiv and GitHub, as ratios in one run, against the sandbox.

    python -m tests.benchmarks.network [--factor 0.02]

Every wait is real but shortened by one stated factor, for all contestants alike. The floor is
⌈N/100⌉ requests times the spacing. The other two are what a maintainer would write with the
`arxiv` package: one id at a time (measured on the first ids, then scaled), and all ids in one
Search.
"""

from __future__ import annotations

import argparse
import logging
import math
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import arxiv  # type: ignore[import-untyped] # it ships no type marker

from harvester.http import Door
from harvester.model import Found, Identifier
from harvester.sandbox import RepositoryFacts, SandboxServer, World, load_world
from harvester.sandbox.server import ARXIV_SPACING
from harvester.sources import SOURCES, Means

BATCH = 100
SINGLES = 60
"""How many ids the one-at-a-time script is given; it would need hours for all."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one contestant did."""

    name: str
    asked: int
    requests: float
    seconds: float
    found: int
    early: int
    note: str = ""


def measure(
    name: str, asked: int, sandbox: SandboxServer, service: str, work: Callable[[], int]
) -> Row:
    """Run `work`, which returns how many things it found."""
    sandbox.log.clear()
    time.sleep(sandbox.log.spacing["arxiv"])
    started = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - started
    requests = sandbox.log.by_service.get(service, 0)
    return Row(name, asked, requests, seconds, found, sandbox.log.too_early)


def through_source(
    name: str,
    sandbox: SandboxServer,
    values: Sequence[str],
    folder: Path,
    factor: float,
    token: str,
) -> int:
    """Ask our own source for all `values`; nothing of the answers is kept in memory."""
    scheme = "github" if name == "github" else "arxiv"
    source = SOURCES[name](Means(sandbox.endpoints, {name: token} if token else {}))
    assert source is not None
    with Door(folder / "cache", time_factor=factor, locks=folder) as door:
        wanted = [Identifier(scheme, value) for value in values]
        return sum(isinstance(lookup, Found) for _, lookup in source.lookup(wanted, door))


def package_client(sandbox: SandboxServer, factor: float) -> arxiv.Client:
    """Return the package's own client with its defaults, its delay shortened like all others."""
    client = arxiv.Client()
    client.delay_seconds = client.delay_seconds * factor
    client.query_url_format = sandbox.endpoints["arxiv"] + "?{}"
    return client


def one_by_one(sandbox: SandboxServer, ids: Iterable[str], factor: float) -> int:
    """One Search for each id, as in the package's README."""
    client, found = package_client(sandbox, factor), 0
    for value in ids:
        found += sum(1 for _ in client.results(arxiv.Search(id_list=[value])))
    return found


def all_in_one(sandbox: SandboxServer, ids: Sequence[str], factor: float) -> int | str:
    """One Search with all ids; returns the entries it gave, or what it raised."""
    client = package_client(sandbox, factor)
    try:
        return sum(1 for _ in client.results(arxiv.Search(id_list=list(ids))))
    except arxiv.ArxivError as error:
        return f"{type(error).__name__}: {str(error)[-40:]}"


def arxiv_rows(world: World, number: int, factor: float) -> list[Row]:
    """Measure all contestants on `number` ids."""
    ids = [paper.id for paper in world.papers[:number]]
    floor = math.ceil(number / BATCH)
    spacing = ARXIV_SPACING * factor
    rows = [Row("floor", number, floor, floor * spacing, number, 0)]
    with (
        tempfile.TemporaryDirectory() as name,
        SandboxServer(world=world, time_factor=factor) as sandbox,
    ):
        folder = Path(name)

        def ours() -> int:
            return through_source("arxiv", sandbox, ids, folder, factor, "")

        rows.append(measure("harvester", number, sandbox, "arxiv", ours))
        rows.append(measure("harvester, second run", number, sandbox, "arxiv", ours))
        few = ids[:SINGLES]
        row = measure(
            "arxiv package, one id a Search",
            number,
            sandbox,
            "arxiv",
            lambda: one_by_one(sandbox, few, factor),
        )
        scale = number / len(few)
        rows.append(
            Row(
                row.name,
                number,
                row.requests * scale,
                row.seconds * scale,
                round(row.found * scale),
                row.early,
                f"scaled from {len(few)} ids",
            )
        )
        outcome: list[int | str] = []

        def whole() -> int:
            outcome.append(all_in_one(sandbox, ids, factor))
            return outcome[0] if isinstance(outcome[0], int) else 0

        row = measure("arxiv package, all in one Search", number, sandbox, "arxiv", whole)
        note = outcome[0] if isinstance(outcome[0], str) else f"{number - row.found} lost silently"
        rows.append(Row(row.name, number, row.requests, row.seconds, row.found, row.early, note))
    return rows


def github_rows(number: int, factor: float) -> list[Row]:
    """Measure `number` repositories with a token."""
    repositories = [RepositoryFacts(f"o/r{n}", n, stars=n) for n in range(1, number + 1)]
    names = [repository.full_name for repository in repositories]
    rows = [Row("floor", number, math.ceil(number / BATCH), 0.0, number, 0)]
    with (
        tempfile.TemporaryDirectory() as name,
        SandboxServer((), repositories, time_factor=factor) as sandbox,
    ):
        folder = Path(name)
        for title in ("harvester", "harvester, second run"):
            row = measure(
                title,
                number,
                sandbox,
                "github",
                lambda: through_source("github", sandbox, names, folder, factor, "made-up-token"),
            )
            rows.append(row)
    return rows


def show(title: str, rows: Sequence[Row]) -> None:
    """Print one table; the ratios are against its first row."""
    print(f"\n{title}")
    print(f"{'':36}{'requests':>9}{'ratio':>8}{'seconds':>9}{'ratio':>8}{'found':>7}{'early':>6}")
    floor = rows[0]
    for row in rows:
        wall = f"{row.seconds / floor.seconds:8.2f}" if floor.seconds else f"{'':8}"
        print(
            f"{row.name:36}{row.requests:9.0f}{row.requests / floor.requests:8.2f}"
            f"{row.seconds:9.2f}{wall}{row.found:7}{row.early:6}  {row.note}"
        )


def print_tables(factor: float) -> list[Row]:
    """Print all tables; returns our own rows of the first run."""
    own = []
    logging.disable(logging.WARNING)
    world = load_world()
    print(f"every wait x {factor}: {ARXIV_SPACING} s apart become {ARXIV_SPACING * factor:g} s")
    for number in (250, 1_000, 10_000):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        rows = arxiv_rows(world, number, factor)
        own.append(rows[1])
        show(f"arXiv, {number:,} ids", rows)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(
            f"peak memory of client and sandbox together: {before // 1024} -> {after // 1024} MiB"
        )
    rows = github_rows(1_000, factor)
    show("GitHub, 1,000 repositories with a token", rows)
    logging.disable(logging.NOTSET)
    return [*own, rows[1]]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factor", type=float, default=0.02, help="scales every wait")
    print_tables(parser.parse_args().factor)
