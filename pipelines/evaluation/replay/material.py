"""Corrections mined from git histories, base revisions, and what is known of papers today."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harvester.errors import BadInput
from harvester.matching.titles import read_title
from harvester.values.identifiers import identifier_of_url

_TURNED_DOWN = ("reject", "withdraw")
_PAGE = re.compile(r"(?:[-_./](?:home|project)?[-_]?page|\.github\.io)/?$", re.IGNORECASE)
_CODE = re.compile(r"https?://(?:www\.)?github\.com/[\w.-]+/[\w.-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: its entry before and after, as it stood in the list, and what was changed.

    `facts` are those of the material: ids, addresses, venues before and after.
    """

    key: str
    kind: str
    repo: str
    title: str
    before: str
    facts: Mapping[str, Any]
    path: str = "README.md"
    after: str = ""


@dataclass(frozen=True, slots=True)
class BaseRevision:
    """A list as it was, and the keys of the corrections that followed."""

    repo: str
    path: str
    text: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class ListHistory:
    """The revisions of one list that are at hand, newest first."""

    repo: str
    path: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a paper was published, as the venue's own site says."""

    name: str
    year: int
    authors: tuple[str, ...] = ()
    arxiv: str = ""


@dataclass(frozen=True, slots=True)
class WorldToday:
    """What is known beside the index of arXiv: venues and code of papers, by title."""

    venues: Mapping[str, tuple[Venue, ...]] = field(default_factory=dict)
    code: Mapping[str, frozenset[str]] = field(default_factory=dict)


def load_corrections(folder: Path) -> dict[str, Correction]:
    """Load the corrections that are not reformatting and whose kind is solid, by key."""
    path = folder / "corrections.jsonl"
    if not path.is_file():
        raise BadInput(f"{path}: the mined corrections are not here; name them with --history")
    corrections = {}
    for row in _rows(path):
        if not row["bulk_like"]:
            corrections[row["cid"]] = Correction(
                row["cid"], row["kind"], row["repo"], row["title"] or "",
                row["before"].replace(" ⏎ ", "\n"), row["facts"],
                row["path"], row["after"].replace(" ⏎ ", "\n"),
            )  # fmt: skip
    return corrections


def load_bases(folder: Path) -> dict[int, tuple[BaseRevision, ...]]:
    """Load the base revisions, by how many months before the newest one."""
    bases: dict[int, tuple[BaseRevision, ...]] = {}
    for row in _rows(folder / "revisions.jsonl"):
        text = (folder / row["file"]).read_text("utf-8")
        base = BaseRevision(row["repo"], row["path"], text, frozenset(row["cids"]))
        months = row["months_before_head"]
        bases[months] = (*bases.get(months, ()), base)
    return bases


def load_histories(
    folder: Path, lists: Path, corrections: Iterable[Correction]
) -> tuple[ListHistory, ...]:
    """Load the newest revision of each list and its base revisions; else the file in `lists`."""
    files: dict[tuple[str, str], list[Path]] = {}
    rows = sorted(_rows(folder / "revisions.jsonl"), key=lambda row: row["months_before_head"])
    for row in rows:
        names = files.setdefault((row["repo"], row["path"]), [folder / row["head_file"]])
        names.append(folder / row["file"])
    for repo, path in sorted({(one.repo, one.path) for one in corrections} - files.keys()):
        file = lists / repo.replace("/", "__") / path
        if file.is_file():
            files[repo, path] = [file]
    return tuple(
        ListHistory(repo, path, tuple(name.read_text("utf-8") for name in names))
        for (repo, path), names in files.items()
    )


def load_world(corpus: Path) -> WorldToday:
    """Load venues that accepted a paper, and code that venues or abstracts name."""
    venues: dict[str, list[Venue]] = {}
    code: dict[str, set[str]] = {}
    for row in _packed(corpus / "venues.jsonl.xz"):
        key = title_letters(row["title"])
        if not str(row.get("status") or "").lower().startswith(_TURNED_DOWN):
            venues.setdefault(key, []).append(
                Venue(
                    row["venue"],
                    row["year"],
                    tuple(row.get("authors") or ()),
                    row.get("arxiv") or "",
                )
            )
        if repository := repository_of(str(row.get("code") or "")):
            code.setdefault(key, set()).add(repository)
    for row in _packed(corpus / "abstracts.jsonl.xz"):
        named = {one for url in _CODE.findall(row["abstract"]) if (one := repository_of(url))}
        if len(named) == 1:
            code.setdefault(f"arxiv:{row['id']}", set()).update(named)
    return WorldToday(
        {key: tuple(found) for key, found in venues.items()},
        {key: frozenset(found) for key, found in code.items()},
    )


def title_letters(title: str) -> str:
    """Return what equal titles share: the folded words run together."""
    return read_title(title).letters


def repository_of(url: str) -> str:
    """Return the owner and name of a repository in lower case; empty for another address.

    A name that ends in a hyphen was cut at the end of a line; one that ends in "page" or
    "github.io" holds a paper's page, not its code.
    """
    if not _CODE.match(url) or url.endswith("-") or _PAGE.search(url):
        return ""
    identifier = identifier_of_url(url.rstrip(".")) if url else None
    is_repository = identifier is not None and identifier.scheme == "github"
    return identifier.value.lower() if identifier is not None and is_repository else ""


def _rows(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _packed(path: Path) -> Iterator[Any]:
    if not path.is_file():
        raise BadInput(f"{path}: what is known today is not here; name the folder with --corpus")
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
