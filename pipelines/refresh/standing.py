"""Examine a workspace as it lies on the disk: what `check` and `report` show, with no network.

Both show the same `ReportInput`. It is kept in the cache folder, so that it is worked out once a
month for a state of list and dataset; what is only needed for that is imported there.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import cattrs

from harvester.dataset.store import announce_migration
from harvester.files import recover
from harvester.model import Problem
from harvester.reports import Chart, EntryFacts, ReportInput, ShownEdit, Waiting
from pipelines.memo import Memo, digest_of_workspace
from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.refresh.check import Findings
    from pipelines.refresh.workspace import Workspace

_TYPES = {
    "list_name": str,
    "papers": int,
    "problems": tuple[Problem, ...],
    "edits": tuple[ShownEdit, ...],
    "waiting": tuple[Waiting, ...],
    "entries": tuple[EntryFacts, ...],
    "charts": tuple[Chart, ...],
}
"""What a state of list and dataset says; the rest of a report is of a run, or around the rows."""


def load_standing(settings: Settings, day: str) -> ReportInput:
    """Return what a report on `day` says of the workspace, kept or worked out.

    Raises:
        BadInput: a file is missing, damaged or holds no entries; a decision is about nothing.
    """
    recover(settings.dataset_folder)  # what is digested is what will be read
    memo, key = Memo(settings, "standing"), digest_of_workspace(settings, day)
    standing = recall_standing(memo, key, day)
    if standing is not None:
        announce_migration(settings.dataset_folder)
        return standing
    standing = _standing_of(*examine_workspace(settings, day), day)
    if key == digest_of_workspace(settings, day):  # else somebody wrote meanwhile
        keep_standing(memo, key, standing)
    return standing


def recall_standing(memo: Memo, key: str, day: str) -> ReportInput | None:
    """Return what was kept under `key`, for a report of `day`; None without one of that shape."""
    raw: Any = memo.recall(key) if key else None
    try:
        read = _converter().structure
        values: dict[str, Any] = {name: read(raw[name], cls) for name, cls in _TYPES.items()}
    except (KeyError, TypeError, ValueError, cattrs.BaseValidationError):
        return None
    return ReportInput(day=day, **values)


def keep_standing(memo: Memo, key: str, standing: ReportInput) -> None:
    """Keep what a state of list and dataset says; nothing where `key` is empty."""
    if key:
        write = _converter().unstructure
        memo.keep(key, {name: write(getattr(standing, name), cls) for name, cls in _TYPES.items()})


@cache
def _converter() -> cattrs.Converter:
    """Return a converter that changes no value: a whole number in a chart stays one."""
    converter = cattrs.Converter()
    converter.register_structure_hook(float, lambda raw, _: raw)
    converter.register_structure_hook(bytes, lambda raw, _: bytes.fromhex(raw))
    converter.register_unstructure_hook(bytes, bytes.hex)
    return converter


def _standing_of(workspace: Workspace, findings: Findings, day: str) -> ReportInput:
    from pipelines.refresh.inbox import load_ambiguous
    from pipelines.refresh.report import standing_report
    from pipelines.refresh.report_charts import charts_of

    settings = workspace.settings
    standing = standing_report(
        workspace.document,
        workspace.entries,
        workspace.dataset,
        findings.problems,
        (*findings.edits.applied, *findings.edits.proposed),
        load_ambiguous(settings.dataset_folder),
        workspace.decisions,
        day,
        settings.list_path.name,
    )
    charts = charts_of(workspace.document, workspace.entries, workspace.dataset, workspace.metrics)
    return replace(standing, charts=charts)


def examine_workspace(settings: Settings, day: str) -> tuple[Workspace, Findings]:
    """Return the workspace, its problems and the edits it needs, as a run on `day` would."""
    from pipelines.refresh.check import ListState, examine, open_index
    from pipelines.refresh.edits.three_way import answered_by_people
    from pipelines.refresh.workspace import load_workspace

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
