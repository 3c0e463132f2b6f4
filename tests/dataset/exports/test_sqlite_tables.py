from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester.dataset.exports.datasette import format_metadata
from harvester.dataset.exports.sqlite import build_database
from harvester.model import (
    Dataset,
    FieldData,
    Identifier,
    ListedDataset,
    Relation,
    RepositoryState,
    Statement,
)
from tests.dataset.exports.databases import built, rows
from tests.paper_strategies import made_paper

ALPHA = "arxiv:2504.00001"


def made() -> Dataset:
    values: dict[str, FieldData] = {
        "categories": ("cs.RO", "cs.LG"),
        "section": ("Methods", "Grasping"),
        "tags": ("L2", "sim"),
        "column:Domain": "Kitchens",
    }
    stated = tuple(Statement(field, value, "list", "2026-01-01") for field, value in values.items())
    code = Identifier("github", "Ann/Tides")
    paper = made_paper(1)
    kept = tuple(one for one in paper.statements if one.field not in values)
    paper = replace(
        paper,
        statements=(*kept, *stated),
        relations=(
            Relation("IsSupplementedBy", code, "list"),
            Relation("IsSupplementedBy", code, "arxiv"),
        ),
    )
    listed = ListedDataset(
        "tide-bench",
        (
            Statement("name", "Tide Bench", "list", "2026-01-01"),
            Statement("column:Size", "3 hours", "list", "2026-01-01"),
            Statement("section", ("Datasets",), "list", "2026-01-01"),
        ),
    )
    return Dataset((paper, made_paper(2)), (), (listed,))


METRICS = (
    RepositoryState("Ann/Tides", "2026-01-01", 5, archived=False),
    RepositoryState("ann/tides", "2026-02-01", 7, archived=True, license="MIT"),
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with built(made(), METRICS, tmp_path_factory.mktemp("database")) as connection:
        yield connection


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "select position, category from categories where paper = ? order by 1",
            [(1, "cs.RO"), (2, "cs.LG")],
        ),
        ("select depth, heading from sections where paper = ?", [(1, "Methods"), (2, "Grasping")]),
        ("select tag from tags where paper = ?", [("L2",), ("sim",)]),
        ("select header, value from attributes where paper = ?", [("Domain", "Kitchens")]),
        ("select repository, sources from code where paper = ?", [("ann/tides", "arxiv, list")]),
    ],
)
def test_a_paper_is_joined_to_what_the_list_says(
    database: sqlite3.Connection, query: str, expected: list[tuple[Any, ...]]
) -> None:
    assert database.execute(query, (ALPHA,)).fetchall() == expected


def test_a_repository_is_one_row_with_its_last_counts(database: sqlite3.Connection) -> None:
    query = "select id, name, stars, archived, license, day from repositories"
    assert rows(database, query) == [("ann/tides", "ann/tides", 7, 1, "MIT", "2026-02-01")]
    joined = (
        "select m.day, m.stars from code as c join metrics as m on m.repository_key = c.repository "
        "order by 1"
    )
    assert rows(database, joined) == [("2026-01-01", 5), ("2026-02-01", 7)]


def test_datasets_of_the_list_stand_with_their_columns(database: sqlite3.Connection) -> None:
    assert rows(database, "select * from datasets") == [
        ("tide-bench", "Tide Bench", None, "Datasets")
    ]
    assert rows(database, "select * from dataset_attributes") == [("tide-bench", "Size", "3 hours")]


def test_the_metadata_names_only_what_the_file_holds(database: sqlite3.Connection) -> None:
    metadata = json.loads(format_metadata("A list", "harvester"))
    described = metadata["databases"]["harvester"]
    for name, table in described["tables"].items():
        columns = {row[1] for row in rows(database, f"pragma table_info({name})")}
        sorted_by = {table[key] for key in ("sort", "sort_desc", "label_column") if key in table}
        assert {*table["facets"], *sorted_by} <= columns, name
    for query in described["queries"].values():
        database.execute(query["sql"])
    tables = rows(database, "select name from sqlite_master where type = 'table'")
    assert {name for (name,) in tables if not name.startswith(("papers_fts", "sqlite_"))} == set(
        described["tables"]
    )


def test_every_key_has_its_label(database: sqlite3.Connection) -> None:
    tables = json.loads(format_metadata("A list", "harvester"))["databases"]["harvester"]["tables"]
    for name in tables:
        for key in rows(database, f"pragma foreign_key_list({name})"):
            assert tables[key[2]]["label_column"]


def test_built_twice_the_bytes_are_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one.sqlite", tmp_path / "two.sqlite"
    build_database(made(), METRICS, one)
    turned = replace(made(), papers=tuple(reversed(made().papers)))
    build_database(turned, tuple(reversed(METRICS)), two)
    assert one.read_bytes() == two.read_bytes()
