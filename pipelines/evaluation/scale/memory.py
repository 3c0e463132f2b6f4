"""The most memory that a process has held."""

from __future__ import annotations

import re
from pathlib import Path


def high_water(process: int) -> float:
    """Return the most memory that a process has held since it began, in MB; 0 where it has ended.

    Not `ru_maxrss`, in which a new process inherits the memory of the one that started it.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return 0.0
    marks = re.findall(r"VmHWM:\s+(\d+)", status)
    return int(marks[0]) / 1024 if marks else 0.0
