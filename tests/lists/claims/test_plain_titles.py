"""Titles that end where the authors begin, with nothing but punctuation between."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from tests.lists.one_mention import only

PDF = "[[pdf]](https://arxiv.org/pdf/2401.00001)"


@pytest.mark.parametrize(
    ("behind", "authors", "et_al", "date"),
    [
        (" (2016), A. Bee et al.", ["A. Bee"], True, "2016"),
        (" (2016), A. van den Bee et al.,", ["A. van den Bee"], True, "2016"),
        (" (2015), A. Bee and C. Dee.", ["A. Bee", "C. Dee"], False, "2015"),
        (", A. Bee et al.", ["A. Bee"], True, None),
        (". Ann Bee, Cy Dee, Eve Eff.", ["Ann Bee", "Cy Dee", "Eve Eff"], False, None),
        (". Ann Bee, Cy Dee and Eve Eff. 2016.", ["Ann Bee", "Cy Dee", "Eve Eff"], False, "2016"),
        (". A. Bee, C. D. Dee. ICML 2016.", ["A. Bee", "C. D. Dee"], False, None),
    ],
)
def test_authors_behind_the_words_of_a_title(
    behind: str, authors: list[str], et_al: bool, date: str | None
) -> None:
    mention = only(f"1. Deep worlds: what makes for good models?{behind} {PDF}\n")
    assert mention.title is not None
    assert mention.title.text == "Deep worlds: what makes for good models?"
    assert [one.text for one in mention.authors] == authors
    assert mention.et_al is et_al
    assert (mention.date.text if mention.date else None) == date


@pytest.mark.parametrize(
    "title",
    [
        "Worlds, Agents, and Planning: A Survey",
        "Deep vs. Flat Worlds",
        "Is it deep? On Worlds, Flat Ones and Others",
        "No. 1 of Worlds",
    ],
)
def test_a_title_keeps_its_own_commas_and_dots(title: str) -> None:
    mention = only(f"- {title}. {PDF}\n")
    assert mention.title is not None
    assert mention.title.text == title
    assert mention.authors == ()


def test_authors_and_year_in_parentheses() -> None:
    mention = only(
        "* [Deep Worlds for All](https://github.com/a/deep) (Bee et al. 2020) proposed a world.\n"
    )
    assert [one.text for one in mention.authors] == ["Bee"]
    assert mention.event is None
    assert mention.date is not None
    assert mention.date.text == "2020"
    assert mention.kind.value == "paper"


def test_linked_authors_over_several_lines_of_a_cell() -> None:
    text = (
        '<table> <tbody> <tr> <td align="left" width=250>\n'
        '<a href="http://deep.org/"><img src="teasers/deep.jpg"/></a></td>\n'
        '<td align="left" width=550>Deep Worlds: Seen from Afar<br>\n'
        '<a href="https://ann.org/">Ann Bee</a>, \n<a href="https://cy.org">Cy Dee</a>, \n'
        'Eve Eff, \n<a href="https://g.org">Gil Gee</a><br>\nIn SIGGRAPH 2018<br>\n'
        '<a href="https://arxiv.org/abs/2401.00001">[Paper]</a> \n'
        '<a href="http://deep.org/">[Project]</a>\n</td></tr></tbody></table>\n'
    )
    mention = only(text)
    assert [one.text for one in mention.authors] == ["Ann Bee", "Cy Dee", "Eve Eff", "Gil Gee"]
    assert mention.event is not None
    assert mention.event.text == "SIGGRAPH 2018"


def test_see_also_names_nothing() -> None:
    text = "See also [Webpage](http://a.org/x.html) | [CSV file](https://github.com/a/list/x.csv)\n"
    assert parse(text).mentions == ()


@pytest.mark.parametrize(
    ("title", "venue"),
    [
        ("Generative Deep Networks", "NIPS, 2014."),
        ("Show, Attend, and Tell: Worlds with Attention", "arXiv:1502.03044 / ICML 2015"),
        ("A Neural Algorithm of Worlds", "CVPR 2015"),
    ],
)
def test_authors_before_the_words_of_a_title(title: str, venue: str) -> None:
    mention = only(
        f"* Ann Bee, Cy D. Dee, Jean Eff-Gee, {title}, {venue} "
        "[[Paper]](http://arxiv.org/abs/1406.2661)\n"
    )
    assert mention.title is not None
    assert mention.title.text == title
    assert [one.text for one in mention.authors] == ["Ann Bee", "Cy D. Dee", "Jean Eff-Gee"]


def test_a_linked_title_among_papers_is_a_paper() -> None:
    text = (
        "## External Papers\n\n"
        "* [Random Fields: Models for Worlds](http://repository.org/view.cgi?id=1) - The idea\n"
        "* [:scroll:](flat.pdf) [Flat Worlds for All](http://a.org/flat.pdf) - G. Gee, H. Aitch\n"
    )
    first, second = parse(text).mentions
    assert first.title is not None
    assert first.title.text == "Random Fields: Models for Worlds"
    assert second.title is not None
    assert second.title.text == "Flat Worlds for All"
    assert [one.text for one in second.authors] == ["G. Gee", "H. Aitch"]
