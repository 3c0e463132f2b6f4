"""Mentions as JSON lines: same order, one answer each, plain words for bad lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import parse_line
from harvester.errors import BadInput
from pipelines.resolve.stream import read_mentions, resolve_query
from tests.pipelines.runs import harvest, start

RECORDS = [
    {"id": "2504.00001", "title": "EchoNova: A World Model for Ultrasound Probe Guidance",
     "authors": "Ada Lovelace, Grace Hopper", "versions": [{"created": "2025-04-01"}]},
    {"id": "2504.00002", "title": "Planning Under Uncertainty with Invented Transformers",
     "authors": "Max Muster", "versions": [{"created": "2025-04-02"}]},
]  # fmt: skip


def resolve_lines(lines: Iterable[str], index: ArxivIndex) -> Iterator[dict[str, object]]:
    return (resolve_query(query, index, number) for number, query in read_mentions(lines))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArxivIndex]:
    build_index(map(parse_line, map(json.dumps, RECORDS)), tmp_path / "i.sqlite")
    opened = ArxivIndex(tmp_path / "i.sqlite")
    yield opened
    opened.close()


def test_answers_in_order(index: ArxivIndex) -> None:
    asked = [
        {"title": RECORDS[1]["title"], "given": ["2504.00001"]},
        {"title": "Nothing of the Kind Was Ever Written", "authors": ["A. Bee"], "year": 2024},
        {"title": RECORDS[0]["title"], "authors": ["A. Lovelace"], "year": "2025", "month": 4},
    ]
    answers = list(resolve_lines(map(json.dumps, asked), index))
    assert [answer["identifier"] for answer in answers] == [
        "arxiv:2504.00002",
        None,
        "arxiv:2504.00001",
    ]
    assert answers[0]["given_says"] == [
        {"identifier": "arxiv:2504.00001", "says": "other", "title": RECORDS[0]["title"]}
    ]
    assert answers[0]["verdict"] == "different"
    assert answers[1]["verdict"] == "none"
    assert [answer["line"] for answer in answers] == [1, 2, 3]
    assert json.loads(json.dumps(answers[2]))["evidence"]["authors"] == "1 of 1 authors"


@pytest.mark.parametrize(
    ("title", "authors", "verdict", "identifier"),
    [
        ("EchoNova: A World Model for Ultrasound Probe Guidance", [], "exact", "arxiv:2504.00001"),
        ("EchoNova: Guiding Probes by Imagination", ["A. Lovelace", "G. Hopper"], "strong",
         "arxiv:2504.00001"),
        ("Planning Under Uncertainty with Invented Transformers", [], "different",
         "arxiv:2504.00002"),
        ("A Wholly Different Work on Sea Birds", ["Q. Quux", "B. Bar"], "different", None),
    ],
)  # fmt: skip
def test_the_verdict_is_on_the_identifier_given(
    index: ArxivIndex, title: str, authors: list[str], verdict: str, identifier: str | None
) -> None:
    asked = {"title": title, "authors": authors, "given": ["2504.00001"]}
    (answer,) = resolve_lines([json.dumps(asked)], index)
    assert (answer["verdict"], answer["identifier"]) == (verdict, identifier)


def test_an_identifier_that_the_index_lacks_says_nothing(index: ArxivIndex) -> None:
    asked = {"title": "Nothing of the Kind Was Ever Written", "given": ["1901.00001"]}
    (answer,) = resolve_lines([json.dumps(asked)], index)
    assert answer["verdict"] == "none"
    assert answer["given_says"] == [
        {"identifier": "arxiv:1901.00001", "says": "not known", "title": None}
    ]


def test_an_identifier_that_the_index_lacks_is_doubted_where_the_title_is_anothers(
    index: ArxivIndex,
) -> None:
    asked = {"title": RECORDS[0]["title"], "authors": ["A. Lovelace"], "given": ["1901.00001"]}
    (answer,) = resolve_lines([json.dumps(asked)], index)
    assert (answer["verdict"], answer["identifier"]) == ("different", "arxiv:2504.00001")
    assert answer["given_says"] == [
        {"identifier": "arxiv:1901.00001", "says": "other", "title": None}
    ]


def test_streams(index: ArxivIndex) -> None:
    read: list[int] = []

    def lines() -> object:
        for number in range(3):
            read.append(number)
            yield json.dumps({"title": f"Title {number}"})

    answers = resolve_lines(lines(), index)  # type: ignore[arg-type]  # a generator of texts
    next(answers)
    assert read == [0]


def test_the_command_answers_before_it_has_read_all(tmp_path: Path) -> None:
    build_index(map(parse_line, map(json.dumps, RECORDS)), tmp_path / "i.sqlite")
    with start(tmp_path, "resolve", "--from", "-", "--json", "--index", "i.sqlite") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for record in RECORDS:
            process.stdin.write(json.dumps({"title": record["title"]}) + "\n")
            process.stdin.flush()
            answer = json.loads(process.stdout.readline())
            assert answer["identifier"] == f"arxiv:{record['id']}"
        process.stdin.close()
        assert process.wait(20) == 0


def test_bad_mentions_are_one_plain_line(tmp_path: Path) -> None:
    build_index(map(parse_line, map(json.dumps, RECORDS)), tmp_path / "i.sqlite")
    (tmp_path / "latin.jsonl").write_bytes('{"title": "Für"}'.encode("latin-1"))
    (tmp_path / "marked.jsonl").write_text('{"title": "Für"}', encoding="utf-8-sig")
    for name, code in (("latin.jsonl", 2), ("none.jsonl", 2), ("marked.jsonl", 0)):
        count, printed = harvest(
            tmp_path, "resolve", "--from", name, "--json", "--index", "i.sqlite"
        )
        assert count == code
        assert printed.count("\n") == 1


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"name": "x"}', '{"title": "x", "authors": "A. Bee"}']
)
def test_bad_line_is_named(index: ArxivIndex, line: str) -> None:
    with pytest.raises(BadInput, match="line 1"):
        list(resolve_lines([line], index))
