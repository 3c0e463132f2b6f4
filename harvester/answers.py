"""What services said about single things, kept by thing: a batch may be made up anew each time.

The HTTP cache holds answers by request. A source that asks for a hundred things at once keeps each
thing's part here, so that a changed list asks for its new things only.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from harvester.cache_file import CacheFile
from harvester.errors import BadInput

_TABLE = """
CREATE TABLE IF NOT EXISTS parts (
    service TEXT NOT NULL, key TEXT NOT NULL, retrieved_at TEXT NOT NULL, url TEXT NOT NULL,
    body TEXT, reason TEXT NOT NULL, PRIMARY KEY (service, key)
) WITHOUT ROWID
"""


_CHUNK = 200
KEPT_FOR = timedelta(days=60)
"""How long an answer stays for offline use, long after it is no longer fresh."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of an answer that speaks of `key`; `body` None: the service does not know it."""

    key: str
    retrieved_at: str
    url: str
    body: str | None
    reason: str = ""


class PartStore:
    """Parts in a SQLite file in the cache folder; reading changes no byte of it."""

    def __init__(self, path: Path) -> None:
        self.file = CacheFile(path, _open, sqlite3.Connection.close)
        self._wrote = False

    def recall(self, service: str, keys: Sequence[str], since: str) -> Iterator[Part]:
        """Give the parts retrieved at or after `since` (ISO time in UTC), in the order of `keys`.

        They are read a few at a time: ten thousand answers are more than a small machine holds.
        """
        for chunk in (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK)):
            rows = self.file.use(partial(_rows, service, chunk, since))
            found = {row[0]: Part(*row) for row in rows}
            yield from (found[key] for key in chunk if key in found)

    def keep(self, service: str, parts: Iterable[Part]) -> None:
        """Keep `parts`, all or none of them; newer ones take the place of older ones."""
        rows = [(service, p.key, p.retrieved_at, p.url, p.body, p.reason) for p in parts]
        if rows:
            self.file.use(partial(_write, rows))
            self._wrote = True

    def close(self) -> None:
        """Close the file; a run that kept something drops what has grown too old."""
        if self._wrote:
            self.file.use(_drop_old)
        self.file.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=60.0, check_same_thread=False)
    try:
        if connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
            with connection:
                connection.execute(_TABLE)
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _rows(
    service: str, keys: Sequence[str], since: str, connection: sqlite3.Connection
) -> list[tuple[str, str, str, str | None, str]]:
    marks = ",".join("?" * len(keys))
    return connection.execute(
        "SELECT key, retrieved_at, url, body, reason FROM parts"  # noqa: S608 - marks only
        f" WHERE service = ? AND retrieved_at >= ? AND key IN ({marks})",
        (service, since, *keys),
    ).fetchall()


def _write(rows: Sequence[tuple[str | None, ...]], connection: sqlite3.Connection) -> None:
    with connection:
        connection.executemany("INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)", rows)


def _drop_old(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute(
            "DELETE FROM parts WHERE retrieved_at < strftime('%Y-%m-%dT%H:%M:%SZ', "
            "(SELECT max(retrieved_at) FROM parts), ?)",
            (f"-{KEPT_FOR.days} days",),
        )


def make_cache_folder(folder: Path) -> None:
    """Create the cache folder.

    Raises:
        BadInput: it cannot be written; requests-cache would wait for it for ever.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: no cache folder can be made here ({error.strerror})") from error
    for path in (folder, *folder.glob("*.sqlite")):
        if not os.access(path, os.W_OK):
            raise BadInput(f"{path}: cannot be written; change its rights or the cache folder")
