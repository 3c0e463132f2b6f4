from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.cli import harvester, run
from tests.paths import ROOT


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "harvester.toml").write_text('list = "data/list.md"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def call(*words: str) -> int:
    return run(lambda: harvester.main([*words], standalone_mode=False))


@pytest.mark.parametrize("form", ["bibtex", "csl-json", "csv", "jsonl", "atom"])
def test_a_form_is_written_the_same_twice(workspace: Path, form: str) -> None:
    assert call("export", "--format", form, "-o", "one") == 0
    assert call("export", "--format", form, "-o", "two") == 0
    content = (workspace / "one").read_bytes()
    assert content
    assert content == (workspace / "two").read_bytes()


def test_an_unknown_form_and_a_dataset_without_papers_are_bad_input(workspace: Path) -> None:
    assert call("export", "--format", "ris") == 2
    shutil.rmtree(workspace / "data" / "papers")
    assert call("export", "--format", "csv", "-o", "one") == 2
    assert not (workspace / "one").exists()
