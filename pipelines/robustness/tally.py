"""The figures of a fault campaign."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields

from pipelines.robustness.invariants import Findings


@dataclass(slots=True)
class Tally:
    """The figures of a campaign, or of a part of it."""

    runs: int = 0
    struck: int = 0
    warned: int = 0
    refused: int = 0
    clean: int = 0
    requests: int = 0
    early: int = 0
    overlapping: int = 0
    spaced: int = 0
    killed: int = 0
    machine: int = 0
    resumed: int = 0
    repeated: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)

    def add(self, other: Tally) -> None:
        """Take the figures of another part in."""
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults.update(other.faults)
        self.findings.checked += other.findings.checked
        self.findings.losses += other.findings.losses


_NUMBERS = tuple(each.name for each in fields(Tally) if each.type == "int")
