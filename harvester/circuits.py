"""What a run remembers of each service: how much it was asked, whether to leave it alone."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from harvester.asks import Answer
from harvester.ledger import Counts, Ledger
from harvester.limits import Setback, quota_reset
from harvester.politeness import ServiceRule

_SOON = 60.0
"""A quota that is filled again within so many seconds ends no run."""


class Circuits:
    """Counts and open circuits by service; an open circuit stays open for the rest of the run."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._counts: dict[str, Counts] = {}
        self._open: dict[str, str] = {}
        self._invalid_in_a_row: dict[str, int] = {}
        self._turn = threading.Lock()

    def counts(self, service: str) -> Counts:
        """Return the live counts of `service`."""
        with self._turn:
            return self._counts.setdefault(service, Counts())

    def note(
        self,
        service: str,
        at: str,
        url: str,
        outcome: Answer | Setback | None,
        received: int,
        seconds: float,
    ) -> None:
        """Count one request and write it to the ledger; `outcome` None: it was cut off."""
        count = self.counts(service)
        count.requests += 1
        count.received += received
        count.seconds += seconds
        facts: dict[str, object] = {"url": url[:500], "bytes": received}
        facts["seconds"] = round(seconds, 3)
        if isinstance(outcome, Answer):
            facts["status"] = outcome.status
        elif outcome is not None:
            facts["reason"] = outcome.reason
        kind = "answered" if isinstance(outcome, Answer) else "failed"
        self._ledger.write(at, service, kind, facts)

    def close(self, at: str) -> None:
        """Write the totals of the run to the ledger; a second time there is nothing to write."""
        for service, count in self._counts.items():
            self._ledger.write(at, service, "totals", count.as_facts())
        self._counts = {}

    def refusal(self, rule: ServiceRule) -> str | None:
        """Return why the service is left alone, None while it may be asked."""
        if rule.name in self._open:
            return self._open[rule.name]
        if rule.daily_quota is not None and self.counts(rule.name).requests >= rule.daily_quota:
            return f"the day's quota of {rule.daily_quota} requests is used up"
        return None

    def succeeded(self, service: str, answer: Answer, now: datetime) -> None:
        """Note a success; opens the circuit where the service says that it was the last one."""
        self._invalid_in_a_row[service] = 0
        self.counts(service).answered += 1
        wait = quota_reset(answer.headers, now)
        if wait is not None and wait > _SOON:
            filled = (now + timedelta(seconds=wait)).astimezone(UTC)
            self._open[service] = f"quota used up until {filled:%H:%M} UTC"

    def failed(self, service: str, setback: Setback) -> None:
        """Note the end of an ask without success; opens the circuit where that is called for.

        One unusable body may be the fault of what was asked; two asks in a row, of the service.
        """
        self.counts(service).failed += 1
        row = self._invalid_in_a_row.get(service, 0) + 1 if setback.invalid else 0
        self._invalid_in_a_row[service] = row
        if setback.opens_circuit or row >= 2:
            self._open[service] = f"left alone for this run after: {setback.reason}"
