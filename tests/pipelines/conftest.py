"""A workspace with the first list, and a sandbox to refresh it against."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harvester.sandbox.server import SandboxServer
from harvester.sandbox.world import World, load_world
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.paths import ROOT

MakeWorkspace = Callable[[SandboxServer], Path]


@pytest.fixture(scope="session")
def world() -> World:
    return load_world()


@pytest.fixture(scope="session")
def sandbox(world: World) -> Iterator[SandboxServer]:
    with SandboxServer(world=world, time_factor=0, anonymous_quota=100_000) as server:
        yield server


@pytest.fixture
def make_workspace(tmp_path: Path) -> MakeWorkspace:
    """Give a function that lays a workspace with the first list, before its first run."""

    def make(server: SandboxServer) -> Path:
        shutil.rmtree(tmp_path / "workspace", ignore_errors=True)
        workspace = tmp_path / "workspace"
        (workspace / "data").mkdir(parents=True)
        shutil.copy(ROOT / "data" / "list.md", workspace / "data" / "list.md")
        (workspace / SETTINGS_FILE).write_text(sandbox_settings(server, 0), encoding="utf-8")
        return workspace

    return make
