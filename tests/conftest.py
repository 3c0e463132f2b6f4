"""What every test shares: locks of its own, no token of the machine it runs on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of the machine than of the code; benchmarks tell the times.
# Every run tries the same examples, so that it ends as the run before; `make fuzz` tries new ones.
settings.register_profile(
    "repeatable",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def _own_locks(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HARVESTER_SHARED_FOLDER", str(tmp_path_factory.mktemp("locks")))
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
