"""Build the SQLite file from the dataset; the same dataset always makes the same bytes.

That holds because rows go in sorted, the page settings are fixed, nothing volatile is stored and
VACUUM writes the file anew at the end.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import sqlite_utils

from harvester.dataset.assembly.merging import field_values
from harvester.dataset.exports.list_tables import (
    DATASET_ATTRIBUTE_COLUMNS,
    DATASET_COLUMNS,
    REPOSITORY_COLUMNS,
    TABLES,
    dataset_attribute_rows,
    dataset_rows,
    paper_rows,
    repository_rows,
)
from harvester.dataset.paper_json import canonical
from harvester.dataset.repository_evidence import code_evidence
from harvester.files import move_atomically
from harvester.model import Dataset, FieldData, Paper, PersonName, RepositoryState

Row = dict[str, Any]
_IN_CELLS = json.JSONEncoder(ensure_ascii=False, sort_keys=True)

PAPER_COLUMNS = {
    "id": str,
    "name": str,
    "title": str,
    "authors": str,
    "abstract": str,
    "submitted": str,
    "updated": str,
    "issued": str,
    "container_title": str,
    "event_title": str,
    "primary_category": str,
    "comment": str,
    "journal_ref": str,
    "doi": str,
    "version": int,
    "withdrawn": int,
    "license": str,
    "type": str,
    "resolution": str,
    "resolution_reason": str,
}
METRIC_COLUMNS: dict[str, type] = {
    "repository": str,
    "day": str,
    "stars": int,
    "forks": int,
    "open_issues": int,
    "archived": int,
    "pushed_at": str,
    "license": str,
    "coming_soon": int,
    "moved_to": str,
    "state": str,
    "repository_id": int,
    "names_paper": str,
}
_OF_REPOSITORY = "repository_key"
"""The column of the metrics that refers to the repositories."""


def paper_row(paper: Paper) -> Row:
    """Return the row of `paper`: its chosen values, lists as lines that people read."""
    row: Row = {name: _column(paper.value(name)) for name in PAPER_COLUMNS}
    row["id"] = str(paper.id)
    if paper.resolution:
        row["resolution"] = paper.resolution.strength.value
        row["resolution_reason"] = paper.resolution.reason
    return row


def _column(value: FieldData | None) -> str | int | None:
    """Return a value as a cell: a tuple as a line that people read."""
    if isinstance(value, tuple):
        return "; ".join(str(part) for part in value)
    return int(value) if isinstance(value, bool) else value


def _json(value: FieldData) -> str:
    parts = (
        [_person(p) if isinstance(p, PersonName) else p for p in value]
        if isinstance(value, tuple)
        else value
    )
    return _IN_CELLS.encode(parts)


def _person(name: PersonName) -> Row:
    parts = {"family": name.family, "given": name.given, "literal": name.literal}
    return {key: text for key, text in parts.items() if text}


def author_rows(papers: Iterable[Paper]) -> Iterator[Row]:
    """Yield one row per author, positions from 1."""
    for paper in papers:
        names = paper.value("authors")
        for position, name in enumerate(names if isinstance(names, tuple) else (), start=1):
            person = name if isinstance(name, PersonName) else PersonName(literal=str(name))
            yield {
                "paper": str(paper.id),
                "position": position,
                "family": person.family or None,
                "given": person.given or None,
                "literal": person.literal or None,
            }


def identifier_rows(papers: Iterable[Paper], redirects: Iterable[tuple[str, str]]) -> Iterator[Row]:
    """Yield one row per identifier that leads to a paper, retired ids marked."""
    positions = {
        (str(identifier), str(paper.id)): 0
        for paper in papers
        for identifier in (paper.id, *paper.identifiers)
    }
    for old, new in redirects:
        positions.setdefault((old, new), 1)
    for (identifier, paper), retired in sorted(positions.items()):
        scheme = identifier.partition(":")[0]
        yield {"identifier": identifier, "paper": paper, "scheme": scheme, "retired": retired}


def version_rows(papers: Iterable[Paper]) -> Iterator[Row]:
    """Yield one row per public state of a paper."""
    for paper in papers:
        for position, version in enumerate(paper.versions, start=1):
            yield {
                "paper": str(paper.id),
                "position": position,
                "identifier": str(version.identifier),
                "stage": version.stage,
                "number": version.number,
                "issued": version.issued,
            }


def relation_rows(papers: Iterable[Paper]) -> Iterator[Row]:
    """Yield one row per relation and the source that said it; of code also whose it is, and why."""
    for paper in papers:
        code = {one.repository: one for one in code_evidence(paper)}
        for relation in paper.relations:
            is_code = relation.target.scheme == "github"
            one = code.get(relation.target.value) if is_code else None
            yield {
                "paper": str(paper.id),
                "kind": relation.kind,
                "target": str(relation.target),
                "source": relation.source,
                "standing": one.standing.value if one else "",
                "evidence": one.evidence if one else "",
            }


def value_rows(papers: Iterable[Paper]) -> Iterator[Row]:
    """Yield one row per chosen value, with who supports and who contradicts it as JSON."""
    for paper in papers:
        for name, chosen in field_values(paper.statements):
            lost = [
                {"value": json.loads(_json(other.value)), "sources": list(other.sources)}
                for other in chosen.alternatives
            ]
            yield {
                "paper": str(paper.id),
                "field": name,
                "value": _json(chosen.value),
                "source": chosen.source,
                "supported_by": json.dumps(list(chosen.supported_by)),
                "alternatives": _IN_CELLS.encode(lost),
            }


def statement_rows(papers: Iterable[Paper]) -> Iterator[Row]:
    """Yield one row per statement of a source."""
    for paper in papers:
        for position, seen in enumerate(paper.statements, start=1):
            yield {
                "paper": str(paper.id),
                "position": position,
                "field": seen.field,
                "value": _json(seen.value),
                "source": seen.source,
                "since": seen.since,
            }


def metric_rows(metrics: Iterable[RepositoryState]) -> Iterator[Row]:
    """Yield the history of the repositories, unknown cells as NULL."""
    for state in sorted(metrics, key=lambda row: (row.repository.lower(), row.day)):
        row = {name: getattr(state, name) for name in METRIC_COLUMNS}
        row[_OF_REPOSITORY] = state.repository.lower()
        yield {name: None if cell == "" else cell for name, cell in row.items()}


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
        {
            "paper": str,
            "kind": str,
            "target": str,
            "source": str,
            "standing": str,
            "evidence": str,
        },
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
        "statements",
        {
            "paper": str,
            "position": int,
            "field": str,
            "value": str,
            "source": str,
            "since": str,
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
        "select r.paper, substr(r.target, 8) as repository, r.standing, r.evidence, m.stars, "
        "m.pushed_at, m.archived, m.state from relations as r left join latest_metrics as m "
        "on lower(m.repository) = lower(substr(r.target, 8)) "
        "where r.target like 'github:%' group by r.paper, lower(r.target) order by 1, 2"
    ),
    "facts_by_night": (
        "select since as day, source, count(*) as facts from statements "
        "where since != '' group by 1, 2 order by 1, 2"
    ),
    "papers_by_month": (
        "select substr(submitted, 1, 7) as month, count(*) as papers from papers "
        "where submitted is not null group by 1 order by 1"
    ),
}


def build_database(dataset: Dataset, metrics: Iterable[RepositoryState], path: Path) -> bool:
    """Write the SQLite file of `dataset`; return False, and touch nothing, where it is so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path = path.resolve()  # a link stays a link
    building = path.with_name(f".{path.name}.building")
    building.unlink(missing_ok=True)  # left by a killed run
    try:
        _build(dataset, metrics, building)
        return move_atomically(building, path)
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
    table.insert_all(paper_row(paper) for paper in papers)
    contents = {
        "authors": author_rows(papers),
        "identifiers": identifier_rows(papers, dataset.redirects),
        "versions": version_rows(papers),
        "relations": relation_rows(papers),
        "field_values": value_rows(papers),
        "statements": statement_rows(papers),
    }
    for name, columns, key in _TABLES:
        created = database.table(name).create(columns, pk=key, foreign_keys=_OF_PAPER)
        created.insert_all(contents[name])
    _fill_joined(database, papers, dataset, tuple(metrics))
    database.table("papers").enable_fts(
        ["title", "authors", "abstract"], tokenize="unicode61 remove_diacritics 2"
    )
    for view, query in _VIEWS.items():
        database.create_view(view, query)


def _fill_joined(
    database: sqlite_utils.Database,
    papers: Sequence[Paper],
    dataset: Dataset,
    metrics: Sequence[RepositoryState],
) -> None:
    """Create what joins papers to repositories and to what the list says of them."""
    repositories = database.table("repositories").create(REPOSITORY_COLUMNS, pk="id")
    repositories.insert_all(repository_rows(papers, metrics))
    of_repository = (_OF_REPOSITORY, "repositories", "id")
    columns = {**METRIC_COLUMNS, _OF_REPOSITORY: str}
    created = database.table("metrics").create(
        columns, pk=("repository", "day"), foreign_keys=[of_repository]
    )
    created.insert_all(metric_rows(metrics))
    rows = paper_rows(papers)
    for name, table_columns, key in TABLES:
        keys = [*_OF_PAPER, ("repository", "repositories", "id")] if name == "code" else _OF_PAPER
        created = database.table(name).create(table_columns, pk=key, foreign_keys=keys)
        created.insert_all(rows[name])
    created = database.table("datasets").create(DATASET_COLUMNS, pk="id")
    created.insert_all(dataset_rows(dataset.datasets))
    created = database.table("dataset_attributes").create(
        DATASET_ATTRIBUTE_COLUMNS,
        pk=("dataset", "header"),
        foreign_keys=[("dataset", "datasets", "id")],
    )
    created.insert_all(dataset_attribute_rows(dataset.datasets))
