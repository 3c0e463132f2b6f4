"""What the sandbox saw: requests by service, overlapping ones, and ones that came too early."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

_TOLERANCE = 0.98
_JITTER = 0.002


@dataclass(slots=True)
class LogEntry:
    """One request: when it came (monotonic seconds), how it was answered, which fault struck it.

    `asked` is its query or, where it has none, its body.
    """

    service: str
    method: str
    path: str
    at: float
    status: int = 0
    asked: str = ""
    fault: str = ""
    too_early: bool = False
    overlapping: bool = False
    finished: bool = False


@dataclass
class RequestLog:
    """Counts what a polite client must keep: spacing and one connection at a time.

    `spacing` is the least distance between two requests by service, in seconds, already scaled;
    services that it does not name may be asked at any time.
    """

    spacing: dict[str, float] = field(default_factory=dict)
    entries: list[LogEntry] = field(default_factory=list)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _latest: dict[str, float] = field(default_factory=dict, repr=False)
    _active: Counter[str] = field(default_factory=Counter, repr=False)

    def begin(self, service: str, method: str, path: str, asked: str = "") -> LogEntry:
        """Note that a request has come, and judge its distance to the one before it."""
        with self._turn:
            now = time.monotonic()
            entry = LogEntry(service, method, path, now, asked=asked)
            least = self.spacing.get(service, 0.0)
            if least:
                gap = now - self._latest.get(service, float("-inf"))
                entry.too_early = gap < least * _TOLERANCE - _JITTER
                entry.overlapping = self._active[service] > 0
            self._latest[service] = now
            self._active[service] += 1
            self.entries.append(entry)
            return entry

    def end(self, entry: LogEntry, status: int) -> None:
        """Note that the reply is ready: from now on the next request does not overlap."""
        with self._turn:
            if not entry.finished:
                entry.finished = True
                entry.status = status
                self._active[entry.service] -= 1

    def requests(self, service: str | None = None) -> int:
        """Return how many requests came, of one service or of all."""
        with self._turn:
            return sum(service in (None, entry.service) for entry in self.entries)

    @property
    def by_service(self) -> dict[str, int]:
        """The number of requests of every service that was asked."""
        with self._turn:
            return dict(Counter(entry.service for entry in self.entries))

    @property
    def too_early(self) -> int:
        """How many requests came before their time."""
        with self._turn:
            return sum(entry.too_early for entry in self.entries)

    @property
    def overlapping(self) -> int:
        """How many requests came while another one of the same service was being answered."""
        with self._turn:
            return sum(entry.overlapping for entry in self.entries)

    @property
    def busy(self) -> bool:
        """Whether a request is being answered now."""
        with self._turn:
            return self._active.total() > 0

    @property
    def faults(self) -> dict[str, int]:
        """How often each fault struck, as `service=kind`."""
        with self._turn:
            return dict(Counter(f"{e.service}={e.fault}" for e in self.entries if e.fault))

    def clear(self) -> None:
        """Forget the entries; the distance to the latest request is still kept."""
        with self._turn:
            self.entries.clear()
