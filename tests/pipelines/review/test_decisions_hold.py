"""What people decided holds in the night: let be by a line of data/decisions or by a comment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harvester.sandbox import SandboxServer, World
from tests.pipelines.publish.repositories import scene
from tests.pipelines.runs import harvest

TEXT = """# Awesome rooms

## Rooms

**Seeing Worlds: A Study of Rooms.** [2025]<br>
*Ann Ho, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.xxxxx)]

## Halls

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


def test_what_is_dismissed_vanishes_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every form of the report, the pull request and the walk, from one line of decisions."""
    monkeypatch.setenv("GITHUB_TOKEN", "workflow-token-1234")
    with (
        SandboxServer(world=World(), time_factor=0) as server,
        scene(tmp_path, server, TEXT) as place,
    ):
        for dismissed in (False, True):
            if dismissed:
                harvest(place.clone, "review", "--say", 'ignore placeholder-id "section: Halls"')
            assert harvest(place.clone, "refresh")[0] == 0
            code, words = place.publish()
            assert code == 0, words
            for form, text in forms(place.clone).items():
                assert "Seeing Worlds" in text, form
                assert ("Hearing Worlds" in text) is not dismissed, form
            (pull,) = place.pulls()
            assert ("Hearing Worlds" in pull["body"]) is not dismissed


def forms(clone: Path) -> dict[str, str]:
    folder = clone / "data" / "reports"
    written = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    shown = {name: harvest(clone, "report", "--format", name)[1] for name in ("term", "sarif")}
    listed = harvest(clone, "review", "--list")[1]
    return {**written, **shown, "check": harvest(clone, "check")[1], "review": listed}


def test_a_question_about_an_entry_that_is_let_be_waits_no_more(folder: Path) -> None:
    candidate = {
        "identifier": "arxiv:2504.00002",
        "title": "Hearing Worlds",
        "verdict": "ambiguous",
    }
    (row,) = [one for one in problems(folder) if one["subject"] == "Hearing Worlds"]
    waiting = {"name": row["subject"], "title": "Hearing Worlds: A Study of Halls"}
    inbox = folder / "data" / "inbox" / "waiting.json"
    inbox.parent.mkdir(parents=True)
    inbox.write_text(json.dumps({"ambiguous": [{**waiting, "candidates": [candidate]}]}))
    for number in (1, 0):
        report = json.loads(harvest(folder, "report", "--format", "json")[1])
        assert len(report["waiting"]) == number
        harvest(folder, "review", "--say", 'ignore placeholder-id "Hearing Worlds"')
