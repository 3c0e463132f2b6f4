from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.dataset.repository_metrics import (
    COLUMNS,
    NOT_READ,
    absent_once,
    absent_state,
    add_metrics,
    format_metrics,
    known_numbers,
    latest_metrics,
    load_metrics,
    state_of_reading,
    write_metrics,
)
from harvester.errors import BadInput
from harvester.model import Identifier, Reading, RepositoryState
from harvester.values.field_values import clean_line

COUNTS = st.none() | st.integers(0, 10**6)
FLAGS = st.none() | st.booleans()
WORDS = st.text(max_size=8).map(clean_line) | st.sampled_from(
    ["=cmd|'/c calc'!A1", "+1", "-1", "@x", "'quoted", "a,b", 'say "x"', "MIT"]
)
DAYS = st.dates().map(lambda day: day.isoformat())
STATES = st.builds(
    RepositoryState,
    st.sampled_from(["a/b", "A/b", "c/d", "-e/f"]),
    DAYS,
    COUNTS,
    COUNTS,
    COUNTS,
    FLAGS,
    WORDS,
    WORDS,
    FLAGS,
    WORDS,
    WORDS,
)


def row(day: str, stars: int | None = 1, repository: str = "a/b") -> RepositoryState:
    return RepositoryState(repository, day, stars)


@settings(max_examples=50)
@given(st.lists(STATES, unique_by=lambda state: (state.repository.lower(), state.day)))
def test_the_history_survives_its_file(states: list[RepositoryState]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "metrics.csv"
        write_metrics(path, states)
        loaded = load_metrics(path)
        assert sorted(loaded, key=repr) == sorted(states, key=repr)
        assert format_metrics(loaded) == path.read_bytes()
        assert not write_metrics(path, loaded)


@given(st.lists(STATES))
def test_no_cell_is_a_formula(states: list[RepositoryState]) -> None:
    text = format_metrics(states).decode()
    for cells in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for cell in cells)


def test_a_cell_is_one_line_in_memory_as_in_the_file() -> None:
    odd = replace(row("2026-01-01"), license="\rMIT\x00\n\ud800", state="\r")
    rows = add_metrics((), [odd], "2026-01-01")
    assert (rows[0].license, rows[0].state) == ("MIT", "")
    assert format_metrics([odd]) == format_metrics(rows)
    assert add_metrics(rows, [odd], "2026-01-02") == rows


def test_a_row_only_where_something_changed() -> None:
    rows = add_metrics((), [row("2026-01-01")], "2026-01-01")
    assert add_metrics(rows, [row("")], "2026-01-02") == rows
    rows = add_metrics(rows, [row("", 2)], "2026-01-03")
    assert [(r.day, r.stars) for r in rows] == [("2026-01-01", 1), ("2026-01-03", 2)]


def test_the_same_day_replaces_and_can_go_back() -> None:
    rows = add_metrics((), [row("", 1)], "2026-01-01")
    rows = add_metrics(rows, [row("", 2)], "2026-01-02")
    assert [r.stars for r in add_metrics(rows, [row("", 3)], "2026-01-02")] == [1, 3]
    assert [r.stars for r in add_metrics(rows, [row("", 1)], "2026-01-02")] == [1]


def test_repositories_that_were_not_read_keep_their_rows() -> None:
    rows = add_metrics((), [row("", 1), row("", 7, "c/d")], "2026-01-01")
    later = add_metrics(rows, [row("", 2)], "2026-01-02")
    assert set(rows) <= set(later)


@given(st.lists(STATES, max_size=6), st.lists(STATES, max_size=4), DAYS)
def test_adding_the_same_twice_changes_nothing(
    old: list[RepositoryState], new: list[RepositoryState], day: str
) -> None:
    unique = list({state.repository.lower(): state for state in new}.values())
    once = add_metrics(old, unique, day)
    assert add_metrics(once, unique, day) == once


def test_gone_and_found_again_is_history() -> None:
    rows = add_metrics((), [row("", 5)], "2026-01-01")
    rows = add_metrics(rows, [absent_state("A/b", "blocked: dmca", "")], "2026-01-02")
    rows = add_metrics(rows, [row("", 5)], "2026-01-03")
    assert [(r.state, r.stars) for r in rows] == [
        ("found", 5),
        ("blocked: dmca", None),
        ("found", 5),
    ]
    assert latest_metrics(rows)["a/b"].day == "2026-01-03"


def test_a_repository_that_vanished_keeps_its_number() -> None:
    there = replace(row("", 5), repository_id=12)
    rows = add_metrics((), [there], "2026-01-01")
    rows = add_metrics(rows, [absent_state("A/b", "gone", "")], "2026-01-02")
    assert rows[-1].repository_id == 12
    assert absent_once(rows) == {"a/b"}
    twice = add_metrics(rows, [absent_state("A/b", "gone", "")], "2026-01-03")
    assert (len(twice), absent_once(twice)) == (len(rows) + 1, frozenset())
    assert add_metrics(twice, [absent_state("A/b", "gone", "")], "2026-01-04") == twice
    assert known_numbers(rows) == {"a/b": 12}
    assert known_numbers([row("2026-01-01")]) == {}


def test_a_reading_becomes_a_row() -> None:
    reading = Reading(
        Identifier("github", "a/b"),
        (
            ("stars", 12),
            ("archived", False),
            ("pushed_at", "2026-01-01T00:00:00Z"),
            ("topics", ("x",)),
            ("forks", True),
        ),
    )
    assert state_of_reading(reading, "2026-01-02") == replace(
        row("2026-01-02", 12),
        archived=False,
        pushed_at="2026-01-01T00:00:00Z",
        names_paper=NOT_READ,
    )


def test_no_file_is_no_history(tmp_path: Path) -> None:
    assert load_metrics(tmp_path / "metrics.csv") == ()


HEADER = ",".join(COLUMNS).encode() + b"\n"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", ":1: the columns must be repository,day,stars"),
        (b"a,b\n", ":1: the columns must be"),
        (HEADER + b"a/b,2026-01-01\n", ":2: 2 cells, not 13"),
        (HEADER + b"a/b,2026-01-01,many,,,,,,,,found,,\n", ":2: stars is 'many'"),
        (HEADER + b"a/b,2026-01-01,,,,yes,,,,,found,,\n", ":2: archived is 'yes'"),
        (HEADER + b",,,,,,,,,,,,\n", ":2: repository and day must be filled"),
        (HEADER + b'a/b,"x\n', "restore it from git"),
        (HEADER + b"\xff", "not UTF-8"),
    ],
)
def test_a_damaged_history_is_named(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "metrics.csv"
    path.write_bytes(content)
    with pytest.raises(BadInput) as caught:
        load_metrics(path)
    assert str(caught.value).startswith(str(path))
    assert says in str(caught.value)


def test_a_readme_that_was_not_read_leaves_what_it_named() -> None:
    read = Reading(
        Identifier("github", "a/b"),
        (("stars", 5), ("readme_read", True), ("readme_identifiers", ("arxiv:2504.00001",))),
    )
    several = replace(read, fields=(*read.fields[:2], ("readme_identifiers", ("x:1", "x:2"))))
    unread = replace(read, fields=read.fields[:1])
    rows = add_metrics((), [state_of_reading(read, "2026-01-01")], "2026-01-01")
    assert rows[-1].names_paper == "arxiv:2504.00001"
    assert add_metrics(rows, [state_of_reading(unread, "d")], "2026-01-02") == rows
    later = add_metrics(rows, [state_of_reading(several, "d")], "2026-01-03")
    assert later[-1].names_paper == ""
    assert add_metrics((), [state_of_reading(unread, "d")], "2026-01-02")[-1].names_paper == ""


def test_a_file_of_an_earlier_release_is_read(tmp_path: Path) -> None:
    path = tmp_path / "metrics.csv"
    write_metrics(path, [row("2026-01-01", 5)])
    lines = path.read_text().splitlines()
    path.write_text("".join(f"{line.rpartition(',')[0]}\n" for line in lines))
    assert load_metrics(path) == (row("2026-01-01", 5),)
