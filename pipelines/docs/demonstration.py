"""`make run`: refresh a copy of the first list against the embedded sandbox."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from harvester.sandbox.server import SandboxServer
from harvester.sandbox.world import load_world
from pipelines.cli import run
from pipelines.commands.refreshing import run_refresh
from pipelines.refresh.options import Options
from pipelines.settings import SETTINGS_FILE, load_settings

TIME_FACTOR = 0.1
"""The sandbox asks for a tenth of the real services' spacing, so that nobody waits."""
MADE_UP = (
    "asked of a sandbox on this machine: titles, authors, ids and dates of papers are real; "
    "abstracts, stars and all other counts, and the dates of pushes are made up"
)
"""Stands in every report of the demonstration."""


def main() -> int:
    """Copy the first list into a workspace of its own, refresh it there, say what was found."""
    root = Path(__file__).resolve().parents[2]
    workspace = _fresh_copy(root)
    with SandboxServer(world=load_world(), time_factor=TIME_FACTOR) as sandbox:
        click.echo(f"sandbox on {sandbox.url}")
        options = Options(notes=(MADE_UP,))
        (workspace / SETTINGS_FILE).write_text(
            sandbox_settings(sandbox, TIME_FACTOR), encoding="utf-8"
        )
        settings = load_settings(workspace)
        code = run_refresh(settings, options, dry_run=False, as_json=False)
        click.echo(f"\nThe list as it is now: {settings.list_path}")
        click.echo("Once more, as tomorrow night on an unchanged world:")
        return code or run_refresh(settings, options, dry_run=False, as_json=False)


def sandbox_settings(sandbox: SandboxServer, time_factor: float) -> str:
    """Return a harvester.toml that asks `sandbox` and nobody else."""
    lines = [f'{name} = "{address}"' for name, address in sandbox.endpoints.items()]
    head = f'list = "data/list.md"\ntime_factor = {time_factor}\n\n[endpoints]'
    return "\n".join([head, *lines, ""])


def _fresh_copy(root: Path) -> Path:
    workspace = root / "cache" / "demonstration"
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "data").mkdir(parents=True)
    shutil.copy(root / "data" / "list.md", workspace / "data" / "list.md")
    return workspace


if __name__ == "__main__":
    sys.exit(run(main))
