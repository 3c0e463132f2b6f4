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


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the public cases are not beside this repository")
@pytest.mark.parametrize("number", sorted(JUDGES))
def test_a_public_case_comes_out_right(number: str, sandbox: SandboxServer, tmp_path: Path) -> None:
    (folder,) = FOLDER.glob(f"{number}-*")
    run = run_case(folder / "README.md", sandbox, tmp_path / "workspace")
    assert run.codes == (0, 0, 0)
    assert list(JUDGES[number](run)) == []
