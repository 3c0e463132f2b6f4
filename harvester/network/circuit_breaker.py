"""Count the requests of a run per service and stop asking one that fails."""

from __future__ import annotations

import threading
from dataclasses import fields

from harvester.network.failures import RequestFailure
from harvester.network.messages import Response, host_of
from harvester.network.request_log import Counts, RequestLog


class CircuitBreaker:
    """Count by service and host; an open circuit stays open for the rest of the run."""

    def __init__(self, request_log: RequestLog) -> None:
        self._request_log = request_log
        self._counts: dict[tuple[str, str], Counts] = {}
        self._open: dict[tuple[str, str | None], str] = {}
        self._invalid_in_a_row: dict[tuple[str, str], int] = {}
        self._mutex = threading.Lock()

    def counts(self, service: str) -> Counts:
        """Return the counts of `service` until now, all its hosts together."""
        total = Counts()
        with self._mutex:
            mine = [count for (name, _), count in self._counts.items() if name == service]
        for count in mine:
            for field in fields(Counts):
                summed = getattr(total, field.name) + getattr(count, field.name)
                setattr(total, field.name, summed)
        return total

    def count_request(
        self,
        service: str,
        at: str,
        url: str,
        outcome: Response | RequestFailure | None,
        size: int,
        seconds: float,
    ) -> None:
        """Count one request and write it to the ledger; `outcome` None: it was cut off."""
        host = host_of(url)
        count = self._count(service, host)
        count.requests += 1
        count.size += size
        count.seconds += seconds
        facts: dict[str, object] = {"host": host, "url": url[:500], "bytes": size}
        facts["seconds"] = round(seconds, 3)
        if isinstance(outcome, Response):
            facts["status"] = outcome.status
        elif outcome is not None:
            facts["reason"] = outcome.reason
        kind = "answered" if isinstance(outcome, Response) else "failed"
        self._request_log.write(at, service, kind, facts)

    def close(self, at: str) -> None:
        """Write the totals of the run to the ledger; a second time there is nothing to write."""
        for (service, host), count in self._counts.items():
            self._request_log.write(at, service, "totals", {"host": host, **count.as_facts()})
        self._counts = {}

    def refusal(self, name: str, interface: str = "") -> str | None:
        """Return why the service or the interface is left alone; None while it may be asked."""
        return self._open.get((name, None)) or self._open.get((name, interface))

    def count_cached(self, service: str, host: str) -> None:
        """Count an answer from the cache."""
        self._count(service, host).cached += 1

    def count_success(self, service: str, host: str, rule: str, interface: str = "") -> None:
        """Count a success with `service`, whose host is governed by `rule`."""
        self._invalid_in_a_row[rule, interface] = 0
        self._count(service, host).answered += 1

    def count_failure(self, service: str, host: str) -> None:
        """Count a request that ended without success."""
        self._count(service, host).failed += 1

    def judge(
        self, rule: str, interface: str, failure: RequestFailure, unrelated: bool = False
    ) -> None:
        """Open the circuit of `rule`, or of one interface, where a failure calls for it.

        A limit or a refusal is the whole service's, unless its interfaces are `unrelated`; an
        outage is its interface's.

        One unusable body may be the fault of what was asked; two asks in a row, of the service.
        """
        row = self._invalid_in_a_row.get((rule, interface), 0) + 1 if failure.invalid else 0
        self._invalid_in_a_row[rule, interface] = row
        if failure.opens_circuit or row >= 2:
            outage = failure.invalid or failure.outage or unrelated
            self._open[rule, interface if outage else None] = (
                f"left alone for this run after: {failure.reason}"
            )

    def _count(self, service: str, host: str) -> Counts:
        with self._mutex:
            return self._counts.setdefault((service, host), Counts())
