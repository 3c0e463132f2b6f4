"""Jobs whose worker is killed, as by a machine that is out of memory, or never ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def die_once(job: tuple[int, str]) -> int:
    """Be killed at the first attempt of the job 1; return its number."""
    number, mark = job
    if number == 1 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def die(number: int) -> int:
    """Be killed at every attempt of the job 1; return its number."""
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def stall(job: Any) -> None:
    """Note beside the shard of a job which process has it, and never end."""
    job.path.with_suffix(".stalled").write_text(str(os.getpid()))
    time.sleep(120)


def lives(process: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2][:3]
    except OSError:
        return False


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
