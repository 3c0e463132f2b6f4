from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.sandbox import SandboxServer, World
from tests.pipelines.publish.repositories import Scene, scene


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "workflow-token-1234")
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with SandboxServer(world=World(), time_factor=0, anonymous_quota=10_000) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, server: SandboxServer) -> Iterator[Scene]:
    with scene(tmp_path, server) as made:
        yield made
