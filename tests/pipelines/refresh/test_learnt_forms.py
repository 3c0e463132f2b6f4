"""A night over a list in a style of its own: its known entries teach how the others are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.model import Candidate
from harvester.sandbox import PaperFacts, SandboxServer, World
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.lists.reading.forms.styles import made_up_papers, write_list
from tests.pipelines.runs import digests, harvest

PAPERS = made_up_papers(16)
MASKED = PAPERS[5]
DISPUTES = {"title-differs", "authors-differ", "wrong-link"}


def _facts(paper: Candidate) -> PaperFacts:
    return PaperFacts(
        paper.identifier.value,
        paper.title,
        paper.authors,
        ("cs.LG",),
        paper.submitted or "",
        abstract="Made up.",
    )


@pytest.fixture(params=["nickname, quoted", "citation"])
def workspace(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """A workspace whose list lacks one id, before its first run."""
    text = write_list(request.param, PAPERS)
    text = text.replace(MASKED.identifier.value, f"{MASKED.identifier.value[:4]}.xxxxx")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "list.md").write_text(text, "utf-8")
    world = World(tuple(map(_facts, PAPERS)), ())
    with SandboxServer(world=world, time_factor=0, anonymous_quota=10_000) as server:
        (tmp_path / SETTINGS_FILE).write_text(sandbox_settings(server, 0), "utf-8")
        yield tmp_path


def test_the_first_night_reads_by_the_list_s_own_form(workspace: Path) -> None:
    code, printed = harvest(workspace, "refresh", "--json")
    assert code == 0, printed
    report = json.loads(printed)
    assert not {problem["code"] for problem in report["problems"]} & DISPUTES
    assert MASKED.identifier.value in (workspace / "data" / "list.md").read_text("utf-8")
    assert report["sources"]["arxiv"]["requests"] <= 2


def test_the_second_night_is_quiet_and_a_check_agrees(workspace: Path) -> None:
    harvest(workspace, "refresh")
    before = digests(workspace / "data")
    assert harvest(workspace, "refresh")[1].strip() == "nothing changed"
    assert digests(workspace / "data") == before
    _, printed = harvest(workspace, "check", "--json")
    assert not {problem["code"] for problem in json.loads(printed)["problems"]} & DISPUTES
