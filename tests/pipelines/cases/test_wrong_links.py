"""Wrong links in a list whose papers are known: named every night, and nothing is edited."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.sandbox.server import SandboxServer
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import digests, harvest

TRUE = "2504.13065"


def rows(workspace: Path, code: str) -> list[dict[str, str]]:
    problems = json.loads(harvest(workspace, "check", "--json")[1])["problems"]
    return [row for row in problems if row["code"] == code]


@pytest.mark.parametrize("wrong", ["2504.13066", "1912.01603"])
def test_a_wrong_id_is_named_with_the_right_one_night_after_night(
    wrong: str, sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    assert harvest(workspace, "refresh")[0] == 0
    assert rows(workspace, "wrong-link") == []
    path = workspace / "data" / "list.md"
    mutated = path.read_text("utf-8").replace(TRUE, wrong)
    path.write_text(mutated, "utf-8")
    for night in range(3):
        (problem,) = rows(workspace, "wrong-link")
        assert TRUE in problem["fix"], night
        assert rows(workspace, "dead-link") == []
        assert harvest(workspace, "refresh")[0] == 0
        assert path.read_text("utf-8") == mutated


WRONG = {
    "an id that arXiv does not know": (
        "**Surgical Vision World Model** *Saurabh Koju, et al.* "
        "[[PDF](https://arxiv.org/abs/2503.02905)]",
        "2503.02904",
    ),
    "an unrelated title without authors": (
        "**Dream to Control: Learning Behaviors by Latent Imagination** "
        "[[PDF](https://arxiv.org/abs/2405.17940)]",
        "1912.01603",
    ),
    "a kindred title without authors": (
        "**Surgical Vision World Model** [[PDF](https://arxiv.org/abs/2405.17940)]",
        "2503.02904",
    ),
    "the DOI of another paper": (
        "**X-WIN: Building Chest Radiograph World Model via Predictive Sensing** "
        "*Zefan Yang, et al.* [[PDF](https://www.nature.com/articles/s41586-025-08744-2)]",
        "2511.14918",
    ),
    "a second id in front of the right one": (
        "**Surgical Vision World Model** *Saurabh Koju, et al.* "
        "[[PDF](https://arxiv.org/abs/1912.01603)] [[Paper](https://arxiv.org/abs/2503.02904)]",
        "take this second link out",
    ),
    "a second id under a label of its own": (
        "**Mastering Atari with Discrete World Models** *Danijar Hafner, et al.* "
        "[[PDF](https://arxiv.org/abs/2010.02193)] "
        "[[Nature](https://doi.org/10.1038/s41586-025-08744-2)]",
        "take this second link out",
    ),
    "a link text that is no paper's id": (
        "**World Models for General Surgical Grasping** [arXiv:2405.17941]"
        "(https://arxiv.org/abs/2405.17940)",
        "show and link the same paper",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_link_is_one_problem_and_nothing_is_edited(
    kind: str, sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    entry, right = WRONG[kind]
    workspace = make_workspace(sandbox)
    path = workspace / "data" / "list.md"
    path.write_text(f"# Papers\n\n- {entry}\n", "utf-8")
    assert harvest(workspace, "refresh")[0] == 0
    problems = json.loads(harvest(workspace, "check", "--json")[1])["problems"]
    (problem,) = [one for one in problems if one["code"] != "published-since"]
    assert (problem["code"], right in problem["fix"]) == ("wrong-link", True), problem
    assert path.read_text("utf-8") == f"# Papers\n\n- {entry}\n"
    assert harvest(workspace, "refresh")[0] == 0  # a DOI leads on to its arXiv paper by now
    files = digests(workspace / "data", "reports")
    assert harvest(workspace, "refresh")[0] == 0
    assert digests(workspace / "data", "reports") == files
