"""Print which of the public cases come out right, and what is wrong with the others."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from harvester.sandbox.server import SandboxServer
from tests.paths import SHARED
from tests.pipelines.cases.expectations import JUDGES
from tests.pipelines.cases.runs import run_case


def main(wanted: list[str]) -> int:
    """Run the cases whose numbers are `wanted`, all without any; return how many are not right."""
    wrong = 0
    with (
        tempfile.TemporaryDirectory() as workspace,
        SandboxServer(time_factor=0, anonymous_quota=100_000) as sandbox,
    ):
        os.environ["HARVESTER_SHARED_FOLDER"] = f"{workspace}/locks"
        for folder in sorted((SHARED / "cases").glob("[0-9]*")):
            number = folder.name[:2]
            if wanted and number not in wanted:
                continue
            run = run_case(folder / "README.md", sandbox, Path(workspace) / "list")
            faults = list(JUDGES[number](run))
            wrong += bool(faults)
            text = "; ".join(faults[:4]) or "right"
            sys.stdout.write(f"| {folder.name} | {len(faults)} | {text} |\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
