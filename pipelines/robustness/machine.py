"""Faults of the machine a run works on: a full disk, and a clock that was set back."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from harvester.errors import BadInput
from pipelines.robustness.runs import run_here
from pipelines.settings import Settings

FULL_DISK, EARLY_CLOCK = "machine=full-disk", "machine=early-clock"
SET_BACK = timedelta(days=400)
_FULL = frozenset({errno.EFBIG, errno.ENOSPC, errno.EDQUOT})


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let no file grow beyond `size` bytes: the kernel refuses the rest of a write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def refusal_of_full_disk(settings: Settings, now: datetime, size: int) -> str:
    """Refresh while files may hold `size` bytes; return the message of the refusal, if any.

    Any error but those that the command line tells in one line goes through.
    """
    try:
        with largest_file(size):
            run_here(settings, now)
    except BadInput as error:
        return str(error)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        return str(error)
    return ""


def refusal_of_early_clock(settings: Settings, now: datetime) -> str:
    """Refresh with a clock 400 days back; return the message of the refusal, if any."""
    try:
        run_here(settings, now - SET_BACK)
    except BadInput as error:
        return str(error)
    return ""
