"""Rows of tables: what their columns say, and which of them speak of a work."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import LinkRole, MentionKind

ARXIV = "https://arxiv.org/abs/2401.0000"


def test_columns_without_headers_say_what_stands_in_them() -> None:
    text = (
        f"|||||\n|-|-|-|-|\n| DW | 2017.06.12 | NeurIPS 2017 | [Deep Worlds]({ARXIV}1) |\n"
        f"| FW | 2018.07.01 | - | [Flat Worlds Are Deep]({ARXIV}2) |\n"
    )
    first, second = parse(text).mentions
    assert first.title is not None
    assert (first.name, first.title.text) == ("DW", "Deep Worlds")
    assert first.date is not None
    assert first.event is not None
    assert (first.date.text, first.event.text) == ("2017.06.12", "NeurIPS 2017")
    assert (second.name, second.event) == ("FW", None)


def test_what_a_row_lists_is_no_author_line() -> None:
    text = (
        "| Model | Corpus | Developer |\n|-|-|-|\n"
        "| [worldlm](https://huggingface.co/a/worldlm) | Wiki Text, Swallow Corpus, Slim Pajama"
        " | Some Lab |\n"
        "| [openlm](https://github.com/a/openlm) | Wiki Text, Swallow Corpus | Other Lab |\n"
    )
    (mention,) = parse(text).mentions
    assert (mention.name, mention.kind, mention.authors) == (
        "openlm",
        MentionKind.REPOSITORY,
        (),
    )


def test_a_category_gives_no_title() -> None:
    text = (
        "| 类别 | 仿真 | 链接 |\n|-|-|-|\n"
        "| 学习仿真 | Flightmare | [link](https://github.com/a/flightmare) |\n"
    )
    (mention,) = parse(text).mentions
    assert mention.name == "Flightmare"


def test_a_link_inside_a_description_is_no_title() -> None:
    text = (
        "| Benchmark | Description |\n|-|-|\n"
        "| [tasks](https://huggingface.co/datasets/a/tasks) | Ranks answers to "
        "[100 complex and diverse tasks](https://huggingface.co/datasets/a/tasks). |\n"
    )
    (mention,) = parse(text).mentions
    assert (mention.name, mention.kind) == ("tasks", MentionKind.DATASET)


def test_the_column_says_where_a_link_leads() -> None:
    text = (
        "| Title | Paper | Website | Dataset |\n|-|-|-|-|\n"
        f"| Deep Worlds | [link]({ARXIV}1) | [link](https://a.b/c) | [link](https://a.b/d) |\n"
    )
    (mention,) = parse(text).mentions
    assert [one.role for one in mention.links] == [
        LinkRole.PAPER,
        LinkRole.PROJECT,
        LinkRole.DATASET,
    ]


def test_a_name_in_code_is_no_tag_of_its_row() -> None:
    text = f"| Model | Paper |\n|-|-|\n| `DW` | [Deep Worlds of `x`]({ARXIV}1) |\n"
    (mention,) = parse(text).mentions
    assert (mention.name, mention.tags) == ("DW", ())


@pytest.mark.parametrize(
    ("event", "kind"), [("ICLR", MentionKind.PAPER), ("Blog", MentionKind.REPOSITORY)]
)
def test_a_blog_is_no_venue(event: str, kind: MentionKind) -> None:
    text = (
        "| Title | Venue | Date | Code |\n|-|-|-|-|\n"
        f"| [Deep Worlds](https://a.b/c) | {event} | 2024-01-02 | [code](https://github.com/a/b) |"
    )
    (mention,) = parse(text).mentions
    assert mention.kind is kind


def test_talks_and_tutorials_are_no_papers() -> None:
    entry = "**Worlds Explained** \\\n*Ann Bee, Cy Dee* \\\n[[Link](https://a.b/c)] \\\n1 Jan 2024"
    video = "- [Worlds Shown](https://youtu.be/x) by Ann Bee, Cy Dee, CVPR 2024\n"
    paper = f"- [Deep Worlds]({ARXIV}1) by Ann Bee, Cy Dee\n"
    assert parse(f"# Worlds\n\n## Blog Posts\n\n{entry}").mentions == ()
    assert parse(f"# Worlds\n\n{video}").mentions == ()
    for section in ("Videos and Talks", "Video Generation"):
        assert len(parse(f"# Worlds\n\n## {section}\n\n{paper}").mentions) == 1
    assert len(parse(f"# Worlds\n\n## Video Generation\n\n{entry}").mentions) == 1
