"""The program's own name, version and address; the address stands in pyproject.toml alone."""

from __future__ import annotations

import json
import subprocess
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from importlib.metadata import Distribution

DISTRIBUTION = "awesome-list-harvester"
_SOURCE = Path(__file__).resolve().parents[1]


def _installed() -> Distribution | None:
    # imported here because it is slow, and --help and most commands tell no version
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        return distribution(DISTRIBUTION)
    except PackageNotFoundError:
        return None


def version() -> str:
    """Return the version of the program, "0" where it runs from a folder that is not installed."""
    installed = _installed()
    return installed.version if installed else "0"


def homepage() -> str:
    """Return the project's address; empty where neither metadata nor pyproject.toml tell it."""
    installed = _installed()
    pages = installed.metadata.get_all("Project-URL") if installed else None
    if pages:
        return str(pages[0]).partition(", ")[2]
    project = _SOURCE / "pyproject.toml"
    if not project.exists():
        return ""
    return str(tomllib.loads(project.read_text("utf-8"))["project"]["urls"]["Homepage"])


def source_commit() -> str:
    """Return the commit that this program was installed from; empty where nothing tells it.

    PEP 610: https://packaging.python.org/specifications/direct-url/
    """
    installed = _installed()
    direct_url = json.loads((installed and installed.read_text("direct_url.json")) or "{}")
    if commit := direct_url.get("vcs_info", {}).get("commit_id"):
        return str(commit)
    folder = (
        unquote(urlsplit(direct_url.get("url", "")).path)
        if "dir_info" in direct_url
        else str(_SOURCE)
    )
    if not (Path(folder) / ".git").exists():
        return ""
    command = ["git", "-C", folder, "rev-parse", "HEAD"]
    answer = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 - no shell
    return answer.stdout.strip() if answer.returncode == 0 else ""
