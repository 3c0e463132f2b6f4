"""The whole line, end to end, on the first list against the sandbox."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from harvester.model import Paper
from harvester.sandbox.server import SandboxServer
from harvester.sandbox.world import World
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import digests, harvest


@pytest.fixture
def refreshed(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> Path:
    workspace = make_workspace(sandbox)
    code, printed = harvest(workspace, "refresh")
    assert code == 0, printed
    return workspace


def _papers(workspace: Path) -> dict[str, Paper]:
    return {str(p.value("name")): p for p in load_dataset(workspace / "data").papers}


def test_placeholders_and_missing_ids_are_resolved_with_evidence(refreshed: Path) -> None:
    papers = _papers(refreshed)
    by_name = {name: paper.resolution for name, paper in papers.items() if paper.resolution}
    assert {name: str(r.identifier) for name, r in by_name.items() if r} == {
        "EchoWorld": "arxiv:2504.13065",
        "Cardiac Copilot": "arxiv:2406.13165",
        "Foresight": "arxiv:2212.08072",
        "MuZero": "arxiv:1911.08265",
    }
    echo = by_name["EchoWorld"]
    assert echo is not None
    assert dict(echo.evidence)["authors"] == "6 of 6 authors"
    without = {
        name for name, p in papers.items() if not any(i.scheme == "arxiv" for i in p.identifiers)
    }
    assert without == {"mi-GAN", "A Path Towards AMI (JEPA)"}


def test_edits_touch_their_spans_and_nothing_else(
    refreshed: Path, sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    after = (refreshed / "data/list.md").read_bytes().decode()
    before = (make_workspace(sandbox) / "data/list.md").read_bytes().decode()
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"), autojunk=False)
    changed = [
        (old, new)
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
        for old, new in zip(before.split("\n")[a:b], after.split("\n")[c:d], strict=True)
    ]
    assert changed == [
        (
            "[[PDF](https://arxiv.org/abs/2504.xxxxx)]",
            "[[PDF](https://arxiv.org/abs/2504.13065)]",
        ),
        (
            "[[PDF](https://arxiv.org/abs/2406.xxxxx)]",
            "[[PDF](https://arxiv.org/abs/2406.13165)]",
        ),
        (
            "*Guangyao Lin, Xinyue Yan, Yuzhou Hu, et al.*<br>",
            "*Hongbin Lin, Bin Li, Chun Wai Wong, et al.*<br>",
        ),
    ]


def test_everything_of_a_paper_is_fetched_in_one_request(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    _, printed = harvest(workspace, "refresh", "--json")
    report = json.loads(printed)
    assert report["sources"]["arxiv"]["requests"] == 1
    assert report["sources"]["arxiv"]["failed"] == 0
    paper = _papers(workspace)["X-WIN"]
    names = {field for field, _ in paper.fields}
    assert {"abstract", "authors", "submitted", "updated", "categories", "comment"} <= names
    assert paper.versions
    assert (
        "bhattarailab/Surgical-Vision-World-Model" in (workspace / "data/metrics.csv").read_text()
    )


def test_the_second_run_asks_nobody_and_changes_no_byte(
    refreshed: Path, sandbox: SandboxServer
) -> None:
    before, asked = digests(refreshed), len(sandbox.log.entries)
    code, printed = harvest(refreshed, "refresh")
    assert (code, printed.strip()) == (0, "nothing changed")
    assert digests(refreshed) == before
    assert len(sandbox.log.entries) == asked


def test_with_the_right_record_gone_the_answer_is_none(
    world: World, make_workspace: MakeWorkspace
) -> None:
    gone = world.without("2504.13065", "2406.13165", "2212.08072", "1911.08265")
    with SandboxServer(world=gone, time_factor=0) as server:
        workspace = make_workspace(server)
        code, printed = harvest(workspace, "refresh")
    assert code == 0, printed
    assert not [p for p in _papers(workspace).values() if p.resolution]
    assert "2504.xxxxx" in (workspace / "data/list.md").read_text("utf-8")


def test_the_known_problems_of_the_list_are_found(refreshed: Path) -> None:
    _, printed = harvest(refreshed, "check", "--json")
    problems = json.loads(printed)["problems"]
    entries = {(row["code"], row["subject"]) for row in problems}
    assert {
        ("title-differs", "MeWM"),
        ("date-differs", "Surgical Vision World Model"),
        ("attribute-contradicts", "MeWM"),
        ("attribute-contradicts", "CLARITY"),
        ("status-contradicts", "CheXWorld"),
        ("missing-file", "figures/overview.png"),
    } <= entries
    codes = {code for code, _ in entries}
    assert {"published-since", "shared-url", "template-text", "stale-badge"} <= codes
    assert codes & {"code-claim-contradicts", "code-released"}


def test_the_report_is_written_in_three_forms(refreshed: Path) -> None:
    reports = refreshed / "data/reports"
    report = json.loads((reports / "report.json").read_text("utf-8"))
    assert report["headline"]
    assert "2504.13065" in (reports / "report.md").read_text("utf-8")
    assert "2504.13065" in (reports / "report.html").read_text("utf-8")


def test_wrong_authors_are_a_problem_before_they_are_corrected(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    harvest(workspace, "refresh", "--propose")
    _, printed = harvest(workspace, "check", "--json")
    rows = [row for row in json.loads(printed)["problems"] if row["code"] == "authors-differ"]
    assert [row["subject"] for row in rows] == ["World Models for General Surgical Grasping"]
    assert "Guangyao Lin" in (workspace / "data/list.md").read_text("utf-8")
