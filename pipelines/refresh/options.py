"""What a run is told to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How a run differs from the nightly one; `notes` stand first among those of its report."""

    offline: bool = False
    propose_only: bool = False
    only: tuple[str, ...] = ()
    accept_shrink: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


NIGHTLY = Options()

GUARD_NAMES = ("papers", "fields", "authors", "coverage", "sources", "schema", "edits")
"""What stops a run that would lose much; each is refused or accepted by its name."""
