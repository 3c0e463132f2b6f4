"""What every test shares: locks of its own, no token of the machine it runs on."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_locks(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_SHARED_FOLDER", str(tmp_path_factory.mktemp("locks")))
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
