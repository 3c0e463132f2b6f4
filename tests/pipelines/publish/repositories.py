"""A list in a real git repository, its bare remote on disk, and the sandbox's GitHub over it."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from harvester.sandbox import SandboxServer
from harvester.sandbox.services.github.pulls import HostedRepository
from tests.pipelines.runs import harvest

NAME = "ana/awesome-rooms"
PERSON = {
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}
LIST = """# Awesome rooms

**Seeing Worlds: A Study of Rooms.** [2025]<br>
*Ann Ho, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.00001)]
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git as a person does."""
    answer = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, **PERSON},
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout.strip()


@dataclass
class Scene:
    """A clone, its remote, and GitHub's side of it."""

    clone: Path
    remote: Path
    hosted: HostedRepository
    url: str

    def person(self, method: str, path: str, sent: Mapping[str, Any] | None = None) -> Any:
        """Do what a maintainer does on the website."""
        address = f"{self.url}/repos/{NAME}/{path}"
        headers = {"Authorization": "Bearer OWNER"}
        answer = requests.request(method, address, json=sent, headers=headers, timeout=10)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.text else None

    def pulls(self, state: str = "open") -> list[dict[str, Any]]:
        """Return the pull requests, the newest first."""
        rows: list[dict[str, Any]] = self.person("GET", f"pulls?state={state}")
        return rows

    def publish(self, *arguments: str) -> tuple[int, str]:
        """Run `harvester publish`."""
        return harvest(self.clone, "publish", *arguments)

    def branch(self, name: str = "harvester/nightly") -> str | None:
        """Return the commit of a branch of the remote."""
        return self.hosted.git.branch(name)

    def fresh_clone(self, folder: str, *arguments: str) -> Path:
        """Clone the remote anew, as a workflow does."""
        place = self.clone.parent / folder
        git(self.clone.parent, "clone", "--quiet", *arguments, f"file://{self.remote}", folder)
        return place

    def person_edits(self, name: str, text: str, branch: str = "main") -> None:
        """Let a person commit a file on a branch of the remote."""
        place = self.clone.parent / f"person-{len(list(self.clone.parent.iterdir()))}"
        git(self.clone.parent, "clone", "--quiet", "-b", branch, str(self.remote), place.name)
        (place / name).write_text(text, encoding="utf-8")
        git(place, "add", "-A")
        git(place, "commit", "--quiet", "-m", "A word of mine")
        git(place, "push", "--quiet", "origin", branch)


@contextmanager
def scene(
    folder: Path, server: SandboxServer, text: str = LIST, settings: str = ""
) -> Iterator[Scene]:
    """Give a repository with one commit that holds the list and the settings."""
    remote, clone = folder / "remote.git", folder / "clone"
    git(folder, "init", "--quiet", "--bare", "-b", "main", str(remote))
    git(folder, "clone", "--quiet", str(remote), "clone")
    git(clone, "checkout", "--quiet", "-b", "main")
    (clone / "README.md").write_text(text, encoding="utf-8")
    lines = [f'{name} = "{address}"' for name, address in server.endpoints.items()]
    head = (
        f'list = "README.md"\ntime_factor = 0.0\n\n[publish]\nrepository = "{NAME}"\n{settings}\n'
    )
    (clone / "harvester.toml").write_text(head + "[endpoints]\n" + "\n".join(lines) + "\n")
    (clone / ".gitignore").write_text("cache/\n")
    git(clone, "add", "-A")
    git(clone, "commit", "--quiet", "-m", "The list")
    git(clone, "push", "--quiet", "-u", "origin", "main")
    hosted = server.github.host(NAME, remote)
    yield Scene(clone, remote, hosted, server.endpoints["github"])


def lay_report(clone: Path, **content: Any) -> None:
    """Lay the report of a night, and a file of the dataset that no person needs to look at."""
    folder = clone / "data" / "reports"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.json").write_text(json.dumps(content), encoding="utf-8")
