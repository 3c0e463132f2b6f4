from __future__ import annotations

import pytest

from harvester.sources.github_tree import Entry, is_coming_soon

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
        ("", [README, ("train.sh", False)], False),
        ("", [README, ("environment.yml", False)], False),
        ("Python", [README], False),
        ("Jupyter Notebook", [README, ("demo.ipynb", False)], False),
    ],
)
def test_a_readme_and_pictures_are_no_code(
    language: str, tree: list[Entry], expected: bool
) -> None:
    assert is_coming_soon("ana/knee", (), language, tree) is expected


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        ("a/Awesome-Knees", ()),
        ("a/knee", ("awesome-list",)),
        ("a/a.github.io", ()),
        ("a/survey", ()),
    ],
)
def test_nothing_is_to_come_in_a_collection(name: str, topics: tuple[str, ...]) -> None:
    assert not is_coming_soon(name, topics, "", [README])
