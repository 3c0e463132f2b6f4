"""One run at a time in a workspace: who holds the lock, and since when."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipelines.failures import LockedError


@contextmanager
def run_lock(cache_folder: Path, now: str) -> Iterator[None]:
    """Hold the workspace's lock; raises LockedError at once when another run has it.

    The operating system frees the lock of a killed process, so a stale file blocks nobody.
    """
    # imported here because it is slow to load and most commands take no lock
    from filelock import FileLock, Timeout

    cache_folder.mkdir(parents=True, exist_ok=True)
    holder = cache_folder / "run.holder.json"
    lock = FileLock(cache_folder / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LockedError(
            f"another run is in progress{_held_by(holder)}; wait for it to end"
        ) from None
    try:
        holder.write_text(json.dumps({"pid": os.getpid(), "since": now}), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _held_by(holder: Path) -> str:
    try:
        held = json.loads(holder.read_text(encoding="utf-8"))
        return f": process {held['pid']} since {held['since']}"
    except (OSError, ValueError, KeyError):
        return ""
