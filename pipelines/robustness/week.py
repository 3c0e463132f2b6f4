"""A list of many entries through seven nights and a quiet one: time, files and lines of each.

Papers are facts of the packaged world as far as it reaches, then made up and numbered.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from harvester.sandbox.faults import Fault, Faults
from harvester.sandbox.world import PaperFacts, World, made_up_repository
from pipelines.robustness.nights import Night, Nights

_FAMILIES = ("Ho", "Li", "Young", "Fox", "Gray", "Hill", "Ivy", "Jones", "Kane", "Lund")
_GIVEN = ("Ann", "Bo", "Cy", "Dan", "Eve", "Fay", "Gus")
_WORDS = ("rooms", "halls", "gardens", "streets", "rivers", "forests", "markets", "harbours")


def many_papers(number: int) -> Iterator[PaperFacts]:
    """Give made-up papers with titles that differ in more than a number."""
    for at in range(number):
        place, other, third = (_WORDS[at // 8**k % 8] for k in range(3))
        day = f"2025-{at % 12 + 1:02d}-{at % 27 + 1:02d}"
        name = f"{_FAMILIES[at % 10]}{_WORDS[at // 10 % 8].title()}{at}"
        yield PaperFacts(
            f"{day[2:4]}{day[5:7]}.{at + 10000:05d}",
            f"{name}: Learning {place} from {other} and {third}",
            tuple(f"{_GIVEN[(at + k) % 7]} {_FAMILIES[(at + 3 * k) % 10]}" for k in range(4)),
            ("cs.CV",),
            day,
            comment="12 pages",
        )


def list_of(papers: tuple[PaperFacts, ...]) -> str:
    """Return a list of `papers`; each 50th author line has a typo, each 100th id is open."""
    parts = ["# A long list\n"]
    for at, paper in enumerate(papers):
        if at % 100 == 0:
            parts.append(f"## Part {at // 100 + 1}\n")
        authors = ", ".join(paper.authors)
        authors = authors.replace("Ann", "Anna") if at % 50 == 7 else authors
        number = f"{paper.id[:5]}xxxxx" if at % 100 == 42 else paper.id
        code = f" [[Code](https://github.com/lab/code-{at})]" if at % 4 == 0 else ""
        parts.append(
            f"**{paper.title}.** [{paper.submitted[:4]}]<br>\n*{authors}*<br>\n"
            f"[[PDF](https://arxiv.org/abs/{number})]{code}\n"
        )
    return "\n".join(parts)


def week(folder: Path, entries: int) -> Iterator[tuple[str, Night]]:
    """Play the week; gives what happened in the world and what the night brought."""
    papers = tuple(many_papers(entries))
    repositories = tuple(made_up_repository(f"lab/code-{at}") for at in range(0, entries, 4))
    world = World(papers, repositories)
    nights = Nights(folder, list_of(papers))
    days = iter(f"2026-03-{day:02d}" for day in range(1, 10))

    def play(happened: str, now: World, faults: Faults | None = None) -> tuple[str, Night]:
        night = nights.night(now, next(days), faults)
        if night.pull:
            nights.merge(night.pull)
        return happened, night

    yield play("first night", world)
    yield play("nothing", world)
    retitled = replace(papers[3], title="Quite another title about sounding bells", versions=2)
    world = world.with_(papers=[replace(retitled, updated="2026-03-02")])
    yield play("one paper retitled", world)
    yield play("arXiv is down", world, Faults([Fault("arxiv", "503")]))
    yield play("arXiv finds nothing", world, Faults([Fault("arxiv", "none-found")]))
    moved = replace(repositories[2], full_name="lab/moved", former_names=("lab/code-8",))
    archived = replace(repositories[5], archived=True)
    world = world.with_(repositories=[moved, archived])
    yield play("one repository moved, one archived", world)
    published = replace(papers[9], journal_ref="Journal of Rooms 12 (2026) 3-14", versions=2)
    yield play("one paper published", world := world.with_(papers=[published]))
    yield play("nothing", world)


def table(rows: list[tuple[str, Night]]) -> str:
    """Return the nights as a Markdown table."""
    lines = [
        "| night | what happened | published | seconds | files | lines of the list | + | − |",
        "|--:|---|---|--:|--:|--:|--:|--:|",
    ]
    for number, (happened, night) in enumerate(rows, start=1):
        what = (
            f"{night.publication.action}: {night.title}"
            if night.title
            else night.publication.action
        )
        cells = (number, happened, what, night.seconds, night.files, night.list_lines)
        lines.append(f"| {' | '.join(map(str, cells))} | {night.added:,} | {night.deleted:,} |")
    return "\n".join(lines)


@click.command()
@click.option("--entries", default=1000, show_default=True, help="How long the list is.")
@click.option("--bodies", is_flag=True, help="Print each pull request as well.")
def main(entries: int, bodies: bool) -> None:
    """Print the table of a list's first week."""
    folder = Path(tempfile.mkdtemp())
    try:
        rows = []
        for happened, night in week(folder, entries):
            rows.append((happened, night))
            click.echo(f"{night.day}: {happened}: {night.publication.words}", err=True)
            if bodies and night.title:
                shown = re.sub(r" ?<!-- harvester:(?:answer|news) .*? -->", "", night.body)
                click.echo(f"\n{night.day}: {night.title}\n\n{shown.strip()}\n")
        click.echo(table(rows))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
