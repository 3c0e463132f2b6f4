"""Log each request as one line, appended at once, so that a kill loses none before it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_LARGEST = 5_000_000


@dataclass(slots=True)
class Counts:
    """What one host was asked in this run.

    `requests` counts HTTP requests, retries and redirects too; `answered`, `cached` and `failed`
    count asks and how they ended; `size` is in bytes as they came over the wire.
    """

    requests: int = 0
    answered: int = 0
    cached: int = 0
    failed: int = 0
    size: int = 0
    seconds: float = 0.0

    def as_facts(self) -> dict[str, object]:
        """Return the figures in the ledger's words."""
        return {
            "asked": self.requests,
            "answered": self.answered,
            "from_cache": self.cached,
            "failed": self.failed,
            "bytes": self.size,
            "seconds": round(self.seconds, 3),
        }


class RequestLog:
    """Append to `ledger.jsonl` in the cache folder; keep the previous file as `ledger.1.jsonl`.

    Each line is one request (`outcome` answered or failed) or, at the end of a run, the totals of
    one host. No text in it holds a secret: its writer redacts.
    """

    def __init__(self, folder: Path, run: str) -> None:
        self._path = folder / "ledger.jsonl"
        self._run = run
        if self._path.exists() and self._path.stat().st_size > _LARGEST:
            self._path.replace(folder / "ledger.1.jsonl")

    def write(self, at: str, service: str, outcome: str, facts: Mapping[str, object]) -> None:
        """Append one line, in one write, so that two processes never mix theirs."""
        row = {"run": self._run, "at": at, "service": service, "outcome": outcome, **facts}
        line = json.dumps(row, ensure_ascii=True, separators=(",", ":")) + "\n"
        handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line.encode("ascii"))
        finally:
            os.close(handle)


def load_request_log(folder: Path) -> list[dict[str, object]]:
    """Read the ledger's lines; a last line cut off by a kill is left out."""
    path = folder / "ledger.jsonl"
    rows: list[dict[str, object]] = []
    if not path.exists():
        return rows
    for line in path.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            rows.append(json.loads(line))
        except ValueError:
            continue
    return rows
