"""Entries over several blocks: lists of fields, paragraphs inside items, headings per paper."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import Mention


def titles(values: tuple[Mention, ...]) -> list[str]:
    return [one.title.text if one.title else "" for one in values]


def test_links_alone_in_items_are_fields_whatever_their_label() -> None:
    text = (
        "- **Worlds2vec (Workshop 2016)**\n"
        "  - Ann Bee, Cy Dee, and Eve Eff\n"
        "  - [[Paper]](https://arxiv.org/abs/2401.00001)\n"
        "  - [[Python High Performance]](https://github.com/a/fast)\n"
        "  - [[Python Reference]](https://github.com/a/ref)\n\n"
        "- **Flat Worlds: A Baseline (Some Learning, ICML 2018)**\n"
        "  - Gil Gee and Hal Aitch\n"
        "  - [[Paper]](https://arxiv.org/abs/2401.00002)\n"
        "  - [[Matlab Reference]](https://github.com/a/flat)\n"
    )
    first, second = parse(text).mentions
    assert titles((first, second)) == ["Worlds2vec", "Flat Worlds: A Baseline"]
    assert [str(one) for one in first.identifiers] == [
        "arxiv:2401.00001",
        "github:a/fast",
        "github:a/ref",
    ]
    assert [one.text for one in first.authors] == ["Ann Bee", "Cy Dee", "Eve Eff"]
    assert [one.text for one in second.authors] == ["Gil Gee", "Hal Aitch"]
    assert first.event is not None
    assert first.event.text == "Workshop 2016"
    assert second.event is not None
    assert second.event.text == "Some Learning, ICML 2018"


def test_authors_and_links_in_the_second_paragraph_of_an_item() -> None:
    text = (
        "1. **Deep Worlds: A Survey.** `ACL 2023`\n\n"
        "    *Ann Bee, Cy Dee, Eve Eff.* [[Paper](https://arxiv.org/abs/2401.00001)] "
        "[[Code](https://github.com/a/b)], 2022.12\n\n"
        "1. **Flat Worlds Cannot Plan.** `Preprint`\n"
        "   \n"
        "    Gil Gee, Hal Aitch. [[Paper](https://arxiv.org/abs/2401.00002)], 2023.2\n"
    )
    first, second = parse(text).mentions
    assert titles((first, second)) == ["Deep Worlds: A Survey", "Flat Worlds Cannot Plan"]
    assert [one.text for one in first.authors] == ["Ann Bee", "Cy Dee", "Eve Eff"]
    assert [one.text for one in second.authors] == ["Gil Gee", "Hal Aitch"]
    assert [one.date.text if one.date else "" for one in (first, second)] == ["2022.12", "2023.2"]


PAPER = (
    "### **{name}: {rest}**\n\n"
    "{name} treats all worlds alike, without a head of its own for each.\n\n"
    "[![arXiv](https://img.shields.io/badge/arXiv-{id}-b31b1b.svg)](https://arxiv.org/abs/{id}) "
    "[![GitHub](https://badges.example.org/github.svg)](https://github.com/a/{name})\n\n"
    "{authors}<br>\n**Released:** 2024-01-28\n\n"
    "<details>\n<summary>ℹ️ <i>More Information</i></summary>\n\n"
    "**{name}** is a model that holds worlds within one architecture.\n\n</details>\n\n"
)


def test_a_heading_for_each_paper_with_badges_below_its_description() -> None:
    text = (
        "# Worlds\n\n[![arXiv](https://img.shields.io/badge/arXiv-x-red)]"
        "(https://arxiv.org/abs/2401.09999)\n\n"
        "## Models\n\n"
        + PAPER.format(
            name="DW", rest="Deep Worlds", id="2401.00001", authors="Ann Bee et al., EPFL"
        )
        + PAPER.format(name="FW", rest="Flat Worlds", id="2401.00002", authors="Cy Dee, Eve Eff")
    )
    first, second = parse(text).mentions
    assert titles((first, second)) == ["DW: Deep Worlds", "FW: Flat Worlds"]
    assert [str(one) for one in first.identifiers] == ["arxiv:2401.00001", "github:a/DW"]
    assert first.section == ("Worlds", "Models")
    assert [one.text for one in first.authors] == ["Ann Bee"]
    assert first.et_al
    assert [one.text for one in second.authors] == ["Cy Dee", "Eve Eff"]
    assert first.date is not None
    assert first.date.text == "2024-01-28"


@pytest.mark.parametrize("close", ["</h2>", " - <i>An Ability</i></h2>"])
def test_headings_in_html_are_sections(close: str) -> None:
    text = (
        "# List\n\n## First\n\n- [Deep Worlds](https://arxiv.org/abs/2401.00001)\n\n"
        f'<h2 id="second">Second{close}\n\n- [Flat Worlds](https://arxiv.org/abs/2401.00002)\n'
    )
    first, second = parse(text).mentions
    assert first.section == ("List", "First")
    assert second.section[0] == "List"
    assert second.section[1].startswith("Second")


def test_an_address_behind_a_venue_is_a_field_of_the_title_above() -> None:
    text = (
        "* **Deep Worlds: In Three Dimensions** | [Github](https://github.com/a/deep)\n"
        "  * Ann Bee, Cy Dee, Eve Eff\n"
        "  * Some University, Other Labs\n"
        "  * [ICCV2023] https://arxiv.org/abs/2401.00001\n"
        "  * Two-stage approach, additional input\n"
        "* **Flat Worlds Seen from the Side** | \n"
        "  * Gil Gee, Hal Aitch\n"
        "  * [ACMMMAsia2023] https://dl.acm.org/doi/10.1145/3595916.3626405\n"
        "  * One-stage approach\n"
    )
    first, second = parse(text).mentions
    assert titles((first, second)) == [
        "Deep Worlds: In Three Dimensions",
        "Flat Worlds Seen from the Side",
    ]
    assert [str(one) for one in first.identifiers] == ["arxiv:2401.00001", "github:a/deep"]
    assert [one.text for one in first.authors] == ["Ann Bee", "Cy Dee", "Eve Eff"]
    assert [one.event.text if one.event else "" for one in (first, second)] == [
        "ICCV2023",
        "ACMMMAsia2023",
    ]


@pytest.mark.parametrize("badge", ["x)](", "x]("])
def test_a_row_of_badges_behind_an_entry_belongs_to_it(badge: str) -> None:
    text = (
        "6. [**Deep Worlds.**](https://arxiv.org/abs/2401.00001) *Ann Bee, Cy Dee.* Arxiv 2024.\n\n"
        "&nbsp;&nbsp;&nbsp; [![GitHub Repo stars](https://img.shields.io/github/stars/a/"
        f"{badge}https://github.com/a/deep)\n\n"
        "7. [**Flat Worlds.**](https://arxiv.org/abs/2401.00002) *Gil Gee.* Arxiv 2024.\n\n"
        "[![Star History](https://api.star-history.com/svg?repos=a/b)](https://star-history.com/)\n"
    )
    first, second = parse(text).mentions
    assert "github:a/deep" in [str(one) for one in first.identifiers]
    assert text[first.span.start : first.span.end].endswith("a/deep)")
    assert [str(one) for one in second.identifiers] == ["arxiv:2401.00002"]


def test_what_leads_in_a_link_is_no_title() -> None:
    text = (
        "## Survey\n\nYou can find the preprint of our survey here:  \n"
        "📄 [arXiv:2401.00001](https://arxiv.org/abs/2401.00001)\n"
    )
    assert [one.title for one in parse(text).mentions] in ([], [None])


def test_links_into_the_page_are_no_part_of_a_section() -> None:
    text = "## Worlds [:top:](#contents)\n\n- [Deep Worlds](https://arxiv.org/abs/2401.00001)\n"
    (mention,) = parse(text).mentions
    assert mention.section == ("Worlds",)
