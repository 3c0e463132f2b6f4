"""arXiv's metadata snapshot: open it however it is packed, read its lines.

Format: https://www.kaggle.com/datasets/Cornell-University/arxiv (JSON lines, CC0).
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import signal
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, TypeAlias, cast

from harvester.errors import BadInput
from harvester.matching.abstracts import pack_abstract
from harvester.values.person_names import split_names

_DECODE = json.JSONDecoder().raw_decode
_PACKINGS: dict[str, Any] = {".gz": gzip, ".xz": lzma, ".bz2": bz2}
_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}


class SnapshotRecord(NamedTuple):
    """One record of the snapshot in the order of the index's columns.

    `authors` are separated by "; "; `complete` is 0 where only the first authors are known;
    `abstract_terms` are what `pack_abstract` makes of the abstract.
    """

    identifier: str
    title: str
    authors: str
    complete: int
    submitted: str | None
    categories: str | None
    doi: str | None
    journal_ref: str | None
    comment: str | None
    abstract_terms: bytes = b""


class Snapshot:
    """The lines of an open snapshot; `share` is how much of the file has been read, 0 to 1."""

    def __init__(self, packed: BinaryIO, lines: BinaryIO) -> None:
        self._packed, self._lines = packed, lines
        self._size = os.fstat(packed.fileno()).st_size

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._lines)

    @property
    def share(self) -> float:
        """How much of the file, packed as it is, has been read."""
        return min(self._packed.tell() / self._size, 1.0) if self._size else 1.0


@contextmanager
def open_snapshot(path: Path) -> Iterator[Snapshot]:
    """Open a snapshot that is plain, .gz, .xz, .bz2 or a .zip of one file.

    Raises BadInput for a file that is missing, damaged or packed otherwise.
    """
    if not path.is_file():
        raise BadInput(f"{path}: no such file; give arXiv's metadata snapshot (JSON lines)")
    try:
        with path.open("rb") as packed, _unpacked(packed, path) as lines:
            yield Snapshot(packed, lines)
    except (EOFError, OSError, zipfile.BadZipFile, lzma.LZMAError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's trouble, not the file's
        raise BadInput(
            f"{path}: damaged or not packed as its name says ({error}); fetch it again"
        ) from error


def _unpacked(packed: BinaryIO, path: Path) -> BinaryIO:
    if path.suffix == ".zip":
        archive = zipfile.ZipFile(packed)
        names = [name for name in archive.namelist() if not name.endswith("/")]
        if len(names) != 1:
            raise BadInput(f"{path}: holds {len(names)} files; give a zip of one snapshot")
        unpacked = archive.open(names[0])
    elif path.suffix in _PACKINGS:
        unpacked = _PACKINGS[path.suffix].open(packed)
    else:
        return packed
    return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", unpacked), 1 << 20))


def parse_line(line: bytes | str) -> SnapshotRecord | None:
    """Read one line; None for a blank line, one that is no record, or one without id or title."""
    text = (line if isinstance(line, str) else line.decode("utf-8", "replace")).strip()
    try:
        fields, end = _DECODE(text)  # what json.loads does, less what it does around it
    except ValueError:
        return None
    if not isinstance(fields, dict) or end != len(text):
        return None
    identifier, title = fields.get("id"), fields.get("title")
    if not isinstance(identifier, str) or not isinstance(title, str) or not identifier:
        return None
    doi = fields.get("doi")
    return SnapshotRecord(
        identifier,
        " ".join(title.split()) if "\n" in title or "  " in title else title,
        _authors(fields),
        0 if fields.get("authors_complete") is False else 1,
        _submitted(fields.get("versions")),
        fields.get("categories") or None,
        doi.lower() if isinstance(doi, str) and doi else None,
        fields.get("journal-ref") or None,
        fields.get("comments") or None,
        pack_abstract(fields.get("abstract") or ""),
    )


def _authors(fields: dict[str, object]) -> str:
    parsed = fields.get("authors_parsed")
    if isinstance(parsed, list) and parsed:
        return "; ".join(_parsed_name(name) for name in parsed if isinstance(name, list) and name)
    authors = fields.get("authors")
    if not isinstance(authors, str) or not authors:
        return ""
    if " and " not in authors and ";" not in authors and "\n" not in authors and "&" not in authors:
        return authors.replace(", ", "; ")
    return "; ".join(split_names(authors)[0])


def _parsed_name(parts: list[object]) -> str:
    words = [str(part).strip() for part in parts[:3]] + ["", "", ""]
    family, given, suffix = words[:3]
    family = f"{family} {suffix}".strip()
    if " " in family and given:
        return f"{family}, {given}"
    return f"{given} {family}".strip()


def _submitted(versions: object) -> str | None:
    if not isinstance(versions, list) or not versions or not isinstance(versions[0], dict):
        return None
    created = versions[0].get("created")
    if not isinstance(created, str):
        return None
    if created[4:5] == "-":
        return created[:10]
    words = created.replace(",", " ").split()
    if len(words) >= 4 and words[2] in _MONTHS:
        return f"{words[3]}-{_MONTHS[words[2]]}-{words[1]:0>2}"
    return None


_LARGE = 1 << 20
_AT_ONCE = 5_000

Rows: TypeAlias = "list[tuple[object, ...] | None]"


class RecordsAhead:
    """What each line of a snapshot holds, None for no record; `share` of it has been read.

    `process` is the one that reads.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.share = 0.0

    def __iter__(self) -> Iterator[SnapshotRecord | None]:
        pipe = cast("BinaryIO", self.process.stdout)
        while True:
            try:
                message: tuple[Rows, float] | Exception | None = pickle.load(pipe)  # noqa: S301 -- our own process
            except (EOFError, pickle.UnpicklingError):
                raise BadInput("reading the snapshot was broken off; start again") from None
            if message is None:
                return
            if isinstance(message, Exception):
                raise message
            rows, self.share = message
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
    command = [sys.executable, "-m", __name__, str(path)]
    # once the pipe is closed the other process cannot write, and ends
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:  # noqa: S603 -- itself
        yield RecordsAhead(process)


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
