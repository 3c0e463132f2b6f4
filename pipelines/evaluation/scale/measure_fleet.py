"""Measure a fleet beside its lists: `python -m pipelines.evaluation.scale.measure_fleet`.

The lists are made of the packaged papers, against the sandbox without politeness, so that what is
measured is requests, processor and memory; writes its block of docs/scale.md.
"""

from __future__ import annotations

import os
import random
import resource
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from harvester.network.request_log import load_request_log
from harvester.sandbox import SandboxServer, World
from harvester.sandbox.world import PaperFacts, load_world
from pipelines.evaluation.scale.memory import high_water
from pipelines.fleet.fleet_file import load_fleet
from pipelines.fleet.run import run_fleet
from pipelines.refresh.report import report_page
from pipelines.refresh.run import refresh
from pipelines.refresh.write import write_outcome
from pipelines.settings import load_settings

_PAPERS = 12
_ALONE = 10
_BEGIN, _END = "<!-- fleet: begin -->", "<!-- fleet: end -->"
_SEED = 5


@dataclass(frozen=True, slots=True)
class FleetRow:
    """What so many lists took: passes, requests, those of the lists alone, CPU seconds, MB."""

    lists: int
    identifiers: int
    passes: int
    batches: int
    requests: int
    alone: int
    cpu: float
    memory: float


def _entry(facts: PaperFacts) -> str:
    authors = ", ".join(facts.authors[:3])
    return (
        f"**{facts.title}.** [{facts.submitted[:4]}]<br>\n*{authors}, et al.*<br>\n"
        f"[[PDF](https://arxiv.org/abs/{facts.id})]\n"
    )


def _batches(folder: Path) -> int:
    rows = load_request_log(folder)
    return sum("/api/query" in str(row.get("url")) for row in rows if "url" in row)


def _requests(folder: Path) -> int:
    return sum(row["outcome"] != "totals" for row in load_request_log(folder))


def measure_fleet(world: World, lists: int, root: Path) -> FleetRow:
    """Refresh so many lists as a fleet, and some of them one by one."""
    chance = random.Random(_SEED)  # noqa: S311 -- no secret
    chosen = [chance.sample(world.papers, _PAPERS) for _ in range(lists)]
    with SandboxServer(world=world, time_factor=0, polite=False) as server:
        ends = "\n".join(f'{name} = "{url}"' for name, url in server.endpoints.items())
        shared = f"time_factor = 0\n[endpoints]\n{ends}\n"
        for number, papers in enumerate(chosen):
            for place in ("together", "alone") if number < _ALONE else ("together",):
                folder = root / place / f"list-{number}"
                folder.mkdir(parents=True)
                text = "\n".join(["# Papers", "", *map(_entry, papers)])
                (folder / "README.md").write_text(text, encoding="utf-8")
                (folder / "harvester.toml").write_text(shared, encoding="utf-8")
        tables = [f'[[lists]]\nfolder = "list-{number}"\n' for number in range(lists)]
        (root / "together" / "lists.toml").write_text("\n".join([shared, *tables]))
        before = _cpu()
        outcome = run_fleet(load_fleet(root / "together" / "lists.toml"))
        cpu, memory = _cpu() - before, high_water(os.getpid())
        assert not any(result.failure for result in outcome.results), outcome.results
        alone = [_alone(root / "alone" / f"list-{number}") for number in range(min(lists, _ALONE))]
    cache = root / "together" / "cache"
    return FleetRow(
        lists=lists,
        identifiers=len({facts.id for papers in chosen for facts in papers}),
        passes=outcome.passes,
        batches=_batches(cache),
        requests=_requests(cache),
        alone=round(sum(alone) * lists / len(alone)),
        cpu=cpu,
        memory=memory,
    )


def _alone(folder: Path) -> int:
    outcome = refresh(load_settings(folder))
    write_outcome(outcome, report_page(outcome))
    return _requests(folder / "cache")


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def rows_as_table(rows: Sequence[FleetRow]) -> Iterator[str]:
    """Give the lines of the table."""
    head = ("lists", "distinct ids", "arXiv batches", "requests", "requests, list by list")
    cells = (*head, "passes", "CPU s", "MB, sandbox included")
    yield f"| {' | '.join(cells)} |"
    yield "|" + " ---: |" * len(cells)
    for row in rows:
        yield (
            f"| {row.lists:,} | {row.identifiers:,} | {row.batches} | {row.requests:,} "
            f"| {row.alone:,} | {row.passes:,} | {row.cpu:.0f} | {row.memory:.0f} |"
        )
    yield ""
    yield (
        f"Lists of {_PAPERS} packaged papers each, their first night, the sandbox in the same "
        f"process. List by list: {_ALONE} of them measured, times the number of lists. Most "
        "requests of a first night are the papers' histories, one each; batches are what the ids "
        "cost."
    )


@click.command()
@click.option("--lists", default="10,40", show_default=True)
@click.option("-o", "--output", default="docs/scale.md", type=click.Path(path_type=Path))
def main(lists: str, output: Path) -> None:
    """Measure fleets of several sizes and write what they took."""
    world, rows = load_world(), []
    for count in map(int, lists.split(",")):
        with tempfile.TemporaryDirectory() as name:
            rows.append(measure_fleet(world, count, Path(name)))
        click.echo(str(rows[-1]), err=True)
        head, _, rest = output.read_text(encoding="utf-8").partition(_BEGIN)
        tail = rest.partition(_END)[2]
        block = "\n".join(rows_as_table(rows))
        output.write_text(f"{head}{_BEGIN}\n{block}\n{_END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
