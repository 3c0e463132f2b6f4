"""Registrars and indexes add what they know, each in few requests; any of them may be down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from harvester.model import Identifier, Paper, Reading, Statement
from harvester.sandbox import PaperFacts, SandboxServer
from harvester.sandbox.faults import parse_faults
from pipelines.docs.demonstration import sandbox_settings
from pipelines.refresh.lookup.answers import share_values
from pipelines.refresh.lookup.ask import ask_about_papers
from pipelines.refresh.lookup.enrich import (
    join_by_declared_identifiers,
    without_foreign_records,
)
from pipelines.refresh.options import NIGHTLY
from pipelines.refresh.run import _open_run, no_progress, utc_now
from pipelines.refresh.workspace import load_workspace
from pipelines.settings import SETTINGS_FILE, load_settings
from tests.pipelines.runs import harvest

PAPER = PaperFacts(
    "2401.00001",
    "A Made-up Method for Grasping Widgets",
    ("Ada Maker", "Ben Builder"),
    ("cs.RO",),
    "2024-01-02",
    dois=("10.1109/MADE.2025.01",),
    venue="CVPR 2025, pp. 1-9",
    comment="9 pages",
)
LIST = """# Awesome Widgets

## Papers

- **A Made-up Method for Grasping Widgets** *Ada Maker, Ben Builder* [[Paper](https://arxiv.org/abs/2401.00001)]
"""
ON = "\n[sources]\ncrossref = true\nsemanticscholar = true\nopenalex = true\n"


def lay(folder: Path, server: SandboxServer) -> None:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "data/list.md").write_text(LIST, encoding="utf-8")
    (folder / SETTINGS_FILE).write_text(sandbox_settings(server, 0) + ON, encoding="utf-8")


def test_what_a_publisher_registered_is_stated_for_the_preprint(tmp_path: Path) -> None:
    with SandboxServer((PAPER,), (), time_factor=0) as server:
        lay(tmp_path, server)
        assert harvest(tmp_path, "refresh")[0] == 0
        asked = len(server.log.entries)
        assert harvest(tmp_path, "refresh")[0] == 0
        assert len(server.log.entries) == asked, "a second run on the same day asks nothing"
    (paper,) = load_dataset(tmp_path / "data").papers
    event = paper.chosen("event_title")
    assert event is not None
    assert (event.value, event.source) == ("CVPR 2025", "crossref")
    title = paper.chosen("title")
    assert title is not None
    assert title.source == "arxiv"


@pytest.mark.parametrize("down", ["crossref", "semanticscholar", "openalex"])
def test_what_the_others_say_comes_through(tmp_path: Path, down: str) -> None:
    faults = parse_faults(f"{down}=503")
    with SandboxServer((PAPER,), (), time_factor=0, faults=faults) as server:
        lay(tmp_path, server)
        code, printed = harvest(tmp_path, "refresh")
    assert code == 0
    assert down in printed
    (paper,) = load_dataset(tmp_path / "data").papers
    event = paper.chosen("event_title")
    assert event is not None
    assert str(event.value).startswith("CVPR")


def test_the_doi_of_another_paper_joins_nothing() -> None:
    arxiv, doi = Identifier("arxiv", "2401.00001"), Identifier("doi", "10.1/x")
    preprint = Reading(arxiv, (("title", PAPER.title),), identifiers=(doi,))
    article = Reading(doi, (("title", "Quite Another Work on Bolts"), ("issued", "2020")))
    readings = {arxiv: {"arxiv": preprint}, doi: {"crossref": article}}
    assert join_by_declared_identifiers(readings) == {}
    same = replace(article, fields=(("title", PAPER.title.upper()), ("issued", "2025")))
    readings = {arxiv: {"arxiv": preprint}, doi: {"crossref": same}}
    assert join_by_declared_identifiers(readings) == {arxiv: {"crossref": same}}


def test_the_doi_of_another_paper_stays_anothers_in_later_runs(tmp_path: Path) -> None:
    other = replace(
        PAPER, id="2401.00002", title="Quite Another Work on Bolts", venue="ICML 2020, pp. 1-9"
    )
    with SandboxServer((replace(PAPER, venue=""), other), (), time_factor=0) as server:
        lay(tmp_path, server)
        for _ in range(2):  # after the first run the DOI is among the paper's identifiers
            assert harvest(tmp_path, "refresh")[0] == 0
    (paper,) = load_dataset(tmp_path / "data").papers
    assert not [one for one in paper.statements if "Bolts" in str(one.value)]
    assert not [one for one in paper.statements if one.source == "crossref"]


def test_a_doi_that_the_list_gives_is_judged_with_its_entry() -> None:
    arxiv, doi = Identifier("arxiv", "2401.00001"), Identifier("doi", "10.1/x")
    preprint = Reading(arxiv, (("title", PAPER.title),), identifiers=(doi,))
    article = Reading(doi, (("title", "Quite Another Work on Bolts"),))
    readings = {arxiv: {"arxiv": preprint}, doi: {"crossref": article}}
    assert without_foreign_records(readings, ()) == {arxiv: {"arxiv": preprint}}
    assert without_foreign_records(readings, [doi]) == readings


def test_an_article_fills_what_the_same_source_says_of_the_preprint() -> None:
    arxiv, doi = Identifier("arxiv", "2401.00001"), Identifier("doi", "10.1/x")
    named = Reading(arxiv, (("title", PAPER.title),), identifiers=(doi,))
    preprint = Reading(arxiv, (("title", PAPER.title),))
    article = Reading(doi, (("title", PAPER.title.upper()), ("issued", "2025")))
    readings = {arxiv: {"arxiv": named, "openalex": preprint}, doi: {"openalex": article}}
    joined = join_by_declared_identifiers(readings)[arxiv]["openalex"]
    assert joined.identifier == arxiv
    assert dict(joined.fields) == {"title": PAPER.title, "issued": "2025"}


def test_a_list_that_is_read_again_asks_nobody_again(tmp_path: Path) -> None:
    with SandboxServer((PAPER,), (), time_factor=0) as server:
        lay(tmp_path, server)
        path = tmp_path / "data/list.md"
        path.write_text(f"{LIST.rstrip()} [[Code](https://github.com/a/b)]\n", encoding="utf-8")
        assert harvest(tmp_path, "refresh")[0] == 0
        settings = load_settings(tmp_path)
        with _open_run(settings, NIGHTLY, no_progress, utc_now, None) as run:
            entries = load_workspace(settings).entries
            answers = ask_about_papers(run, entries, {})
            assert answers.counts["crossref"].asked == 1
            assert ask_about_papers(run, entries, {}, answers) == answers


def test_what_a_source_says_again_is_kept_once() -> None:
    one = Identifier("arxiv", "2401.00001")
    paper = Paper(
        one,
        statements=(
            Statement("title", "A Title", "arxiv", "2026-01-01"),
            Statement("version", 1, "arxiv", "2026-01-01"),
        ),
    )
    reading = Reading(one, (("title", "".join("A Title")), ("version", True)))
    shared = share_values(reading, paper, "arxiv")
    assert shared == reading
    assert shared.fields[0][1] is paper.statements[0].value
    assert shared.fields[1][1] is True
    assert share_values(reading, paper, "crossref") == reading
