"""arXiv's metadata snapshot: open it however it is packed, read its lines.

Format: https://www.kaggle.com/datasets/Cornell-University/arxiv (JSON lines, CC0).
"""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from harvester.errors import BadInput
from harvester.person_names import split_names

_MONTHS = {
    name: f"{number:02}"
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}


class SnapshotRecord(NamedTuple):
    """One record of the snapshot in the order of the index's columns.

    `authors` are separated by "; "; `complete` is 0 where only the first authors are known.
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


@contextmanager
def open_snapshot(path: Path) -> Iterator[BinaryIO]:
    """Open a snapshot that is plain, .gz, .xz or a .zip of one file, for reading lines of bytes."""
    if not path.is_file():
        raise BadInput(f"{path}: no such file; give arXiv's metadata snapshot (JSON lines)")
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                names = [name for name in packed.namelist() if not name.endswith("/")]
                if len(names) != 1:
                    raise BadInput(f"{path}: holds {len(names)} files; give a zip of one snapshot")
                with packed.open(names[0]) as stream:
                    yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", stream)))
        elif path.suffix == ".gz":
            with gzip.open(path, "rb") as unpacked:
                yield cast("BinaryIO", unpacked)
        elif path.suffix == ".xz":
            with lzma.open(path, "rb") as unpacked_xz:
                yield cast(
                    "BinaryIO", io.BufferedReader(cast("io.RawIOBase", unpacked_xz), 1 << 20)
                )
        else:
            with path.open("rb") as plain:
                yield plain
    except (EOFError, zipfile.BadZipFile, gzip.BadGzipFile, lzma.LZMAError) as error:
        raise BadInput(
            f"{path}: damaged or not packed as its name says ({error}); fetch it again"
        ) from error


def parse_line(line: bytes | str) -> SnapshotRecord | None:
    """Read one line; None for a blank line, one that is no record, or one without id or title."""
    try:
        fields = json.loads(line if isinstance(line, str) else line.decode())
    except ValueError:
        return None
    if not isinstance(fields, dict):
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
