"""Nothing shrinks: a run that would lose much stops before it writes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester.dataset.run_facts import load_removals
from harvester.dataset.store import load_dataset
from harvester.lists.edits import HandEdit
from harvester.model import Paper, Statement
from harvester.sandbox import PaperFacts
from harvester.sandbox.faults import parse_faults
from harvester.sandbox.server import SandboxServer
from pipelines.failures import ShrinkError
from pipelines.refresh.edits.corrections import PlannedEdit
from pipelines.refresh.guards import GUARDS, refuse_losses
from pipelines.refresh.options import GUARD_NAMES
from pipelines.refresh.report import report_page
from pipelines.refresh.run import refresh
from pipelines.refresh.write import write_outcome
from pipelines.settings import load_settings
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import digests, harvest
from tests.pipelines.small_world import AUTHORS, SmallWorld, entry, papers


def test_a_list_cut_to_four_papers_stops(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    assert harvest(workspace, "refresh")[0] == 0
    path = workspace / "data/list.md"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:128]), "utf-8")
    before = digests(workspace, "cache/")
    code, printed = harvest(workspace, "refresh")
    assert code == 1
    assert len(printed.strip().splitlines()) == 1
    assert "--accept-shrink papers" in printed
    assert digests(workspace, "cache/") == before
    code, printed = harvest(workspace, "refresh", "--accept-shrink", "papers")
    assert code == 0, printed
    assert len(load_dataset(workspace / "data").papers) < 22


def test_one_entry_taken_out_is_no_loss(tmp_path: Path) -> None:
    facts = papers(12)
    small = SmallWorld(tmp_path, facts)
    small.write(*map(entry, facts))
    small.refresh()
    small.write(*map(entry, facts[1:]))
    assert len(small.refresh()["changes"]) == 1
    assert len(load_dataset(tmp_path / "data").papers) == 11
    (gone,) = load_removals(tmp_path / "data")
    assert (str(gone.paper), gone.title) == ("arxiv:2401.00001", facts[0].title)
    before = digests(tmp_path, "cache/", "harvester.toml")
    small.refresh()
    assert digests(tmp_path, "cache/", "harvester.toml") == before
    _, feed = harvest(tmp_path, "export", "--format", "atom")
    assert f"<title>{facts[0].title}: removed</title>" in feed
    small.write(*map(entry, facts))
    small.refresh()
    assert load_removals(tmp_path / "data") == ()


def test_where_nobody_answers_nothing_is_written(tmp_path: Path) -> None:
    facts = papers(6)
    small = SmallWorld(tmp_path, facts)
    small.write(*map(entry, facts))
    code, printed = small.run("refresh", faults=parse_faults("everything-down"))
    assert code == 1
    assert "--accept-shrink sources" in printed
    assert not (tmp_path / "data" / "papers").exists()
    code, _ = small.run(
        "refresh", "--accept-shrink", "sources", faults=parse_faults("everything-down")
    )
    assert code == 1
    assert len(load_dataset(tmp_path / "data").papers) == 6


def test_an_unknown_guard_is_refused(tmp_path: Path) -> None:
    small = SmallWorld(tmp_path, papers(1))
    small.write(entry(small.facts[0]))
    code, printed = small.run("refresh", "--accept-shrink", "everything")
    assert code == 2
    assert "papers" in printed


def test_the_command_line_names_every_guard() -> None:
    assert tuple(GUARDS) == GUARD_NAMES


@pytest.mark.parametrize("guard", list(GUARDS))
def test_every_guard_can_be_named(tmp_path: Path, guard: str) -> None:
    small = SmallWorld(tmp_path, papers(1))
    small.write(entry(small.facts[0]))
    assert small.run("refresh", "--accept-shrink", guard)[0] == 0


def without_fields(paper: Paper) -> Paper:
    kept = [one for one in paper.statements if one.field not in {"abstract", "categories"}]
    return replace(paper, statements=tuple(kept))


def with_one_author(paper: Paper) -> Paper:
    statements = [
        replace(one, value=one.value[:1]) if isinstance(one.value, tuple) else one
        for one in paper.statements
        if not (one.field == "authors" and one.source == "list")
    ]
    return replace(paper, statements=tuple(statements))


def from_the_list_alone(paper: Paper) -> Paper:
    return replace(paper, statements=paper.stated_by("list"))


def with_half_a_letter(paper: Paper) -> Paper:
    title = Statement("title", "Half a letter: \ud83d", "crossref", "2026-11-23")
    return replace(paper, statements=(*paper.statements, title))


@pytest.mark.parametrize(
    ("guard", "spoil"),
    [
        ("fields", without_fields),
        ("authors", with_one_author),
        ("coverage", from_the_list_alone),
        ("schema", with_half_a_letter),
    ],
)
def test_each_loss_in_papers_stops_by_its_name(
    tmp_path: Path, guard: str, spoil: Callable[[Paper], Paper]
) -> None:
    facts = papers(8)
    small = SmallWorld(tmp_path, facts)
    small.write(*map(entry, facts))
    small.refresh()
    with small.served():
        outcome = refresh(load_settings(tmp_path))
    assert refuse_losses(outcome, ()) is outcome
    spoilt = replace(outcome.dataset, papers=tuple(map(spoil, outcome.dataset.papers)))
    outcome = replace(outcome, dataset=spoilt)
    with pytest.raises(ShrinkError, match=f"--accept-shrink {guard}") as refusal:
        refuse_losses(outcome, ())
    assert str(refusal.value).startswith("nothing was written: ")
    assert str(refusal.value).isprintable()
    accepted = refuse_losses(outcome, GUARDS)
    write_outcome(accepted, report_page(accepted))
    load_dataset(tmp_path / "data")


def test_papers_that_break_the_schema_stay_as_they_were(tmp_path: Path) -> None:
    facts = papers(3)
    small = SmallWorld(tmp_path, facts)
    small.write(*map(entry, facts))
    small.refresh()
    before = digests(tmp_path / "data")
    with small.served():
        outcome = refresh(load_settings(tmp_path))
    broken = tuple(map(with_half_a_letter, outcome.dataset.papers))
    outcome = replace(outcome, dataset=replace(outcome.dataset, papers=broken))
    kept = refuse_losses(outcome, ["schema"])
    write_outcome(kept, report_page(kept))
    assert digests(tmp_path / "data") == before


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("fields", {"comment": "", "journal_ref": "", "dois": ()}),
        ("authors", {"authors": AUTHORS[:1]}),
    ],
)
def test_a_service_that_tells_less_of_every_paper_stops_the_run(
    tmp_path: Path, guard: str, change: Any
) -> None:
    def told(number: int, facts: PaperFacts) -> PaperFacts:
        reference = f"Journal of Made-up Rooms {number} (2025)"
        return replace(facts, comment="9 pages", journal_ref=reference, dois=(f"10.1000/{number}",))

    full = [told(number, facts) for number, facts in enumerate(papers(8))]
    small = SmallWorld(tmp_path, full)
    small.write(*map(entry, full))
    small.refresh()
    small.facts = tuple(
        replace(facts, versions=2, updated="2026-11-01", **change) for facts in full
    )
    before = digests(tmp_path, "cache/", "harvester.toml")
    shutil.rmtree(tmp_path / "cache")
    code, printed = small.run("refresh")
    assert code == 1, printed
    assert f"--accept-shrink {guard}" in printed
    assert len(printed.strip().splitlines()) == 1
    assert digests(tmp_path, "cache/", "harvester.toml") == before
    assert small.run("refresh", "--accept-shrink", guard)[0] == 0


def test_a_list_that_reads_otherwise_after_its_edits_stops_by_name(tmp_path: Path) -> None:
    facts = papers(4)
    small = SmallWorld(tmp_path, facts)
    small.write(*map(entry, facts))
    small.refresh()
    with small.served():
        outcome = refresh(load_settings(tmp_path))
    fewer = replace(outcome.document, mentions=outcome.document.mentions[1:])
    title = facts[0].title
    not_held = PlannedEdit(title, "authors", 3, "", HandEdit(3, "Ann Bee", "why"), "arxiv")
    for spoilt, words in (
        (replace(outcome, document=fewer), "would read as 3 entries and rows instead of 4"),
        (replace(outcome, unsettled=(not_held,)), f"the correction of authors of {title} did not"),
    ):
        with pytest.raises(ShrinkError, match="--accept-shrink edits") as refusal:
            refuse_losses(spoilt, [name for name in GUARDS if name != "edits"])
        assert words in str(refusal.value)
        assert str(refusal.value).isprintable()
        assert refuse_losses(spoilt, ["edits"]) is spoilt
