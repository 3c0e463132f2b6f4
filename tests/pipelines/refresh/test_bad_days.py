"""Failure is not absence; a kill leaves a whole dataset; two runs do not meet."""

from __future__ import annotations

import json
import random
import re
import shutil
import signal
import time
from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from harvester.sandbox.faults import parse_faults
from harvester.sandbox.server import SandboxServer
from harvester.sandbox.world import World
from pipelines.docs.demonstration import sandbox_settings
from pipelines.run_lock import run_lock
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.runs import digests, harvest, start

VOLATILE = ("cache/", SETTINGS_FILE)


@pytest.mark.parametrize(
    ("faults", "wanted"),
    [
        ("arxiv=429,datacite=503", 0),  # indexes still tell of most papers
        ("arxiv=503", 0),
        ("arxiv=html", 0),
        ("arxiv=empty", 0),
        ("arxiv=reset", 0),
        ("github=quota", 0),
    ],
)
def test_a_bad_day_keeps_every_value_and_is_told(
    faults: str, wanted: int, world: World, sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    assert harvest(workspace, "refresh")[0] == 0
    before = {str(p.id): p for p in load_dataset(workspace / "data").papers}
    undisturbed = digests(workspace, *VOLATILE)
    shutil.rmtree(workspace / "cache")
    with SandboxServer(world=world, time_factor=0, faults=parse_faults(faults)) as server:
        (workspace / SETTINGS_FILE).write_text(sandbox_settings(server, 0), encoding="utf-8")
        code, printed = harvest(workspace, "refresh")
    assert code == wanted
    assert re.search(rf"{faults.partition('=')[0]}.* could not be asked", printed)
    after = {str(p.id): p for p in load_dataset(workspace / "data").papers}
    for key, paper in before.items():
        for field, chosen in paper.fields:
            kept = after[key].chosen(field)
            assert kept is not None
            assert kept.value == chosen.value
    (workspace / SETTINGS_FILE).write_text(sandbox_settings(sandbox, 0), encoding="utf-8")
    assert harvest(workspace, "refresh")[0] == 0
    healed = digests(workspace, *VOLATILE)
    reports = {name for name in healed if "reports/" in name}
    assert {k: v for k, v in healed.items() if k not in reports} == {
        k: v for k, v in undisturbed.items() if k not in reports
    }


def test_faults_on_the_first_night_end_in_the_same_dataset(
    world: World, sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    harvest(workspace, "refresh")
    undisturbed = digests(workspace, *VOLATILE, "data/reports")
    workspace = make_workspace(sandbox)
    with SandboxServer(world=world, time_factor=0, faults=parse_faults("everything-down")) as down:
        (workspace / SETTINGS_FILE).write_text(sandbox_settings(down, 0), encoding="utf-8")
        assert harvest(workspace, "refresh")[0] == 1
    (workspace / SETTINGS_FILE).write_text(sandbox_settings(sandbox, 0), encoding="utf-8")
    assert harvest(workspace, "refresh")[0] == 0
    assert digests(workspace, *VOLATILE, "data/reports") == undisturbed


def test_killed_at_random_moments_ends_in_the_same_bytes(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    started = time.monotonic()
    first = start(workspace, "refresh")
    first.communicate(timeout=60)
    assert first.returncode == 0
    length = time.monotonic() - started
    undisturbed = digests(workspace, *VOLATILE)
    workspace = make_workspace(sandbox)
    chance = random.Random(2026)
    for _ in range(7):
        process = start(workspace, "refresh")
        time.sleep(chance.uniform(0.1, length))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        load_dataset(workspace / "data")
    final = start(workspace, "refresh")
    out, errors = final.communicate(timeout=60)
    assert final.returncode == 0, out + errors
    assert digests(workspace, *VOLATILE) == undisturbed


def test_a_database_that_is_not_of_the_dataset_is_built_anew(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    harvest(workspace, "refresh")
    path = workspace / "cache" / "harvester.sqlite"
    built = path.read_bytes()
    metrics = workspace / "data" / "metrics.csv"
    rows = metrics.read_text().splitlines(keepends=True)
    metrics.write_text("".join(rows[:-1]))  # as after a pull, or a kill before the database
    harvest(workspace, "refresh", "--offline")
    assert path.read_bytes() != built
    metrics.write_text("".join(rows))
    harvest(workspace, "refresh", "--offline")
    assert path.read_bytes() == built
    stamp = path.stat().st_mtime_ns
    harvest(workspace, "refresh", "--offline")
    assert path.stat().st_mtime_ns == stamp


def test_a_second_run_at_once_says_who_holds_the_lock(
    sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    workspace = make_workspace(sandbox)
    with run_lock(workspace / "cache", "2026-11-23T04:17:00+00:00"):
        process = start(workspace, "refresh")
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "since 2026-11-23T04:17:00+00:00" in errors
    assert len(errors.strip().splitlines()) == 1


def test_no_token_is_written_anywhere(
    sandbox: SandboxServer, make_workspace: MakeWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_thisIsVerySecret0123456789")
    workspace = make_workspace(sandbox)
    _, printed = harvest(workspace, "refresh", "--json")
    assert json.loads(printed)["sources"]["github"]["requests"] == 1
    files = [path for path in Path(workspace).rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if b"thisIsVerySecret" in path.read_bytes()]
    assert "thisIsVerySecret" not in printed
