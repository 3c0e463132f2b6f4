from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from harvester.dataset.exports.sqlite import build_database
from harvester.model import (
    Dataset,
    Identifier,
    Paper,
    PersonName,
    Relation,
    RepositoryState,
    Version,
)
from tests.dataset.exports.databases import built, rows
from tests.paper_strategies import datasets, made_paper

METRICS = (
    RepositoryState("a/b", "2026-01-01", 5, archived=False),
    RepositoryState("A/b", "2026-02-01", 7, archived=True, license="MIT"),
)


def made() -> Dataset:
    group = (PersonName("Müller", "Özge"), PersonName(literal="World Labs"))
    doi = Identifier("doi", "10.1000/x")
    first = replace(
        made_paper(1, title="Echo worlds", authors=group, withdrawn=True),
        relations=(Relation("IsSupplementedBy", Identifier("github", "a/b"), "arxiv"),),
        versions=(Version(doi, "published", None, "2026-03"),),
        identifiers=(Identifier("arxiv", "2504.00001"), doi),
    )
    return Dataset((first, made_paper(2)), (("local:old", "arxiv:2504.00002"),))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    with built(made(), METRICS, tmp_path_factory.mktemp("database")) as connection:
        yield connection


def test_built_twice_the_bytes_are_the_same(tmp_path: Path) -> None:
    one, two = tmp_path / "one" / "x.sqlite", tmp_path / "two" / "x.sqlite"
    assert build_database(made(), METRICS, one)
    turned = Dataset(tuple(reversed(made().papers)), made().redirects)
    assert build_database(turned, tuple(reversed(METRICS)), two)
    assert one.read_bytes() == two.read_bytes()


@settings(max_examples=15)
@given(datasets())
def test_any_dataset_fits_and_is_built_the_same_twice(dataset: Dataset) -> None:
    with TemporaryDirectory() as folder:
        one, two = Path(folder) / "one", Path(folder) / "two"
        build_database(dataset, (), one)
        build_database(dataset, (), two)
        assert one.read_bytes() == two.read_bytes()
        with closing(sqlite3.connect(one)) as database:
            assert rows(database, "pragma integrity_check") == [("ok",)]
            assert rows(database, "select count(*) from papers") == [(len(dataset.papers),)]


def test_equal_bytes_leave_the_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    build_database(made(), METRICS, path)
    before = path.stat()
    (tmp_path / ".x.sqlite.building").write_bytes(b"left by a killed run")
    assert not build_database(made(), METRICS, path)
    after = path.stat()  # reading it may have changed the time of access
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.sqlite"]
    assert build_database(Dataset(), METRICS, path)


def test_search_finds_titles_authors_and_abstracts(database: sqlite3.Connection) -> None:
    query = (
        "select p.id from papers as p join papers_fts as f on f.rowid = p.rowid "
        "where papers_fts match '{}' order by 1"
    )
    assert rows(database, query.format("echo")) == [("arxiv:2504.00001",)]
    assert rows(database, query.format("muller")) == [("arxiv:2504.00001",)]
    assert len(rows(database, query.format("words"))) == 2
    assert rows(database, query.format("authors: model")) == []


def test_authors_keep_their_order_and_form(database: sqlite3.Connection) -> None:
    query = "select position, family, given, literal from authors where paper = 'arxiv:2504.00001'"
    assert rows(database, query) == [(1, "Müller", "Özge", None), (2, None, None, "World Labs")]


def test_every_identifier_leads_to_its_paper(database: sqlite3.Connection) -> None:
    assert rows(database, "select identifier, paper, retired from identifiers order by 1") == [
        ("arxiv:2504.00001", "arxiv:2504.00001", 0),
        ("arxiv:2504.00002", "arxiv:2504.00002", 0),
        ("doi:10.1000/x", "arxiv:2504.00001", 0),
        ("local:old", "arxiv:2504.00002", 1),
    ]


def test_tables_refer_to_papers(database: sqlite3.Connection) -> None:
    for table in (
        "authors",
        "identifiers",
        "versions",
        "relations",
        "field_values",
        "statements",
    ):
        keys = rows(database, f"pragma foreign_key_list({table})")
        assert [key[2:5] for key in keys] == [("papers", "paper", "id")]


def test_values_say_who_vouches_and_who_does_not(database: sqlite3.Connection) -> None:
    query = "select value, source, supported_by from field_values where field = 'submitted' limit 1"
    assert rows(database, query) == [('"2025-04-01"', "arxiv", '["arxiv-snapshot"]')]
    assert rows(database, "select paper, field from conflicts") == [
        ("arxiv:2504.00001", "authors"),
        ("arxiv:2504.00001", "title"),
    ]


def test_views_join_papers_and_their_repositories(database: sqlite3.Connection) -> None:
    assert rows(database, "select repository, stars, archived from latest_metrics") == [
        ("A/b", 7, 1)
    ]
    assert rows(database, "select paper, repository, stars from paper_repositories") == [
        ("arxiv:2504.00001", "a/b", 7)
    ]
    assert rows(database, "select * from papers_by_month") == [("2025-04", 2)]


def test_unknown_is_null_and_true_is_one(database: sqlite3.Connection) -> None:
    assert rows(database, "select withdrawn, doi, version from papers order by id") == [
        (1, None, None),
        (None, None, None),
    ]


def test_a_redirect_to_no_paper_is_refused(tmp_path: Path) -> None:
    dataset = Dataset((), (("local:a", "local:b"),))
    with pytest.raises(ValueError, match="without their paper"):
        build_database(dataset, (), tmp_path / "x.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_a_paper_that_says_nothing_has_a_row(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    build_database(Dataset((Paper(Identifier("local", "x")),)), (), path)
    with closing(sqlite3.connect(path)) as database:
        assert rows(database, "select id, title from papers") == [("local:x", None)]
