"""The levels of problems in harvester.toml."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.errors import BadInput
from pipelines.problem_levels import read_levels
from tests.pipelines.runs import harvest

LIST = (
    "# L\n\n## Tides\n\n- **Alpha: A First Model of Tides** [[Paper](https://example.org/a.pdf)]\n"
)


def levels_of(workspace: Path, settings: str) -> list[str]:
    (workspace / "README.md").write_text(LIST, "utf-8")
    (workspace / "harvester.toml").write_text(settings, "utf-8")
    code, printed = harvest(workspace, "check", "--json")
    assert code == 0, printed
    return [row["severity"] for row in json.loads(printed)["problems"]]


@pytest.mark.parametrize(
    ("settings", "levels"),
    [
        ("", ["info"]),
        ('[problems]\nmissing-id = "off"\n', []),
        ('[problems.section.Tides]\nmissing-id = "warning"\n', ["warning"]),
        (
            '[problems]\nmissing-id = "off"\n[problems.entry.Alpha]\nmissing-id = "error"\n',
            ["error"],
        ),
    ],
)
def test_levels_are_obeyed(tmp_path: Path, settings: str, levels: list[str]) -> None:
    assert levels_of(tmp_path, settings) == levels


def test_only_errors_are_strict(tmp_path: Path) -> None:
    levels_of(tmp_path, "")
    assert harvest(tmp_path, "check", "--strict")[0] == 0
    levels_of(tmp_path, '[problems]\nmissing-id = "error"\n')
    assert harvest(tmp_path, "check", "--strict")[0] == 4


@pytest.mark.parametrize(
    ("table", "text"),
    [
        ({"missing-ids": "off"}, "perhaps missing-id"),
        ({"missing-id": "loud"}, "allowed: error, warning, info, off"),
        ({"section": {"Tides": {"wrong-lnk": "off"}}}, 'section."Tides"].*perhaps wrong-link'),
        ({"entry": "Alpha"}, "must be a table"),
        ({"entry": {"Alpha": "off"}}, "must be a table"),
    ],
)
def test_what_is_not_known_is_refused(table: dict[str, object], text: str) -> None:
    with pytest.raises(BadInput, match=text):
        read_levels(table, "harvester.toml")
