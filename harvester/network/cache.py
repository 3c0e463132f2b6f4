"""What services said about single things, kept by thing: a batch may be made up anew each time.

The HTTP cache holds answers by request. A source that asks for a hundred things at once keeps each
thing's part here, so that a changed list asks for its new things only.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from harvester.errors import BadInput
from harvester.network.messages import Response

Store = TypeVar("Store")
Result = TypeVar("Result")
_NOT_DAMAGE = {
    sqlite3.SQLITE_BUSY: "another process holds it",
    sqlite3.SQLITE_LOCKED: "another process holds it",
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "it may not be written",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened",
    sqlite3.SQLITE_PERM: "it may not be opened",
}


class CacheFile(Generic[Store]):
    """The store in the file at `path`, opened when it is first used; one thread at a time.

    `set_aside` once it was damaged. That is found when what lies there is read: to read all of a
    file at the start would cost each run more than the damage ever does.
    """

    def __init__(
        self, path: Path, open_store: Callable[[Path], Store], shut: Callable[[Store], None]
    ) -> None:
        self._path, self._open, self._shut = path, open_store, shut
        self._turn = threading.Lock()
        self._store: Store | None = None
        self.set_aside = False

    def use(self, work: Callable[[Store], Result]) -> Result:
        """Return what `work` does with the store; with an empty one where it proves damaged.

        Raises:
            BadInput: the file is sound but cannot be used.
        """
        with self._turn:
            try:
                return work(self._opened())
            except sqlite3.DatabaseError as error:
                self._judge(error)
                self.close()
                self._put_aside()
                return work(self._opened())

    def close(self) -> None:
        """Close the file; it is opened again when it is used."""
        if self._store is not None:
            self._shut(self._store)
            self._store = None

    def _opened(self) -> Store:
        if self._store is None:
            self._store = self._open(self._path)
        return self._store

    def _judge(self, error: sqlite3.DatabaseError) -> None:
        code = getattr(error, "sqlite_errorcode", None)
        if code is not None and (reason := _NOT_DAMAGE.get(code & 0xFF)):
            raise BadInput(f"{self._path}: the cache cannot be used, {reason}") from error

    def _put_aside(self) -> None:
        if self._path.exists():
            self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        for ending in ("-journal", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self.set_aside = True


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
class CachedRecord:
    """The part of an answer that speaks of `key`; `body` None: the service does not know it."""

    key: str
    retrieved_at: str
    url: str
    body: str | None
    reason: str = ""


class RecordCache:
    """Parts in a SQLite file in the cache folder; reading changes no byte of it."""

    def __init__(self, path: Path) -> None:
        self.file = CacheFile(path, _open_table, sqlite3.Connection.close)
        self._wrote = False

    def recall(self, service: str, keys: Sequence[str], since: str) -> Iterator[CachedRecord]:
        """Give the parts retrieved at or after `since` (ISO time in UTC), in the order of `keys`.

        They are read a few at a time: ten thousand answers are more than a small machine holds.
        """
        for chunk in (keys[at : at + _CHUNK] for at in range(0, len(keys), _CHUNK)):
            rows = self.file.use(partial(_rows, service, chunk, since))
            found = {row[0]: CachedRecord(*row) for row in rows}
            yield from (found[key] for key in chunk if key in found)

    def keep(self, service: str, parts: Iterable[CachedRecord]) -> None:
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


def _open_table(path: Path) -> sqlite3.Connection:
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


if TYPE_CHECKING:
    from requests_cache.backends.sqlite import SQLiteCache


class ResponseCache:
    """Accepted answers by the key of their ask, in requests-cache's SQLite store.

    What is kept is built from the redacted answer, not from the response, which knows the secrets.
    """

    def __init__(self, path: Path) -> None:
        self.file = CacheFile(path, _open_store, _close_store)
        self._wrote = False

    def recall(self, key: str) -> Response | None:
        """Return the answer kept under `key`, however old."""
        try:
            kept = self.file.use(lambda store: store.get_response(key))
        except (ValueError, TypeError):  # a row that cannot be read is a row we do not have
            return None
        if kept is None or not isinstance(kept.content, bytes):
            return None
        headers = {name.lower(): value for name, value in kept.headers.items()}
        retrieved_at = headers.pop("harvester-retrieved-at", "1970-01-01T00:00:00Z")
        text = kept.content.decode("utf-8")
        return Response(kept.status_code, headers, text, kept.url, retrieved_at, cached=True)

    def keep(self, key: str, response: Response) -> None:
        """Keep `response` in place of an older one."""
        from requests.structures import CaseInsensitiveDict
        from requests_cache.models.response import CachedResponse

        self._wrote = True
        kept = CachedResponse(
            status_code=response.status,
            expires=datetime.now(UTC) + KEPT_FOR,
            url=response.url,
            encoding="utf-8",
            content=response.text.encode("utf-8"),
            headers=CaseInsensitiveDict(
                {**response.headers, "harvester-retrieved-at": response.retrieved_at}
            ),
        )
        self.file.use(lambda store: store.responses.update({key: kept}))

    def drop(self, key: str) -> None:
        """Forget the answer kept under `key`."""
        self.file.use(lambda store: store.responses.pop(key, None))

    def close(self) -> None:
        """Close the file; a run that kept something drops what has grown too old."""
        if self._wrote:  # old answers go when new ones come: a run that only reads changes no byte
            self.file.use(lambda store: store.delete(expired=True, vacuum=False))
        self.file.close()


def _open_store(path: Path) -> SQLiteCache:
    # Loading requests-cache takes longer than a night on which nothing must be asked.
    from requests_cache.backends.sqlite import SQLiteCache

    return SQLiteCache(str(path), serializer="json", busy_timeout=60_000)


def _close_store(store: SQLiteCache) -> None:
    store.close()  # type: ignore[no-untyped-call] # requests-cache leaves it untyped
