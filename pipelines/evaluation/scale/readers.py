"""Reading Crossref's lines by our own code, by DuckDB and by Polars: what a record takes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.arxiv_index.works import read_parts


def write_crossref(path: Path, records: Iterable[SnapshotRecord]) -> None:
    """Write records in the shape of Crossref's public data file."""
    with path.open("w", encoding="utf-8") as file:
        for number, record in enumerate(records):
            authors = []
            for name in filter(None, record.authors.split("; ")):
                given, _, family = name.rpartition(" ")
                authors.append({"given": given, "family": family, "sequence": "additional"})
            work = {
                "DOI": f"10.1000/made.{number}",
                "type": "journal-article",
                "title": [record.title],
                "author": authors,
                "container-title": ["A Journal"],
                "published": {"date-parts": [[2020, 1, 2]]},
            }
            file.write(json.dumps(work) + "\n")


def readers(path: Path) -> dict[str, Callable[[], int]]:
    """Return by name what reads the lines into values of Python, and tells how many there are."""
    every: dict[str, Callable[[], int]] = {
        "own": lambda: sum(record is not None for record in read_parts([path])),
        "duckdb": lambda: _by_duckdb(path),
        "polars": lambda: _by_polars(path),
    }
    return {name: read for name, read in every.items() if name == "own" or find_spec(name)}


def _by_duckdb(path: Path) -> int:
    db = import_module("duckdb").connect()
    db.execute("set threads = 1")
    rows = db.execute(
        "select lower(DOI), title[1], list_transform(author, lambda a: "
        "concat_ws(' ', a.given, coalesce(a.family, a.name))), type, \"container-title\"[1], "
        "published.\"date-parts\"[1] from read_json(?, format = 'newline_delimited', columns = "
        "{DOI: 'VARCHAR', title: 'VARCHAR[]', author: 'STRUCT(given VARCHAR, family VARCHAR, "
        "name VARCHAR)[]', type: 'VARCHAR', \"container-title\": 'VARCHAR[]', published: "
        "'STRUCT(\"date-parts\" BIGINT[][])'})",
        [str(path)],
    )
    count = 0
    while batch := rows.fetchmany(5_000):
        count += sum(bool("; ".join(row[2] or ())) or True for row in batch)
    return count


def _by_polars(path: Path) -> int:
    polars = import_module("polars")
    text = polars.String
    name = polars.Struct({"given": text, "family": text, "name": text})
    kinds = {"DOI": text, "title": polars.List(text), "author": polars.List(name), "type": text}
    count = 0
    for row in polars.read_ndjson(path, schema=kinds).iter_rows():
        "; ".join(f"{one['given']} {one['family']}" for one in row[2] or ())
        count += 1
    return count
