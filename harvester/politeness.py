"""How each service wants to be asked, and the spacing that all processes of the machine share.

Sources of the figures: arXiv terms of use https://info.arxiv.org/help/api/tou.html (one request per
three seconds, one connection, all its hosts together), GitHub best practices for the REST API,
Crossref, DataCite and OpenAlex limits as their headers state them.
"""

from __future__ import annotations

import os
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from filelock import FileLock, Timeout

SHARED_FOLDER_VARIABLE = "HARVESTER_SHARED_FOLDER"
"""Environment variable that moves the folder of locks which all processes of a user share."""

_HOUR = 3600.0
_NIGHTLY = 20 * _HOUR
"""Freshness for what is asked once a day: less than 24 h, or a job that starts a minute earlier
than yesterday would read yesterday's answers."""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """What one service allows; all times in seconds.

    `spacing` between the starts of two requests, over all processes of the machine; `freshness` of
    a cached answer; `timeout` for connecting and for each read; `attempts` per ask (1 = no retry),
    which together may not wait beyond `total_seconds`; `first_wait` before the second one, three
    times that before each further one, and `limit_wait` where the service spoke of a limit but not
    of a time; `refused` are the statuses after which the service is left alone for the rest of the
    run; `revalidate` where the service answers If-None-Match with 304; `longest_url`, above which
    a form is sent by POST; `daily_quota` of requests in one run.
    """

    name: str
    spacing: float = 1.0
    freshness: float = _NIGHTLY
    timeout: float = 30.0
    attempts: int = 3
    total_seconds: float = 600.0
    concurrency: int = 1
    first_wait: float = 5.0
    limit_wait: float = 60.0
    refused: frozenset[int] = frozenset({401})
    revalidate: bool = False
    daily_quota: int | None = None
    longest_url: int = 4000


DEFAULT_RULES: Mapping[str, ServiceRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            ServiceRule(
                "arxiv",
                spacing=3.0,
                timeout=40.0,
                total_seconds=900.0,
                first_wait=60.0,
                refused=frozenset({401, 403}),
            ),
            ServiceRule("github", spacing=0.1, revalidate=True),
            ServiceRule("datacite", spacing=0.6, freshness=24 * 7 * _HOUR),
            ServiceRule("crossref", spacing=0.35, refused=frozenset({401, 403})),
            ServiceRule("openalex", spacing=0.1, daily_quota=1000),
            ServiceRule("semanticscholar", spacing=1.1, first_wait=10.0),
            ServiceRule("huggingface", spacing=0.7),
            ServiceRule("dblp", spacing=1.1),
            ServiceRule("openreview", spacing=1.0, refused=frozenset({401, 403})),
            ServiceRule("pubmed", spacing=0.4),
            ServiceRule("europepmc", spacing=0.5),
            ServiceRule("unpaywall", spacing=0.2, daily_quota=100_000),
            ServiceRule("doi.org", spacing=0.5, freshness=24 * 30 * _HOUR),
            ServiceRule("links", spacing=0.5, freshness=24 * 7 * _HOUR, attempts=2),
        )
    }
)


def shared_folder() -> Path:
    """Return the folder of locks that all processes of this user share; created where missing."""
    chosen = os.environ.get(SHARED_FOLDER_VARIABLE) or os.environ.get("XDG_CACHE_HOME")
    folder = (Path(chosen) if chosen else Path.home() / ".cache") / "harvester-politeness"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:  # a home that cannot be written, as in some containers
        folder = Path(tempfile.gettempdir()) / f"harvester-politeness-{os.getuid()}"
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class LaneBusyError(Exception):
    """Another process has been using the service for longer than the caller wants to wait."""


class Lane:
    """The single file to a service: who is in it is alone on this machine, and at its proper time.

    The time of the last request is that of a file beside the lock, so that a process started later
    keeps its distance too. `factor` scales the spacing.
    """

    def __init__(self, name: str, rule: ServiceRule, folder: Path, factor: float) -> None:
        self._lock = FileLock(folder / f"{name}.lock", thread_local=False)
        self._stamp = folder / f"{name}.last"
        self._rule = rule
        self._spacing = rule.spacing * factor
        self._patience = max(rule.total_seconds * factor, 60.0)
        self._turn = threading.Lock()
        self._connected = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for our turn, hold it while the request runs, and leave the time of its start.

        Raises:
            LaneBusyError: somebody else held the lane too long.
        """
        with self._turn:
            try:
                self._lock.acquire(timeout=self._patience)
            except Timeout as error:
                raise LaneBusyError(
                    f"another process has been asking {self._rule.name} all the time"
                ) from error
            try:
                time.sleep(self._missing_distance())
                started = time.time()
                self._leave_stamp(started)
                if self._rule.concurrency > 1:
                    self._lock.release()
                yield
                if self._rule.concurrency == 1:
                    self._leave_stamp(self._latest_arrival(started))
            finally:
                self._lock.release()

    def _latest_arrival(self, started: float) -> float:
        """When the request reached the service at the latest, as far as a small margin tells.

        The service measures arrivals: a first request that had to connect arrives later than the
        next one on the open connection, which would then come too early.
        """
        if not self._connected:
            self._connected = True
            return time.time()
        return min(time.time(), started + max(0.03 * self._spacing, 0.002))

    def _missing_distance(self) -> float:
        try:
            last = self._stamp.stat().st_mtime
        except FileNotFoundError:
            return 0.0
        return min(max(last + self._spacing - time.time(), 0.0), self._spacing)

    def _leave_stamp(self, moment: float) -> None:
        """Keep the moment as the file's own time: written whole or not at all."""
        self._stamp.touch()
        os.utime(self._stamp, (moment, moment))
