"""A night over a list in a style of its own: its known entries teach how the others are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.dataset.store import write_dataset
from harvester.model import Candidate, Dataset, FieldData, Identifier, Paper, Reading, Statement
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.values.person_names import parse_person
from pipelines.docs.demonstration import sandbox_settings
from pipelines.refresh.forms import teach_more
from pipelines.refresh.workspace import load_workspace
from pipelines.settings import SETTINGS_FILE, load_settings
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


def test_answers_teach_where_they_tell_what_forms_are_learnt_from(tmp_path: Path) -> None:
    paper = PAPERS[0]
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "list.md").write_text(write_list("citation", PAPERS), "utf-8")
    authors = tuple(map(parse_person, paper.authors))
    fields: dict[str, FieldData] = {"title": paper.title, "authors": authors}
    stated = tuple(Statement(name, value, "arxiv", "2026-01-01") for name, value in fields.items())
    stored = Dataset((Paper(paper.identifier, (paper.identifier,), stated),))
    write_dataset(tmp_path / "data", stored)
    workspace = load_workspace(load_settings(tmp_path))

    def teach(identifier: Identifier = paper.identifier, **answered: FieldData) -> bool:
        reading = Reading(identifier, tuple({**fields, **answered}.items()))
        return teach_more(workspace, {identifier: {"arxiv": reading}})

    assert not teach()
    assert not teach(doi="10.1000/made.up", comment="Accepted", abstract="Made up.")
    assert teach(title="Another Title of Some Length")
    assert teach(submitted="2024-01-01")
    assert teach(PAPERS[1].identifier)
    assert not teach(Identifier("arxiv", "9912.00001"))  # nothing that the list links


def test_the_second_night_is_quiet_and_a_check_agrees(workspace: Path) -> None:
    harvest(workspace, "refresh")
    before = digests(workspace / "data")
    assert harvest(workspace, "refresh")[1].strip() == "nothing changed"
    assert digests(workspace / "data") == before
    _, printed = harvest(workspace, "check", "--json")
    assert not {problem["code"] for problem in json.loads(printed)["problems"]} & DISPUTES
