"""From a run's outcome to what people and programs read of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from harvester.dataset.entries import mentions_with_papers, paper_entries
from harvester.lists.edits import HandEdit
from harvester.matching.resolve import evidence_line
from harvester.model import RepositoryState, Strength, Verdict
from harvester.reports import (
    Choice,
    ReportInput,
    ResolvedEntry,
    ShownEdit,
    StarsChange,
    Waiting,
    change_as_dict,
    facts_of_entries,
    problem_as_dict,
    render_html,
    render_json,
    render_markdown,
    render_terminal,
    source_as_dict,
)
from pipelines.refresh.check import shown_path
from pipelines.refresh.outcome import Outcome
from pipelines.refresh.plan_edits import PlannedEdit

REPORT = "reports/report"


def report_input(outcome: Outcome, quiet: bool = True) -> ReportInput:
    """Collect what the report says of `outcome`; the day is the only time in it.

    `quiet` leaves out what hangs on the cache, so that a killed and resumed run reports the same.
    """
    document, dataset = outcome.document, outcome.dataset
    entries = paper_entries(document.mentions, dataset)
    pairs = mentions_with_papers(document.mentions, entries, dataset.index())
    settings = outcome.workspace.settings
    return ReportInput(
        list_name=_title(outcome) or settings.list_path.name,
        day=outcome.day,
        changes=tuple(c for c in outcome.changes if c.paper.scheme != "github"),
        problems=outcome.problems,
        edits=tuple(
            [_shown(plan, True) for plan in outcome.edits.applied]
            + [_shown(plan, False) for plan in outcome.edits.proposed]
        ),
        waiting=_waiting(outcome),
        resolutions=_resolutions(outcome),
        sources=tuple(
            (name, replace(count, cached=0, requests=0) if quiet else count)
            for name, count in sorted(outcome.counts.items())
        ),
        notes=outcome.notes,
        stars=_stars(outcome.workspace.metrics, outcome.metrics),
        papers=len(dataset.papers),
        entries=facts_of_entries(pairs),
    )


def _title(outcome: Outcome) -> str:
    return next((h.text for h in outcome.document.headings if h.level == 1), "")


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
    )


def _waiting(outcome: Outcome) -> tuple[Waiting, ...]:
    rows = []
    for answer in outcome.resolved:
        verdict, mention = answer.verdict, answer.entry.mention
        if verdict is None or verdict.strength is not Strength.AMBIGUOUS:
            continue
        authors = ", ".join(author.text for author in mention.authors)
        said = mention.date or mention.event
        choices = tuple(Choice(j.candidate, j.strength, str(j.reason)) for j in verdict.judged)
        title = mention.title.text if mention.title else mention.name
        rows.append(
            Waiting(
                mention.name,
                mention.line,
                title,
                authors,
                said.text if said else "",
                str(verdict.reason),
                choices,
            )
        )
    return tuple(rows)


def _resolutions(outcome: Outcome) -> tuple[ResolvedEntry, ...]:
    return tuple(
        ResolvedEntry(
            entry.mention.name,
            entry.mention.line,
            found.identifier,
            found.strength,
            evidence_line(Verdict(found.strength, found.reason, evidence=found.evidence)),
            found.placeholder,
        )
        for entry, found in outcome.new_resolutions
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


def report_files(outcome: Outcome) -> dict[str, bytes]:
    """Return the report in its three written forms, by path inside the dataset folder."""
    given = report_input(outcome)
    return {
        f"{REPORT}.md": render_markdown(given).encode("utf-8"),
        f"{REPORT}.html": render_html(given).encode("utf-8"),
        f"{REPORT}.json": render_json(given).encode("utf-8"),
    }


def report_worth_writing(outcome: Outcome) -> bool:
    """Tell whether this run has something new to say; a quiet night leaves the last one."""
    if outcome.changes or outcome.edits.applied:
        return True
    last = _load_last(outcome.workspace.settings.dataset_folder / f"{REPORT}.json")
    shown = ReportInput("", outcome.day, problems=outcome.problems, waiting=_waiting(outcome))
    told = json.loads(render_json(shown))
    return last is None or any(last.get(key) != told.get(key) for key in ("problems", "waiting"))


def _load_last(path: Path) -> dict[str, Any] | None:
    try:
        last = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return last if isinstance(last, dict) else None


def outcome_as_json(outcome: Outcome) -> dict[str, Any]:
    """Return the run report that `refresh --json` prints."""
    return {
        "run": f"{outcome.day} {shown_path(outcome.workspace.settings)}",
        "sources": {name: source_as_dict(count) for name, count in sorted(outcome.counts.items())},
        "papers": len(outcome.dataset.papers),
        "changes": [change_as_dict(change) for change in outcome.changes],
        "problems": [problem_as_dict(problem) for problem in outcome.problems],
        "edits": [asdict(_shown(plan, True)) for plan in outcome.edits.applied]
        + [asdict(_shown(plan, False)) for plan in outcome.edits.proposed],
        "notes": list(outcome.notes),
        "seconds": outcome.seconds,
    }


def say_in_words(outcome: Outcome, changed: Sequence[Path], dry_run: bool) -> str:
    """Say what a run found and where the report is."""
    notes = [f"! {note}" for note in outcome.notes]
    if not changed and not dry_run:
        return "\n".join(["nothing changed", *notes])
    lines = [render_terminal(report_input(outcome, quiet=False)).rstrip("\n")]
    if dry_run:
        lines.append("dry run: nothing was written")
    else:
        folder = outcome.workspace.settings.dataset_folder
        lines.append(f"report: {folder / REPORT}.html (and .md, .json)")
    return "\n".join(lines)
