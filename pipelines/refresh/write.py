"""Write what a run found: dataset, metrics, list, inbox and report in one commit, or nothing.

A list that lies outside the dataset folder cannot be part of that commit. Its new text is then
committed as `pending/list.json` first, put in place after, and put in place by the next run where
this one was killed between the two.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path

from harvester.about import version
from harvester.dataset.repository_metrics import format_metrics
from harvester.dataset.run_facts import (
    ABSENCES,
    ANSWERED,
    DECIDED,
    REMOVED,
    format_absences,
    format_answered,
    format_decided,
    format_removals,
    load_removals,
    renew_removals,
)
from harvester.dataset.store import write_dataset
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.reports import Page
from pipelines.refresh.inbox import INBOX, format_inbox
from pipelines.refresh.outcome import Outcome
from pipelines.refresh.report import report_files, report_worth_writing
from pipelines.settings import Settings

_PENDING = "pending/list.json"


def write_outcome(outcome: Outcome, page: Page) -> tuple[Path, ...]:
    """Write `outcome` to the workspace; return the paths that changed, none on a quiet night.

    A run for a few entries leaves the inbox and the report of the nightly run as they are.
    """
    settings = outcome.workspace.settings
    also: dict[str, bytes | None] = {
        ABSENCES: format_absences(outcome.absences),
        ANSWERED: format_answered(outcome.answered),
        DECIDED: format_decided(outcome.workspace.decided),
        REMOVED: _removals(outcome),
    }
    if outcome.metrics:
        also["metrics.csv"] = format_metrics(outcome.metrics)
    if not outcome.options.only:
        also[INBOX] = format_inbox(outcome.resolved, outcome.edits.proposed)
        if report_worth_writing(outcome, page):
            also.update(report_files(page))
    inside = _place_in_dataset(settings)
    edited = outcome.document.file_text != outcome.workspace.document.file_text
    if edited:
        _refuse_changed_list(outcome)
        also[inside or _PENDING] = _list_bytes(outcome) if inside else _pending(outcome)
    changed = write_dataset(settings.dataset_folder, outcome.dataset, also)
    if edited and not inside:
        finish_pending_list(settings)
        changed = (*(path for path in changed if path.name != "list.json"), settings.list_path)
    _build_database(outcome)
    return changed


def _removals(outcome: Outcome) -> bytes | None:
    earlier = load_removals(outcome.workspace.settings.dataset_folder)
    before, after = outcome.workspace.dataset, outcome.dataset
    return format_removals(renew_removals(earlier, before, after, outcome.day))


def _place_in_dataset(settings: Settings) -> str:
    folder, path = settings.dataset_folder.resolve(), settings.list_path.resolve()
    return path.name if path.parent == folder else ""


def _list_bytes(outcome: Outcome) -> bytes:
    return outcome.document.file_text.encode("utf-8")


def _refuse_changed_list(outcome: Outcome) -> None:
    """What somebody saved while the run was asking is never overwritten."""
    path = outcome.workspace.settings.list_path
    if path.read_bytes() != outcome.workspace.document.file_text.encode("utf-8"):
        raise BadInput(f"{path}: was changed while the run was under way; run again")


def _pending(outcome: Outcome) -> bytes:
    before = outcome.workspace.document.file_text.encode("utf-8")
    plan = {"before": hashlib.sha256(before).hexdigest(), "text": outcome.document.file_text}
    return json.dumps(plan, ensure_ascii=False).encode("utf-8")


def finish_pending_list(settings: Settings) -> None:
    """Put the committed text of a list outside the dataset folder in place."""
    pending = settings.dataset_folder / _PENDING
    if not pending.exists():
        return
    plan = json.loads(pending.read_bytes())
    now = hashlib.sha256(settings.list_path.read_bytes()).hexdigest()
    if now == plan["before"]:  # else a person has written since, and their words stay
        write_atomically(settings.list_path, plan["text"].encode("utf-8"))
    pending.unlink()
    pending.parent.rmdir()


def _build_database(outcome: Outcome) -> None:
    """Build the database where it is not that of the dataset as it lies on the disk now.

    A run may have been killed between the two, or somebody else may have changed the dataset.
    """
    settings = outcome.workspace.settings
    path, built_of = settings.database_path, settings.database_path.with_suffix(".built-of")
    digest = _digest_of(settings.dataset_folder)
    if path.exists() and built_of.exists() and built_of.read_bytes() == digest:
        return
    from harvester.dataset.exports.datasette import format_metadata
    from harvester.dataset.exports.sqlite import build_database

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        build_database(outcome.dataset, outcome.metrics, path)
        metadata = format_metadata(settings.list_path.name, path.stem)
        write_atomically(path.with_name("metadata.json"), metadata)
    except sqlite3.Error as error:
        raise BadInput(
            f"{path}: could not be built ({error}); the dataset is written: run again"
        ) from error
    write_atomically(built_of, digest)


def _digest_of(folder: Path) -> bytes:
    digest = hashlib.sha256(version().encode("utf-8"))
    patterns = ("papers/*.json", "datasets/*.json", "*.json", "*.csv")
    for path in sorted(one for pattern in patterns for one in folder.glob(pattern)):
        digest.update(f"{path.relative_to(folder).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest().encode("ascii")
