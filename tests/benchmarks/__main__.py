"""Run every benchmark in turn: `python -m tests.benchmarks`, or `make bench`.

Those over real lists are left out where `../shared` is absent, and the join of publications where
no local index is at hand (`make evaluate` builds it); both are said.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.paths import ROOT, SHARED

COUNTED = ("pytest", "-q", "-s", "-n", "0", "--override-ini", "addopts=", "--timeout", "0")
"""The benchmarks that assert counts, by pytest."""
TIMED = ("quiet_runs", "parse_speed")
OVER_REAL_LISTS = (
    "list_coverage",
    "list_reading",
    "learnt_forms",
    "first_list_facts",
    "list_edits",
    "list_additions",
)
OVER_AN_INDEX = ("publication_join",)
INDEX = ROOT / "cache" / "evaluation-index.sqlite"


def commands() -> list[tuple[str, ...]]:
    """Return the arguments of each benchmark that can be run here; say which cannot."""
    chosen: list[tuple[str, ...]] = [(*COUNTED, str(Path(__file__).parent))]
    chosen += [(f"tests.benchmarks.{name}",) for name in TIMED]
    if SHARED.is_dir():
        chosen += [(f"tests.benchmarks.{name}",) for name in OVER_REAL_LISTS]
    else:
        print(f"left out, as there is no {SHARED}: {', '.join(OVER_REAL_LISTS)}")
    if INDEX.exists() and SHARED.is_dir():
        chosen += [(f"tests.benchmarks.{name}", str(INDEX)) for name in OVER_AN_INDEX]
    else:
        print(f"left out, as there is no {INDEX}: {', '.join(OVER_AN_INDEX)}")
    return chosen


def main() -> int:
    """Run them all; return 1 where one of them failed."""
    failed = []
    for arguments in commands():
        print(f"\n== {' '.join(arguments)}", flush=True)
        if subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, check=False).returncode:
            failed.append(arguments[0])
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
