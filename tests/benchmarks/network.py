"""Requests and wall time of asking arXiv and GitHub, as ratios in one run, against the sandbox.

    python -m tests.benchmarks.network [--factor 0.1]

Every wait is real but shortened by one stated factor, for all contestants alike; each contestant
and the sandbox have a process of their own. The floor is ⌈N/100⌉ requests times arXiv's spacing.
The others are what a maintainer would write with the `arxiv` package: one id at a time (measured
on the first ids, then scaled), and all ids in one Search.

Computing is not shortened with the waits, so the last column tells what a row comes to at the full
spacing: the waits that were saved are added again.
"""

from __future__ import annotations

import argparse
import math
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harvester.sources import SERVICE_RULES
from tests.benchmarks.network_clients import (
    REPOSITORIES,
    SINGLES,
    SandboxProcess,
    run_client,
    run_refresh,
)

BATCH = 100
NUMBERS = (250, 1_000, 10_000)
"""With few ids the address of one Search for all is short enough to be answered."""
SPACING = SERVICE_RULES["arxiv"].spacing


@dataclass(frozen=True, slots=True)
class Row:
    """What one contestant did with `asked` ids; times in seconds, memory in MiB."""

    name: str
    asked: int
    requests: float
    seconds: float
    found: float
    github: int = 0
    impolite: int = 0
    peak: float = 0.0
    note: str = ""

    def full(self, factor: float) -> float:
        """Return the seconds it would take at the full spacing."""
        waits = self.requests - 1 if self.requests else 0  # nothing waits before the first
        return self.seconds + waits * SPACING * (1 - factor)


class Contest:
    """All contestants against one sandbox."""

    def __init__(self, folder: Path, factor: float) -> None:
        self._folder, self.factor = folder, factor
        self.sandbox = SandboxProcess(folder, NUMBERS, factor)
        os.environ["HARVESTER_ENDPOINT_ARXIV"] = self.sandbox.endpoints["arxiv"]

    def rows(self, number: int) -> list[Row]:
        """Measure every contestant on `number` ids."""
        floor = math.ceil(number / BATCH)
        refreshed = [
            self._row(name, number, lambda: self._refresh(number))
            for name in ("harvester refresh, whole", "  again the same day")
        ]
        return [
            Row("floor", number, floor, floor * SPACING * self.factor, number),
            self._row("harvester, asking alone", number, lambda: self._client("source", number)),
            self._row("  again the same day", number, lambda: self._client("source", number)),
            *refreshed,
            self._single(number),
            self._whole(number),
        ]

    def _row(self, name: str, number: int, work: Callable[[], dict[str, Any]]) -> Row:
        self.sandbox.begin()
        by_name, figures = work(), self.sandbox.figures()
        return Row(
            name,
            number,
            figures.get("arxiv", 0),
            by_name["seconds"],
            by_name["found"],
            figures.get("github", 0),
            figures["too early"] + figures["overlapping"],
            by_name["peak"],
            by_name.get("error", "") or (f"CPU {by_name['cpu']:.1f} s" if "cpu" in by_name else ""),
        )

    def _client(self, kind: str, number: int) -> dict[str, Any]:
        return run_client(kind, self._folder, number, self.factor)

    def _refresh(self, number: int) -> Any:
        return run_refresh(self._folder, number, self.sandbox.endpoints, self.factor)

    def _single(self, number: int) -> Row:
        row = self._row(
            "arxiv package, one id a Search", number, lambda: self._client("single", number)
        )
        scale = number / SINGLES
        return replace(
            row,
            requests=row.requests * scale,
            seconds=row.seconds * scale,
            found=row.found * scale,
            note=f"scaled from {SINGLES} ids",
        )

    def _whole(self, number: int) -> Row:
        name = "arxiv package, all in one Search"
        row = self._row(name, number, lambda: self._client("whole", number))
        lost = f"{number - row.found:.0f} lost silently" if row.found else ""
        return replace(row, note=row.note or lost)


def show(title: str, rows: Sequence[Row], factor: float) -> None:
    """Print one table; the ratios are against its first row."""
    floor = rows[0]
    print(f"\n{title}")
    print(
        f"{'':34}{'arXiv':>7}{'ratio':>8}{'GitHub':>7}{'seconds':>9}{'ratio':>8}"
        f"{'found':>7}{'impolite':>9}{'MiB':>5}{'full spacing':>13}"
    )
    for row in rows:
        print(
            f"{row.name:34}{row.requests:7.0f}{row.requests / floor.requests:8.2f}{row.github:7}"
            f"{row.seconds:9.2f}{row.seconds / floor.seconds:8.2f}{row.found:7.0f}"
            f"{row.impolite:9}{row.peak:5.0f}{row.full(factor) / (floor.requests * SPACING):13.3f}"
            f"  {row.note}"
        )


def print_tables(factor: float) -> list[list[Row]]:
    """Print all tables; returns their rows."""
    print(f"every wait x {factor}: {SPACING:g} s apart become {SPACING * factor:g} s")
    print(f"a refresh asks for {REPOSITORIES:,} repositories too, as far as the list has entries")
    tables = []
    with tempfile.TemporaryDirectory() as name:
        contest = Contest(Path(name), factor)
        try:
            for number in NUMBERS:
                tables.append(contest.rows(number))
                show(f"{number:,} ids", tables[-1], factor)
        finally:
            contest.sandbox.stop()
    alone = [[row.peak for row in rows[1:3]] for rows in tables]
    few, many = alone[1], alone[2]
    print("\npeak memory of the process that asks, 1,000 and 10,000 ids, in MiB:")
    for title, one, other in zip(("first run", "second run"), few, many, strict=True):
        print(f"  {title:12}{one:6.0f} {other:6.0f}   ratio {other / one:.2f}")
    return tables


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factor", type=float, default=0.1, help="scales every wait")
    print_tables(parser.parse_args().factor)
