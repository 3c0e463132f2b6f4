"""Nights of a list whose world changes: real git, the sandbox's services, a clock as argument.

Each night is what a workflow does: clone, bring back, refresh, publish; the cache is kept.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.lists import load_list
from harvester.network.client import HttpClient
from harvester.sandbox.faults import Faults
from harvester.sandbox.server import SandboxServer
from harvester.sandbox.services.github.pulls import GithubPulls, HostedRepository
from harvester.sandbox.services.github.rest import Quota
from harvester.sandbox.world import World
from harvester.sources import SERVICE_RULES
from pipelines.publish.conversation import Publication
from pipelines.publish.git import Checkout
from pipelines.publish.pull_requests import PullRequests
from pipelines.publish.restore import restore
from pipelines.publish.run import publish
from pipelines.publish_options import PublishOptions
from pipelines.refresh.options import Options
from pipelines.refresh.report import report_page
from pipelines.refresh.run import refresh
from pipelines.refresh.write import write_outcome
from pipelines.settings import SETTINGS_FILE, Settings, load_settings

NAME = "ana/list"
_OWNERS = (NAME, "ana")
_PERSON = {
    "GIT_AUTHOR_NAME": "Ana",
    "GIT_AUTHOR_EMAIL": "ana@example.org",
    "GIT_COMMITTER_NAME": "Ana",
    "GIT_COMMITTER_EMAIL": "ana@example.org",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


@dataclass(frozen=True, slots=True)
class Night:
    """What one night brought: its publication, and the pull request's size at its end.

    `list_lines` are added and deleted lines of the list alone; `seconds` refresh and publishing.
    """

    day: str
    publication: Publication
    pull: int
    title: str
    body: str
    files: int
    added: int
    deleted: int
    list_lines: int
    seconds: float


class Nights:
    """A list in a repository, and the nights that pass over it."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder, self.remote = folder, folder / "remote.git"
        self.github = GithubPulls(Quota(10**6, 10**6))
        folder.mkdir(parents=True, exist_ok=True)
        self._git(folder, "init", "--quiet", "--bare", "-b", "main", str(self.remote))
        self._count = 0
        self.hosted: HostedRepository = self.github.host(NAME, self.remote)

        def begin(place: Path) -> None:
            (place / "README.md").write_text(text, encoding="utf-8")
            (place / SETTINGS_FILE).write_text('list = "README.md"\ncache = "../cache"\n')

        self.person(begin, "The list")

    def person(self, change: Callable[[Path], None], why: str, branch: str = "main") -> None:
        """Let a person commit and push a change of the files."""
        place = self._clone(branch)
        change(place)
        self._git(place, "add", "-A")
        self._git(place, "commit", "--quiet", "-m", why)
        self._git(place, "push", "--quiet", "origin", f"HEAD:{branch}")

    def night(self, world: World, day: str, faults: Faults | None = None, body: str = "") -> Night:
        """Play one night; `body` are answers that somebody gave the day before."""
        started = time.monotonic()
        place = self._clone("main")
        with SandboxServer(
            world=world, faults=faults, time_factor=0, github=self.github, anonymous_quota=10**6
        ) as server:
            settings = _settings(place, server)
            publication = self._play(settings, day, body)
        return self._measured(day, publication, time.monotonic() - started)

    def _play(self, settings: Settings, day: str, body: str) -> Publication:
        options = PublishOptions(repository=NAME)
        checkout = Checkout(settings.root, options.remote)
        restore(settings, options, checkout)
        if body:
            _answer(settings, body, day)
        now = datetime.fromisoformat(f"{day}T04:17:00").replace(tzinfo=UTC)
        outcome = refresh(settings, Options(), now=lambda: now)
        write_outcome(outcome, report_page(outcome))
        with HttpClient(settings.cache_folder, SERVICE_RULES, time_factor=0) as client:
            pulls = PullRequests(client, settings.endpoints["github"], NAME, "workflow")
            return publish(settings, options, checkout, pulls, _OWNERS, day)

    def _measured(self, day: str, publication: Publication, seconds: float) -> Night:
        pulls = [one for one in self.hosted.issues.values() if one["state"] == "open"]
        pull: dict[str, Any] = pulls[-1] if pulls else {"number": 0, "title": "", "body": ""}
        counts = (0, 0, 0)
        list_lines = 0
        if pulls:
            base, head = "main", pull["head"]["ref"]
            counts = self.hosted.git.changed_lines(base, head)
            text = self._git(
                self.remote, "diff", "--numstat", f"{base}...{head}", "--", "README.md"
            )
            list_lines = sum(int(n) for n in text.split()[:2])
        return Night(
            day,
            publication,
            pull["number"],
            pull["title"],
            pull["body"] or "",
            *counts,
            list_lines,
            round(seconds, 2),
        )

    def merge(self, number: int) -> None:
        """Let a person merge pull request `number`, squashed."""
        pull = self.hosted.issues[number]
        tip = self.hosted.git.branch(pull["head"]["ref"])
        assert tip
        pull["head"]["sha"] = tip
        self.hosted.git.merge("main", tip, f"{pull['title']} (#{number})", squash=True)
        pull |= {"state": "closed", "merged_at": "2026-01-01T00:00:00Z"}

    def text(self, path: str, branch: str = "main") -> str:
        """Return a file of the remote."""
        return self._git(self.remote, "show", f"{branch}:{path}")

    def tree(self, branch: str = "main") -> str:
        """Return what names the whole content of a branch."""
        return self._git(self.remote, "rev-parse", f"{branch}^{{tree}}").strip()

    def _clone(self, branch: str) -> Path:
        self._count += 1
        place = self.folder / f"clone-{self._count}"
        if self._count == 1:
            self._git(self.folder, "clone", "--quiet", str(self.remote), place.name)
        else:
            source = f"file://{self.remote}"
            self._git(self.folder, "clone", "--quiet", "-b", branch, source, place.name)
        return place

    @staticmethod
    def _git(place: Path, *arguments: str) -> str:
        answer = subprocess.run(  # noqa: S603 - no shell
            ["git", *arguments],  # noqa: S607 - the user's git
            cwd=place,
            check=True,
            capture_output=True,
            env={**os.environ, **_PERSON},
        )
        return answer.stdout.decode("utf-8", "replace")


def _settings(place: Path, server: SandboxServer) -> Settings:
    settings = load_settings(place)
    offered = tuple(name for name in settings.sources if name in server.endpoints)
    return replace(
        settings,
        endpoints={**settings.endpoints, **server.endpoints},
        sources=offered,
        time_factor=0.0,
    )


def _answer(settings: Settings, body: str, day: str) -> None:
    from pipelines.review.answers import answers_of_body, decisions_of, record
    from pipelines.review.questions import load_report, questions_of

    assert load_list(settings.list_path)
    asked = questions_of(load_report(settings.dataset_folder))
    decisions = decisions_of(answers_of_body(body), "ana", f"{day}T00:00:00Z", asked)
    record(settings.dataset_folder / "decisions", decisions, ())
