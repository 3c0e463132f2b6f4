"""`harvester parse --known`: what a dataset or an index knows teaches the list's own forms."""

from __future__ import annotations

import json
from pathlib import Path

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.snapshot import parse_line
from harvester.lists.reading.forms.alignment import is_title
from tests.lists.reading.forms.styles import made_up_papers, write_list
from tests.pipelines.runs import harvest

PAPERS = made_up_papers(16)


def _list(folder: Path) -> Path:
    path = folder / "README.md"
    path.write_text(write_list("citation", PAPERS), "utf-8")
    return path


def _snapshot(folder: Path) -> Path:
    path = folder / "snapshot.jsonl"
    rows = [
        {
            "id": paper.identifier.value,
            "title": paper.title,
            "authors": ", ".join(paper.authors),
            "categories": "cs.LG",
            "versions": [{"version": "v1", "created": paper.submitted}],
        }
        for paper in PAPERS
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def _titles(printed: str) -> list[str]:
    return [one["title"] for one in json.loads(printed)["mentions"]]


def test_an_index_teaches_the_forms(tmp_path: Path) -> None:
    _list(tmp_path)
    lines = _snapshot(tmp_path).read_text("utf-8").splitlines()
    build_index(map(parse_line, lines), tmp_path / "known.sqlite")
    _, before = harvest(tmp_path, "parse", "--json", "README.md")
    code, after = harvest(tmp_path, "parse", "--json", "--known", "known.sqlite", "README.md")
    assert code == 0
    rights = [
        sum(map(is_title, _titles(each), [paper.title for paper in PAPERS]))
        for each in (before, after)
    ]
    assert rights[0] < rights[1] >= len(PAPERS) - 1
    assert json.loads(after)["mentions"][0]["form"]["learnt"]


def test_a_folder_without_papers_teaches_nothing(tmp_path: Path) -> None:
    _list(tmp_path)
    (tmp_path / "data").mkdir()
    _, before = harvest(tmp_path, "parse", "--json", "README.md")
    code, after = harvest(tmp_path, "parse", "--json", "--known", "data", "README.md")
    assert (code, after) == (0, before)


def test_what_is_no_index_is_refused_in_one_line(tmp_path: Path) -> None:
    path = _list(tmp_path)
    code, printed = harvest(tmp_path, "parse", "--known", "nowhere.sqlite", path.name)
    assert code == 2
    assert "nowhere.sqlite" in printed
    assert "Traceback" not in printed
