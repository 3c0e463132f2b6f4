"""What services said about single things, kept by thing: a batch may be made up anew each time.

The HTTP cache holds answers by request. A source that asks for a hundred things at once keeps each
thing's part here, so that a changed list asks for its new things only.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

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
        self._turn = threading.Lock()
        self._wrote = False
        self._connection = sqlite3.connect(path, timeout=60.0, check_same_thread=False)
        try:
            known = self._connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            if known is None:
                with self._connection:
                    self._connection.execute(_TABLE)
        except sqlite3.DatabaseError:
            self._connection.close()
            raise

    def recall(self, service: str, keys: Sequence[str], since: str) -> Iterator[Part]:
        """Give the parts retrieved at or after `since` (ISO time in UTC), in the order of `keys`.

        They are read a few at a time: ten thousand answers are more than a small machine holds.
        """
        for chunk in (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK)):
            marks = ",".join("?" * len(chunk))
            with self._turn:
                rows = self._connection.execute(
                    "SELECT key, retrieved_at, url, body, reason FROM parts"  # noqa: S608 - marks only
                    f" WHERE service = ? AND retrieved_at >= ? AND key IN ({marks})",
                    (service, since, *chunk),
                ).fetchall()
            found = {row[0]: Part(*row) for row in rows}
            yield from (found[key] for key in chunk if key in found)

    def keep(self, service: str, parts: Iterable[Part]) -> None:
        """Keep `parts`, all or none of them; newer ones take the place of older ones."""
        rows = [(service, p.key, p.retrieved_at, p.url, p.body, p.reason) for p in parts]
        if rows:
            with self._turn, self._connection:
                self._connection.executemany(
                    "INSERT OR REPLACE INTO parts VALUES (?, ?, ?, ?, ?, ?)", rows
                )
                self._wrote = True

    def close(self) -> None:
        """Close the file; a run that kept something drops what has grown too old."""
        if self._wrote:
            with self._turn, self._connection:
                self._connection.execute(
                    "DELETE FROM parts WHERE retrieved_at < strftime('%Y-%m-%dT%H:%M:%SZ', "
                    "(SELECT max(retrieved_at) FROM parts), ?)",
                    (f"-{KEPT_FOR.days} days",),
                )
        self._connection.close()


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


def set_aside_if_damaged(path: Path) -> bool:
    """Rename a SQLite file that is none; return whether it was so. The cache is then built anew."""
    if not path.exists():
        return False
    connection = sqlite3.connect(path)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.DatabaseError:
        path.replace(path.with_name(path.name + ".damaged"))
        return True
    finally:
        connection.close()
    return False
