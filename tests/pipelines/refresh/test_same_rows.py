"""`refresh`, `check` and `report` show the same rows for the same state."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from harvester.reports import load_report_schema
from harvester.sandbox.server import SandboxServer
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import harvest
from tests.pipelines.small_world import SmallWorld, entry, papers


def _shown(folder: Path, *arguments: str) -> Any:
    code, printed = harvest(folder, *arguments)
    assert code == 0, printed
    return json.loads(printed)


def _assert_same_rows(folder: Path, answer: Any) -> None:
    checked = _shown(folder, "check", "--json")
    reported = _shown(folder, "report", "--json")
    assert checked["problems"] == answer["problems"]
    assert reported["problems"] == answer["problems"]
    assert reported["edits"] == [edit for edit in answer["edits"] if not edit["applied"]]
    written = json.loads((folder / "data/reports/report.json").read_text("utf-8"))
    assert written["problems"] == answer["problems"]
    assert reported["waiting"] == written["waiting"]
    validator = Draft202012Validator(load_report_schema())
    validator.validate(written)
    validator.validate(reported)
    scanned = _shown(folder, "check", "--format", "sarif")
    assert scanned == _shown(folder, "report", "--format", "sarif")
    assert len(scanned["runs"][0]["results"]) == len(answer["problems"])


def test_on_the_first_list(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    folder = make_workspace(sandbox)
    answer = _shown(folder, "refresh", "--json")
    assert answer["problems"]
    _assert_same_rows(folder, answer)


def test_with_an_id_that_arxiv_does_not_have(tmp_path: Path) -> None:
    facts = papers()
    small = SmallWorld(tmp_path, facts)
    small.write(*map(entry, facts[:3]), entry(facts[3], link="2402.99999"))
    answer = small.refresh()
    dead = [row for row in answer["problems"] if "2402.99999" in row["claimed"] + row["known"]]
    assert dead
    _assert_same_rows(tmp_path, answer)
    assert small.refresh()["problems"] == answer["problems"]
