"""What a run remembers of each service: how much it was asked, whether to leave it alone."""

from __future__ import annotations

import threading

from harvester.ledger import Counts
from harvester.limits import Setback
from harvester.politeness import ServiceRule


class Circuits:
    """Counts and open circuits by service; an open circuit stays open for the rest of the run."""

    def __init__(self) -> None:
        self._counts: dict[str, Counts] = {}
        self._open: dict[str, str] = {}
        self._invalid_in_a_row: dict[str, int] = {}
        self._turn = threading.Lock()

    def counts(self, service: str) -> Counts:
        """Return the live counts of `service`."""
        with self._turn:
            return self._counts.setdefault(service, Counts())

    def totals(self) -> dict[str, Counts]:
        """Return the counts of every service that was asked anything."""
        return dict(self._counts)

    def refusal(self, rule: ServiceRule) -> str | None:
        """Return why the service is left alone, None while it may be asked."""
        if rule.name in self._open:
            return self._open[rule.name]
        if rule.daily_quota is not None and self.counts(rule.name).requests >= rule.daily_quota:
            return f"the day's quota of {rule.daily_quota} requests is used up"
        return None

    def succeeded(self, service: str) -> None:
        """Note a success."""
        self._invalid_in_a_row[service] = 0
        self.counts(service).answered += 1

    def failed(self, service: str, setback: Setback) -> None:
        """Note the end of an ask without success; opens the circuit where that is called for.

        One unusable body may be the fault of what was asked; two asks in a row, of the service.
        """
        self.counts(service).failed += 1
        row = self._invalid_in_a_row.get(service, 0) + 1 if setback.invalid else 0
        self._invalid_in_a_row[service] = row
        if setback.opens_circuit or row >= 2:
            self._open[service] = f"left alone for this run after: {setback.reason}"
