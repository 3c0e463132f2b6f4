"""Run code in other processes, each with a hash seed of its own."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.paths import ROOT


def outputs_under_hash_seeds(code: str, *seeds: str) -> set[str]:
    """Return what `code` prints in a process of each seed; one output where order tells nothing."""
    return {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in seeds
    }
