"""Levels that a list gives to problems."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.checks.check import check
from harvester.checks.levels import LEVELS, PROBLEM_CODES, LevelRules
from tests.checks.worlds import codes, look, only

TEXT = """# L

## Tides

- **Alpha: A First Model of Tides** [[Paper](https://example.org/a.pdf)]

### Storms

- **Beta: A First Model of Storms** [[Paper](https://example.org/b.pdf)]
"""


def found(rules: LevelRules) -> list[tuple[str, str]]:
    problems = check(replace(look(TEXT), levels=rules))
    return [(one.subject, one.severity.value) for one in problems if one.code == "missing-id"]


def test_without_rules_each_problem_has_its_own_level() -> None:
    assert found(LevelRules()) == [("Alpha", "info"), ("Beta", "info")]


@pytest.mark.parametrize("level", LEVELS)
def test_a_level_for_the_whole_list(level: str) -> None:
    rows = found(LevelRules({"missing-id": level}))
    assert rows == ([] if level == "off" else [("Alpha", level), ("Beta", level)])


def test_the_nearest_rule_wins() -> None:
    rules = LevelRules(
        {"missing-id": "error"},
        {"tides": {"missing-id": "warning"}, "Storms": {"missing-id": "off"}},
        {"ALPHA": {"missing-id": "info"}},
    )
    assert found(rules) == [("Alpha", "info")]
    assert found(replace(rules, entries={})) == [("Alpha", "warning")]
    assert found(LevelRules(sections={"Tides": {"missing-id": "off"}})) == []


def test_a_rule_touches_its_own_code_only() -> None:
    rules = LevelRules({code: "off" for code in PROBLEM_CODES if code != "missing-id"})
    assert codes(check(replace(look(TEXT), levels=rules))) == ["missing-id"] * 2
    assert only(check(look(TEXT.replace("b.pdf", "a.pdf").split("###")[0])), "missing-id")
