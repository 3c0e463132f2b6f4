"""`check --changed-since`: what a contributor's change touches, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.sandbox import SandboxServer, World
from tests.pipelines.publish.repositories import LIST, NAME, Scene, git, scene
from tests.pipelines.runs import harvest

TWICE = """
**Hearing Worlds: A Study of Halls.** [2025]<br>
*Bo Li, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.xxxxx)]
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("GITHUB_TOKEN", "t")
    monkeypatch.setenv("GITHUB_REPOSITORY", NAME)
    with (
        SandboxServer(world=World(), time_factor=0) as server,
        scene(tmp_path, server, LIST + TWICE) as made,
    ):
        yield made


def add_entry(place: Scene, title: str) -> None:
    path = place.clone / "README.md"
    text = path.read_text(encoding="utf-8")
    entry = TWICE.replace("Hearing Worlds: A Study of Halls", title)
    path.write_text(text + entry, encoding="utf-8")


def test_old_problems_are_not_the_contributors(place: Scene) -> None:
    assert "placeholder-id" in harvest(place.clone, "check")[1]
    assert harvest(place.clone, "check", "--changed-since", "HEAD") == (0, "no problems\n")


def test_problems_of_touched_entries_are_annotated_at_their_line(place: Scene) -> None:
    add_entry(place, "Smelling Worlds: A Study of Gardens")
    _, words = harvest(place.clone, "check", "--changed-since", "HEAD", "--annotations")
    lines = [line for line in words.splitlines() if "placeholder-id" in line]
    assert lines
    assert all("Smelling" in line for line in lines)
    assert "file=README.md,line=1" in lines[0]


def test_one_comment_is_updated(place: Scene) -> None:
    place.person("POST", "issues", {"title": "stands for a pull request"})
    add_entry(place, "Smelling Worlds: A Study of Gardens")
    for _ in range(2):
        harvest(place.clone, "check", "--changed-since", "HEAD", "--comment", "1")
    git(place.clone, "checkout", "--quiet", "README.md")
    harvest(place.clone, "check", "--changed-since", "HEAD", "--comment", "1")
    (comment,) = place.person("GET", "issues/1/comments")
    assert "all is well" in comment["body"]


def test_without_the_right_to_comment_it_goes_into_the_summary(
    place: Scene, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "read-only")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    place.person("POST", "issues", {"title": "stands for a pull request"})
    add_entry(place, "Smelling Worlds: A Study of Gardens")
    code, _ = harvest(place.clone, "check", "--changed-since", "HEAD", "--comment", "1")
    assert code == 0
    assert "Smelling" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_an_unknown_revision_is_named(place: Scene) -> None:
    code, words = harvest(place.clone, "check", "--changed-since", "no-such-thing")
    assert code == 2
    assert "no-such-thing" in words
