"""The README cannot lie: its generated blocks are current, its commands and files exist."""

from __future__ import annotations

import re
import subprocess
import sys

import click

from pipelines.cli import harvester
from tests.paths import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_generated_blocks_are_current() -> None:
    command = [sys.executable, "-m", "cogapp", "--check", "README.md"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, "run: make docs\n" + answer.stdout + answer.stderr


def test_every_command_of_the_readme_exists() -> None:
    named = set(re.findall(r"`harvester ([a-z]+)", README)) | set(
        re.findall(r"^(?:\.venv/bin/)?harvester ([a-z]+)", README, re.MULTILINE)
    )
    with click.Context(harvester) as context:
        names = set(harvester.list_commands(context))
        assert named
        assert named <= names
        for name in names:
            command = harvester.get_command(context, name)
            assert command is not None
            assert command.help


def test_every_file_that_the_readme_links_exists() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)\s#]+)", README)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_every_make_target_of_the_readme_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", README)) <= targets
