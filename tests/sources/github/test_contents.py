from __future__ import annotations

import pytest

from harvester.sources.github.contents import Contents, Entry, is_coming_soon

README: Entry = ("README.md", False)


@pytest.mark.parametrize(
    ("language", "tree", "expected"),
    [
        ("", [README], True),
        ("", [README, ("LICENSE", False), ("assets", True), ("teaser.png", False)], True),
        ("", [README, (".gitignore", False), ("docs", True), ("paper.pdf", False)], True),
        ("", [], True),
        ("HTML", [README, ("index.html", False), ("static", True)], True),
        ("", [README, ("src", True)], False),
        ("", [README, ("code", True)], False),
        ("", [README, ("train.sh", False)], False),
        ("", [README, ("environment.yml", False)], False),
        ("", [README, ("data", True)], False),
        ("", [README, ("train.jsonl", False)], False),
        ("", [README, ("code.zip", False)], False),
        ("", [README, (".gitmodules", False), ("docs", False)], False),
        ("JavaScript", [README, ("package.json", False)], False),
        ("Python", [README], False),
        ("Jupyter Notebook", [README, ("demo.ipynb", False)], False),
    ],
)
def test_a_readme_and_pictures_are_no_code(
    language: str, tree: list[Entry], expected: bool
) -> None:
    assert is_coming_soon(Contents("ana/knee", language=language), tree) is expected


@pytest.mark.parametrize(
    "contents",
    [
        Contents("a/Awesome-Knees"),
        Contents("a/knee", topics=("awesome-list",)),
        Contents("a/a.github.io"),
        Contents("a/survey"),
        Contents("a/KneeSet-Dataset"),
        Contents("a/knees", "A curated list of works on knees"),
        Contents("a/knees", "📚 Collection of recent knee papers"),
        Contents("a/knees", released=True),
    ],
)
def test_nothing_is_to_come_in_a_collection_nor_after_a_release(contents: Contents) -> None:
    assert is_coming_soon(contents, [README]) is False


def test_what_weighs_more_than_its_files_may_have_code_elsewhere() -> None:
    heavy = Contents("a/knee", size=80_000)
    assert is_coming_soon(heavy, [README, ("LICENSE", False)]) is None
    assert is_coming_soon(heavy, [README, ("assets", True)]) is True
    assert is_coming_soon(heavy, [README, ("teaser.mp4", False)]) is True
    assert is_coming_soon(Contents("a/knee", size=300), [README]) is True
