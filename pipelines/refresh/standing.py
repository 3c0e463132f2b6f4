"""Examine a workspace as it lies on the disk: what `check` and `report` show, with no network."""

from __future__ import annotations

from pipelines.refresh.check import Findings, ListState, examine, open_index
from pipelines.refresh.edits.three_way import answered_by_people
from pipelines.refresh.workspace import Workspace, load_workspace
from pipelines.settings import Settings


def examine_workspace(settings: Settings, day: str) -> tuple[Workspace, Findings]:
    """Return the workspace, its problems and the edits it needs, as a run on `day` would."""
    workspace = load_workspace(settings)
    listed = {entry.paper_id for entry in workspace.entries}
    state = ListState(
        settings=settings,
        document=workspace.document,
        entries=workspace.entries,
        dataset=workspace.dataset,
        metrics=workspace.metrics,
        absences=workspace.absences,
        answered=answered_by_people(workspace.entries, workspace.answered, listed),
        decisions=workspace.decisions,
        day=day,
    )
    with open_index(settings) as index:
        return workspace, examine(state, index)
