"""How each service wants to be asked, and the spacing that all processes of the machine share.

Sources of the figures: arXiv terms of use https://info.arxiv.org/help/api/tou.html (one request per
three seconds, one connection, all its hosts together), GitHub best practices for the REST API,
Crossref, DataCite and OpenAlex limits as their headers state them.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from filelock import FileLock, Timeout

from harvester.errors import BadInput

SHARED_FOLDER_VARIABLE = "HARVESTER_SHARED_FOLDER"
"""Environment variable that moves the folder of locks which all processes of a user share."""

_HOUR = 3600.0
_NIGHTLY = 20 * _HOUR
"""Freshness for what is asked once a day: less than 24 h, or a job that starts a minute earlier
than yesterday would read yesterday's answers."""


_LATE_DELIVERY = 0.05
"""Seconds that a request may lie about unread on a busy machine."""


@dataclass(frozen=True, slots=True)
class ServiceRule:
    """What one service allows; all times in seconds.

    `spacing` between the starts of two requests and `concurrency`, the most connections at once,
    over all processes of the machine; `freshness` of
    a cached answer; `timeout` for connecting and for each read; `attempts` per ask (1 = no retry),
    which together may not wait beyond `total_seconds`; `first_wait` before the second one, three
    times that before each further one, and `limit_wait` where the service spoke of a limit but not
    of a time; `refused` are the statuses after which the service is left alone for the rest of the
    run; `revalidate` where the service answers If-None-Match with 304; `longest_url`, above which
    a form is sent by POST; `batch` of things in one request;
    `daily_quota` of requests in one day (UTC), over all runs. `hosts` names
    the hosts, and with them all below, that are this service's whoever is asked: a link to arXiv or
    a redirect to it takes arXiv's turn.
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
    batch: int = 1
    hosts: tuple[str, ...] = ()

    def owns(self, host: str) -> bool:
        """Tell whether `host` is one of this service."""
        return any(host == own or host.endswith(f".{own}") for own in self.hosts)


SERVICE_RULES: Mapping[str, ServiceRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            ServiceRule(
                "arxiv",
                hosts=("arxiv.org",),
                batch=100,
                spacing=3.0,
                timeout=40.0,
                total_seconds=900.0,
                first_wait=60.0,
                refused=frozenset({401, 403}),
            ),
            ServiceRule(
                "github", hosts=("api.github.com",), batch=100, spacing=0.1, revalidate=True
            ),
            ServiceRule(
                "datacite", hosts=("api.datacite.org",), spacing=0.6, freshness=24 * 7 * _HOUR
            ),
            ServiceRule(
                "crossref", hosts=("api.crossref.org",), spacing=0.35, refused=frozenset({401, 403})
            ),
            ServiceRule("openalex", hosts=("api.openalex.org",), spacing=0.1, daily_quota=1000),
            ServiceRule(
                "semanticscholar", hosts=("api.semanticscholar.org",), spacing=1.1, first_wait=10.0
            ),
            ServiceRule("huggingface", hosts=("huggingface.co",), spacing=0.7),
            ServiceRule("dblp", hosts=("dblp.org", "dblp.uni-trier.de"), spacing=1.1),
            ServiceRule(
                "openreview", hosts=("openreview.net",), spacing=1.0, refused=frozenset({401, 403})
            ),
            ServiceRule("pubmed", hosts=("eutils.ncbi.nlm.nih.gov",), spacing=0.4),
            ServiceRule("europepmc", hosts=("www.ebi.ac.uk",), spacing=0.5),
            ServiceRule(
                "unpaywall", hosts=("api.unpaywall.org",), spacing=0.2, daily_quota=100_000
            ),
            ServiceRule("doi.org", hosts=("doi.org",), spacing=0.5, freshness=24 * 30 * _HOUR),
            ServiceRule("links", spacing=0.5, freshness=24 * 7 * _HOUR, attempts=2),
        )
    }
)


def shared_folder() -> Path:
    """Return the folder of locks that all processes of this user share; created where missing.

    Raises:
        BadInput: nothing can be written there, so nobody could keep a distance.
    """
    chosen = os.environ.get(SHARED_FOLDER_VARIABLE) or os.environ.get("XDG_CACHE_HOME")
    folder = (Path(chosen) if chosen else Path.home() / ".cache") / "harvester-politeness"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        if os.environ.get(SHARED_FOLDER_VARIABLE):
            raise _unwritable(folder) from None
        # A home that cannot be written, as in some containers.
        folder = Path(tempfile.gettempdir()) / f"harvester-politeness-{os.getuid()}"
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
    """The way to a service, shared by all processes: so many at once, each at its proper time.

    Whoever is in the lane holds one of its locks, which the system frees when a process dies. The
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
    def turn(self) -> Iterator[None]:
        """Wait for our turn, hold it while the request runs, and leave the time of its start.

        Raises:
            LaneBusyError: others held the lane too long.
        """
        deadline = time.monotonic() + self._patience
        while True:
            with self._place(deadline):
                started, missing = self._claim()
                if not missing:
                    yield
                    self._arrived(started)
                    return
            time.sleep(missing)

    @contextmanager
    def _place(self, deadline: float) -> Iterator[None]:
        """Take one of the places in the lane as soon as one is free."""
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

    def _claim(self) -> tuple[float, float]:
        """Stamp this moment as ours; or return how many seconds are missing until we may."""
        with FileLock(self._pace):
            if missing := self._missing_distance():
                return 0.0, missing
            started = time.time()
            self._leave_stamp(started)
            return started, 0.0

    def _arrived(self, started: float) -> None:
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
