"""Lists kept as data, and what the fields of an entry say of its links."""

from __future__ import annotations

from harvester.lists import parse
from harvester.model import LinkRole, MentionKind

ARXIV = "https://arxiv.org/abs/2401.0000"


def test_each_row_of_a_csv_file_has_its_own_lines() -> None:
    text = (
        "title,authors,paper,poster\n"
        f'"Deep, Worlds","Ann Bee, Cy Dee",{ARXIV}1,\n'
        f'Flat Worlds,"Ann Bee, Cy Dee",{ARXIV}2,https://github.com/a/b/assets/12/x.png\n'
        f'"Round ""Worlds""",Ann Bee,{ARXIV}3,""\n'
    )
    mentions = parse(text, "papers.csv").mentions
    assert [one.line for one in mentions] == [2, 3, 4]
    assert [text[one.span.start : one.span.end][:6] for one in mentions] == [
        '"Deep,',
        "Flat W",
        '"Round',
    ]
    assert [str(one) for one in mentions[1].identifiers] == ["arxiv:2401.00002"]
    assert [one.role for one in mentions[1].links] == [LinkRole.PAPER, LinkRole.SLIDES]


def test_a_record_without_a_title_is_called_by_its_identifier() -> None:
    text = f"- id: bee2024\n  title: null\n  paper: {ARXIV}1\n"
    (mention,) = parse(text, "papers.yaml").mentions
    assert (mention.name, mention.title) == ("arxiv:2401.00001", None)


def test_links_in_a_description_belong_to_the_record_and_say_nothing_of_its_kind() -> None:
    text = (
        "- title: deepworlds\n  url: https://github.com/a/b\n  authors:\n    - name: Ann Bee\n"
        f"      url: https://github.com/bee/home\n  description: As in the [paper]({ARXIV}1).\n"
    )
    (mention,) = parse(text, "repos.yml").mentions
    assert mention.kind is MentionKind.REPOSITORY
    assert [str(one) for one in mention.identifiers] == [
        "arxiv:2401.00001",
        "github:a/b",
        "github:bee/home",
    ]
    assert [one.role for one in mention.links] == [
        LinkRole.CODE,
        LinkRole.OTHER,
        LinkRole.PAPER,
    ]


def test_a_video_is_no_paper() -> None:
    text = "- title: Flows Explained\n  url: https://youtu.be/x1\n  authors: [Ann Bee, Cy Dee]\n"
    assert parse(text, "videos.yml").mentions == ()


def test_a_field_says_where_its_address_leads() -> None:
    text = (
        f"**A Bold Title of It**\n\n- Homepage: https://ai.x.edu/~a/\n- Paper(Oral): {ARXIV}1\n"
        "- Dataset: https://github.com/a/set\n- Code: http://rl.x.de/a\n"
        "- 数据集：https://drive.x.com/f\n- Demo：https://youtu.be/x\n"
    )
    (mention,) = parse(text).mentions
    assert [one.role for one in mention.links] == [
        LinkRole.PROJECT,
        LinkRole.PAPER,
        LinkRole.DATASET,
        LinkRole.CODE,
        LinkRole.DATASET,
        LinkRole.VIDEO,
    ]


def test_one_repository_in_two_spellings_is_one() -> None:
    text = (
        f"- [Deep Worlds]({ARXIV}1) [code](https://github.com/AA/b) "
        "![](https://img.shields.io/github/stars/aa/B)\n"
    )
    (mention,) = parse(text).mentions
    assert [str(one) for one in mention.identifiers] == ["arxiv:2401.00001", "github:AA/b"]
