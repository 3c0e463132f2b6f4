"""Works of Crossref and OpenAlex as they are published: JSON lines, packed, in folders of parts.

Crossref's public data file is a folder of `.jsonl.gz` (before 2025: `.json.gz`, one object with
`items`); OpenAlex's snapshot one of `data/works/updated_date=…/part_….gz`.
https://www.crossref.org/learning/public-data-file/
https://developers.openalex.org/download-all-data/snapshot-data-format
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from harvester.arxiv_index.snapshot import SnapshotRecord, open_snapshot, parse_line
from harvester.errors import BadInput
from harvester.values.arxiv_ids import normalize_arxiv

_ENDINGS = (".json", ".jsonl", ".gz", ".xz", ".bz2", ".zip")
_ARXIV_DOI = "10.48550/arxiv."
_OPENALEX = "https://openalex.org/"
_DOI_SITES = ("https://doi.org/", "http://dx.doi.org/", "https://dx.doi.org/")


def part_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files of snapshots: as given, and below folders in the order of their names.

    Raises:
        BadInput: one is missing, or a folder holds no part.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            parts = [one for one in sorted(path.rglob("*")) if one.suffix in _ENDINGS]
            if not parts:
                raise BadInput(f"{path}: holds no part of a snapshot (.json, .jsonl, .gz …)")
            files += (one for one in parts if one.is_file())
        elif path.is_file():
            files.append(path)
        else:
            raise BadInput(f"{path}: no such file; give a snapshot, or the folder of its parts")
    return files


def read_parts(files: Iterable[Path]) -> Iterator[SnapshotRecord | None]:
    """Give what each line of the files holds, None for what is no record of a work.

    Raises:
        BadInput: a file is damaged, or cut off in the middle; the line names it.
    """
    for path in files:
        yield from _read_part(path)


def _read_part(path: Path) -> Iterator[SnapshotRecord | None]:
    number, line = 0, b"\n"
    with open_snapshot(path) as lines:
        for number, line in enumerate(lines, start=1):
            if number == 1 and b'"items"' in line[:200] and (items := _items_of(line)):
                yield from map(record_of, items)
            else:
                yield parse_work(line)
    if number and not line.endswith(b"\n") and line.strip() and _fields(line) is None:
        raise BadInput(f"{path}: cut off in the middle of line {number:,}; fetch it again")


def _items_of(line: bytes) -> list[Any]:
    fields = _fields(line)
    items = fields.get("items") if fields else None
    return items if isinstance(items, list) else []


def _fields(line: bytes) -> dict[str, Any] | None:
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    return fields if isinstance(fields, dict) else None


def parse_work(line: bytes) -> SnapshotRecord | None:
    """Read one line of a snapshot of arXiv, Crossref or OpenAlex; None for anything else."""
    if b'"DOI"' not in line and b'"authorships"' not in line:
        return parse_line(line)
    fields = _fields(line)
    return record_of(fields) if fields else None


def record_of(fields: Any) -> SnapshotRecord | None:
    """Read one work as Crossref or OpenAlex publishes it; None where it has no id or title."""
    if not isinstance(fields, dict):
        return None
    read: Callable[[dict[str, Any]], SnapshotRecord | None]
    read = _crossref if "DOI" in fields else _openalex
    try:
        return read(fields)
    except (AttributeError, LookupError, TypeError, ValueError):  # another shape: it fails alone
        return None


def _crossref(fields: dict[str, Any]) -> SnapshotRecord | None:
    doi, titles = str(fields["DOI"]).lower(), fields.get("title") or []
    if not titles or not str(titles[0]).strip():
        return None
    title = " ".join(str(titles[0]).split())
    subtitle = " ".join(str(one) for one in fields.get("subtitle") or [] if one)
    if subtitle and ":" not in title:
        title = f"{title}: {' '.join(subtitle.split())}"
    issued = fields.get("published") or fields.get("issued") or {}
    venues = fields.get("container-title") or []
    names = [_name(author) for author in fields.get("author") or []]
    return SnapshotRecord(
        _identifier(doi, ""),
        title,
        "; ".join(filter(None, names)),
        1,
        _day((issued.get("date-parts") or [[]])[0]),
        fields.get("type"),
        doi,
        str(venues[0]) if venues else None,
        None,
    )


def _name(author: dict[str, Any]) -> str:
    given, family = author.get("given") or "", author.get("family") or author.get("name") or ""
    words = f"{given} {family}".strip().replace(";", ",")
    return " ".join(words.split())


def _openalex(fields: dict[str, Any]) -> SnapshotRecord | None:
    title, work = fields.get("title") or fields.get("display_name"), str(fields["id"])
    if not title or not work.startswith(_OPENALEX):
        return None
    doi = str(fields.get("doi") or "").lower()
    for site in _DOI_SITES:
        doi = doi.removeprefix(site)
    names = [one["author"].get("display_name") or "" for one in fields.get("authorships") or []]
    venue = ((fields.get("primary_location") or {}).get("source") or {}).get("display_name")
    return SnapshotRecord(
        _identifier(doi, work.removeprefix(_OPENALEX)),
        " ".join(str(title).split()),
        "; ".join(" ".join(name.replace(";", ",").split()) for name in names if name),
        0 if fields.get("is_authors_truncated") else 1,
        fields.get("publication_date") or None,
        fields.get("type"),
        doi or None,
        venue or None,
        None,
    )


def _identifier(doi: str, work: str) -> str:
    """Return the identifier of the index: an arXiv id bare, a DOI, or OpenAlex's "W…"."""
    if doi.startswith(_ARXIV_DOI) and (arxiv := normalize_arxiv(doi.removeprefix(_ARXIV_DOI))):
        return arxiv
    return doi if doi.startswith("10.") else work


def _day(parts: list[Any]) -> str | None:
    numbers = [int(part) for part in parts if part is not None]
    return "-".join(f"{n:02}" if at else f"{n:04}" for at, n in enumerate(numbers)) or None
