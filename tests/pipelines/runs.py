"""Run the real command line, in a process of its own or in this one; look at what it left."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import click.testing

from pipelines.cli import harvester, run
from tests.paths import ROOT


def harvest(workspace: Path, *arguments: str) -> tuple[int, str]:
    """Run `harvester` in this process from `workspace`; return its exit code and all it printed."""
    runner = click.testing.CliRunner()
    before = Path.cwd()
    os.chdir(workspace)
    try:
        with runner.isolation() as streams:
            code = run(lambda: harvester.main(args=list(arguments), standalone_mode=False))
            printed = streams[0].getvalue().decode() + streams[1].getvalue().decode()
    finally:
        os.chdir(before)
    return code, printed


def start(workspace: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start `harvester` in a process of its own."""
    command = [sys.executable, "-m", "pipelines", *arguments]
    root = ROOT
    return subprocess.Popen(
        command,
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def digests(workspace: Path, *left_out: str) -> dict[str, str]:
    """Return the digest of every file below `workspace`, the run ledger and memos left out."""
    return {
        path.relative_to(workspace).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(workspace.rglob("*"))
        if path.is_file()
        and not path.name.startswith("ledger")
        and path.parent.name != "memos"
        and not any(path.relative_to(workspace).as_posix().startswith(name) for name in left_out)
    }
