"""Wrong links in a list whose papers are known: named every night, and nothing is edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.sandbox.server import SandboxServer
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import harvest

TRUE = "2504.13065"


def rows(workspace: Path, code: str) -> list[dict[str, str]]:
    problems = json.loads(harvest(workspace, "check", "--json")[1])["problems"]
    return [row for row in problems if row["code"] == code]


@pytest.mark.parametrize("wrong", ["2504.13066", "1912.01603"])
def test_a_wrong_id_is_named_with_the_right_one_night_after_night(
    wrong: str, sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    assert harvest(workspace, "refresh")[0] == 0
    assert rows(workspace, "wrong-link") == []
    path = workspace / "data" / "list.md"
    mutated = path.read_text("utf-8").replace(TRUE, wrong)
    path.write_text(mutated, "utf-8")
    for night in range(3):
        (problem,) = rows(workspace, "wrong-link")
        assert TRUE in problem["fix"], night
        assert rows(workspace, "dead-link") == []
        assert harvest(workspace, "refresh")[0] == 0
        assert path.read_text("utf-8") == mutated
