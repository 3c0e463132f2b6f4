"""The lists of public bug reports, where they lie beside the project, end to end.

`python -m tests.pipelines.cases.table` prints what is right of all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.sandbox.server import SandboxServer
from tests.paths import SHARED
from tests.pipelines.cases.expectations import JUDGES
from tests.pipelines.cases.runs import run_case

FOLDER = SHARED / "cases"
RIGHT = (
    "01",
    "03",
    "04",
    "05",
    "07",
    "11",
    "17",
    "18",
    "24",
    "28",
    "30",
    "31",
    "35",
    "41",
    "43",
    "45",
)
"""The cases that came out right; one that does not any more is a step back."""


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the public cases are not beside this repository")
@pytest.mark.parametrize("number", RIGHT)
def test_a_public_case_comes_out_right(number: str, sandbox: SandboxServer, tmp_path: Path) -> None:
    (folder,) = FOLDER.glob(f"{number}-*")
    run = run_case(folder / "README.md", sandbox, tmp_path / "workspace")
    assert run.codes == (0, 0, 0)
    assert list(JUDGES[number](run)) == []
