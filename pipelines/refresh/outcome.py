"""What a run was told to do, and what it found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from harvester.dataset.entries import Entry
from harvester.lists import ListDocument
from harvester.model import Change, Dataset, Problem, RepositoryState, Resolution, SourceCount
from pipelines.refresh.plan_edits import PlannedEdits
from pipelines.refresh.resolve import Resolved
from pipelines.refresh.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Options:
    """How a run differs from the nightly one."""

    offline: bool = False
    propose_only: bool = False
    only: tuple[str, ...] = ()


NIGHTLY = Options()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run found and would write; `document` is the list after its edits."""

    workspace: Workspace
    document: ListDocument
    dataset: Dataset
    metrics: tuple[RepositoryState, ...]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    edits: PlannedEdits
    resolved: tuple[Resolved, ...]
    counts: Mapping[str, SourceCount]
    notes: tuple[str, ...]
    day: str
    seconds: float

    @property
    def complete(self) -> bool:
        """True where everything that was asked was answered."""
        return not any(count.failed for count in self.counts.values())

    @property
    def new_resolutions(self) -> tuple[tuple[Entry, Resolution], ...]:
        """The ids that this run found and put to use, with their evidence."""
        known = self.dataset.index()
        waiting = {plan.entry for plan in self.edits.proposed if plan.field == "identifier"}
        answered = {answer.entry.mention.span: answer for answer in self.resolved}
        found = []
        for answer in answered.values():
            identifier = answer.verdict.identifier if answer.verdict else None
            paper = known.get(str(identifier)) if identifier else None
            if paper and paper.resolution and answer.entry.mention.name not in waiting:
                found.append((answer.entry, paper.resolution))
        return tuple(found)
