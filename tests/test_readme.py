"""README and docs/ cannot lie: generated blocks are current, commands, options and files exist."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import click
import pytest

from pipelines.cli import harvester
from tests.paths import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_CALL = re.compile(r"^ *(?:\$ |ExecStart=)?(?:\.venv/bin/)?harvester ([^\n]*)", re.MULTILINE)
_INLINE = re.compile(r"`harvester ([^`\n]+)`")


def words_of(call: str) -> list[str]:
    """Return the words of a call up to where the shell ends it, or a remark of ours begins."""
    lexer = shlex.shlex(call.partition("   ")[0], posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    return list(takewhile(lambda word: not set(word) <= set("|;&<>()"), lexer))


def _commands() -> dict[str, click.Command]:
    with click.Context(harvester) as context:
        commands = {n: harvester.get_command(context, n) for n in harvester.list_commands(context)}
    return {name: command for name, command in commands.items() if command}


COMMANDS = _commands()


def test_generated_blocks_are_current() -> None:
    command = [sys.executable, "-m", "cogapp", "--check", *map(str, PAGES)]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert answer.returncode == 0, "run: make docs\n" + answer.stdout + answer.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_exists(page: Path) -> None:
    text = page.read_text("utf-8")
    for call in {*_CALL.findall(text), *_INLINE.findall(text)}:
        words = words_of(call)
        if not words or not re.fullmatch(r"[a-z]+", words[0]):
            continue  # `harvester --help`, a sentence
        assert words[0] in COMMANDS, call
        command = COMMANDS[words[0]]
        if isinstance(command, click.Group):
            continue
        options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
        written = {word.partition("=")[0] for word in words[1:] if re.match(r"--[a-z]", word)}
        assert written <= {*options, "--help"}, call


def test_the_readme_shows_the_commands_of_a_first_day() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    named = {call.split()[0] for call in _CALL.findall(text)}
    assert {"parse", "refresh", "review", "publish", "check", "export"} <= named


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_and_heading_that_is_linked_exists(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)\s]+)", page.read_text("utf-8")):
        name, _, heading = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        if heading:
            titles = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            assert heading in {re.sub(r"[^\w-]", "", t.lower().replace(" ", "-")) for t in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_exists(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)`", page.read_text("utf-8"))) <= targets


def test_every_command_says_what_it_does() -> None:
    for name, command in COMMANDS.items():
        assert command.help, name
