"""What a run found and would write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from harvester.dataset.entries import Entry
from harvester.dataset.run_facts import Absence, AnsweredValue
from harvester.lists import ListDocument
from harvester.model import Change, Dataset, Problem, RepositoryState, Resolution, SourceCount
from pipelines.refresh.edits.corrections import PlannedEdit
from pipelines.refresh.edits.plan_edits import PlannedEdits
from pipelines.refresh.options import Options
from pipelines.refresh.workspace import Workspace

if TYPE_CHECKING:  # it brings every source, which a report of what is on disk does not ask
    from pipelines.refresh.lookup.resolve import Resolved


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Count the papers that were `asked` about, and those of which nobody could be asked."""

    asked: int
    failed: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """Hold what a run found and would write; `document` and `entries` are the list after its edits.

    `unsettled` are edits that the edited list still asks for. A run that asked nobody would end the
    same way before `stands_until`.
    """

    workspace: Workspace
    options: Options
    document: ListDocument
    entries: tuple[Entry, ...]
    dataset: Dataset
    metrics: tuple[RepositoryState, ...]
    absences: tuple[Absence, ...]
    answered: tuple[AnsweredValue, ...]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]
    edits: PlannedEdits
    unsettled: tuple[PlannedEdit, ...]
    resolved: tuple[Resolved, ...]
    counts: Mapping[str, SourceCount]
    unanswered: Unanswered
    notes: tuple[str, ...]
    day: str
    stands_until: datetime | None

    @property
    def complete(self) -> bool:
        """True where everything that was asked was answered."""
        return not any(count.failed for count in self.counts.values())

    @property
    def could_do_nothing(self) -> bool:
        """True where something was asked and nothing at all was answered."""
        counts = [count for count in self.counts.values() if count.asked]
        return bool(counts) and all(count.failed == count.asked for count in counts)

    @property
    def new_resolutions(self) -> tuple[tuple[Entry, Resolution], ...]:
        """The ids that this run found and put to use, with their evidence."""
        papers = self.dataset.index()
        waiting = {(p.paper, p.entry) for p in self.edits.proposed if p.field == "identifier"}
        resolutions = []
        for answer in {one.entry.mention.span: one for one in self.resolved}.values():
            identifier = answer.verdict.identifier if answer.verdict else None
            paper = papers.get(str(identifier)) if identifier else None
            name = answer.entry.mention.name
            if paper and paper.resolution and (paper.id, name) not in waiting:
                resolutions.append((answer.entry, paper.resolution))
        return tuple(resolutions)
