"""The dataset as rows of plain cells, in the one order in which the database takes them. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from harvester.model import FieldData, Paper, PersonName, RepositoryState

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
}


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
    found = {
        (str(identifier), str(paper.id)): 0
        for paper in papers
        for identifier in (paper.id, *paper.identifiers)
    }
    for old, new in redirects:
        found.setdefault((old, new), 1)
    for (identifier, paper), retired in sorted(found.items()):
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
    """Yield one row per relation and the source that said it."""
    for paper in papers:
        for relation in paper.relations:
            yield {
                "paper": str(paper.id),
                "kind": relation.kind,
                "target": str(relation.target),
                "source": relation.source,
            }


def value_rows(papers: Iterable[Paper]) -> Iterator[Row]:
    """Yield one row per chosen value, with who supports and who contradicts it as JSON."""
    for paper in papers:
        for name, chosen in paper.fields:
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


def observation_rows(papers: Iterable[Paper]) -> Iterator[Row]:
    """Yield one row per statement of a source."""
    for paper in papers:
        for position, seen in enumerate(paper.observations, start=1):
            yield {
                "paper": str(paper.id),
                "position": position,
                "field": seen.field,
                "value": _json(seen.value),
                "source": seen.source,
                "first_seen": seen.first_seen,
            }


def metric_rows(metrics: Iterable[RepositoryState]) -> Iterator[Row]:
    """Yield the history of the repositories, unknown cells as NULL."""
    for state in sorted(metrics, key=lambda row: (row.repository.lower(), row.day)):
        row = {name: getattr(state, name) for name in METRIC_COLUMNS}
        yield {name: None if cell == "" else cell for name, cell in row.items()}
