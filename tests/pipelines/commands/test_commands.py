"""The other commands, as a person or a program calls them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from harvester.sandbox.server import SandboxServer
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import harvest

ISSUE = "### arXiv ID\n\n{paper}\n\n### Section\n\nUltrasound\n\n### Tags\n\nL2\n"
NEW = "0705.4412"


def _git(workspace: Path, *arguments: str) -> str:
    command = ["git", "-C", str(workspace), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    answer = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True)
    return answer.stdout


def test_add_writes_in_the_style_of_the_section(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    before = (workspace / "data/list.md").read_text("utf-8")
    (workspace / "issue.md").write_text(ISSUE.format(paper=NEW), "utf-8")
    harvest(workspace, "add", "--from-issue", "issue.md")
    after = (workspace / "data/list.md").read_text("utf-8")
    assert f"`L2`<br>\n[[PDF](https://arxiv.org/abs/{NEW})]\n" in after
    assert set(before.split("\n")) <= set(after.split("\n"))


def test_add_refuses_what_is_there_in_plain_words(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    code, printed = harvest(workspace, "add", "arxiv:2511.14918", "--section", "Ultrasound")
    assert code == 2
    assert "already at line 107 as 'X-WIN'" in printed


def test_add_asks_for_what_it_needs(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(sandbox)
    assert harvest(workspace, "add", NEW)[0] == 2
    assert harvest(workspace, "add", NEW, "--section", "No such section")[0] == 2
    assert harvest(workspace, "add", "arxiv:2511.99999", "--section", "Ultrasound")[0] == 2


def test_report_since_a_revision(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(sandbox)
    _git(workspace, "init", "-q")
    _git(workspace, "add", "data")
    _git(workspace, "commit", "-qm", "before")
    harvest(workspace, "refresh")
    code, printed = harvest(workspace, "report", "--since", "HEAD", "--format", "json")
    assert code == 0
    changed = {row["name"] for row in json.loads(printed)["changes"]}
    assert "EchoWorld" in changed
    code, printed = harvest(workspace, "report", "--since", "nowhere")
    assert code == 2
    assert "git does not know it" in printed


def test_index_and_resolve_from_a_stream(tmp_path: Path) -> None:
    title = "Tidal Heating of Small Moons under Resonant Forcing by Their Giant Planets"
    snapshot = {
        "id": "2501.01234",
        "title": title,
        "authors_parsed": [["Lee", "Ann", ""], ["Xu", "Bo", ""]],
        "versions": [{"version": "v1", "created": "Wed, 1 Jan 2025 10:00:00 GMT"}],
        "unknown": 1,
    }
    (tmp_path / "snapshot.jsonl").write_text(json.dumps(snapshot) + "\n", "utf-8")
    assert harvest(tmp_path, "index", "status")[0] == 2
    assert harvest(tmp_path, "index", "build", "snapshot.jsonl")[0] == 0
    asked = [{"title": title, "authors": ["Ann Lee", "Bo Xu"]}, {"title": "Grain boundaries"}]
    lines = "\n".join(json.dumps(row) for row in asked)
    (tmp_path / "mentions.jsonl").write_text(lines, "utf-8")
    code, printed = harvest(tmp_path, "resolve", "--from", "mentions.jsonl", "--json")
    answers = [json.loads(line) for line in printed.splitlines()]
    assert code == 0
    assert [row["identifier"] for row in answers] == ["arxiv:2501.01234", None]
    assert answers[0]["verdict"] == "exact"
    assert answers[1]["verdict"] == "none"


def test_init_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(
        "# L\n\n- [Tidal Heating of Small Moons](https://arxiv.org/abs/2501.01234)\n", "utf-8"
    )
    assert harvest(tmp_path, "init")[0] == 0
    (tmp_path / "harvester.toml").write_text("# mine\n", "utf-8")
    assert "left as it is" in harvest(tmp_path, "init")[1]
    assert (tmp_path / "harvester.toml").read_text("utf-8") == "# mine\n"


def test_a_list_outside_the_dataset_folder_is_edited_too(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    (workspace / "data/list.md").rename(workspace / "README.md")
    settings = (workspace / "harvester.toml").read_text("utf-8")
    (workspace / "harvester.toml").write_text(
        settings.replace('list = "data/list.md"', 'list = "README.md"'), "utf-8"
    )
    assert harvest(workspace, "refresh")[0] == 0
    assert "2504.13065" in (workspace / "README.md").read_text("utf-8")
    assert not (workspace / "data/pending").exists()
    assert harvest(workspace, "refresh")[1].strip() == "nothing changed"
