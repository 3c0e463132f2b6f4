"""Rows of the tables that join papers to categories, sections, tags, code and datasets. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from harvester.dataset.list_statements import COLUMN
from harvester.model import (
    FieldData,
    ListedDataset,
    Paper,
    Relation,
    RepositoryState,
    Statement,
)

Row = dict[str, str | int | None]

Columns = dict[str, type]
Key = tuple[str, ...]
TABLES: tuple[tuple[str, Columns, Key], ...] = (
    ("categories", {"paper": str, "position": int, "category": str}, ("paper", "category")),
    ("sections", {"paper": str, "depth": int, "heading": str}, ("paper", "depth")),
    ("tags", {"paper": str, "tag": str}, ("paper", "tag")),
    ("attributes", {"paper": str, "header": str, "value": str}, ("paper", "header")),
    ("code", {"paper": str, "repository": str, "sources": str}, ("paper", "repository")),
)
"""Name, columns and key of each table whose column `paper` refers to the papers."""
REPOSITORY_COLUMNS: Columns = {
    "id": str,
    "name": str,
    "url": str,
    "stars": int,
    "forks": int,
    "license": str,
    "pushed_at": str,
    "archived": int,
    "state": str,
    "day": str,
}
DATASET_COLUMNS: Columns = {"id": str, "name": str, "url": str, "section": str}
DATASET_ATTRIBUTE_COLUMNS: Columns = {"dataset": str, "header": str, "value": str}


def paper_rows(papers: Sequence[Paper]) -> dict[str, list[Row]]:
    """Return the rows of every table of `TABLES`, by name."""
    return {
        "categories": [
            {"paper": str(paper.id), "position": position, "category": category}
            for paper in papers
            for position, category in enumerate(_texts(paper.value("categories")), start=1)
        ],
        "sections": [
            {"paper": str(paper.id), "depth": depth, "heading": heading}
            for paper in papers
            for depth, heading in enumerate(_in_order(paper.value("section")), start=1)
        ],
        "tags": [
            {"paper": str(paper.id), "tag": tag}
            for paper in papers
            for tag in sorted(_texts(paper.value("tags")))
        ],
        "attributes": [
            {"paper": str(paper.id), "header": header, "value": value}
            for paper in papers
            for header, value in _attributes(statement for _, statement in paper.fields)
        ],
        "code": [row for paper in papers for row in _code(paper)],
    }


def _in_order(value: FieldData | None) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(str(part) for part in value)
    return (str(value),) if value else ()


def _texts(value: FieldData | None) -> tuple[str, ...]:
    """Return the parts of a value, each once."""
    return tuple(dict.fromkeys(_in_order(value)))


def _attributes(statements: Iterable[Statement]) -> Iterator[tuple[str, str]]:
    for statement in statements:
        if statement.field.startswith(COLUMN):
            value = "; ".join(_in_order(statement.value))
            yield statement.field.removeprefix(COLUMN), value


def _repositories(relations: Iterable[Relation]) -> Iterator[tuple[str, str]]:
    """Yield name and source of each repository that relations lead to."""
    for relation in relations:
        if relation.target.scheme == "github":
            yield relation.target.value, relation.source


def _code(paper: Paper) -> Iterator[Row]:
    sources: dict[str, set[str]] = {}
    for name, source in _repositories(paper.relations):
        sources.setdefault(name.lower(), set()).add(source)
    for key in sorted(sources):
        yield {
            "paper": str(paper.id),
            "repository": key,
            "sources": ", ".join(sorted(sources[key])),
        }


def repository_rows(papers: Iterable[Paper], metrics: Iterable[RepositoryState]) -> Iterator[Row]:
    """Yield each repository once, with its last counts; `id` is its name in lower case."""
    names: dict[str, str] = {}
    for paper in papers:
        for name, _ in sorted(_repositories(paper.relations)):
            names.setdefault(name.lower(), name)
    latest: dict[str, RepositoryState] = {}
    for state in sorted(metrics, key=lambda row: (row.day, row.repository)):
        latest[state.repository.lower()] = state
        names[state.repository.lower()] = state.repository
    for key in sorted(names):
        state_row = latest.get(key) or RepositoryState(names[key], "", state="")
        row: Row = {"id": key, "name": names[key], "url": f"https://github.com/{names[key]}"}
        counts = {
            name: getattr(state_row, name)
            for name in ("stars", "forks", "license", "pushed_at", "archived", "state", "day")
        }
        yield {**row, **{name: None if cell == "" else cell for name, cell in counts.items()}}


def dataset_rows(datasets: Iterable[ListedDataset]) -> Iterator[Row]:
    """Yield one row per dataset that the list names."""
    for one in sorted(datasets, key=lambda dataset: dataset.slug):
        name, url = (_in_order(one.value(field)) for field in ("name", "url"))
        yield {
            "id": one.slug,
            "name": "; ".join(name) or one.slug,
            "url": "; ".join(url) or None,
            "section": " / ".join(_in_order(one.value("section"))) or None,
        }


def dataset_attribute_rows(datasets: Iterable[ListedDataset]) -> Iterator[Row]:
    """Yield one row per cell of the tables that speak of a dataset."""
    for one in sorted(datasets, key=lambda dataset: dataset.slug):
        visible = {statement.field: statement for statement in reversed(one.statements)}
        for header, value in _attributes(visible[field] for field in sorted(visible)):
            yield {"dataset": one.slug, "header": header, "value": value}
