"""Jobs whose worker is killed, as by a machine that is out of memory."""

from __future__ import annotations

import os
import signal
from pathlib import Path


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
