"""A nickname with a placeholder, and the README of its repository, asked of the sandbox."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harvester.sandbox import PaperFacts, World
from tests.pipelines.small_world import SmallWorld, entry, papers

TIDES = PaperFacts(
    "2405.00007",
    "Estimating Coastal Tides by Learnt Regression of Radar Echoes",
    ("Ann Bee", "Eve Fox"),
    ("physics.geo-ph",),
    "2024-05-02",
    abstract="A made-up abstract.",
    repository="ann/tidewatch",
)
NICKNAME = (
    "**Tidewatch.** [May 2024]<br>\n"
    "[[PDF](https://arxiv.org/abs/2405.xxxxx)] [[Code](https://github.com/ann/tidewatch)]\n"
)


class _WithReadme(SmallWorld):
    readme = ""

    @property
    def world(self) -> World:
        world = super().world
        repositories = (replace(one, readme=self.readme) for one in world.repositories)
        return replace(world, repositories=tuple(repositories))


@pytest.mark.parametrize(
    ("readme", "answered"),
    [
        ("# Tidewatch\n\n[Paper](https://arxiv.org/abs/2405.00007)\n", True),
        ("# Tidewatch\n\nNo paper is named here.\n", False),
    ],
    ids=["names the paper", "names none"],
)
@pytest.mark.parametrize("token", ["", "made-up"], ids=["no token", "token"])
def test_the_readme_of_the_repository_answers_a_nickname(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readme: str, answered: bool, token: str
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", token)
    small = _WithReadme(tmp_path, (*papers(2), TIDES))
    small.readme = readme
    small.write(*map(entry, papers(2)), NICKNAME)
    small.refresh()
    assert ("2405.00007" in small.text) is answered
