"""Tables: which column holds the title when several might."""

from __future__ import annotations

from harvester.lists import parse
from harvester.model import MentionKind


def test_publication_is_the_venue_where_another_column_holds_the_paper() -> None:
    text = (
        "| Date | Institute | Publication | Paper |\n|-|-|-|-|\n"
        "| 20.10 | Lab | NIPS2022 | [Deep Worlds](https://x.org/deep.pdf) |\n"
        "| 20.11 | Lab | NIPS2022(Workshop) | [Flat Worlds](https://arxiv.org/abs/2401.00002) |\n"
    )
    first, second = parse(text).mentions
    assert first.title is not None
    assert first.title.text == "Deep Worlds"
    assert first.event is not None
    assert first.event.text == "NIPS2022"
    assert second.title is not None
    assert second.title.text == "Flat Worlds"
    assert second.event is not None
    assert second.event.text == "NIPS2022(Workshop)"


def test_a_linked_title_goes_before_a_column_that_might_be_one() -> None:
    text = (
        "| Date | Link | Publication | Authors |\n|-|-|-|-|\n"
        "| 2024/5/20 | [Deep Worlds for All](https://doi.org/10.1126/science.adn0117) "
        "| Ann Bee, Cy Dee | Science |\n"
    )
    (mention,) = parse(text).mentions
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds for All"


def test_a_row_of_papers_is_a_paper_without_an_identifier() -> None:
    text = (
        "| Date | Keywords | Paper |\n|-|-|-|\n"
        "| 2023-03 | DW | [DW: Deep Worlds for All](https://deep.github.io) |\n"
        "| 2023-04 | FW | [Flat Worlds for All](https://github.com/a/flat) |\n"
    )
    mentions = parse(text).mentions
    assert [one.kind for one in mentions] == [MentionKind.PAPER, MentionKind.PAPER]


def test_marks_around_a_venue_and_behind_a_title() -> None:
    text = (
        "| Title | Venue | Year | Materials |\n|-|-|-|-|\n"
        "| [DW] Deep Worlds  for All(@Some University etc) | SIGMOD :mortar_board: | 2021 "
        "| [[PUB](https://dl.acm.org/doi/10.1145/3448016.3457241).] |\n"
    )
    (mention,) = parse(text).mentions
    assert mention.title is not None
    assert (mention.name, mention.title.text) == ("DW", "Deep Worlds for All")
    assert mention.event is not None
    assert mention.event.text == "SIGMOD"


def test_a_platform_names_the_paper_beside_it() -> None:
    text = (
        "| Platform | Papers | Affiliations |\n|-|-|-|\n"
        "| [DeepLib](https://github.com/a/deep)<br />[![Stars](https://img.shields.io/github/stars/"
        "a/deep.svg)](https://github.com/a/deep/stargazers) "
        "| [A library for worlds](https://arxiv.org/abs/2401.00001) | [A](https://a.org) |\n"
    )
    (mention,) = parse(text).mentions
    assert mention.name == "DeepLib"
    assert [str(one) for one in mention.identifiers] == ["arxiv:2401.00001", "github:a/deep"]


def test_columns_of_an_html_table() -> None:
    text = (
        '<table>\n<thead>\n<tr>\n<th align="left">Title</th>\n<th>Publication</th>\n'
        "<th>Date</th>\n<th>Tags</th>\n</tr>\n</thead>\n<tbody>\n"
        '<tr>\n  <td align="left">\n    <a href="https://arxiv.org/abs/2401.00001">\n'
        "      DW: Deep Worlds\n    </a>\n  </td>\n  <td>CVPR</td>\n  <td>2023</td>\n"
        "  <td>Image-based</td>\n</tr>\n</tr>\n"
        '<tr>\n  <td align="left">\n    <a href="https://x.org/flat.html">\n'
        "      Flat Worlds Seen from Afar\n    </a>\n  </td>\n  <td>ACM MM</td>\n  <td>2022</td>\n"
        "<td>-</td>\n</tr>\n\n</tbody>\n</table>\n"
    )
    first, second = parse(text).mentions
    assert first.title is not None
    assert first.title.text == "DW: Deep Worlds"
    assert first.event is not None
    assert first.date is not None
    assert (first.event.text, first.date.text) == ("CVPR", "2023")
    assert [cell.header for cell in first.cells] == ["Title", "Publication", "Date", "Tags"]
    assert text[first.cells[1].span.start : first.cells[1].span.end] == "CVPR"
    assert second.event is not None
    assert second.event.text == "ACM MM"
