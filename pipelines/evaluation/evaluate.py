"""`make evaluate`: how well resolution works, measured on labelled entries of public lists.

First end to end, on whole lists as users have them; then by query modes made by hand. Prints
Markdown; tables of it stand in the README.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import read_ahead
from harvester.errors import BadInput
from harvester.matching.certainty import Trees, shipped_trees, trees_of
from harvester.model import Identifier
from pipelines.evaluation.baselines import same_title, token_set, token_sort
from pipelines.evaluation.cases import FOLDS, MODES, Pair, held_out_name, load_pairs
from pipelines.evaluation.end_to_end.evidence import with_another_month, without
from pipelines.evaluation.end_to_end.measure import measure_entries
from pipelines.evaluation.end_to_end.peers import PEERS, measure_peer
from pipelines.evaluation.end_to_end.reading import read_labelled
from pipelines.evaluation.end_to_end.readmes import load_readmes, with_readmes
from pipelines.evaluation.end_to_end.swapped_links import render_swapped, swapped_links
from pipelines.evaluation.end_to_end.tables import (
    INTRODUCTION,
    render_classes,
    render_end_to_end,
    render_intervals,
    render_lists,
    render_mistakes,
)
from pipelines.evaluation.measures import (
    Outcome,
    invented_rates,
    rates,
    render_same_titles,
    run_pairs,
)
from pipelines.evaluation.placeholders import load_placeholders, render_placeholders
from pipelines.evaluation.replay.replay import keep_section
from pipelines.evaluation.tables import (
    header,
    render_calibration,
    render_confusions,
    render_groups,
    render_modes,
    render_speed,
    render_targets,
    row,
)
from pipelines.evaluation.tree_source import load_module
from pipelines.evaluation.world import WithoutAbstracts, open_world
from pipelines.evaluation.wrong_links import GivenCase, load_given, render_given

_SHARED = Path(__file__).resolve().parents[2].parent / "shared"
_CORPUS = _SHARED / "corpus" / "arxiv-snapshot.jsonl.xz"
_ABSTRACTS = _SHARED / "corpus" / "abstracts.jsonl.xz"
_PAIRS = _SHARED / "eval" / "pairs.jsonl"
_LISTS = _SHARED / "lists"
_READMES = _SHARED / "recorded" / "readmes" / "readmes.jsonl"
_INDEX = Path(__file__).resolve().parents[2] / "cache" / "evaluation-index.sqlite"
_SORTED_FOR_ONE_SET = 5
_BY_HAND = (
    "## With evidence chosen by hand\n\n"
    "The same entries as queries made by hand: the title part as the labels cut it, three authors "
    "and the date taken from the *record*, not from the list. This tells what each kind of "
    "evidence can add, not what users meet: lists give authors in a quarter of their entries and "
    "a month in less than a third. Every entry is judged by a model that saw no entry of its "
    f"list: the lists are dealt into {FOLDS} groups, and for each group the certainty model was "
    "fitted on the others. Its thresholds, and the rules for titles that are simply the same, are "
    "shared. Rates that are small stand with their count and the upper end of their 95 % interval."
)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything measured upon; `models` never saw the lists of the group with their number."""

    pairs: tuple[Pair, ...]
    index: ArxivIndex
    corpus: Path
    folder: Path
    lists: Path
    models: tuple[Trees, ...]


def load_material(corpus: Path, pairs: Path, index: Path, lists: Path = _LISTS) -> Material:
    """Load the pairs whose record the corpus holds; build the index once.

    Raises BadInput where pairs or corpus are not there.
    """
    if not corpus.is_file() or not pairs.is_file():
        missing = corpus if not corpus.is_file() else pairs
        raise BadInput(
            f"{missing}: the labelled material is not here; name it with --corpus, --pairs"
        )
    opened = open_world(corpus, _ABSTRACTS, index)
    held = tuple(pair for pair in load_pairs(pairs) if opened.by_identifier(pair.true))
    folder = Path(__file__).parent
    models = tuple(trees_of(load_module(folder / held_out_name(fold))) for fold in range(FOLDS))
    return Material(held, opened, corpus, pairs.parent, lists, models)


def _given(material: Material) -> tuple[tuple[GivenCase, ...], tuple[GivenCase, ...]]:
    """Return the known wrong links and the right ones; traps look wrong and are right."""
    wrong, right, traps = (
        load_given(material.folder / f"{name}.jsonl")
        for name in ("wrong_links", "pairs", "traps_not_wrong")
    )
    return wrong, (*right, *traps)


def render_baselines(material: Material, ours: Sequence[Outcome], sample: int) -> Iterator[str]:
    """What simpler rules reach; the slow ones see a part of the pairs, token_set least."""
    titles: dict[Identifier, str] = {}
    with read_ahead(material.corpus) as records:
        for record in filter(None, records):
            titles[Identifier("arxiv", record.identifier)] = record.title
    drawn = random.Random(5).sample(ours, len(ours))  # noqa: S311 -- a fixed draw, no secret
    some, few = drawn[: _SORTED_FOR_ONE_SET * sample], drawn[:sample]
    yield from header("baseline, title only")
    pairs = [one.pair for one in some]
    yield row("rapidfuzz token_sort at least 90, some pairs", token_sort(pairs, titles))
    yield row("rapidfuzz token_set at least 90, fewer pairs", token_set(pairs[:sample], titles))
    yield row("same title but for spelling or a name", same_title(material.pairs, material.index))
    for name, outcomes in (("all", drawn), ("some", some), ("fewer", few)):
        yield row(f"Harvester, {name} pairs", rates(outcomes))


def render_invented(material: Material, count: int) -> Iterator[str]:
    """Titles made of records that no model was fitted on, as lists would write them."""
    yield from header(f"titles made of {count:,} other records, by evidence")
    shipped = shipped_trees()
    rates = invented_rates(material.corpus, material.pairs, material.index, shipped, count)
    for mode, rate in rates.items():
        yield row(mode, rate)


def report_end_to_end(material: Material) -> Iterator[str]:
    """Tables of whole lists, as users meet resolution."""
    entries = read_labelled(material.pairs, material.lists, material.index)
    thirds = read_labelled(material.pairs, material.lists, material.index, thirds=True)
    readmes = load_readmes(_READMES)
    tried = {
        "labelled entries without their ids": entries,
        f"the same, with the READMEs of {len(readmes)} repositories": [
            one.asking(lambda query: with_readmes(query, readmes)) for one in entries
        ],
        "the same, with another month in each placeholder": list(map(with_another_month, entries)),
        "the same, without the placeholder's month": without(entries, hint=None),
        "the same, without authors": without(entries, authors=()),
        "the same, without dates": without(entries, year=None, month=None),
        "the same, without the description": without(entries, description=""),
        "a third of a list's ids taken out at once": thirds,
    }
    runs = {
        name: measure_entries(asked, material.index, material.models)
        for name, asked in tried.items()
    }
    bare = WithoutAbstracts(material.index.path)
    runs["the same, without abstracts"] = measure_entries(entries, bare, material.models)
    outcomes = list(runs.values())[1]
    for name, score, least in PEERS:
        runs[f"another rule, {name}"] = measure_peer(entries, material.index, score, least)
    yield INTRODUCTION
    yield from _apart(
        render_end_to_end(runs),
        render_intervals(outcomes),
        render_lists(outcomes),
        render_classes(outcomes, "title written as", "match"),
        render_classes(outcomes, "style of the entry", "style"),
        render_mistakes(outcomes),
        render_swapped(swapped_links(material.pairs, material.lists, material.index)),
    )


def report(material: Material, sample: int, invented: int) -> Iterator[str]:
    """All tables, as Markdown lines."""
    status = material.index.status()
    yield "# How good resolution is"
    yield ""
    yield (
        f"{len(material.pairs):,} labelled entries of public lists over {status.records:,} "
        "arXiv records; made by `make evaluate`."
    )
    yield ""
    yield from report_end_to_end(material)
    runs = {
        mode: run_pairs(material.pairs, mode, material.index, material.models) for mode in MODES
    }
    yield ""
    yield _BY_HAND
    parts: list[Iterable[str]] = [
        render_modes("evidence", runs),
        render_targets(runs),
        render_groups("title written as (title only)", runs["title"], "match"),
        render_groups("title written as (title, authors)", runs["title, authors"], "match"),
        render_groups("title written as (all evidence)", runs["all"], "match"),
        render_groups("style of the entry (title only)", runs["title"], "style"),
        render_calibration([one for outcomes in runs.values() for one in outcomes]),
        render_given(*_given(material), material.index),
        render_placeholders(
            load_placeholders(material.folder / "placeholders.tsv"), material.index
        ),
        render_same_titles(material.corpus),
        render_speed(runs["title"]),
        render_confusions(runs["title"] + runs["title, authors"] + runs["all"]),
    ]
    if sample:
        parts.insert(6, render_baselines(material, runs["title"], sample))
    if invented:
        parts.insert(2, render_invented(material, invented))
    yield from _apart(*parts)


def _apart(*parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        yield ""
        yield from part


@click.command()
@click.option("--corpus", type=click.Path(path_type=Path), default=_CORPUS, help="arXiv snapshot")
@click.option("--pairs", type=click.Path(path_type=Path), default=_PAIRS, help="labelled pairs")
@click.option("--lists", type=click.Path(path_type=Path), default=_LISTS, help="labelled lists")
@click.option("--index", type=click.Path(path_type=Path), default=_INDEX, help="where to keep it")
@click.option("--baseline-sample", default=100, show_default=True, help="0 leaves baselines out")
@click.option("--invented", default=6_000, show_default=True, help="titles to make; 0 for none")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="write the block here too")
def main(
    corpus: Path,
    pairs: Path,
    lists: Path,
    index: Path,
    baseline_sample: int,
    invented: int,
    output: Path | None,
) -> None:
    """Measure resolution and print the tables."""
    try:
        lines = []
        material = load_material(corpus, pairs, index, lists)
        for line in report(material, baseline_sample, invented):
            click.echo(line)
            lines.append(line)
    except BadInput as error:
        click.echo(f"harvester: {error}", err=True)
        sys.exit(2)
    if output is not None:
        before = output.read_text("utf-8") if output.is_file() else ""
        text = keep_section(before, "\n".join(lines) + "\n")
        output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
