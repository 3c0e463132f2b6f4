"""What a workflow on GitHub shows of a run: its job's summary, and annotations.

https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import click


def escape_message(text: str) -> str:
    """Return the text of a workflow command, in one line that ends no command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Return the value of a workflow command's property."""
    return escape_message(text).replace(":", "%3A").replace(",", "%2C")


def add_to_summary(lines: Iterable[str]) -> bool:
    """Append Markdown lines to the job's summary; False outside of a workflow."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if not summary:
        return False
    with Path(summary).open("a", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
    return True


def is_workflow() -> bool:
    """Tell whether this runs in a workflow on GitHub."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def annotate_warning(text: str) -> None:
    """Show a warning above the workflow's run; nothing outside of a workflow."""
    if is_workflow():
        click.echo(f"::warning title=Harvester::{escape_message(text)}")
