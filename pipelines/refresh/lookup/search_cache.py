"""Remember what title searches found, so that a nightly run does not search for the same again.

How long a search stands follows from the month of the work it is for (`days_kept`): a paper that is
about to appear is asked for the next night, one that nobody found for years once a month. A search
is asked again at once when the entry's title, authors, name or the month hint changed. What a
search could not answer is not remembered.
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

LONGEST = 30
"""Days after which every search is asked again."""
_PER_MONTH = 2
_WITHOUT_DATE = 7
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
        key = query_key(query)
        kept = timedelta(days=days_kept(query, self._today))
        since = (self._today - kept + timedelta(days=1)).isoformat()
        record = next(self._store.load(_SEARCHES, [key], since), None)
        if record is None or record.body is None:
            return None
        try:
            return tuple(_candidate(row) for row in json.loads(record.body))
        except (ValueError, TypeError, KeyError):
            return None  # of another version

    def remember(self, query: Query, candidates: Sequence[Candidate]) -> None:
        """Keep what a search answered, at once, so that a killed run need not ask it again."""
        given = [asdict(one) for one in candidates]
        for row in given:
            del row["abstract_terms"]  # of an index, which keeps no text; a service gives it
        rows = json.dumps(given, ensure_ascii=False, sort_keys=True)
        at = f"{self._today.isoformat()}T00:00:00Z"
        self._store.store(_SEARCHES, [CachedRecord(query_key(query), at, "", rows)])


def days_kept(query: Query, today: date) -> int:
    """Return for how many days a search for `query` stands: 1 for a work of this month or to come.

    Two days more for each month that has passed since the work's month, up to thirty; a work of
    which only the year is named counts from that year's end. Without a date: a week.

    >>> query = Query(title="A title", hint="2026-11")
    >>> [days_kept(query, date(year, month, 20)) for year, month in ((2026, 11), (2027, 2))]
    [1, 7]
    """
    month = _month_of(query)
    if month is None:
        return _WITHOUT_DATE
    passed = 12 * (today.year - month[0]) + today.month - month[1]
    return min(max(1, 1 + _PER_MONTH * passed), LONGEST)


def _month_of(query: Query) -> tuple[int, int] | None:
    year, _, month = (query.hint or "").partition("-")
    if year.isdecimal():
        return int(year), int(month) if month.isdecimal() else 12
    return (query.year, query.month or 12) if query.year else None


def query_key(query: Query) -> str:
    """Return what two queries share of which one search answers both."""
    words = [query.title, query.name, *query.authors, query.hint or "", str(query.year or "")]
    return hashlib.sha256("\n".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _candidate(row: dict[str, Any]) -> Candidate:
    identifier = Identifier(**row["identifier"])
    return Candidate(**{**row, "identifier": identifier, "authors": tuple(row["authors"])})
