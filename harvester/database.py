"""Build the SQLite file from the dataset; the same dataset always makes the same bytes.

That holds because rows go in sorted, the page settings are fixed, nothing volatile is stored and
VACUUM writes the file anew at the end.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import sqlite_utils

from harvester import database_rows as rows
from harvester.database_rows import METRIC_COLUMNS, PAPER_COLUMNS
from harvester.files import write_atomically
from harvester.model import Dataset, RepositoryState
from harvester.paper_json import canonical

_PAGE_SIZE = 4096

_OF_PAPER = [("paper", "papers", "id")]
_TABLES: tuple[tuple[str, dict[str, type], str | tuple[str, ...]], ...] = (
    (
        "authors",
        {"paper": str, "position": int, "family": str, "given": str, "literal": str},
        ("paper", "position"),
    ),
    (
        "identifiers",
        {"identifier": str, "paper": str, "scheme": str, "retired": int},
        ("identifier", "paper"),
    ),
    (
        "versions",
        {
            "paper": str,
            "position": int,
            "identifier": str,
            "stage": str,
            "number": int,
            "issued": str,
        },
        ("paper", "position"),
    ),
    (
        "relations",
        {"paper": str, "kind": str, "target": str, "source": str},
        ("paper", "kind", "target", "source"),
    ),
    (
        "field_values",
        {
            "paper": str,
            "field": str,
            "value": str,
            "source": str,
            "supported_by": str,
            "alternatives": str,
        },
        ("paper", "field"),
    ),
    (
        "observations",
        {
            "paper": str,
            "position": int,
            "field": str,
            "value": str,
            "source": str,
            "first_seen": str,
        },
        ("paper", "position"),
    ),
)
_VIEWS = {
    "conflicts": (
        "select paper, field, value, source, alternatives from field_values "
        "where alternatives != '[]' order by paper, field"
    ),
    "latest_metrics": (
        "select * from metrics as m where day = (select max(day) from metrics "
        "where lower(repository) = lower(m.repository)) order by lower(repository)"
    ),
    "paper_repositories": (
        "select r.paper, substr(r.target, 8) as repository, m.stars, m.pushed_at, m.archived, "
        "m.state from relations as r left join latest_metrics as m "
        "on lower(m.repository) = lower(substr(r.target, 8)) "
        "where r.target like 'github:%' group by r.paper, lower(r.target) order by 1, 2"
    ),
    "papers_by_month": (
        "select substr(submitted, 1, 7) as month, count(*) as papers from papers "
        "where submitted is not null group by 1 order by 1"
    ),
}


def build_database(dataset: Dataset, metrics: Iterable[RepositoryState], path: Path) -> bool:
    """Write the SQLite file of `dataset`; return False, and touch nothing, where it is so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    building = path.with_name(f".{path.name}.building")
    building.unlink(missing_ok=True)  # left by a killed run
    try:
        _build(dataset, metrics, building)
        return write_atomically(path, building.read_bytes())
    finally:
        building.unlink(missing_ok=True)


def _build(dataset: Dataset, metrics: Iterable[RepositoryState], path: Path) -> None:
    database = sqlite_utils.Database(path)
    try:
        # The file is thrown away if this fails, so it needs no journal and no flush of its own.
        for pragma in (f"page_size = {_PAGE_SIZE}", "journal_mode = off", "synchronous = off"):
            database.execute(f"pragma {pragma}").fetchall()
        with database.atomic():
            _fill(database, dataset, metrics)
        database.execute("pragma foreign_keys = on")
        broken = database.execute("pragma foreign_key_check").fetchall()
        if broken:
            raise ValueError(f"rows without their paper: {broken[:3]}")
        database.vacuum()
    finally:
        database.close()


def _fill(
    database: sqlite_utils.Database, dataset: Dataset, metrics: Iterable[RepositoryState]
) -> None:
    papers = [canonical(paper) for paper in sorted(dataset.papers, key=lambda paper: paper.id)]
    table = database.table("papers").create(PAPER_COLUMNS, pk="id", not_null={"id"})
    table.insert_all(rows.paper_row(paper) for paper in papers)
    contents = {
        "authors": rows.author_rows(papers),
        "identifiers": rows.identifier_rows(papers, dataset.redirects),
        "versions": rows.version_rows(papers),
        "relations": rows.relation_rows(papers),
        "field_values": rows.value_rows(papers),
        "observations": rows.observation_rows(papers),
    }
    for name, columns, key in _TABLES:
        created = database.table(name).create(columns, pk=key, foreign_keys=_OF_PAPER)
        created.insert_all(contents[name])
    created = database.table("metrics").create(METRIC_COLUMNS, pk=("repository", "day"))
    created.insert_all(rows.metric_rows(metrics))
    database.table("papers").enable_fts(
        ["title", "authors", "abstract"], tokenize="unicode61 remove_diacritics 2"
    )
    for view, query in _VIEWS.items():
        database.create_view(view, query)
