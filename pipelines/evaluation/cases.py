"""Labelled material for `make evaluate`: read the pairs, make queries with chosen evidence."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from harvester.errors import BadInput
from harvester.model import Identifier, Query
from harvester.values.dates import parse_date

FOLDS = 5
MODES = ("title", "title, date", "title, authors", "title, authors, date", "all")
URL = re.compile(r"https?://[^\s)\]\"'<>|,]+")
_MASKED = re.compile(r"(\d\d)(\d\d)\.x{4,5}", re.IGNORECASE)


def held_out_name(fold: int) -> str:
    """Return where the certainty model stands that never saw the lists of group `fold`."""
    return f"held_out/certainty_trees_{fold}.py"


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled entry: what is written, which ids are right (`twins` have the same title).

    `fold` is the group of its list: a whole list is in one group; lines count from 1.
    """

    written: str
    entry: str
    true: Identifier
    true_title: str
    twins: frozenset[Identifier]
    authors: tuple[str, ...]
    date: str
    match: str
    style: str
    repo: str
    path: str
    line: int
    line_end: int
    fold: int

    @property
    def meant(self) -> frozenset[Identifier]:
        """The true id, and those of records with the same title."""
        return self.twins | {self.true}

    def query(self, mode: str) -> Query:
        """Return a query that holds the title and the evidence that `mode` names.

        All evidence is authors, date, links and the month of a placeholder.
        """
        whole = mode == "all"
        year, month = parse_date(self.date) if whole or "date" in mode else (None, None)
        return Query(
            title=self.written,
            authors=self.authors[:3] if whole or "authors" in mode else (),
            et_al=True,
            year=year,
            month=month,
            hint=self._hint() if whole else None,
            links=tuple(URL.findall(self.entry)) if whole else (),
        )

    def _hint(self) -> str | None:
        """Return the month of the masked identifier; a wrong one in a third of the pairs.

        So many real placeholders name a month in which their paper was not submitted.
        """
        masked = _MASKED.search(self.entry)
        if masked is None:
            return None
        drawn = crc32(self.true.value.encode())
        months = 12 * (2000 + int(masked[1])) + int(masked[2]) - 1
        if drawn % 3 == 0:
            months += 1 + drawn % 7
        return f"{months // 12}-{months % 12 + 1:02}"


def labelled_rows(path: Path) -> list[dict[str, object]]:
    """Return the rows of a file of labelled material; BadInput where it is not there."""
    if not path.is_file():
        raise BadInput(f"{path}: the labelled material is not here; name it with --pairs")
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _groups(rows: list[dict[str, object]]) -> dict[str, int]:
    """Deal the lists into groups of about the same size, largest list first."""
    sizes = Counter(str(row["repo"]) for row in rows)
    filled = [0] * FOLDS
    groups = {}
    for repo, size in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        groups[repo] = filled.index(min(filled))
        filled[groups[repo]] += size
    return groups


def load_pairs(path: Path) -> tuple[Pair, ...]:
    """Load the labelled pairs."""
    rows = labelled_rows(path)
    groups = _groups(rows)
    return tuple(
        Pair(
            written=str(row["written"]),
            entry=str(row["entry_masked"]),
            true=Identifier("arxiv", str(row["true_id"])),
            true_title=str(row["true_title"]),
            twins=frozenset(Identifier("arxiv", one) for one in _texts(row["duplicate_title_ids"])),
            authors=_texts(row["true_authors"]),
            date=str(row["date"] or ""),
            match=str(row["match"]),
            style=str(row["style"]),
            repo=str(row["repo"]),
            path=str(row["path"]),
            line=int(str(row["line"])),
            line_end=int(str(row["line_end"])),
            fold=groups[str(row["repo"])],
        )
        for row in rows
    )
