"""The tables of rare words and names: how they are counted, and that they are what ships."""

from __future__ import annotations

import json
import lzma
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipelines.cli import run
from pipelines.evaluation.count_rarity import ABSTRACTS, FAMILIES, WORDS, main

Count = Callable[[Path], tuple[int, str]]


def records() -> Iterator[dict[str, object]]:
    """400 titles; 300 records with all their authors, 60 with the first ones only, 40 with none."""
    for at in range(400):
        title = f"Agents for <sup>agents</sup> {'{E}dge ' if at < 40 else ''}no{at}"
        if at % 2:
            title += " à la Δ"
        if at < 39:
            title += " rare"
        authors = "Jörg Müller, Anna Muller" if at % 2 else "Laurens van der Maaten, Wei X"
        if at < 149:
            authors += ", Ada Lovelace"
        yield {
            "id": f"2504.{at:05}",
            "title": title,
            "authors": authors if at < 360 else "",
            "authors_complete": at < 300 or at >= 360,
        }


def pack(path: Path, lines: Iterator[dict[str, object]]) -> Path:
    text = "no record\n" + "".join(f"{json.dumps(line)}\n" for line in lines)
    path.write_bytes(lzma.compress(text.encode()))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "tables"


@pytest.fixture
def count(folder: Path, capsys: pytest.CaptureFixture[str]) -> Count:
    """Give a function that runs the command; it returns the exit code and all that was printed."""

    def counted(snapshot: Path) -> tuple[int, str]:
        arguments = [str(snapshot), "--into", str(folder)]
        code = run(lambda: main(arguments, standalone_mode=False))
        return code, "".join(capsys.readouterr())

    return counted


def test_both_tables_are_counted(tmp_path: Path, folder: Path, count: Count) -> None:
    snapshot = pack(tmp_path / "snapshot.jsonl.xz", records())
    code, printed = count(snapshot)
    assert (code, printed) == (
        0, "400 titles, 300 records with authors: family_names.txt and title_words.txt changed\n"
    )  # fmt: skip
    assert (folder / WORDS).read_text("utf-8") == (
        "# Words of scholarly titles, in the singular and abbreviations written out, by how rare "
        "they are:\n# two times log2(titles / titles with the word).\n"
        "# Counted over 400 arXiv titles; words in fewer than 40 titles are left out and count "
        "as rare.\n"
        "0: agent for\n"
        "2: a delta la\n"
        "7: edge\n"
    )
    assert (folder / FAMILIES).read_text("utf-8") == (
        "# Family names of authors by how rare they are: two times "
        "log2(papers / papers with such an author).\n"
        "# Counted over 300 arXiv records with all their authors; names on fewer than 150 papers "
        "are left out\n"
        "# and count as rare.\n"
        "2: maaten muller\n"
    )
    assert count(snapshot) == (0, "400 titles, 300 records with authors: nothing changed\n")


def test_what_cannot_be_counted_leaves_both_tables_alone(
    tmp_path: Path, folder: Path, count: Count
) -> None:
    folder.mkdir()
    (folder / WORDS).write_text("as it was\n")
    whole = pack(tmp_path / "whole.jsonl.xz", records())
    (tmp_path / "cut.jsonl.xz").write_bytes(whole.read_bytes()[:-40])
    authorless = ({**one, "authors": ""} for one in records())
    by_name = {
        tmp_path / "absent.jsonl": "absent.jsonl: no such file",
        tmp_path: "no such file",
        tmp_path / "cut.jsonl.xz": "cut.jsonl.xz: damaged",
        pack(tmp_path / "none.jsonl.xz", iter(())): "nothing is counted 40 times in it",
        pack(tmp_path / "authorless.xz", authorless): "nothing is counted 150 times in it",
    }
    for snapshot, reason in by_name.items():
        code, printed = count(snapshot)
        assert code == 2
        assert reason in printed
        assert printed.count("\n") == 1
        assert [path.name for path in folder.iterdir()] == [WORDS]
        assert (folder / WORDS).read_text() == "as it was\n"


def test_words_of_abstracts_are_counted_where_they_are_given(
    tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    snapshot = pack(tmp_path / "snapshot.jsonl.xz", records())
    texts = tmp_path / "abstracts.jsonl"
    rows = ({"id": str(at), "abstract": f"We drift {'north' * (at < 8)}."} for at in range(16))
    texts.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    arguments = [str(snapshot), "--into", str(folder), "--abstracts", str(texts)]
    assert run(lambda: main(arguments, standalone_mode=False)) == 0
    assert "abstract_words.txt" in capsys.readouterr().out
    table = (folder / ABSTRACTS).read_text("utf-8").splitlines()
    assert table[-2:] == ["0: drift we", "2: north"]
