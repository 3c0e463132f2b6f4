"""From what a run found, or a workspace holds, to what people and programs read of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from harvester.dataset.entries import Entry, mentions_with_papers
from harvester.lists import ListDocument
from harvester.lists.edits import HandEdit
from harvester.matching.resolve import evidence_line
from harvester.model import Dataset, Decision, Problem, RepositoryState, Verdict
from harvester.reports import (
    Page,
    ReportInput,
    ResolvedEntry,
    ShownEdit,
    StarsChange,
    build_page,
    change_as_dict,
    facts_of_entries,
    problem_as_dict,
    render_html,
    render_json,
    render_markdown,
    render_terminal,
    source_as_dict,
    standing_rows,
)
from pipelines.refresh.check import shown_path
from pipelines.refresh.edits.corrections import PlannedEdit
from pipelines.refresh.inbox import ambiguous_rows, waiting_rows
from pipelines.refresh.outcome import Outcome
from pipelines.refresh.report_charts import charts_of
from pipelines.refresh.report_context import add_context

REPORT = "reports/report"


def standing_report(
    document: ListDocument,
    entries: tuple[Entry, ...],
    dataset: Dataset,
    problems: tuple[Problem, ...],
    proposed: Iterable[PlannedEdit],
    ambiguous: Iterable[dict[str, Any]],
    decisions: Sequence[Decision],
    day: str,
    name: str,
) -> ReportInput:
    """Return the report on a list as it stands: the same rows whichever command shows them."""
    title = next((heading.text for heading in document.headings if heading.level == 1), "")
    return ReportInput(
        list_name=title or name,
        day=day,
        problems=problems,
        edits=tuple(_shown(plan, False) for plan in proposed),
        waiting=waiting_rows(ambiguous, entries, decisions),
        papers=len(dataset.papers),
        entries=facts_of_entries(mentions_with_papers(document.mentions, entries)),
    )


def report_page(outcome: Outcome) -> Page:
    """Return the report on a run, once for all its forms; the day is the only time in it.

    It leaves out what hangs on the cache, so that a killed and resumed run reports the same.
    """
    standing = standing_report(
        outcome.document,
        outcome.entries,
        outcome.dataset,
        outcome.problems,
        outcome.edits.proposed,
        ambiguous_rows(outcome.resolved),
        outcome.workspace.decisions,
        outcome.day,
        outcome.workspace.settings.list_path.name,
    )
    applied = tuple(_shown(plan, True) for plan in outcome.edits.applied)
    given = replace(
        standing,
        changes=tuple(c for c in outcome.changes if c.paper.scheme != "github"),
        edits=(*applied, *standing.edits),
        resolutions=_resolutions(outcome),
        sources=tuple(
            (name, replace(count, cached=0, requests=0))
            for name, count in sorted(outcome.counts.items())
        ),
        notes=outcome.notes,
        stars=_stars(outcome.workspace.metrics, outcome.metrics),
        charts=charts_of(outcome.document, outcome.entries, outcome.dataset, outcome.metrics),
    )
    return build_page(add_context(given, outcome.workspace.settings))


def _shown(plan: PlannedEdit, applied: bool) -> ShownEdit:
    why = plan.edit.why
    before = plan.before if not isinstance(plan.edit, HandEdit) else ""
    return ShownEdit(
        plan.entry,
        plan.field,
        before,
        plan.edit.text,
        plan.line,
        why,
        plan.source,
        plan.sure,
        applied,
        plan.value,
    )


def _resolutions(outcome: Outcome) -> tuple[ResolvedEntry, ...]:
    return tuple(
        ResolvedEntry(
            entry.mention.name,
            entry.mention.line,
            resolution.identifier,
            resolution.strength,
            evidence_line(
                Verdict(resolution.strength, resolution.reason, evidence=resolution.evidence)
            ),
            resolution.placeholder,
        )
        for entry, resolution in outcome.new_resolutions
    )


def _stars(
    before: Sequence[RepositoryState], after: Sequence[RepositoryState]
) -> tuple[StarsChange, ...]:
    last = {row.repository: row for row in before}
    history: dict[str, list[tuple[str, int]]] = {}
    for row in after:
        if row.stars is not None:
            history.setdefault(row.repository, []).append((row.day, row.stars))
    rows = []
    for name, counted in sorted(history.items()):
        old = last.get(name)
        now = counted[-1][1]
        if old is None or old.stars != now:
            was, since = (old.stars, old.day) if old else (None, "")
            rows.append(StarsChange(name, was, now, since, tuple(counted)))
    return tuple(rows)


def report_files(page: Page) -> dict[str, bytes]:
    """Return the report in its three written forms, by path inside the dataset folder."""
    return {
        f"{REPORT}.md": render_markdown(page).encode("utf-8"),
        f"{REPORT}.html": render_html(page).encode("utf-8"),
        f"{REPORT}.json": render_json(page).encode("utf-8"),
    }


def report_worth_writing(outcome: Outcome, page: Page) -> bool:
    """Tell whether this run has something new to say; a quiet night leaves the last one."""
    if outcome.changes or outcome.edits.applied:
        return True
    last = _load_last(outcome.workspace.settings.dataset_folder / f"{REPORT}.json")
    rows = json.loads(json.dumps(standing_rows(page.given)))
    return last is None or any(last.get(key) != rows[key] for key in ("problems", "waiting"))


def _load_last(path: Path) -> dict[str, Any] | None:
    try:
        last = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return last if isinstance(last, dict) else None


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Return the run report that `refresh --json` prints, but for the time that it took."""
    return {
        "run": f"{outcome.day} {shown_path(outcome.workspace.settings)}",
        "sources": {name: source_as_dict(count) for name, count in sorted(outcome.counts.items())},
        "papers": len(outcome.dataset.papers),
        "changes": [change_as_dict(change) for change in outcome.changes],
        "problems": [problem_as_dict(problem) for problem in outcome.problems],
        "edits": [asdict(_shown(plan, True)) for plan in outcome.edits.applied]
        + [asdict(_shown(plan, False)) for plan in outcome.edits.proposed],
        "notes": list(outcome.notes),
    }


def say_in_words(outcome: Outcome, page: Page, changed: Sequence[Path], dry_run: bool) -> str:
    """Say what a run found and where the report is."""
    notes = [f"! {note}" for note in outcome.notes]
    if not changed and not dry_run:
        return "\n".join(["nothing changed", *notes])
    counted = replace(page.given, sources=tuple(sorted(outcome.counts.items())))
    lines = [render_terminal(replace(page, given=counted)).rstrip("\n")]
    if dry_run:
        lines.append("dry run: nothing was written")
    else:
        folder = outcome.workspace.settings.dataset_folder
        lines.append(f"report: {folder / REPORT}.html (and .md, .json)")
    return "\n".join(lines)
