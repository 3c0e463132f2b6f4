"""SQLite files of the cache: safe to lose, so a damaged one is set aside and built anew."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from harvester.errors import BadInput

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
