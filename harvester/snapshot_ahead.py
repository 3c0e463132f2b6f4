"""Read a snapshot in a process of its own, ahead of whoever builds an index from it.

Unpacking and parsing is a third of the work of a build, and Python does one thing at a time.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias

from harvester.errors import BadInput
from harvester.snapshot_lines import Snapshot, SnapshotRecord, open_snapshot, parse_line

_LARGE = 1 << 20
_AT_ONCE = 5_000

Rows: TypeAlias = "list[tuple[object, ...] | None]"


class RecordsAhead:
    """What each line of a snapshot holds, None for no record; `share` of it has been read."""

    def __init__(self, receiving: Connection) -> None:
        self._receiving = receiving
        self.share = 0.0

    def __iter__(self) -> Iterator[SnapshotRecord | None]:
        while True:
            try:
                told: tuple[Rows, float] | Exception | None = self._receiving.recv()
            except EOFError:
                raise BadInput("reading the snapshot was broken off; start again") from None
            if told is None:
                return
            if isinstance(told, Exception):
                raise told
            rows, self.share = told
            for row in rows:
                yield SnapshotRecord._make(row) if row else None


class RecordsHere:
    """The same, read in this process."""

    def __init__(self, lines: Snapshot) -> None:
        self._lines = lines

    @property
    def share(self) -> float:
        """How much of the file has been read."""
        return self._lines.share

    def __iter__(self) -> Iterator[SnapshotRecord | None]:
        return map(parse_line, self._lines)


@contextmanager
def read_ahead(path: Path) -> Iterator[RecordsAhead | RecordsHere]:
    """Give the records of the snapshot at `path`, read ahead where that saves time.

    BadInput, then or while going through them, where `open_snapshot` would raise it.
    """
    if (os.cpu_count() or 1) < 2 or not path.is_file() or path.stat().st_size < _LARGE:
        with open_snapshot(path) as lines:
            yield RecordsHere(lines)
        return
    context = get_context("spawn")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_read, args=(path, sending), daemon=True)
    process.start()
    sending.close()  # else the end of the other process would not be seen
    try:
        yield RecordsAhead(receiving)
    finally:
        receiving.close()  # the other process ends when it cannot send
        process.join()


def _read(path: Path, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who asked is told, and closes the pipe
    with suppress(BrokenPipeError):  # nobody listens any more
        sending.send(_send_all(path, sending))


def _send_all(path: Path, sending: Connection) -> Exception | None:
    """Send all records in batches; return what went wrong."""
    rows: Rows = []
    try:
        with open_snapshot(path) as lines:
            for line in lines:
                record = parse_line(line)
                rows.append(tuple(record) if record else None)
                if len(rows) == _AT_ONCE:
                    sending.send((rows, lines.share))
                    rows = []
    except BrokenPipeError:
        raise
    except (BadInput, OSError) as error:
        return error
    sending.send((rows, 1.0))
    return None
