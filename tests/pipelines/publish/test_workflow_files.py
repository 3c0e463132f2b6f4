"""The files that `init` lays: read back, and judged by the linters of their own field."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from harvester.about import homepage
from pipelines.publish.workflow_files import github_files, is_pinned
from tests.paths import ROOT
from tests.pipelines.publish.repositories import LIST
from tests.pipelines.runs import harvest

CI = ROOT / ".github" / "workflows" / "ci.yml"
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
    for path in (*workflows(laid), laid / "action.yml", CI):
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


def linter(name: str) -> str:
    beside = Path(sys.executable).with_name(name)
    program = str(beside) if beside.exists() else shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed (it comes with the extra `dev`)")
    return program


def test_zizmor_finds_nothing(laid: Path) -> None:
    shutil.copy(CI, laid / ".github" / "workflows" / "ci.yml")
    options = ["--offline", "--persona", "regular", "--no-progress"]
    answer = subprocess.run([linter("zizmor"), *options, str(laid)], capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_actionlint_finds_nothing(laid: Path) -> None:
    command = [linter("actionlint"), *map(str, workflows(laid)), str(CI)]
    answer = subprocess.run(command, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_the_action_installs_what_the_suite_is_run_with_and_no_more() -> None:
    ours, all_of_them = locked("requirements-action.lock"), locked("requirements.lock")
    assert ours.items() <= all_of_them.items()
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert {name_of(one) for one in wanted["dependencies"]} <= ours.keys()
    for tool in map(name_of, wanted["optional-dependencies"]["dev"]):
        assert tool not in ours or tool == "markdown-it-py"  # rich needs it


def name_of(requirement: str) -> str:
    match = re.match(r"[\w.-]+", requirement)
    assert match
    return match[0].lower()


def locked(name: str) -> dict[str, str]:
    """Map each package of a lock file to its version and hashes."""
    text = re.sub(r"^\s+#.*\n?", "", (ROOT / name).read_text("utf-8"), flags=re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return {name_of(block): block.rstrip("\\\n ") for block in blocks if block.strip()}


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
