"""Keep what a run said that asked nobody and changed nothing: as long as all stays so, it stands.

It stands for the same list, dataset, cache, settings, tokens and program, on the same day, and no
longer than every answer that it took from the cache counts as fresh.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from harvester.reports import ReportInput
from pipelines.memo import FOLDER, Memo, digest_of_files, digest_of_workspace, files_below
from pipelines.refresh.standing import keep_standing
from pipelines.settings import Settings

_OF_EVERY_RUN = ("ledger", "run.", "last-good-night")
"""How the names of those files of the cache begin that a run writes and says nothing from."""
_NAME = "refresh"


class InputDigests(NamedTuple):
    """Digests of what lies on the disk, without the cache and with it; empty: cannot be told."""

    workspace: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run said, for programs and in words."""

    report: Mapping[str, Any]
    words: str


def digest_of_inputs(settings: Settings, day: str) -> InputDigests:
    """Return the digests of all that a run on `day` starts from."""
    workspace = digest_of_workspace(settings, day)
    folder = settings.cache_folder
    paths = (
        path
        for path in files_below(folder)
        if not path.name.startswith(_OF_EVERY_RUN) and path.parent != folder / FOLDER
    )
    try:
        cached = digest_of_files(paths) if workspace else ""
    except OSError:
        return InputDigests()
    inputs = repr((workspace, day, cached, sorted(settings.tokens))).encode()
    return InputDigests(workspace, hashlib.sha256(inputs).hexdigest() if workspace else "")


def recall_quiet_run(settings: Settings, inputs: InputDigests, now: datetime) -> RunSummary | None:
    """Return what the last run said where a run now would say the same; else None."""
    raw: Any = Memo(settings, _NAME).recall(inputs.whole) if inputs.whole else None
    try:
        since, until = (datetime.fromisoformat(raw[name]) for name in ("since", "until"))
        return RunSummary(raw["report"], raw["words"]) if since <= now < until else None
    except (KeyError, TypeError, ValueError):
        return None


def keep_quiet_run(
    settings: Settings,
    inputs: InputDigests,
    summary: RunSummary,
    standing: ReportInput,
    between: tuple[datetime, datetime],
) -> None:
    """Keep what a quiet run said, and what `check` and `report` say of the same state."""
    since, until = (moment.isoformat() for moment in between)
    raw = {"report": summary.report, "words": summary.words, "since": since, "until": until}
    Memo(settings, _NAME).keep(inputs.whole, raw)
    keep_standing(Memo(settings, "standing"), inputs.workspace, standing)
