"""A dataset's SQLite file, built and opened for the tests of one module."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from harvester.dataset.exports.sqlite import build_database
from harvester.model import Dataset, RepositoryState


@contextmanager
def built(
    dataset: Dataset, metrics: Sequence[RepositoryState], folder: Path
) -> Iterator[sqlite3.Connection]:
    """Build the file in `folder` and hold it open."""
    path = folder / "harvester.sqlite"
    build_database(dataset, metrics, path)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


def rows(database: sqlite3.Connection, query: str) -> list[tuple[Any, ...]]:
    """Return what the file answers."""
    return database.execute(query).fetchall()
