"""Remember what title searches found, so that a nightly run does not search for the same again.

A search is asked again after thirty days, or at once when the entry's title, authors, name or
the month hint changed. What a search could not answer is not remembered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from harvester.model import Candidate, Identifier, Query
from harvester.network.cache import CachedRecord, RecordCache

_KEEP = timedelta(days=30)
_SEARCHES = "searches"


class SearchCache:
    """Candidates that search services gave, a row for each query; safe to delete."""

    def __init__(self, path: Path, today: date) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._store = RecordCache(path)
        self._today = today

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def recall(self, query: Query) -> tuple[Candidate, ...] | None:
        """Return the candidates of an earlier search, None where it must be asked (again)."""
        key = _key(query)
        since = (self._today - _KEEP + timedelta(days=1)).isoformat()
        record = next(self._store.load(_SEARCHES, [key], since), None)
        if record is None or record.body is None:
            return None
        try:
            return tuple(_candidate(row) for row in json.loads(record.body))
        except (ValueError, TypeError, KeyError):
            return None  # of another version

    def remember(self, query: Query, candidates: Sequence[Candidate]) -> None:
        """Keep what a search answered, at once, so that a killed run need not ask it again."""
        rows = json.dumps([asdict(one) for one in candidates], ensure_ascii=False, sort_keys=True)
        at = f"{self._today.isoformat()}T00:00:00Z"
        self._store.store(_SEARCHES, [CachedRecord(_key(query), at, "", rows)])


def _key(query: Query) -> str:
    words = [query.title, query.name, *query.authors, query.hint or "", str(query.year or "")]
    return hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _candidate(row: dict[str, Any]) -> Candidate:
    identifier = Identifier(**row["identifier"])
    return Candidate(**{**row, "identifier": identifier, "authors": tuple(row["authors"])})
