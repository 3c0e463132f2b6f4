"""When the last whole night ended well, and a sentence where that is long ago.

The day lies in the cache, because a quiet night changes no byte of the dataset.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from harvester.files import write_atomically
from pipelines.settings import Settings
from pipelines.workflow_log import is_workflow

PATIENCE = 3
"""Days without a good night that nobody needs to hear of: services have bad weekends."""
_RECORD = "last-good-night"
_LOOK = "look at the log of the last nights; `harvester doctor` says what a run finds"


def remember_good_night(cache_folder: Path, day: date) -> None:
    """Write down that the night of `day` ended well."""
    write_atomically(cache_folder / _RECORD, f"{day.isoformat()}\n".encode("ascii"))


def last_good_night(cache_folder: Path) -> date | None:
    """Return the day of the last good night; None where none is known."""
    try:
        return date.fromisoformat((cache_folder / _RECORD).read_text("ascii").strip())
    except (OSError, ValueError):
        return None


def overdue_words(settings: Settings, today: date) -> str:
    """Return a sentence where the last good night is old or lost; empty where all is well.

    Lost it is only in a workflow: a clone on somebody's machine never had a night, nor has a
    workspace whose dataset has no papers yet.
    """
    last = last_good_night(settings.cache_folder)
    if last is not None:
        days = (today - last).days
        if days <= PATIENCE:
            return ""
        return f"the last good night was {last}, {days} days ago: {_LOOK}"
    if not (is_workflow() and (settings.dataset_folder / "papers").is_dir()):
        return ""
    return f"when the last good night was is not known here: {_LOOK}"
