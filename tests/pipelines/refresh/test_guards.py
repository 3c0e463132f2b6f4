"""Nothing shrinks: a run that would lose much stops before it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from harvester.sandbox.faults import parse_faults
from harvester.sandbox.server import SandboxServer
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import digests, harvest
from tests.pipelines.small_world import SmallWorld, entry, papers


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


@pytest.mark.parametrize("guard", ["papers", "fields", "authors", "coverage", "sources", "edits"])
def test_every_guard_can_be_named(tmp_path: Path, guard: str) -> None:
    small = SmallWorld(tmp_path, papers(1))
    small.write(entry(small.facts[0]))
    assert small.run("refresh", "--accept-shrink", guard)[0] == 0
