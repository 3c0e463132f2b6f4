"""`harvester index` as a person calls it: build, update against the sandbox, status."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from harvester.sandbox import SandboxServer
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.arxiv_index.test_update import BEFORE, changed_world, paper, snapshot
from tests.pipelines.runs import harvest


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    text = "\n".join(snapshot(BEFORE)).encode()
    (tmp_path / "snapshot.jsonl.xz").write_bytes(lzma.compress(text))
    return tmp_path


def connect(workspace: Path, server: SandboxServer) -> None:
    (workspace / SETTINGS_FILE).write_text(sandbox_settings(server, 0), encoding="utf-8")


def test_build_update_status_and_resolve(workspace: Path) -> None:
    with SandboxServer(world=changed_world(), time_factor=0, oai_page=6) as server:
        connect(workspace, server)
        code, printed = harvest(workspace, "index", "build", "snapshot.jsonl.xz")
        assert (code, printed.splitlines()[-1][:17]) == (0, "60 papers indexed")
        assert "never updated" in harvest(workspace, "index", "status")[1]
        code, printed = harvest(workspace, "index", "update")
        assert (code, printed) == (0, "14 added, 2 changed, 2 removed; as of 2026-11-05\n")
        assert harvest(workspace, "index", "update")[1] == "nothing changed; as of 2026-11-05\n"
    status = json.loads(harvest(workspace, "index", "status", "--json")[1])
    assert (status["records"], status["newest"]) == (72, "2026-11-04")
    assert status["harvested_until"] == "2026-11-05"
    assert "72 papers" in harvest(workspace, "index", "status")[1]
    (workspace / "mentions.jsonl").write_text(json.dumps({"title": paper(70).title}) + "\n")
    code, printed = harvest(workspace, "resolve", "--from", "mentions.jsonl", "--json")
    assert json.loads(printed)["identifier"] == "arxiv:2610.00070"


def test_an_update_that_could_not_ask_says_so(workspace: Path) -> None:
    with SandboxServer(world=changed_world(), time_factor=0) as server:
        connect(workspace, server)
        harvest(workspace, "index", "build", "snapshot.jsonl.xz")
    code, printed = harvest(workspace, "index", "update")  # nobody listens there any more
    assert code == 1
    assert "the index is as it was" in printed


@pytest.mark.parametrize(
    "command",
    ["index update", "index status", "resolve --from m.jsonl --index none.sqlite"],
)
def test_without_an_index_one_line_says_what_to_do(workspace: Path, command: str) -> None:
    (workspace / "m.jsonl").write_text('{"title": "Soup"}\n', encoding="utf-8")
    code, printed = harvest(workspace, *command.split())
    assert code == 2
    assert "harvester index build" in printed
    assert printed.count("\n") == 1


def test_a_damaged_snapshot_and_a_damaged_index(workspace: Path) -> None:
    packed = (workspace / "snapshot.jsonl.xz").read_bytes()
    (workspace / "cut.jsonl.xz").write_bytes(packed[: len(packed) // 2])
    code, printed = harvest(workspace, "index", "build", "cut.jsonl.xz")
    assert code == 2
    assert "cut.jsonl.xz: damaged" in printed
    assert not (workspace / "cache" / "arxiv-index.sqlite").exists()
    (workspace / "cache" / "arxiv-index.sqlite").write_bytes(b"no index")
    code, printed = harvest(workspace, "index", "status")
    assert code == 2
    assert "build it again" in printed
