"""What people decided holds in the night: let be by a line of data/decisions or by a comment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pipelines.runs import harvest

TEXT = """# Awesome rooms

**Seeing Worlds: A Study of Rooms.** [2025]<br>
*Ann Ho, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.xxxxx)]

**Hearing Worlds: A Study of Halls.** [2025]<br>
*Bo Li, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.xxxxx)]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(TEXT)
    return tmp_path


def problems(folder: Path) -> list[dict[str, Any]]:
    code, words = harvest(folder, "check", "--json")
    assert code == 0, words
    rows: list[dict[str, Any]] = json.loads(words)["problems"]
    return [row for row in rows if row["code"] == "placeholder-id"]


def test_an_ignored_problem_is_told_nowhere(folder: Path) -> None:
    assert len(problems(folder)) == 2
    name = problems(folder)[0]["subject"]
    harvest(folder, "review", "--say", f'ignore placeholder-id "{name}" because it is under review')
    assert [row["subject"] for row in problems(folder)] != [name]
    assert len(problems(folder)) == 1


def test_a_comment_in_the_list_does_the_same(folder: Path) -> None:
    comment = "<!-- harvester: ignore placeholder-id: under review -->\n"
    text = TEXT.replace("2504.xxxxx)]\n", f"2504.xxxxx)]\n{comment}", 1)
    (folder / "README.md").write_text(text)
    assert len(problems(folder)) == 1


def test_decisions_that_fit_nothing_are_listed(folder: Path) -> None:
    harvest(folder, "review", "--say", 'ignore dead-link "nobody" because so')
    (folder / "README.md").write_text(TEXT + "\n<!-- harvester: keep autors: x -->\n")
    words = harvest(folder, "refresh", "--offline", "--dry-run")[1]
    assert "dead-link of nobody fits no problem" in words
    assert "keep autors" in words
