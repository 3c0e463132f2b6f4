"""Space the requests to a service over all processes of the machine."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from harvester.errors import BadInput
from harvester.network.service_rule import ServiceRule

SHARED_FOLDER_VARIABLE = "HARVESTER_SHARED_FOLDER"
"""Environment variable that moves the folder of locks which all processes of a user share."""

_FOLDER = "harvester-politeness"
_LATE_DELIVERY = 0.05
"""Seconds that a request may lie about unread on a busy machine."""


def shared_folder() -> Path:
    """Return the user's folder of locks and quotas, shared by all processes; create it.

    Raises:
        BadInput: nothing can be written there, so no process could keep its distance.
    """
    chosen = os.environ.get(SHARED_FOLDER_VARIABLE)
    folder = Path(chosen) / _FOLDER if chosen else user_cache_path(_FOLDER, appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        if chosen:
            raise _unwritable(folder) from None
        # A home that cannot be written, as in some containers.
        folder = Path(tempfile.gettempdir()) / f"{_FOLDER}-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
    if not all(os.access(path, os.W_OK) for path in (folder, *folder.glob("*.l*"))):
        raise _unwritable(folder)
    return folder


def _unwritable(folder: Path) -> BadInput:
    return BadInput(
        f"{folder}: the locks of all runs cannot be written here; change the rights, "
        f"or name another folder in {SHARED_FOLDER_VARIABLE}"
    )


class RateLimiterBusyError(Exception):
    """Another process has been using the service for longer than the caller wants to wait."""


class RateLimiter:
    """Limit one service over all processes: connections at once and spacing of starts.

    Whoever asks the service holds one of its locks, which the system frees when a process dies. The
    time of the last request is that of a file beside them, so that a process started later keeps
    its distance too. Nobody sleeps with a lock in hand: whoever must wait goes out and lines up
    again, and so two processes take turns. `factor` scales the spacing.

    Libraries for rates count per process or keep a bucket in SQLite that a clock refills; none
    holds a connection's place over processes, and the stamp here is all that a spacing needs.
    """

    def __init__(self, rule: ServiceRule, folder: Path, factor: float) -> None:
        names = [rule.name, *(f"{rule.name}-{n}" for n in range(2, rule.concurrency + 1))]
        self._places = [folder / f"{name}.lock" for name in names]
        self._pace = folder / f"{rule.name}.pace.lock"
        self._stamp = folder / f"{rule.name}.last"
        self._rule = rule
        self._spacing = rule.spacing * factor
        self._patience = rule.total_seconds * max(factor, 1.0)
        self._connected = False

    @contextmanager
    def slot(self) -> Iterator[None]:
        """Wait for a free place and the spacing; hold the place while the request runs.

        Raises:
            RateLimiterBusyError: other processes held every place too long.
        """
        deadline = time.monotonic() + self._patience
        while True:
            with self._place(deadline):
                started, missing = self._stamp_start()
                if not missing:
                    yield
                    self._stamp_arrival(started)
                    return
            time.sleep(missing)

    @contextmanager
    def _place(self, deadline: float) -> Iterator[None]:
        """Take one of the places as soon as one is free."""
        locks = [FileLock(path) for path in self._places]
        while not (lock := next(filter(_taken, locks), None)):
            if time.monotonic() > deadline:
                raise RateLimiterBusyError(
                    f"another process has been asking {self._rule.name} all the time"
                )
            time.sleep(min(max(self._spacing / 20, 0.001), 0.05))
        try:
            yield
        finally:
            lock.release()

    def _stamp_start(self) -> tuple[float, float]:
        """Stamp this moment as ours; or return how many seconds are missing until we may."""
        with FileLock(self._pace):
            if missing := self._missing_distance():
                return 0.0, missing
            started = time.time()
            self._leave_stamp(started)
            return started, 0.0

    def _stamp_arrival(self, started: float) -> None:
        with FileLock(self._pace):
            self._leave_stamp(max(self._last(), self._latest_arrival(started)))

    def _latest_arrival(self, started: float) -> float:
        """When the request reached the service at the latest, as far as a margin tells.

        The service measures arrivals, and networks and busy machines deliver late: the next request
        may arrive faster and would then come too early. Once answered, it has surely arrived.
        """
        if not self._connected:  # a first request has to connect before it can be sent
            self._connected = True
            return time.time()
        return min(time.time(), started + max(0.03 * self._spacing, _LATE_DELIVERY))

    def _missing_distance(self) -> float:
        now, last = time.time(), self._last()
        if last > now:  # the clock was set back
            self._leave_stamp(now)
            last = now
        return max(last + self._spacing - now, 0.0)

    def _last(self) -> float:
        try:
            return self._stamp.stat().st_mtime
        except FileNotFoundError:
            return 0.0

    def _leave_stamp(self, moment: float) -> None:
        """Keep the moment as the file's own time: written whole or not at all."""
        self._stamp.touch()
        os.utime(self._stamp, (moment, moment))


def _taken(lock: FileLock) -> bool:
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return False
    return True
