"""Bad input: one plain line with file, fault and remedy; exit 2; nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.sandbox.server import SandboxServer
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import digests, harvest

LISTS = {
    "empty": (b"", "empty"),
    "not UTF-8": ("Résumé".encode("latin-1"), "not UTF-8"),
    "no entries": (b"# Notes\n\nJust some words.\n", "no entries found"),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_bad_list(name: str, sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    content, words = LISTS[name]
    workspace = make_workspace(sandbox)
    (workspace / "data/list.md").write_bytes(content)
    _fails(workspace, words, "list.md")


def test_a_missing_list(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(sandbox)
    (workspace / "data/list.md").unlink()
    _fails(workspace, "no such list file", "list.md")


def test_a_list_of_100_megabytes(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(sandbox)
    with (workspace / "data/list.md").open("wb") as file:
        file.truncate(100_000_000)
    assert harvest(workspace, "refresh")[0] == 2


SETTINGS = {
    "unknown": ('lisst = "x"\n', "unknown key 'lisst' (did you mean list?)"),
    "wrong type": ("list = 3\n", "list is 3; it must be text in quotes"),
    "policy": (
        '[policy]\nauthors = "maybe"\n',
        "policy.authors is 'maybe'; it must be one of apply, ",
    ),
    "not TOML": ("list = \n", "not valid TOML"),
    "endpoint": ('[endpoints]\narxiv = "file:///etc/passwd"\n', "must be an http(s) address"),
    "attributes": ("[attributes]\nmarks = 3\n", "marks is 3; it must be a list"),
    "haste": ("time_factor = 0.1\n", "only for servers on this machine"),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_bad_settings(name: str, sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    text, words = SETTINGS[name]
    workspace = make_workspace(sandbox)
    (workspace / SETTINGS_FILE).write_text(text, encoding="utf-8")
    _fails(workspace, words, SETTINGS_FILE)


def test_a_bad_decision(sandbox: SandboxServer, make_workspace: MakeWorkspace) -> None:
    workspace = make_workspace(sandbox)
    (workspace / "data/decisions").mkdir()
    (workspace / "data/decisions/mine.jsonl").write_text('{"kind": "perhaps"}\n', "utf-8")
    _fails(workspace, "kind is 'perhaps'; it must be one of same, different", "mine.jsonl:1")


def test_a_damaged_paper_stops_the_run_before_any_write(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    assert harvest(workspace, "refresh")[0] == 0
    (workspace / "data/papers/arxiv_2504.13065.json").write_text("{", "utf-8")
    _fails(workspace, "damaged", "arxiv_2504.13065.json")


def test_a_damaged_cache_is_set_aside(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    assert harvest(workspace, "refresh")[0] == 0
    for path in (workspace / "cache").glob("*.sqlite"):
        path.write_bytes(b"not a database at all" * 400)
    code, printed = harvest(workspace, "refresh")
    assert code == 0, printed
    assert "Traceback" not in printed


def test_an_unknown_command_or_option(tmp_path: Path) -> None:
    assert harvest(tmp_path, "refrsh")[0] == 2
    assert harvest(tmp_path, "refresh", "--ofline")[0] == 2


def _fails(workspace: Path, words: str, where: str) -> None:
    before = digests(workspace, "cache/")
    code, printed = harvest(workspace, "refresh")
    assert code == 2
    assert words in printed
    assert where in printed
    assert len(printed.strip().splitlines()) == 1
    assert digests(workspace, "cache/") == before
