"""What `check` and `report` load: nothing for the network or for data files where none is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harvester.lists.data_files import ENDINGS
from harvester.lists.data_files.read import read_generated

_SOURCE = Path(__file__).resolve().parents[3]
_HEAVY = ("requests", "bs4", "lxml", "tenacity", "yaml", "bibtexparser", "pylatexenc", "pygal")
_LIST = """# Awesome Made-Up Papers

## Methods

- [A First Title of Some Length](https://arxiv.org/abs/2401.00001), 2024
- [Another Title of Some Length](https://arxiv.org/abs/2401.00002), 2024
"""
_RUN = """
import sys
from pipelines.cli import harvester
harvester.main(sys.argv[1:], standalone_mode=False)
print("loaded:", *(name for name in sys.modules if "." not in name))
"""


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_command_that_reads_a_markdown_list_loads_no_network_and_no_data_formats(
    command: str, tmp_path: Path
) -> None:
    (tmp_path / "list.md").write_text(_LIST, encoding="utf-8")
    (tmp_path / "harvester.toml").write_text('list = "list.md"\n', encoding="utf-8")
    answer = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(_SOURCE)!r})\n{_RUN}",
            command,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    loaded = answer.stdout.splitlines()[-1].split()
    assert loaded[0] == "loaded:"
    assert "harvester" in loaded
    assert not set(_HEAVY) & set(loaded)


def test_what_a_kept_answer_needs_loads_no_list_and_no_check() -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(_SOURCE)!r})\n"
        "import pipelines.settings, pipelines.refresh.standing, pipelines.refresh.quiet\n"
        "print(*sys.modules)"
    )
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert "harvester.checks.levels" in loaded
    assert not {"harvester.checks.check", "harvester.lists", "harvester.matching"} & set(loaded)


@pytest.mark.parametrize("ending", sorted(ENDINGS))
def test_each_ending_of_a_data_file_has_a_reader(ending: str) -> None:
    assert read_generated("", f"list.{ending}") is not None
