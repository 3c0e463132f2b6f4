"""`resolve` without a local index: what stands in the list is asked for in batches, politely."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.sandbox.faults import parse_faults
from harvester.sandbox.server import SandboxServer
from harvester.sandbox.world import World
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import harvest

ENTRY = "- **{}**. [[Paper](https://arxiv.org/abs/{})]\n"


def lay(folder: Path, server: SandboxServer, text: str) -> Path:
    (folder / SETTINGS_FILE).write_text(sandbox_settings(server, 0), "utf-8")
    (folder / "README.md").write_text("# Papers\n\n" + text, "utf-8")
    return folder


def answers(workspace: Path) -> list[dict[str, object]]:
    _, printed = harvest(workspace, "resolve", "README.md", "--json")
    return [json.loads(line) for line in printed.splitlines() if line.startswith("{")]


def test_right_ids_cost_one_request_for_all_of_them(tmp_path: Path, world: World) -> None:
    papers = [paper for paper in world.papers if len(paper.title.split()) > 6][:60]
    with SandboxServer(world=world, time_factor=0) as server:
        workspace = lay(
            tmp_path, server, "".join(ENTRY.format(one.title, one.id) for one in papers)
        )
        rows = answers(workspace)
        assert [answer["identifier"] for answer in rows] == [f"arxiv:{one.id}" for one in papers]
        assert {answer["verdict"] for answer in rows} <= {"exact", "strong"}
        assert server.log.requests() == 1


def test_a_wrong_id_is_told_with_the_right_one(tmp_path: Path, world: World) -> None:
    one, other = [paper for paper in world.papers if len(paper.title.split()) > 8][:2]
    with SandboxServer(world=world, time_factor=0) as server:
        (answer,) = answers(lay(tmp_path, server, ENTRY.format(one.title, other.id)))
    assert (answer["verdict"], answer["identifier"]) == ("different", f"arxiv:{one.id}")
    assert answer["given_says"] == [
        {"identifier": f"arxiv:{other.id}", "says": "other", "title": other.title}
    ]


@pytest.mark.parametrize("faults", ["arxiv=429", "arxiv=403"])
def test_what_could_not_be_asked_is_no_verdict(tmp_path: Path, world: World, faults: str) -> None:
    paper = world.papers[0]
    with SandboxServer(world=world, time_factor=0, faults=parse_faults(faults)) as server:
        (answer,) = answers(lay(tmp_path, server, ENTRY.format(paper.title, paper.id)))
    assert (answer["verdict"], answer["identifier"]) == ("failed", None)
