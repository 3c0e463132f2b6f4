"""The local index: what goes in comes out, packed in any way, killed at any time."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.resolution import resolve_in
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import open_snapshot, parse_line
from harvester.errors import BadInput
from harvester.model import Found, Identifier, NotFound, Query, Strength
from harvester.sources.arxiv.local_index import SnapshotSource

RECORDS: list[dict[str, object]] = [
    {
        "id": "2504.00001",
        "title": "EchoNova: A World Model for\n  Ultrasound Probe Guidance",
        "authors": "Ada Lovelace and Grace Hopper",
        "authors_parsed": [["Lovelace", "Ada", ""], ["Hopper", "Grace", ""]],
        "versions": [{"version": "v1", "created": "Tue, 1 Apr 2025 02:26:18 GMT"}],
        "categories": "cs.CV cs.LG",
        "doi": "10.1000/ABC",
        "journal-ref": "J. Invented 1",
        "comments": "Code: https://github.com/ada/echonova.",
        "unknown": 7,
    },
    {
        "id": "2504.00002",
        "title": "Planning Under Uncertainty with Transformers",
        "authors": "Max Muster, Erika Musterfrau",
        "versions": [{"version": "v1", "created": "2025-04-02"}],
    },
    {"id": "math/0611800", "title": "On Primes", "authors": "P. Prime", "authors_complete": False},
]


def lines() -> list[str]:
    return [json.dumps(record) for record in RECORDS] + ["", "not json", '{"id": 3}', "[]"]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArxivIndex]:
    path = tmp_path / "cache" / "arxiv.sqlite"
    assert build_index(map(parse_line, lines()), path, built_at="2025-05-01T00:00:00Z") == 3
    opened = ArxivIndex(path)
    yield opened
    opened.close()


def test_finds_by_words_title_and_identifier(index: ArxivIndex) -> None:
    first = Identifier("arxiv", "2504.00001")
    assert index.candidates(Query("ultrasound probe guidance world model"))[0].identifier == first
    assert index.candidates(Query("EchoNova"))[0].identifier == first
    assert index.candidates(Query("Planing under uncertainty with transformers"))
    assert index.candidates(Query("EchoNova", authors=("A. Lovelace",)), without={first}) == ()
    assert index.candidates(Query("")) == ()
    candidate = index.by_identifier(Identifier("doi", "10.1000/abc"))
    assert candidate is not None
    assert candidate.identifier == first
    assert candidate.authors == ("Ada Lovelace", "Grace Hopper")
    assert candidate.submitted == "2025-04-01"
    assert index.by_identifier(Identifier("github", "a/b")) is None


@pytest.mark.parametrize(
    "written",
    [
        "Planning under uncertainties with transformer",
        "The planning under uncertainty with transformers",
        "Plan ning Under Un certainty with Trans formers",
        "Planning underuncertainty Transformers",
        "Planning Under Uncertainty with Transformers proposes a method that plans in the unknown",
        "规划Uncertainty论文Transformers文档",
    ],
)
def test_finds_however_it_is_spelled(index: ArxivIndex, written: str) -> None:
    candidates = index.candidates(Query(written))
    assert candidates[0].identifier == Identifier("arxiv", "2504.00002")


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Tuning Large Language Models", "Tuning LLMs"),
        ("Tuning LLMs", "Tuning of Large Language Models"),
        ("Multi-modal Tuning", "Multimodal tuning revisited"),
        ("Multimodal Tuning", "Tuning, multi-modal"),
    ],
)
def test_finds_abbreviations_and_compounds(tmp_path: Path, words: str, written: str) -> None:
    titles = [words, *(f"Another Paper about {n} Things" for n in range(40))]
    records = [{"id": f"2504.{n:05}", "title": title} for n, title in enumerate(titles, 1)]
    build_index(map(parse_line, map(json.dumps, records)), tmp_path / "i.sqlite")
    opened = ArxivIndex(tmp_path / "i.sqlite")
    assert opened.candidates(Query(written))[0].title == words
    opened.close()


def test_finds_by_page_and_doi_of_the_entry(index: ArxivIndex) -> None:
    first = Identifier("arxiv", "2504.00001")
    for link in ("https://github.com/ada/echonova/tree/main", "https://doi.org/10.1000/abc"):
        (candidate,) = index.candidates(Query("Renamed", links=(link,)))
        assert candidate.identifier == first


def test_finds_among_the_records_of_a_month(index: ArxivIndex) -> None:
    second = Identifier("arxiv", "2504.00002")
    query = Query("Uncertain Planning", hint="2025-04")
    assert [one.identifier for one in index.candidates_of_month(query)] == [second]
    assert index.candidates_of_month(query, without={second}) == ()
    for other in (Query("Uncertain Planning"), Query("Uncertain Planning", hint="2025-05")):
        assert index.candidates_of_month(other) == ()


def test_an_open_entry_is_shown_with_papers_of_its_month(index: ArxivIndex) -> None:
    query = Query("Transformers That Plan", hint="2025-04")
    verdict = resolve_in(index, query)
    assert (verdict.strength, verdict.identifier) == (Strength.AMBIGUOUS, None)
    assert str(verdict.judged[0].candidate.identifier) == "arxiv:2504.00002"
    assert resolve_in(index, Query("Transformers That Plan")).identifier is None


def test_status(index: ArxivIndex) -> None:
    status = index.status()
    assert (status.records, status.newest) == (3, "2025-04-02")
    assert status.built_at == "2025-05-01T00:00:00Z"
    assert status.size > 0


def test_snapshot_source_states_what_is_known(index: ArxivIndex) -> None:
    source = SnapshotSource(index)
    wanted = [Identifier("arxiv", "2504.00001"), Identifier("arxiv", "2504.99999")]
    answers = dict(source.lookup(wanted))
    lookup = answers[wanted[0]]
    assert isinstance(lookup, Found)
    assert isinstance(answers[wanted[1]], NotFound)
    reading = source.read(lookup.record)
    fields = dict(reading.fields)
    assert fields["title"] == "EchoNova: A World Model for Ultrasound Probe Guidance"
    assert fields["primary_category"] == "cs.CV"
    assert fields["submitted"] == "2025-04-01"
    assert set(fields) <= source.provides
    assert Identifier("doi", "10.1000/abc") in reading.identifiers
    cut = next(answer for _, answer in source.lookup([Identifier("arxiv", "math/0611800")]))
    assert isinstance(cut, Found)
    assert "authors" not in dict(source.read(cut.record).fields)


def test_any_packing(tmp_path: Path) -> None:
    text = "\n".join(lines()).encode()
    (tmp_path / "a.jsonl").write_bytes(text)
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(text))
    (tmp_path / "a.jsonl.xz").write_bytes(lzma.compress(text))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("arxiv-metadata.json", text)
    (tmp_path / "a.jsonl.bz2").write_bytes(bz2.compress(text))
    for name in ("a.jsonl", "a.jsonl.gz", "a.jsonl.xz", "a.jsonl.bz2", "a.zip"):
        with open_snapshot(tmp_path / name) as snapshot:
            assert sum(parse_line(line) is not None for line in snapshot) == 3
            assert snapshot.share == pytest.approx(1, abs=0.3)  # a zip has its directory behind


def test_what_was_read_of_a_snapshot_grows(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"{}\n" * 1_000_000)
    with open_snapshot(tmp_path / "a.jsonl") as snapshot:
        shares = [snapshot.share for _ in snapshot]
    assert shares == sorted(shares)
    assert shares[0] < 0.1
    assert shares[-1] == 1


@pytest.mark.parametrize("name", ["bad.gz", "bad.xz", "bad.zip", "bad.bz2", "missing.json"])
def test_damaged_snapshot_is_bad_input(tmp_path: Path, name: str) -> None:
    if not name.startswith("missing"):
        (tmp_path / name).write_bytes(b"not packed at all")
    with pytest.raises(BadInput, match=name), open_snapshot(tmp_path / name) as stream:
        list(stream)


def test_nothing_to_index_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no arXiv records"):
        build_index(map(parse_line, ["{}"]), tmp_path / "i.sqlite")
    assert list(tmp_path.iterdir()) == []


def test_not_an_index_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no index here"):
        ArxivIndex(tmp_path / "none.sqlite")
    (tmp_path / "text.sqlite").write_text("hello " * 100)
    with pytest.raises(BadInput, match="build it again"):
        ArxivIndex(tmp_path / "text.sqlite")
    foreign = sqlite3.connect(tmp_path / "foreign.sqlite")
    foreign.execute("create table meta (key, value)")
    foreign.close()
    with pytest.raises(BadInput, match=r"foreign\.sqlite: not an index"):
        ArxivIndex(tmp_path / "foreign.sqlite")


def test_damage_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "i.sqlite"
    many = (json.dumps({"id": f"2504.{n:05}", "title": f"Paper {n}"}) for n in range(1, 2001))
    build_index(map(parse_line, many), path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(BadInput, match="build it again"):
        ArxivIndex(path)
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    with pytest.raises(BadInput, match="build it again"):
        ArxivIndex(path).candidates(Query("Paper 77"))


def test_interrupted_build_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harvester.arxiv_index.build._BATCH", 10)
    many = [json.dumps({"id": f"2504.{n:05}", "title": f"Paper number {n}"}) for n in range(1, 101)]

    def stop(at: int) -> None:
        if at >= 50:
            raise KeyboardInterrupt

    path = tmp_path / "i.sqlite"
    with pytest.raises(KeyboardInterrupt):
        build_index(map(parse_line, many), path, progress=stop)
    assert not path.exists()
    with pytest.raises(BadInput, match="not whole"):
        ArxivIndex(tmp_path / "i.sqlite.building")
    seen: list[int] = []
    assert build_index(map(parse_line, many), path, progress=seen.append) == 100
    assert min(seen) > 50
    opened = ArxivIndex(path)
    assert opened.candidates(Query("Paper number 77"))[0].identifier.value == "2504.00077"
    opened.close()


def test_what_an_interrupted_build_of_another_file_left_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harvester.arxiv_index.build._BATCH", 1)

    def stop(_at: int) -> None:
        raise KeyboardInterrupt

    path = tmp_path / "i.sqlite"
    with pytest.raises(KeyboardInterrupt):
        build_index(
            map(parse_line, ['{"id": "2504.00009", "title": "Another file"}']), path, progress=stop
        )
    assert build_index(map(parse_line, lines()), path) == 3
    path.with_name("i.sqlite.building").write_bytes(b"SQLite format 3\0, cut off")
    assert build_index(map(parse_line, lines()), path) == 3
