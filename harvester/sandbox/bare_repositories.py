"""Real bare git repositories behind the sandbox's GitHub: refs, commits and merges.

Merging follows GitHub's three methods as far as lists need them: a merge commit and a squash.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_AUTHOR = {
    "GIT_AUTHOR_NAME": "GitHub",
    "GIT_AUTHOR_EMAIL": "noreply@github.com",
    "GIT_COMMITTER_NAME": "GitHub",
    "GIT_COMMITTER_EMAIL": "noreply@github.com",
}


class MergeConflictError(Exception):
    """Both sides changed the same lines."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit as the pull request's list of commits shows it."""

    sha: str
    author: str
    email: str
    message: str


@dataclass(frozen=True, slots=True)
class BareRepository:
    """One bare repository on disk."""

    path: Path

    def branch(self, name: str) -> str | None:
        """Return the commit that branch `name` points to, None without such a branch."""
        return self._resolve(f"refs/heads/{name}")

    def delete_branch(self, name: str) -> bool:
        """Delete branch `name`; False where there is none."""
        if self.branch(name) is None:
            return False
        self._git("update-ref", "-d", f"refs/heads/{name}")
        return True

    def keep_pull_head(self, number: int, sha: str) -> None:
        """Point `refs/pull/N/head` at `sha`, as GitHub does for every pull request."""
        self._git("update-ref", f"refs/pull/{number}/head", sha)

    def commits(self, base: str, head: str) -> tuple[Commit, ...]:
        """Return the commits of `head` that `base` does not hold, oldest first."""
        form = "%H%x00%an%x00%ae%x00%B%x01"
        text = self._git("log", "--reverse", f"--format={form}", f"{base}..{head}")
        rows = (row.strip("\n").split("\0") for row in text.split("\x01") if row.strip("\n"))
        return tuple(Commit(sha, name, email, words.strip()) for sha, name, email, words in rows)

    def changed_lines(self, base: str, head: str) -> tuple[int, int, int]:
        """Return files, added and deleted lines of `head` since it left `base`."""
        rows = self._git("diff", "--numstat", f"{base}...{head}").splitlines()
        counts = [row.split("\t")[:2] for row in rows]
        added = sum(int(plus) for plus, _ in counts if plus.isdigit())
        deleted = sum(int(minus) for _, minus in counts if minus.isdigit())
        return len(rows), added, deleted

    def merge(self, base: str, head: str, message: str, squash: bool) -> str:
        """Merge commit `head` into branch `base`; return the new commit.

        Raises:
            MergeConflictError: git cannot merge them by itself.
        """
        tip = self.branch(base)
        assert tip is not None
        try:
            tree = self._git("merge-tree", "--write-tree", tip, head).splitlines()[0]
        except subprocess.CalledProcessError as error:
            raise MergeConflictError from error
        parents = ["-p", tip] if squash else ["-p", tip, "-p", head]
        commit = self._git("commit-tree", tree, *parents, "-m", message, environment=_AUTHOR)
        self._git("update-ref", f"refs/heads/{base}", commit.strip(), tip)
        return commit.strip()

    def _resolve(self, name: str) -> str | None:
        try:
            return self._git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}").strip()
        except subprocess.CalledProcessError:
            return None

    def _git(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        command = ["git", "--git-dir", str(self.path), *arguments]
        variables = {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", **(environment or {})}
        answer = subprocess.run(command, capture_output=True, check=True, env=variables)  # noqa: S603 - no shell
        return answer.stdout.decode("utf-8", "replace")
