"""Mutate true lists and look what is edited and named: `make mutations`.

Of a list those entries are taken whose title and authors agree with the record that they link.
One fault at a time is put in; then edits are planned as a night does, with every policy at "apply",
and the list is checked. No true claim may be edited, whatever the fault, and the fault be named.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harvester.checks.check import check
from harvester.checks.inputs import CheckInput
from harvester.dataset.entries import mentions_with_papers, paper_entries
from harvester.errors import BadInput
from harvester.lists import ListDocument, load_list, parse
from harvester.matching.existing_identifiers import vouches_for
from harvester.matching.query import candidate_of_paper
from harvester.matching.resolve import query_of
from harvester.model import Dataset, FieldData, Identifier, Paper, Problem, Statement
from harvester.sandbox.world import PaperFacts, World, load_world
from harvester.values.fields import Policy
from harvester.values.person_names import compare_authors, parse_person
from pipelines.refresh.edits.corrections import CorrectionInput, PlannedEdit, problems_by_subject
from pipelines.refresh.edits.plan_edits import EditRules, plan_edits
from pipelines.robustness.broken_lists.mutations import MUTATIONS, Mutation, TrueEntry, TrueList
from pipelines.settings import DEFAULT_POLICY

_SHOWN = 10
_MADE_UP = 3
_APPLY = dict.fromkeys(DEFAULT_POLICY, Policy.APPLY)


@dataclass(slots=True)
class Figures:
    """What was tried and what came of it, by kind of mutation."""

    tried: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    false_edits: list[str] = field(default_factory=list)
    false_problems: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Add the figures of another list."""
        self.tried += other.tried
        self.named += other.named
        self.silent += other.silent
        self.false_edits += other.false_edits
        self.false_problems += other.false_problems

    def lines(self) -> Iterable[str]:
        """Yield the figures as a Markdown table, and what went wrong."""
        yield "| mutation | tried | named, or rightly silent |"
        yield "|---|--:|--:|"
        for kind, count in sorted(self.tried.items()):
            yield f"| {kind} | {count} | {self.named[kind]} |"
        yield ""
        yield f"true claims edited: {len(self.false_edits)}"
        yield from (f"  {one}" for one in self.false_edits[:_SHOWN])
        yield f"problems of entries that were not touched: {len(self.false_problems)}"
        yield from (f"  {one}" for one in self.false_problems[:_SHOWN])
        yield f"mutations not named: {len(self.silent)}"
        yield from (f"  {one}" for one in self.silent[:_SHOWN])


def paper_of_facts(facts: PaperFacts) -> Paper:
    """Return a paper of the dataset with what arXiv says of it."""
    identifier = Identifier("arxiv", facts.id)
    values: dict[str, FieldData] = {
        "authors": tuple(parse_person(name) for name in facts.authors),
        "submitted": facts.submitted,
        "title": facts.title,
    }
    statements = (
        Statement(name, value, "arxiv", facts.submitted) for name, value in values.items()
    )
    return Paper(identifier, (identifier,), tuple(statements))


def true_entries(document: ListDocument, papers: Mapping[str, Paper]) -> tuple[TrueEntry, ...]:
    """Return the entries with one known arXiv id whose title and authors are their record's."""
    entries = []
    for mention in document.mentions:
        papers_here = [papers[str(one)] for one in mention.identifiers if str(one) in papers]
        if not mention.is_paper_entry or len(papers_here) != 1:
            continue
        record, query = candidate_of_paper(papers_here[0]), query_of(mention)
        if record is None or not mention.links or not vouches_for(query, record):
            continue
        compared = compare_authors(query.authors, record.authors, query.et_al)
        if not query.authors or (compared.all_agree and compared.in_order):
            entries.append(TrueEntry(mention, record))
    return tuple(entries)


def run_list(text: str, name: str, world: World, seed: int, rounds: int) -> Figures:
    """Put `rounds` faults into the list, one at a time, and count what came of them."""
    figures, dice = Figures(), random.Random(seed)  # noqa: S311 -- chance, not secrets
    document = parse(text, name)
    listed = {one.value for m in document.mentions for one in m.identifiers}
    sample = dice.sample(world.papers, min(len(world.papers), 400))
    facts = {one.id: one for one in sample} | {
        one: world.paper_by_id[one] for one in sorted(listed & world.paper_by_id.keys())
    }
    dataset = Dataset(tuple(paper_of_facts(facts[key]) for key in sorted(facts)))
    entries = true_entries(document, dataset.index())
    if len(entries) < 2:
        return figures
    records = {
        paper.id: record for paper in dataset.papers if (record := candidate_of_paper(paper))
    }
    true_list = TrueList(document, entries, records)
    before_edits, before = look(document, dataset)
    earlier = {(one.code, one.subject) for one in before}
    planned = {(plan.entry, plan.field) for plan in before_edits}
    for at in range(rounds):
        draw = MUTATIONS[at % len(MUTATIONS)]
        mutation = draw(true_list, dice)
        if mutation is not None:
            edits, problems = look(parse(mutation.text, name), dataset)
            edits = tuple(plan for plan in edits if (plan.entry, plan.field) not in planned)
            problems = tuple(p for p in problems if (p.code, p.subject) not in earlier)
            _judge(figures, mutation, edits, problems)
    return figures


def look(
    document: ListDocument, dataset: Dataset
) -> tuple[tuple[PlannedEdit, ...], tuple[Problem, ...]]:
    """Return what a night would edit in the list, and what `check` says of it."""
    entries = paper_entries(document.mentions, dataset)
    spoken = mentions_with_papers(document.mentions, entries)
    problems = check(CheckInput(document, "list.md", spoken, known=dataset.papers))
    given = CorrectionInput(document, spoken, problems_by_subject(problems), {})
    return plan_edits(given, entries, EditRules(_APPLY)).applied, problems


def _judge(
    figures: Figures,
    mutation: Mutation,
    edits: Sequence[PlannedEdit],
    problems: Sequence[Problem],
) -> None:
    figures.tried[mutation.kind] += 1
    wrong = [plan for plan in edits if plan.edit.text not in mutation.restored]
    figures.false_edits += [
        f"{mutation.kind}: line {one.line}: {one.before!r} → {one.edit.text!r}" for one in wrong
    ]
    expected = [one for one in problems if one.code in mutation.codes]
    foreign = [one for one in problems if one.code not in mutation.codes]
    figures.false_problems += [
        f"{mutation.kind}: line {one.line}: {one.code}: {one.claimed} | {one.known}"
        for one in foreign
    ]
    mended = any(plan.edit.text in mutation.restored for plan in edits)
    missing = set(mutation.lines) - {one.line for one in expected}
    if mended or not missing:
        figures.named[mutation.kind] += 1
    else:
        figures.silent.append(f"{mutation.kind}: lines {sorted(missing)}")


def made_up_list(world: World, seed: int, length: int = 24) -> str:
    """Write a true list of facts of the world in three styles of its own."""
    dice = random.Random(seed)  # noqa: S311 -- chance, not secrets
    papers = [one for one in world.papers if len(one.authors) >= 2 and one.id[:1].isdigit()]
    lines = ["# A true list", ""]
    for at, one in enumerate(dice.sample(papers, length)):
        if at % 8 == 0:
            lines += ["", f"## Topic {at // 8 + 1}", ""]
        shown = ", ".join(one.authors[:3]) + (", et al." if len(one.authors) > 3 else "")
        link = f"[[Paper](https://arxiv.org/abs/{one.id})]"
        styles = (
            f"- **{one.title}** *{shown}* {link}",
            f"- [{one.title}](https://arxiv.org/abs/{one.id}), {one.submitted[:4]}",
            f"- **{one.title}.** {link}",
        )
        lines.append(styles[seed % 3])
    return "\n".join((*lines, ""))


def _lists(places: Iterable[Path]) -> Iterable[Path]:
    for place in places:
        yield from sorted(place.rglob("*.md")) if place.is_dir() else [place]


def main(arguments: Sequence[str] | None = None) -> int:
    """Mutate the given lists, or lists of our own; return 1 where a true claim was edited."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lists", nargs="*", type=Path, help="lists, or folders that hold them")
    parser.add_argument("--rounds", type=int, default=60, help="mutations of each list")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    world, total, used = load_world(), Figures(), 0
    for at in range(_MADE_UP):
        text = made_up_list(world, given.seed + at)
        total.add(run_list(text, "README.md", world, given.seed, given.rounds))
        used += 1
    for path in _lists(given.lists):
        try:
            figures = run_list(load_list(path), path.name, world, given.seed, given.rounds)
        except BadInput:
            continue  # no list of papers
        used += bool(figures.tried)
        total.add(figures)
    lines = [f"{used} lists, {sum(total.tried.values())} mutations", "", *total.lines()]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if total.false_edits else 0


if __name__ == "__main__":
    sys.exit(main())
