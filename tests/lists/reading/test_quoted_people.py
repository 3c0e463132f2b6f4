"""Headings that are titles, with their authors in a quote below."""

from __future__ import annotations

import pytest

from harvester.lists.reading.parse import parse
from tests.lists.one_mention import only

LINK = "https://arxiv.org/abs/2401.00001"
TITLE = "Deep Worlds for Flat Surgeons"
PEOPLE = ["Ann Bee", "Cy Dee", "Jürgen Schmidhuber"]
ROW = f"[[PDF]({LINK})] [[Code](https://github.com/a/b)]"


@pytest.mark.parametrize(
    "below",
    [
        "> {0}\n\n{1}",
        "> *{0}*\n\n{1}",
        "> {0}\n>\n> RSS 2024\n\n{1}",
        "> {0}\n>\n> {1}",
        "> *{0}*\n> {1}",
        "> {0}\n\n> A short remark on it.\n\n{1}",
        "> - {0}\n\n{1}",
    ],
)
def test_a_quote_names_the_authors_of_the_heading(below: str) -> None:
    mention = only(f"# L\n\n## {TITLE}\n\n{below.format(', '.join(PEOPLE), ROW)}\n")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert [one.text for one in mention.authors] == PEOPLE
    assert "arxiv:2401.00001" in map(str, mention.identifiers)


def test_authors_stay_where_an_abstract_parts_them_from_the_row() -> None:
    text = f"# L\n\n## {TITLE}\n\n{', '.join(PEOPLE)}\n\nWhat it does, in words.\n\n{ROW}\n"
    assert [one.text for one in only(text).authors] == PEOPLE


@pytest.mark.parametrize("words", ["A fast, cheap and good model.", "Fast, cheap, good"])
def test_a_quote_of_other_words_makes_no_paper_of_a_heading(words: str) -> None:
    assert parse(f"# L\n\n## Surveys\n\n> {words}\n\n{ROW}\n").mentions == ()
