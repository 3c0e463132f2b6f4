from __future__ import annotations

import json
import os
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.dataset.assembly.merging import rank_statements
from harvester.dataset.paper_json import DamagedPaperError, canonical, format_paper, parse_paper
from harvester.dataset.schema import load_validator
from harvester.dataset.store import check_canonical, file_name, load_dataset, write_dataset
from harvester.errors import BadInput
from harvester.model import Dataset, Identifier, Paper, PersonName
from harvester.sources import RANKING
from tests.paper_strategies import IDENTIFIERS, datasets, made_paper, papers


def made(*numbers: int, title: str = "") -> Dataset:
    fields = {"title": title} if title else {}
    return Dataset(tuple(made_paper(number, **fields) for number in sorted(numbers)))


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@given(papers())
def test_a_paper_survives_its_file(paper: Paper) -> None:
    content = format_paper(paper)
    assert parse_paper(content) == canonical(paper) == paper
    assert format_paper(parse_paper(content)) == content
    assert content.endswith(b"}\n")
    assert b"\r" not in content


@given(papers())
def test_each_statement_version_and_relation_stands_on_its_line(paper: Paper) -> None:
    lines = format_paper(paper).decode().split("\n")
    inner = [json.loads(line.strip().removesuffix(",")) for line in lines if line[:4] == "    "]
    assert len(inner) == len(paper.statements) + len(paper.versions) + len(paper.relations)
    raw = json.loads("\n".join(lines))
    assert inner == [*raw["statements"], *raw["versions"], *raw["relations"]]


@given(papers())
def test_a_file_is_valid_by_the_schema(paper: Paper) -> None:
    load_validator("paper").validate(json.loads(format_paper(paper)))


@settings(max_examples=25)
@given(datasets())
def test_a_dataset_survives_its_folder(dataset: Dataset) -> None:
    with TemporaryDirectory() as folder:
        changed = write_dataset(Path(folder), dataset)
        papers = [path for path in changed if path.parent.name == "papers"]
        assert len(papers) == len(dataset.papers)
        assert load_dataset(Path(folder)) == dataset
        assert check_canonical(Path(folder)) == ()
        assert write_dataset(Path(folder), dataset) == ()


@given(st.lists(IDENTIFIERS, unique=True, min_size=2))
def test_no_two_ids_share_a_file_and_none_leaves_its_folder(ids: list[Identifier]) -> None:
    names = [file_name(identifier).casefold() for identifier in ids]
    assert len(set(names)) == len(names)
    assert all(len(name) < 140 and name == os.path.basename(name) for name in names)  # noqa: PTH119 - the question is what the system takes for a name


@pytest.mark.parametrize(
    ("curie", "name"),
    [
        ("arxiv:2504.13065", "arxiv_2504.13065.json"),
        ("arxiv:math/0611800", "arxiv_math_0611800.json"),
        ("doi:10.1038/s41586-025-08744-2", "doi_10.1038_s41586-025-08744-2.json"),
        ("local:echoworld", "local_echoworld.json"),
    ],
)
def test_plain_ids_have_plain_names(curie: str, name: str) -> None:
    scheme, _, value = curie.partition(":")
    assert file_name(Identifier(scheme, value)) == name


def test_hostile_and_case_sensitive_ids_stay_apart() -> None:
    names = {
        file_name(Identifier(*pair))
        for pair in (
            ("openreview", "b4Jh6DYTIt"),
            ("openreview", "B4jh6dytit"),
            ("local", "../../etc/passwd"),
            ("local", ".._.._etc_passwd"),
            ("local", "a\\b"),
            ("local", "a_b"),
            ("local", "a/b"),
        )
    }
    assert len({name.casefold() for name in names}) == 7
    assert not any("/" in name or "\\" in name for name in names)


def test_the_file_reads_as_people_expect(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(7))
    raw = json.loads((tmp_path / "papers" / "arxiv_2504.00007.json").read_text("utf-8"))
    keys = ["id", "identifiers", "relations", "resolution", "statements", "versions"]
    assert sorted(raw) == keys
    titles = [one for one in raw["statements"] if one["field"] == "title"]
    assert [one["source"] for one in titles] == ["arxiv", "arxiv-snapshot"]
    assert list(titles[0]) == ["field", "value", "source", "since"]
    authors = next(one for one in raw["statements"] if one["field"] == "authors")
    assert authors["value"][0] == {"family": "Family0", "given": "Given 0"}


def test_fields_are_what_merging_says(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(1, 2))
    for paper in load_dataset(tmp_path).papers:
        assert paper.statements == rank_statements(paper.statements, RANKING)


def test_only_what_changed_is_written(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(1, 2, 3))
    before = {path: path.stat() for path in (tmp_path / "papers").iterdir()}
    new = Dataset((*made(1).papers, *made(2, title="New").papers, *made(3).papers))
    changed = write_dataset(tmp_path, new)
    assert [path.name for path in changed] == ["arxiv_2504.00002.json"]
    for path, stat in before.items():
        same = path.stat().st_ino == stat.st_ino and path.stat().st_mtime_ns == stat.st_mtime_ns
        assert same == (path not in changed)


def test_papers_go_and_leave_redirects(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(1, 2))
    merged = replace(made(1), redirects=(("arxiv:2504.00002", "arxiv:2504.00001"),))
    changed = write_dataset(tmp_path, merged)
    assert [path.name for path in changed] == ["arxiv_2504.00002.json", "redirects.json"]
    assert load_dataset(tmp_path) == merged
    assert merged.index()["arxiv:2504.00002"] == merged.papers[0]
    write_dataset(tmp_path, made(1))
    assert not (tmp_path / "redirects.json").exists()


def test_metrics_can_travel_in_the_same_commit(tmp_path: Path) -> None:
    changed = write_dataset(tmp_path, made(1), {"metrics.csv": b"a,b\n"})
    assert [path.name for path in changed] == [
        ".gitattributes",
        "metrics.csv",
        "arxiv_2504.00001.json",
    ]
    assert write_dataset(tmp_path, made(1), {"metrics.csv": b"a,b\n"}) == ()


GOOD = format_paper(made_paper(1))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "line 1: not JSON"),
        (GOOD[:-40], "not JSON"),
        (b"<<<<<<< HEAD\n" + GOOD, "line 1: not JSON"),
        (b"\xff" + GOOD, "byte 0: not UTF-8"),
        (b"[]", "the file: must be an object"),
        (b"[" * 100_000, "nested too deeply"),
        (GOOD.replace(b'"id"', b'"identity"'), "unknown key 'identity'"),
        (GOOD.replace(b'"versions": []', b'"versions": {}'), "versions is {}; it must be a list"),
        (GOOD.replace(b"arxiv:2504.00001", b"gopher:1"), "is no identifier"),
        (
            GOOD.replace(b'"source": "list"', b'"source": 3', 1),
            "source is 3; it must be text in quotes",
        ),
        (GOOD.replace(b'"2025-04-01"', b"1.5"), "a value is text"),
        (GOOD.replace(b'"given"', b'"forename"'), "unknown key 'forename'"),
        (GOOD.replace(b'"2025-04-01"', b"9" * 5000), "digit"),
        (b'{"id": 1, "id": 2}', "stands twice"),
        (format_paper(made_paper(2)), "belongs into arxiv_2504.00002.json"),
    ],
)
def test_a_damaged_file_stops_everything_before_a_write(
    tmp_path: Path, content: bytes, says: str
) -> None:
    write_dataset(tmp_path, made(1, 5))
    path = tmp_path / "papers" / "arxiv_2504.00001.json"
    path.write_bytes(content)
    before = contents(tmp_path)
    with pytest.raises(BadInput) as caught:
        load_dataset(tmp_path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("place", ["papers/notes.json", "papers/arxiv_2504.00001.JSON.json"])
def test_an_alien_file_is_named(tmp_path: Path, place: str) -> None:
    write_dataset(tmp_path, made(1))
    (tmp_path / place).write_bytes(GOOD)
    with pytest.raises(BadInput, match="belongs into"):
        load_dataset(tmp_path)


def test_files_that_are_no_papers_are_left_alone(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(1))
    for name in (".gitkeep", "README.md", ".arxiv_1.json.new"):
        (tmp_path / "papers" / name).write_bytes(b"x")
    assert load_dataset(tmp_path) == made(1)
    assert write_dataset(tmp_path, made(1)) == ()


@pytest.mark.parametrize(
    "redirects", ['{"arxiv:2504.00001": "arxiv:2504.00001"}', '{"local:a": "local:b"}', "[]", "{"]
)
def test_redirects_that_lead_nowhere_are_named(tmp_path: Path, redirects: str) -> None:
    write_dataset(tmp_path, made(1))
    (tmp_path / "redirects.json").write_text(redirects)
    with pytest.raises(BadInput, match=r"redirects\.json"):
        load_dataset(tmp_path)


def test_what_could_not_be_read_back_is_never_written(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(1))
    before = contents(tmp_path)
    bad = replace(made_paper(2), identifiers=(Identifier("gopher", "x"),))
    with pytest.raises(DamagedPaperError):
        write_dataset(tmp_path, Dataset((made_paper(1, title="New"), bad)))
    assert contents(tmp_path) == before


def test_an_empty_or_missing_folder_is_an_empty_dataset(tmp_path: Path) -> None:
    assert load_dataset(tmp_path / "nowhere") == Dataset()
    assert not (tmp_path / "nowhere").exists()
    assert load_dataset(tmp_path) == Dataset()


def test_reading_writes_nothing(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(1))
    before = {path: path.stat().st_mtime_ns for path in (tmp_path, *tmp_path.rglob("*"))}
    load_dataset(tmp_path)
    check_canonical(tmp_path)
    assert before == {path: path.stat().st_mtime_ns for path in (tmp_path, *tmp_path.rglob("*"))}


def test_bytes_that_are_not_canonical_are_found(tmp_path: Path) -> None:
    write_dataset(tmp_path, made(1, 2))
    path = tmp_path / "papers" / "arxiv_2504.00002.json"
    path.write_bytes(path.read_bytes().replace(b"  ", b"    "))
    assert check_canonical(tmp_path) == (path,)
    write_dataset(tmp_path, load_dataset(tmp_path))
    assert check_canonical(tmp_path) == ()


def test_a_thousand_papers_within_the_budget(tmp_path: Path) -> None:
    papers = [made_paper(number) for number in range(1, 1001)]
    begun = time.process_time()
    write_dataset(tmp_path, Dataset(tuple(papers)))
    assert load_dataset(tmp_path).papers == tuple(papers)
    milliseconds = (time.process_time() - begun) * 1000 / len(papers)
    # Ten times what it takes: a busy machine stays below, work that grows with the square does not.
    assert milliseconds < 10, f"{milliseconds:.2f} ms per paper"


def test_memory_stays_near_the_size_of_the_files(tmp_path: Path) -> None:
    dataset = made(*range(1, 301))
    write_dataset(tmp_path, dataset)
    size = sum(map(len, contents(tmp_path).values()))
    tracemalloc.start()
    load_dataset(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * size


def test_names_of_groups_keep_their_form(tmp_path: Path) -> None:
    group = (PersonName(literal="World Labs"), PersonName("Yue", "Yang", affiliations=("Lab",)))
    write_dataset(tmp_path, Dataset((made_paper(1, authors=group),)))
    assert load_dataset(tmp_path).papers[0].value("authors") == group
