"""What was searched for before, so that the next night does not ask again.

A search is asked again after 30 days, or when the title, the author line or the month hint changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from harvester.files import write_atomically
from harvester.model import Candidate, Identifier, Query

_KEEP = timedelta(days=30)


class SearchMemory:
    """Candidates that search services gave, by query; lives in cache/, safe to delete."""

    def __init__(self, path: Path, today: date) -> None:
        self._path = path
        self._today = today
        self._searches: dict[str, dict[str, Any]] = _load(path)

    def recall(self, query: Query) -> tuple[Candidate, ...] | None:
        """Return the candidates of an earlier search, None where it must be asked (again)."""
        known = self._searches.get(_key(query))
        if known is None or date.fromisoformat(known["day"]) + _KEEP <= self._today:
            return None
        return tuple(_candidate(row) for row in known["candidates"])

    def remember(self, query: Query, candidates: Sequence[Candidate]) -> None:
        """Keep what a search answered, at once, so that a killed run need not ask it again."""
        rows = [asdict(candidate) for candidate in candidates]
        self._searches[_key(query)] = {"day": self._today.isoformat(), "candidates": rows}
        text = json.dumps(self._searches, ensure_ascii=False, sort_keys=True, indent=0)
        write_atomically(self._path, text.encode())


def _load(path: Path) -> dict[str, dict[str, Any]]:
    try:
        searches = json.loads(path.read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:
        path.replace(path.with_suffix(".damaged"))
        return {}
    return searches if isinstance(searches, dict) else {}


def _key(query: Query) -> str:
    said = [query.title, query.name, *query.authors, query.hint or "", str(query.year or "")]
    return hashlib.sha256("\n".join(said).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _candidate(row: dict[str, Any]) -> Candidate:
    identifier = Identifier(**row["identifier"])
    return Candidate(**{**row, "identifier": identifier, "authors": tuple(row["authors"])})
