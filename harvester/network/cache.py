"""Keep service responses by request, and their records by thing, in plain SQLite tables.

A source that asks for a hundred things at once keeps each thing's record here, so that a changed
list asks for its new things only. requests-cache would wrap the whole session, but it cannot keep
an answer that was redacted and validated first, nor records of a batch; one table each is simpler.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from harvester.errors import BadInput
from harvester.network.messages import Response

Result = TypeVar("Result")
_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY: "another process holds it",
    sqlite3.SQLITE_LOCKED: "another process holds it",
    sqlite3.SQLITE_FULL: "the disk is full; free some space, then run again",
    sqlite3.SQLITE_IOERR: "reading or writing it failed; look at the disk, then run again",
    sqlite3.SQLITE_READONLY: "it may not be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it may not be opened",
}


class CacheFile:
    """Open one SQLite file when it is first used; one thread at a time.

    `set_aside` becomes True where the file was damaged, which is noticed when the damaged part is
    read: checking a whole file at the start would cost each run more than the damage ever does.
    """

    def __init__(self, path: Path, table: str) -> None:
        self._path, self._table = path, table
        self._mutex = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self.set_aside = False

    def use(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what `work` does with the connection; a damaged file is replaced by an empty one.

        Raises:
            BadInput: the file is sound but cannot be used.
        """
        with self._mutex:
            try:
                return work(self._opened())
            except sqlite3.DatabaseError as error:
                self._judge(error)
                self.close()
                self._put_aside()
                return work(self._opened())

    def close(self) -> None:
        """Close the file; it is opened again when it is used."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            connection = sqlite3.connect(self._path, timeout=60.0, check_same_thread=False)
            try:
                with connection:  # no byte is written where the table is there
                    connection.execute(self._table)
            except sqlite3.DatabaseError:
                connection.close()
                raise
            self._connection = connection
        return self._connection

    def _judge(self, error: sqlite3.DatabaseError) -> None:
        code = getattr(error, "sqlite_errorcode", None)
        reason = _NOT_DAMAGE.get(code & 0xFF) if code is not None else None
        if reason:
            raise BadInput(f"{self._path}: the cache cannot be used, {reason}") from error

    def _put_aside(self) -> None:
        if self._path.exists():
            self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        for ending in ("-journal", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self.set_aside = True


_RECORDS = """
CREATE TABLE IF NOT EXISTS records (
    service TEXT NOT NULL, key TEXT NOT NULL, retrieved_at TEXT NOT NULL, url TEXT NOT NULL,
    body TEXT, reason TEXT NOT NULL, PRIMARY KEY (service, key)
) WITHOUT ROWID
"""
_RESPONSES = """
CREATE TABLE IF NOT EXISTS responses (
    key TEXT PRIMARY KEY, retrieved_at TEXT NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL,
    headers TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID
"""
_CHUNK = 200
KEPT_FOR = timedelta(days=60)
"""How long an answer stays for offline use, long after it is no longer fresh."""


@dataclass(frozen=True, slots=True)
class CachedRecord:
    """Hold what a service said of `key`; `body` None: the service does not know it."""

    key: str
    retrieved_at: str
    url: str
    body: str | None
    reason: str = ""


class RecordCache:
    """Keep records by service and key in a SQLite file; reading changes no byte of it."""

    def __init__(self, path: Path) -> None:
        self.file = CacheFile(path, _RECORDS)
        self._wrote = False

    def load(self, service: str, keys: Sequence[str], since: str) -> Iterator[CachedRecord]:
        """Yield the records retrieved at or after `since` (ISO time in UTC), in order of `keys`.

        They are read a few at a time: ten thousand answers are more than a small machine holds.
        """
        for chunk in (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK)):
            rows = self.file.use(partial(_rows, service, chunk, since))
            records = {row[0]: CachedRecord(*row) for row in rows}
            yield from (records[key] for key in chunk if key in records)

    def store(self, service: str, records: Iterable[CachedRecord]) -> None:
        """Store `records`, all or none of them; newer ones take the place of older ones."""
        rows = [(service, r.key, r.retrieved_at, r.url, r.body, r.reason) for r in records]
        if rows:
            self.file.use(partial(_write, rows))
            self._wrote = True

    def close(self) -> None:
        """Close the file; a run that stored something drops what has grown too old."""
        if self._wrote:
            self.file.use(partial(_drop_old, "records"))
        self.file.close()


def _rows(
    service: str, keys: Sequence[str], since: str, connection: sqlite3.Connection
) -> list[tuple[str, str, str, str | None, str]]:
    marks = ",".join("?" * len(keys))
    return connection.execute(
        "SELECT key, retrieved_at, url, body, reason FROM records"  # noqa: S608 - marks only
        f" WHERE service = ? AND retrieved_at >= ? AND key IN ({marks})",
        (service, since, *keys),
    ).fetchall()


def _write(rows: Sequence[tuple[str | int | None, ...]], connection: sqlite3.Connection) -> None:
    with connection:
        connection.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)", rows)


def _drop_old(table: str, connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute(
            f"DELETE FROM {table} WHERE retrieved_at < strftime('%Y-%m-%dT%H:%M:%SZ', "  # noqa: S608 - ours
            f"(SELECT max(retrieved_at) FROM {table}), ?)",
            (f"-{KEPT_FOR.days} days",),
        )


def make_cache_folder(folder: Path) -> None:
    """Create the cache folder.

    Raises:
        BadInput: it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: no cache folder can be made here ({error.strerror})") from error
    for path in (folder, *folder.glob("*.sqlite")):
        if not os.access(path, os.W_OK):
            raise BadInput(f"{path}: cannot be written; change its rights or the cache folder")


class ResponseCache:
    """Keep accepted responses by the key of their request; they are redacted before."""

    def __init__(self, path: Path) -> None:
        self.file = CacheFile(path, _RESPONSES)
        self._wrote = False

    def load(self, key: str) -> Response | None:
        """Return the response stored under `key`, however old; None without one."""
        query = "SELECT status, headers, text, url, retrieved_at FROM responses WHERE key = ?"
        row = self.file.use(lambda connection: connection.execute(query, (key,)).fetchone())
        if row is None:
            return None
        status, headers, text, url, retrieved_at = row
        try:
            return Response(status, json.loads(headers), text, url, retrieved_at, cached=True)
        except (ValueError, TypeError):  # a row that cannot be read is a row we do not have
            return None

    def store(self, key: str, response: Response) -> None:
        """Store `response` in place of an older one."""
        self._wrote = True
        headers = json.dumps(dict(response.headers), sort_keys=True)
        at, url, text = response.retrieved_at, response.url, response.text
        row = (key, at, url, response.status, headers, text)

        def write(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("INSERT OR REPLACE INTO responses VALUES (?,?,?,?,?,?)", row)

        self.file.use(write)

    def drop(self, key: str) -> None:
        """Drop the response stored under `key`."""

        def delete(connection: sqlite3.Connection) -> None:
            with connection:
                connection.execute("DELETE FROM responses WHERE key = ?", (key,))

        self.file.use(delete)

    def close(self) -> None:
        """Close the file; a run that stored something drops what has grown too old."""
        if self._wrote:  # old answers go when new ones come: a run that only reads changes no byte
            self.file.use(partial(_drop_old, "responses"))
        self.file.close()
