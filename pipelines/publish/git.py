"""Git for real, by subprocess: the user's branch, index and hooks are never touched.

A commit is built in an index of its own and pushed by its name, so that it works in a detached
checkout and beside unfinished work. A token reaches git through the environment, never through an
argument, and is taken out of everything git prints.
"""

from __future__ import annotations

import base64
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from harvester.errors import BadInput
from harvester.network.messages import encoded_forms

NAME, EMAIL = "Harvester", "noreply@harvester.invalid"
TRAILER = "Harvester-Night"
_EMPTY = "0" * 40


class GitError(Exception):
    """Git refused; the message is its last line, without secrets."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: who committed it, its message and parents."""

    sha: str
    email: str
    name: str
    parents: tuple[str, ...]
    message: str

    @property
    def ours(self) -> bool:
        """True where this program made the commit."""
        return self.email == EMAIL and f"\n{TRAILER}: " in self.message

    def trailer(self, key: str) -> str:
        """Return the value of trailer `key`, empty without it."""
        lines = (line.partition(": ") for line in self.message.splitlines())
        return next((value for name, _, value in lines if name == key), "")


class Checkout:
    """The git repository around a workspace."""

    def __init__(self, folder: Path, remote: str, token: str = "") -> None:
        self._token, self.remote = token, remote
        self.root = folder.resolve()
        try:
            self.root = Path(self.git("rev-parse", "--show-toplevel").strip())
        except GitError as error:
            raise BadInput(f"{folder.resolve()}: is no git repository ({error})") from error

    def git(
        self,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        stdin: bytes = b"",
    ) -> str:
        """Run git and return what it printed; raises GitError."""
        return self._run(arguments, environment, stdin).decode("utf-8", "surrogateescape")

    def _run(
        self, arguments: Sequence[str], environment: Mapping[str, str] | None, stdin: bytes
    ) -> bytes:
        variables = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", **(environment or {})}
        command = ["git", "-C", str(self.root), *arguments]
        try:
            answer = subprocess.run(  # noqa: S603 - no shell
                command, capture_output=True, check=False, env=variables, input=stdin
            )
        except FileNotFoundError as error:
            raise BadInput("git is not installed; publishing needs it") from error
        if answer.returncode:
            lines = answer.stderr.decode("utf-8", "replace").strip().splitlines()
            telling = [x for x in lines if x.startswith((" !", "remote: error", "fatal", "error"))]
            raise GitError(self._redacted(" / ".join((telling or lines or ["git failed"])[:3])))
        return answer.stdout

    def _redacted(self, text: str) -> str:
        return encoded_forms(self._token).sub("[redacted]", text) if len(self._token) > 3 else text

    def remote_url(self) -> str:
        """Return the address of the remote.

        Raises:
            BadInput: there is no such remote.
        """
        try:
            return self.git("remote", "get-url", self.remote).strip()
        except GitError as error:
            raise BadInput(
                f"no remote is called {self.remote} here: git remote add {self.remote} URL"
            ) from error

    def _login(self) -> dict[str, str]:
        """Return the variables that log git in where the remote is reached over https."""
        url = self.remote_url()
        if not self._token or not url.startswith("https://"):
            return {}
        login = base64.b64encode(f"x-access-token:{self._token}".encode()).decode("ascii")
        host = url.split("/")[2].rpartition("@")[2]
        settings = {f"http.https://{host}/.extraheader": f"AUTHORIZATION: basic {login}"}
        present = int(os.environ.get("GIT_CONFIG_COUNT", "0") or 0)
        variables = {"GIT_CONFIG_COUNT": str(present + len(settings))}
        for place, (key, value) in enumerate(settings.items(), start=present):
            variables |= {f"GIT_CONFIG_KEY_{place}": key, f"GIT_CONFIG_VALUE_{place}": value}
        return variables

    def default_branch(self) -> str:
        """Return the branch that the remote's HEAD names.

        Raises GitError where the remote names none.
        """
        answer = self.git("ls-remote", "--symref", self.remote, "HEAD", environment=self._login())
        for line in answer.splitlines():
            if line.startswith("ref: refs/heads/"):
                return line.split("\t")[0].removeprefix("ref: refs/heads/")
        raise GitError(f"{self.remote} does not say which branch is its default")

    def fetch(self, branch: str) -> str | None:
        """Fetch `branch` with its whole history; return its commit, None where there is none."""
        there = self.git(
            "ls-remote", self.remote, f"refs/heads/{branch}", environment=self._login()
        )
        if not there.strip():
            return None
        whole = ["--unshallow"] if self._shallow() else []
        place = f"refs/remotes/{self.remote}/{branch}"
        refspec = f"+refs/heads/{branch}:{place}"
        command = ("fetch", "--quiet", "--no-tags", *whole, self.remote, refspec)
        self.git(*command, environment=self._login())
        return self.git("rev-parse", place).strip()

    def _shallow(self) -> bool:
        return self.git("rev-parse", "--is-shallow-repository").strip() == "true"

    def head(self) -> str:
        """Return the commit that is checked out.

        Raises:
            BadInput: the repository has no commit yet.
        """
        try:
            return self.git("rev-parse", "--verify", "HEAD^{commit}").strip()
        except GitError as error:
            raise BadInput("this repository has no commit yet; commit the list first") from error

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Tell whether `newer` holds everything that `older` holds."""
        return self.git("rev-list", "--max-count=1", older, f"^{newer}").strip() == ""

    def commits(self, base: str, tip: str) -> tuple[Commit, ...]:
        """Return the commits of `tip` that `base` lacks, oldest first."""
        form = "%H%x00%ce%x00%cn%x00%P%x00%B%x01"
        text = self.git("log", "--reverse", f"--format={form}", f"{base}..{tip}")
        rows = [row.strip("\n").split("\0") for row in text.split("\x01") if row.strip("\n")]
        return tuple(Commit(a, b, c, tuple(d.split()), e) for a, b, c, d, e in rows)

    def is_plain_merge(self, commit: Commit) -> bool:
        """Tell whether `commit` only merges two sides, as GitHub's "Update branch" does."""
        if len(commit.parents) != 2:
            return False
        try:
            tree = self.git("merge-tree", "--write-tree", *commit.parents).splitlines()[0]
        except GitError:
            return False
        return tree == self.git("rev-parse", f"{commit.sha}^{{tree}}").strip()

    def changed_paths(self, ours: Sequence[str]) -> tuple[str, ...]:
        """Return what differs from HEAD among our paths, untracked files too."""
        command = ("--literal-pathspecs", "status", "--porcelain=v1", "-z", "--no-renames")
        text = self.git(*command, "--untracked-files=all", "--", *ours)
        return tuple(sorted(row[3:] for row in text.split("\0") if row))

    def build_commit(self, parent: str, paths: Sequence[str], message: str) -> str:
        """Return a commit on `parent` that holds `paths` as they lie in the working tree."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self.git("read-tree", parent, environment=index)
            listed = "\0".join(paths).encode("utf-8", "surrogateescape")
            if paths:
                command = ("--literal-pathspecs", "add", "-A", "--pathspec-from-file=-")
                self.git(*command, "--pathspec-file-nul", environment=index, stdin=listed)
            tree = self.git("write-tree", environment=index).strip()
        people = {
            "GIT_AUTHOR_NAME": NAME,
            "GIT_AUTHOR_EMAIL": EMAIL,
            "GIT_COMMITTER_NAME": NAME,
            "GIT_COMMITTER_EMAIL": EMAIL,
        }
        arguments = ("commit-tree", tree, "-p", parent, "-F", "-")
        return self.git(*arguments, environment=people, stdin=message.encode()).strip()

    def differences(self, base: str, tip: str) -> dict[str, str]:
        """Return the content's name of each path that `tip` changed since `base`."""
        text = self.git("diff", "--raw", "-z", "--no-renames", "--no-abbrev", base, tip)
        pieces = text.split("\0")[:-1]
        rows = zip(pieces[::2], pieces[1::2], strict=True)
        return {path: about.split(" ")[3] for about, path in rows}

    def merge_base(self, one: str, other: str) -> str:
        """Return the commit that both come from."""
        return self.git("merge-base", one, other).strip()

    def push(self, commit: str, branch: str, expected: str | None) -> None:
        """Push `commit` as `branch`, only if the remote still has `expected` there."""
        lease = f"--force-with-lease=refs/heads/{branch}:{expected or ''}"
        target = f"{commit}:refs/heads/{branch}"
        self.git("push", "--quiet", lease, self.remote, target, environment=self._login())

    def delete_branch(self, branch: str, expected: str) -> None:
        """Delete `branch` on the remote, only if it still is `expected`."""
        lease = f"--force-with-lease=refs/heads/{branch}:{expected}"
        self.git(
            "push",
            "--quiet",
            lease,
            self.remote,
            f":refs/heads/{branch}",
            environment=self._login(),
        )

    def content(self, revision: str, path: str) -> bytes | None:
        """Return a file as `revision` holds it, None where it does not."""
        try:
            return self._run(("cat-file", "blob", f"{revision}:{path}"), None, b"")
        except GitError:
            return None

    @contextmanager
    def folder_at(self, revision: str, path: str) -> Iterator[Path]:
        """Give the folder `path` of `revision` as a temporary folder, empty where it lacks it."""
        with tempfile.TemporaryDirectory() as place:
            if self.git("ls-tree", revision, "--", path.rstrip("/")).strip():
                packed = self._run(("archive", "--format=tar", revision, "--", path), None, b"")
                with tarfile.open(fileobj=BytesIO(packed)) as archive:
                    archive.extractall(place, filter="data")
            yield Path(place) / path
