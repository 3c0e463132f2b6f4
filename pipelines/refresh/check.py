"""Compare the list with the dataset, with itself and with the files beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.shards.search import open_index as open_index_at
from harvester.checks.check import check
from harvester.checks.inputs import AttributeRules, CheckInput
from harvester.checks.levels import apply_levels
from harvester.checks.link_targets import malformed_arxiv
from harvester.dataset.entries import Entry, mentions_with_papers
from harvester.dataset.ignored import drop_ignored
from harvester.dataset.link_states import load_links
from harvester.dataset.repository_metrics import absent_once, latest_metrics
from harvester.dataset.run_facts import Absence, AnsweredValue
from harvester.lists import ListDocument
from harvester.lists.mojibake.repair import find_garbled
from harvester.matching.resolve import resolve
from harvester.model import (
    Candidate,
    Dataset,
    Decision,
    Identifier,
    Mention,
    Paper,
    Problem,
    RepositoryState,
    Severity,
    Span,
    Verdict,
)
from harvester.structuring import structure
from pipelines.files_beside import files_beside
from pipelines.refresh.edits.corrections import CorrectionInput, problems_by_subject
from pipelines.refresh.edits.plan_edits import EditRules, PlannedEdits, plan_edits
from pipelines.review.questions import CLAIMS_OF_CODE
from pipelines.settings import Settings


@dataclass(frozen=True, slots=True)
class ListState:
    """Hold everything that `refresh`, `check` and `report` look at: one state, the same rows."""

    settings: Settings
    document: ListDocument
    entries: tuple[Entry, ...]
    dataset: Dataset
    metrics: tuple[RepositoryState, ...]
    absences: tuple[Absence, ...]
    answered: tuple[AnsweredValue, ...]
    decisions: tuple[Decision, ...]
    day: str
    propose_only: bool = False

    @property
    def pairs(self) -> tuple[tuple[Mention, Paper | None], ...]:
        """Return every mention with the paper it speaks of."""
        return mentions_with_papers(self.document.mentions, self.entries)


@dataclass(frozen=True, slots=True)
class Findings:
    """Hold the problems of a list, and the edits that would put some of them right.

    `unused_decisions` let a problem be that is not there.
    """

    problems: tuple[Problem, ...]
    edits: PlannedEdits
    unused_decisions: tuple[Decision, ...] = ()


def examine(state: ListState, index: ArxivIndex | None) -> Findings:
    """Return problems and edits of the list as it stands; no network."""
    path = shown_path(state.settings)
    verdicts, records = _ask_index(index, state.entries)
    pairs, repositories = state.pairs, latest_metrics(state.metrics)
    problems = check(
        CheckInput(
            document=state.document,
            path=path,
            mentions=pairs,
            repositories=repositories,
            existing_files=files_beside(state.settings.list_path),
            month=state.day[:7],
            attributes=attribute_rules(state.settings.attributes),
            verdicts=verdicts,
            records=records,
            absent_once=absent_once(state.metrics),
            absent_today=frozenset(
                row.identifier for row in state.absences if row.since == state.day
            ),
            levels=state.settings.levels,
            known=state.dataset.papers,
            datasets=state.dataset.datasets,
            links=load_links(state.settings.dataset_folder),
            absent=_absent(state),
        )
    )
    garbled = apply_levels(
        _garbled(state.document, path), state.settings.levels, state.document.mentions
    )
    every = tuple(sorted((*problems, *garbled), key=lambda problem: problem.line))
    ignored_problems = drop_ignored(every, state.document.mentions, state.decisions)
    problems = ignored_problems.problems
    edits = plan_edits(
        CorrectionInput(state.document, pairs, problems_by_subject(problems), repositories),
        state.entries,
        EditRules(
            state.settings.policy, state.answered, state.propose_only, tuple(state.decisions)
        ),
    )
    problems = _without_kept(problems, edits)
    return Findings(problems, edits, ignored_problems.unused)


def _without_kept(problems: Sequence[Problem], edits: PlannedEdits) -> tuple[Problem, ...]:
    """Leave out the problems of claims that people keep as they are."""
    kept = {(plan.entry, plan.field) for plan in edits.kept}
    return tuple(
        problem
        for problem in problems
        if not any(
            (problem.subject, claim) in kept for claim in CLAIMS_OF_CODE.get(problem.code, ())
        )
    )


@contextmanager
def open_index(settings: Settings) -> Iterator[ArxivIndex | None]:
    """Give the local index of arXiv, None where there is none to use."""
    if not settings.uses_index:
        yield None
        return
    with closing(open_index_at(settings.index_path)) as index:
        yield index


def _ask_index(
    index: ArxivIndex | None, entries: Sequence[Entry]
) -> tuple[dict[Span, Verdict], dict[Identifier, Candidate]]:
    """Ask the local index, where there is one, which paper each entry with a link speaks of.

    Returns the verdicts by entry, and the records of the identifiers that stand in the list.
    """
    if index is None:
        return {}, {}
    linking = [entry for entry in entries if _links_papers(entry.mention)]
    verdicts = {
        entry.mention.span: resolve(entry.query, index.candidates(entry.query)) for entry in linking
    }
    linked = {one for entry in linking for one in entry.mention.identifiers}
    records = {one: record for one in linked if (record := index.by_identifier(one))}
    return verdicts, records


def _links_papers(mention: Mention) -> bool:
    return bool(mention.identifiers) or any(map(malformed_arxiv, mention.links))


def _absent(state: ListState) -> dict[Identifier, str]:
    """Return what arXiv says of linked ids that it does not have, less those that are too new."""
    rows = (row for row in state.absences if not row.reason.startswith("not yet"))
    return {row.identifier: row.reason for row in rows}


def _garbled(document: ListDocument, path: str) -> list[Problem]:
    return [
        Problem(
            code="garbled-text",
            severity=Severity.WARNING,
            path=path,
            line=place.line,
            subject=f"line {place.line}",
            claimed=place.text,
            known=place.repaired,
            source="the bytes of the list",
            fix=f"run: harvester repair {path}",
        )
        for place in find_garbled(document.text)
    ]


def shown_path(settings: Settings) -> str:
    """Return the list's path as people know it: relative to the workspace where it lies inside."""
    try:
        return settings.list_path.resolve().relative_to(settings.root.resolve()).as_posix()
    except ValueError:
        return settings.list_path.as_posix()


def attribute_rules(table: Mapping[str, Any]) -> AttributeRules:
    """Read the `[attributes]` table of the settings; raises BadInput for what it does not know."""
    return structure(table, AttributeRules, "harvester.toml [attributes]")
