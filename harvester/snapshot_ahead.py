"""Read a snapshot in a process of its own, ahead of whoever builds an index from it.

Unpacking and parsing is a third of the work of a build, and Python does one thing at a time. The
other process is `python -m harvester.snapshot_ahead FILE`, which writes pickles to its pipe.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from harvester.errors import BadInput
from harvester.snapshot_lines import Snapshot, SnapshotRecord, open_snapshot, parse_line

_LARGE = 1 << 20
_AT_ONCE = 5_000

Rows: TypeAlias = "list[tuple[object, ...] | None]"


class RecordsAhead:
    """What each line of a snapshot holds, None for no record; `share` of it has been read."""

    def __init__(self, told: BinaryIO) -> None:
        self._told = told
        self.share = 0.0

    def __iter__(self) -> Iterator[SnapshotRecord | None]:
        while True:
            try:
                told: tuple[Rows, float] | Exception | None = pickle.load(self._told)  # noqa: S301 -- our own process
            except (EOFError, pickle.UnpicklingError):
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
    command = [sys.executable, "-m", "harvester.snapshot_ahead", str(path)]
    # once the pipe is closed the other process cannot write, and ends
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 -- itself
        yield RecordsAhead(cast("BinaryIO", process.stdout))


def _write_all(path: Path, pipe: BinaryIO) -> None:
    """Write all records in batches, and at the end None or what went wrong."""
    rows: Rows = []
    try:
        with open_snapshot(path) as lines:
            for line in lines:
                record = parse_line(line)
                rows.append(tuple(record) if record else None)
                if len(rows) == _AT_ONCE:
                    pickle.dump((rows, lines.share), pipe)
                    rows = []
    except BrokenPipeError:
        raise
    except (BadInput, OSError) as error:
        pickle.dump(error, pipe)
    else:
        pickle.dump((rows, 1.0), pipe)
        pickle.dump(None, pipe)
    pipe.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asked is told, and closes the pipe
    with suppress(BrokenPipeError):  # nobody reads any more
        _write_all(Path(sys.argv[1]), sys.stdout.buffer)
    os._exit(0)  # what is left unwritten has no reader
