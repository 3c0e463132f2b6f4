"""`make replay`: which corrections of maintainers would Harvester have proposed, and what else?

Prints Markdown; `-o EVALUATION.md` writes it in place of that file's section of the same name.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from harvester.arxiv_index.search import ArxivIndex
from harvester.errors import BadInput
from pipelines.evaluation.replay.entries import ListReader, entries_in_lists
from pipelines.evaluation.replay.judgements import load_judgements, render_judgements
from pipelines.evaluation.replay.material import (
    load_bases,
    load_corrections,
    load_histories,
    load_world,
)
from pipelines.evaluation.replay.measure import (
    BaseOutcome,
    Replayed,
    kind_of,
    replay_base,
    replay_correction,
    replay_duplicates,
    share,
)

_ROOT = Path(__file__).resolve().parents[3]
_SHARED = _ROOT.parent / "shared"
HEADING = "## Replay of what maintainers corrected"
_TARGETS = {
    "wrong id": 0.8, "placeholder": 0.7, "duplicate": 0.9, "preprint to venue": 0.85,
    "code": 0.7, "authors": 0.8,
}  # fmt: skip
_INTRODUCTION = (
    "Corrections that maintainers made by hand, mined from the git histories of the lists. For "
    "each, the entry as it stood before is read by our own parser, within its list where a "
    "revision of it is at hand, else alone (the lines are cut at 600 characters, so some are "
    "misread), and what would be proposed with what is known today (the arXiv index, venues of 31 "
    "conferences, code that they or abstracts name) is set beside what people wrote. Answerable: "
    "what people wrote stands in that material; for authors, the record contradicts the entry as "
    "it was and names nobody whom the entry does not name now (and so for a proposal that agrees: "
    "records of the snapshot leave some authors out); for duplicates, the paper stands twice in "
    "the last base revision before. Replaced ids count where the new one is right. Shares are "
    "means over lists."
)


def render(replayed: Sequence[Replayed], bases: Sequence[BaseOutcome]) -> Iterator[str]:
    """Give the replay by kind, then what was proposed at base revisions and never made."""
    yield HEADING
    yield ""
    yield _INTRODUCTION
    yield ""
    yield (
        "| kind | corrections | lists | answerable | proposed as people did | the same, mean of "
        "lists | target | otherwise | |"
    )
    yield "|---|--:|--:|--:|--:|--:|--:|--:|---|"
    for kind in dict.fromkeys(one.kind for one in replayed):
        rows = [one for one in replayed if one.kind == kind]
        can = [one for one in rows if one.answerable]
        made = [one for one in can if one.agrees]
        other = sum(bool(one.proposed) and not one.agrees for one in rows)
        mean, target = share(made, can), _TARGETS.get(kind)
        lists = len({one.correction.repo for one in rows})
        met = "" if target is None else "met" if mean >= target else "missed"
        wanted = "" if target is None else f"≥ {target:.0%}"
        yield (
            f"| {kind} | {len(rows)} | {lists} | {len(can)} | {len(made)} | {mean:.1%} | {wanted} "
            f"| {other} | {met} |"
        )
    yield ""
    yield "| proposed at base revisions, 18 months old | proposals | people did the same | never |"
    yield "|---|--:|--:|--:|"
    for kind in dict.fromkeys(one.proposal.kind for one in bases):
        mine = [one for one in bases if one.proposal.kind == kind]
        made_later = sum(one.made for one in mine)
        yield f"| {kind} | {len(mine)} | {made_later} | {len(mine) - made_later} |"


def replay_all(
    history: Path, lists: Path, corpus: Path, index: ArxivIndex
) -> tuple[list[Replayed], list[BaseOutcome]]:
    """Replay all corrections, and propose for the oldest base revisions.

    Raises BadInput where corrections or what is known today are not there.
    """
    corrections, world, reader = load_corrections(history), load_world(corpus), ListReader(index)
    asked = [one for one in corrections.values() if kind_of(one)]
    within = [one for one in asked if kind_of(one) != "duplicate"]
    entries = entries_in_lists(within, load_histories(history, lists, within), reader)
    replayed = [
        one
        for correction in asked
        if (one := replay_correction(correction, index, world, entries.get(correction.key)))
    ]
    by_age = load_bases(history)
    newest_first = [base for months in sorted(by_age) for base in by_age[months]]
    replayed += replay_duplicates(newest_first, corrections, reader)
    oldest = by_age[max(by_age)] if by_age else ()
    outcomes = [
        each for base in oldest for each in replay_base(base, corrections, index, world, reader)
    ]
    return replayed, outcomes


def sample_never_made(bases: Sequence[BaseOutcome], count: int) -> Iterator[str]:
    """Draw proposals that nobody made, to be read by a person."""
    never = [one for one in bases if not one.made]
    drawn = random.Random(11).sample(never, min(count, len(never)))  # noqa: S311 -- a fixed draw
    for one in drawn:
        proposal = one.proposal
        yield f"{one.repo}:{proposal.line}\t{proposal.kind}\t{proposal.title}\t{proposal.value}"


@click.command()
@click.option("--history", type=click.Path(path_type=Path), default=_SHARED / "history")
@click.option("--lists", type=click.Path(path_type=Path), default=_SHARED / "lists")
@click.option("--corpus", type=click.Path(path_type=Path), default=_SHARED / "corpus")
@click.option(
    "--index",
    type=click.Path(path_type=Path),
    default=_ROOT / "cache" / "evaluation-index.sqlite",
)
@click.option("--never-made", type=int, default=0, help="print so many to stderr, to be read")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="put the section in here")
def main(
    history: Path, lists: Path, corpus: Path, index: Path, never_made: int, output: Path | None
) -> None:
    """Replay corrections made by hand, and print the tables."""
    try:
        replayed, bases = replay_all(history, lists, corpus, ArxivIndex(index))
    except BadInput as error:
        click.echo(f"harvester: {error}", err=True)
        sys.exit(2)
    judged = render_judgements(bases, load_judgements())
    text = "\n".join((*render(replayed, bases), *judged)) + "\n"
    click.echo(text)
    for line in sample_never_made(bases, never_made):
        click.echo(line, err=True)
    if output is not None:
        output.write_text(put_section(output.read_text("utf-8"), text), encoding="utf-8")


def keep_section(before: str, document: str) -> str:
    """Return a new document with the section of the replay that the one before it had."""
    _, heading, after = before.partition(HEADING)
    if not heading:
        return document
    section = heading + re.split(r"(?m)^(?=## )", after, maxsplit=1)[0]
    return put_section(document, section.rstrip("\n") + "\n")


def put_section(document: str, section: str) -> str:
    """Return a document with its section of the replay renewed, or put before the second.

    >>> put_section("# A\\n\\n## B\\n", "## Replay of what maintainers corrected\\n")
    '# A\\n\\n## B\\n\\n## Replay of what maintainers corrected\\n'
    """
    before, _, after = document.partition(HEADING)
    rest = re.split(r"(?m)^(?=## )", after, maxsplit=1)
    following = rest[1] if len(rest) > 1 else ""
    return before.rstrip("\n") + "\n\n" + section + (f"\n{following}" if following else "")


if __name__ == "__main__":
    main()
