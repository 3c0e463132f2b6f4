"""The measures of wrong links and placeholders, on small material of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import parse_line
from harvester.errors import BadInput
from harvester.matching.existing_identifiers import LinkVerdict
from harvester.model import Identifier
from pipelines.evaluation.placeholders import load_placeholders, render_placeholders
from pipelines.evaluation.wrong_links import load_given, render_given, run_given

TIDES = "Tidewatch: A First Model of Coastal Tides from Satellite Radar"
GRAIN = "Grain Boundaries in Sintered Copper Under Cyclic Load"
RECORDS = (("2512.00001", TIDES), ("2511.00002", GRAIN))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArxivIndex]:
    rows = (json.dumps({"id": n, "title": title, "authors": "Ann Bee"}) for n, title in RECORDS)
    build_index(map(parse_line, rows), tmp_path / "index.sqlite")
    opened = ArxivIndex(tmp_path / "index.sqlite")
    yield opened
    opened.close()


def entry(title: str, number: str, **more: str | None) -> dict[str, str | None]:
    text = f"    * **{title}**. [[Paper](https://arxiv.org/abs/{number})]"
    return {"entry": text, "linked_id": number, "written": title, **more}


def rows_file(path: Path, *rows: dict[str, str | None]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_known_wrong_links_and_right_ones_are_counted(tmp_path: Path, index: ArxivIndex) -> None:
    wrong = load_given(
        rows_file(
            tmp_path / "wrong.jsonl",
            entry(TIDES, "2511.00002", correct_id="2512.00001"),
            entry(TIDES, "2301.00009", correct_id="2512.00001"),
            entry(TIDES, "2301.00010", correct_id="2512.00001", linked_title=GRAIN),
            entry(TIDES, "2512.1", correct_id="2512.00001"),
            entry("Waves", "2301.00011", correct_id=None),
            {"entry": "no id at all", "linked_id": None},
        )
    )
    says = [one.says for one in run_given(wrong, index)]
    assert says == [LinkVerdict.OTHER] * 4 + [LinkVerdict.UNSURE]
    right = load_given(
        rows_file(
            tmp_path / "right.jsonl",
            entry(TIDES, "2512.00001", true_id="2512.00001"),
            {"entry": f"| {GRAIN} |", "linked_id": "2511.00002", "written": GRAIN},
        )
    )
    assert [one.says for one in run_given(right, index)] == [LinkVerdict.SAME, LinkVerdict.SAME]
    text = "\n".join(render_given(wrong, right, index))
    assert "Found 4 of 5 known wrong links: 80.0% (target at least 90%, missed)" in text
    assert "named for 4 of them" in text
    assert "- accused 0 of 2 right links: 0.00% (target at most 0.2%, met)" in text


COLUMNS = ("context", "claimed_title", "resolved_id", "resolved_by", "kind")
PLACEHOLDERS = (
    (f"- **{TIDES}** [[Paper](https://arxiv.org/abs/2512.xxxxx)]", TIDES, "2512.00001", "", "x"),
    (f"- **{GRAIN}** [[Paper](https://arxiv.org/abs/2512.xxxxx)]", GRAIN, "2512.00001", "", "x"),
    ("", "Paper Nobody Wrote About Nothing", "", "", "invented_title"),
    ("", GRAIN, "", "", "x"),
    ("", "Not in the index", "2301.00009", "", "x"),
)


def test_what_becomes_of_placeholders(tmp_path: Path, index: ArxivIndex) -> None:
    lines = ["\t".join(COLUMNS), *("\t".join(row) for row in PLACEHOLDERS)]
    path = tmp_path / "placeholders.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    cases = load_placeholders(path)
    assert cases[0].meant == Identifier("arxiv", "2512.00001")
    text = "\n".join(render_placeholders(cases, index))
    assert "| known, by its title | 2 | 1 | 1 | 0 | 0 |" in text
    assert "| no paper is known | 1 | 0 | 0 | 0 | 1 |" in text
    assert "| suspected to be invented | 1 | 0 | 0 | 1 | 0 |" in text
    assert f"→ arxiv:2511.00002 “{GRAIN}”" in text


def test_material_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    for load in (load_given, load_placeholders):
        with pytest.raises(BadInput, match="labelled material is not here"):
            load(tmp_path / "nothing")
