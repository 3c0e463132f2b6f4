"""An old last good night is said where people look; a new one is silent."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from harvester.sandbox import Fault, Faults, SandboxServer, World
from harvester.sandbox.faults import KINDS
from pipelines.last_good_night import last_good_night, remember_good_night
from tests.pipelines.publish.repositories import LIST, scene
from tests.pipelines.runs import harvest

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "README.md").write_text(LIST)
    (tmp_path / "data" / "papers").mkdir(parents=True)
    (tmp_path / "cache").mkdir()
    return tmp_path


@pytest.mark.parametrize("command", ["check", "report"])
def test_an_old_good_night_is_said_and_a_new_one_is_not(folder: Path, command: str) -> None:
    remember_good_night(folder / "cache", LONG_AGO)
    assert "the last good night was 2020-01-01" in harvest(folder, command)[1]
    remember_good_night(folder / "cache", datetime.now(UTC).date())
    assert "good night" not in harvest(folder, command)[1]


def test_a_lost_record_is_said_in_workflows_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert "good night" not in harvest(folder, "check")[1]
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    words = harvest(folder, "check", "--annotations")[1]
    assert "::warning title=Harvester::when the last good night was is not known here" in words


def test_doctor_says_when_it_was(folder: Path) -> None:
    assert "last good night: none is known here" in harvest(folder, "doctor")[1]
    remember_good_night(folder / "cache", LONG_AGO)
    assert "last good night: 2020-01-01" in harvest(folder, "doctor")[1]


@pytest.mark.parametrize("content", ["", "yesterday", "2020-13-01"])
def test_a_damaged_record_is_none(folder: Path, content: str) -> None:
    (folder / "cache" / "last-good-night").write_text(content)
    assert last_good_night(folder / "cache") is None


def test_a_night_is_good_when_something_could_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    with (
        SandboxServer(world=World(), time_factor=0) as server,
        scene(tmp_path, server) as place,
    ):
        cache = place.clone / "cache"
        remember_good_night(cache, LONG_AGO)
        server.faults = Faults([Fault(name, "503") for name in KINDS])
        code, words = harvest(place.clone, "refresh")
        assert (code, last_good_night(cache)) == (1, LONG_AGO), words
        server.faults = Faults()
        code, words = harvest(place.clone, "refresh")
        assert code == 0, words
        assert "before this run, the last good night was 2020-01-01" in words
        assert "before this night, the last good night was" in summary.read_text("utf-8")
        assert last_good_night(cache) == datetime.now(UTC).date()
