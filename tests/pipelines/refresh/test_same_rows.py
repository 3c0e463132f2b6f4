"""`refresh`, `check` and `report` show the same rows for the same state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from harvester.sandbox.server import SandboxServer
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import harvest
from tests.pipelines.small_world import SmallWorld, entry, papers


def _shown(folder: Path, *arguments: str) -> Any:
    code, printed = harvest(folder, *arguments)
    assert code == 0, printed
    return json.loads(printed)


def _assert_same_rows(folder: Path, told: Any) -> None:
    checked = _shown(folder, "check", "--json")
    reported = _shown(folder, "report", "--format", "json")
    assert checked["problems"] == told["problems"]
    assert reported["problems"] == told["problems"]
    assert reported["edits"] == [edit for edit in told["edits"] if not edit["applied"]]
    written = json.loads((folder / "data/reports/report.json").read_text("utf-8"))
    assert written["problems"] == told["problems"]
    assert reported["waiting"] == written["waiting"]


def test_on_the_first_list(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    folder = make_workspace(sandbox)
    told = _shown(folder, "refresh", "--json")
    assert told["problems"]
    _assert_same_rows(folder, told)


def test_with_an_id_that_arxiv_does_not_have(tmp_path: Path) -> None:
    facts = papers()
    small = SmallWorld(tmp_path, facts)
    small.write(*map(entry, facts[:3]), entry(facts[3], link="2402.99999"))
    told = small.refresh()
    dead = [row for row in told["problems"] if "2402.99999" in row["claimed"] + row["known"]]
    assert dead
    _assert_same_rows(tmp_path, told)
    assert small.refresh()["problems"] == told["problems"]
