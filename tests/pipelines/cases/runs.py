"""Run one list through every step against the sandbox, and keep what came out."""

from __future__ import annotations

import difflib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harvester.sandbox.server import SandboxServer
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import harvest

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A list before and after a refresh, what `check` and `parse` say of it then, its papers.

    `problems` and `mentions` are rows of `check --json` and `parse --json`; `papers` the ids in
    the dataset; `codes` are the exit codes of refresh, check and parse.
    """

    before: str
    after: str
    problems: tuple[Row, ...]
    mentions: tuple[Row, ...]
    papers: tuple[str, ...]
    codes: tuple[int, int, int]

    def edits(self) -> Iterator[tuple[str, str]]:
        """Yield each changed line as it was and as it is."""
        old, new = self.before.splitlines(), self.after.splitlines()
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind != "equal":
                yield "\n".join(old[a:b]), "\n".join(new[c:d])

    def at(self, line: int) -> list[str]:
        """Return the codes of the problems of a line."""
        return [row["code"] for row in self.problems if row["line"] == line]

    def named(self, code: str) -> list[int]:
        """Return the lines of the problems of one code."""
        return [row["line"] for row in self.problems if row["code"] == code]

    def entry(self, line: int) -> Row:
        """Return the mention of a line, an empty one where none was read."""
        return next((one for one in self.mentions if one["line"] == line), {})


def run_case(list_path: Path, sandbox: SandboxServer, workspace: Path) -> CaseRun:
    """Refresh a copy of `list_path` against `sandbox` in a new `workspace`, check and parse it."""
    shutil.rmtree(workspace, ignore_errors=True)
    (workspace / "data").mkdir(parents=True)
    copy = workspace / "data" / "list.md"
    shutil.copy(list_path, copy)
    (workspace / SETTINGS_FILE).write_text(sandbox_settings(sandbox, 0), encoding="utf-8")
    before = copy.read_bytes().decode(errors="replace")
    refreshed, _ = harvest(workspace, "refresh")
    checked, problems = harvest(workspace, "check", "--json")
    parsed, mentions = harvest(workspace, "parse", "data/list.md", "--json")
    return CaseRun(
        before=before,
        after=copy.read_bytes().decode(errors="replace"),
        problems=tuple(json.loads(problems)["problems"]) if checked == 0 else (),
        mentions=tuple(json.loads(mentions)["mentions"]) if parsed == 0 else (),
        papers=tuple(sorted(path.stem for path in (workspace / "data/papers").glob("*.json"))),
        codes=(refreshed, checked, parsed),
    )
