"""One refresh as the command does it: in this process, or in one of its own that is killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from harvester.sandbox.request_log import RequestLog
from pipelines.refresh.options import Options
from pipelines.refresh.outcome import Outcome
from pipelines.refresh.report import report_page
from pipelines.refresh.run import refresh
from pipelines.refresh.write import finish_pending_list, write_outcome
from pipelines.run_lock import run_lock
from pipelines.settings import Settings

_LONGEST_RUN = 60.0


@dataclass(frozen=True, slots=True)
class Kill:
    """When a run is killed: `delay` seconds after its request number `request` came."""

    request: int
    delay: float


def run_here(settings: Settings, now: datetime) -> Outcome:
    """Refresh with a clock that stands still at `now`."""
    with run_lock(settings.cache_folder, now.isoformat()):
        finish_pending_list(settings)
        outcome = refresh(settings, Options(), now=lambda: now)
        write_outcome(outcome, report_page(outcome))
    return outcome


def run_killed(settings: Settings, now: datetime, kill: Kill, log: RequestLog) -> bool:
    """Refresh in a process that gets SIGKILL; False where it came to its end before."""
    # Its server has no threads that a fork could tear apart, and the modules loaded already.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=_run_apart, args=(settings, now, dict(os.environ)))
    process.start()
    try:
        until = time.monotonic() + _LONGEST_RUN
        while process.is_alive() and log.requests() < kill.request and time.monotonic() < until:
            time.sleep(0.0005)
        process.join(kill.delay)
        process.kill()
        process.join()
        return process.exitcode == -signal.SIGKILL
    finally:
        process.close()
        while log.busy:  # what the dead process asked last
            time.sleep(0.0005)


def _run_apart(settings: Settings, now: datetime, environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    run_here(settings, now)
