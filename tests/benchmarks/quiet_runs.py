"""Quiet runs on a list of N papers: `python -m tests.benchmarks.quiet_runs [--papers N]`.

A first refresh fills a workspace against the sandbox in another process. Then each command is run
three times in a process of its own, once without the memo of an earlier run (`worked out`) and once
with it (`kept`); the least processor time counts. Beside it: how many times the time that `--help`
takes, and the peak memory. Last, what learning a list's forms costs beside its parse. It prints,
and judges nothing.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from harvester.lists import ListDocument, parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.model import Candidate, Identifier
from harvester.sandbox import load_world
from pipelines.memo import FOLDER
from tests.benchmarks.network_clients import TOKEN, SandboxProcess, run_refresh
from tests.benchmarks.parse_speed import seconds

_COMMANDS = (("refresh", "--json"), ("check", "--json"), ("report", "--json"))
_TIMES = 3
_BUDGET = 1.0


class Cost(NamedTuple):
    """Processor time in seconds and peak memory in MiB of one process."""

    cpu: float
    peak: float


def cost_of(
    arguments: tuple[str, ...], workspace: Path, locks: Path, with_memo: bool = True
) -> Cost:
    """Return the least cost of several runs of a command in a workspace."""
    environment = {**os.environ, "HARVESTER_SHARED_FOLDER": str(locks), "GITHUB_TOKEN": TOKEN}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    costs = []
    for _ in range(_TIMES):
        if not with_memo:
            shutil.rmtree(workspace / "cache" / FOLDER, ignore_errors=True)
        with subprocess.Popen(
            [sys.executable, "-m", "pipelines", *arguments],
            cwd=workspace,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{' '.join(arguments)}: exit code {process.returncode}")
        costs.append(Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))
    return min(costs)


def print_runs(folder: Path, papers: int) -> None:
    """Print what each quiet command costs."""
    sandbox = SandboxProcess(folder, [papers], 0.0)
    try:
        first = run_refresh(folder, papers, sandbox.endpoints, 0.0)
        run_refresh(folder, papers, sandbox.endpoints, 0.0)
        workspace, locks = folder / f"workspace-{papers}", folder / "locks"
        start = cost_of(("--help",), workspace, locks)
        print(f"first refresh of {papers:,}: {first['cpu']:.2f} s, peak {first['peak']:.0f} MiB")
        print(f"{'--help':8} {start.cpu:6.2f} s")
        for arguments in _COMMANDS:
            for way in ("worked out", "kept"):
                cost = cost_of(arguments, workspace, locks, way == "kept")
                print(
                    f"{arguments[0]:8} {way:10} {cost.cpu:6.2f} s, {cost.cpu / start.cpu:5.1f} x "
                    f"--help, peak {cost.peak:.0f} MiB (budget {_BUDGET} s for 1,000 papers)"
                )
    finally:
        sandbox.stop()


def print_learning(document: ListDocument, records: dict[Identifier, Candidate]) -> None:
    """Print what learning the forms and reading again cost an entry, beside the parse."""
    count = len(document.mentions)
    parsed = seconds(lambda: parse(document.text))
    learnt = seconds(lambda: read_again(document, learn_forms(document, records)))
    print(
        f"forms of {count:,} entries: {1e6 * learnt / count:.0f} µs each (budget 200), "
        f"{learnt / parsed:.2f} x the parse ({1e6 * parsed / count:.0f} µs each)"
    )


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--papers", type=int, default=1_000)
    papers = options.parse_args().papers
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        print_runs(folder, papers)
        text = (folder / f"list-{papers}.md").read_text(encoding="utf-8")
    records = {}
    for paper in load_world().papers[:papers]:
        identifier = Identifier("arxiv", paper.id)
        authors = tuple(paper.authors)
        records[identifier] = Candidate(identifier, paper.title, authors, True, paper.submitted)
    print_learning(parse(text), records)


if __name__ == "__main__":
    main()
