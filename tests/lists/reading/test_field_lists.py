"""What belongs to the title above, and works that stand outside of any entry."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import LinkRole, MentionKind

ARXIV = "https://arxiv.org/abs/2401.0000"


def test_a_label_the_list_repeats_is_a_field() -> None:
    text = "# Models\n\n" + "".join(
        f"* Work{n}\n  * Adresse: https://github.com/a/w{n}\n  * It is good.\n" for n in range(5)
    )
    mentions = parse(text).mentions
    assert [one.name for one in mentions] == [f"Work{n}" for n in range(5)]
    assert {one.kind for one in mentions} == {MentionKind.REPOSITORY}


def test_remarks_and_bare_addresses_among_fields() -> None:
    text = (
        f"**A Bold Title of a Work**\n\n- Oral\n- Paper: {ARXIV}1\n- https://github.com/a/b\n"
        "- Evaluation Toolkit: https://github.com/a/c\n"
    )
    (mention,) = parse(text).mentions
    assert mention.name == "A Bold Title of a Work"
    assert [str(one) for one in mention.identifiers] == [
        "arxiv:2401.00001",
        "github:a/b",
        "github:a/c",
    ]


def test_a_category_is_no_field() -> None:
    text = f"* Video:\n    * [First Title Here]({ARXIV}1)\n    * [Second Title Here]({ARXIV}2)\n"
    assert [one.name for one in parse(text).mentions] == ["First Title Here", "Second Title Here"]


def test_footnotes_quotes_and_an_address_alone() -> None:
    text = (
        f"# L\n\n> - [A Quoted Entry Here]({ARXIV}1)\n\nhttps://github.com/a/alone\n\n"
        f"[^1]: Read [A Footnote Work]({ARXIV}2).\n[^2]: [Another Cited Work]({ARXIV}3), too.\n"
    )
    mentions = parse(text).mentions
    assert [one.name for one in mentions] == [
        "A Quoted Entry Here",
        "github:a/alone",
        "A Footnote Work",
        "Another Cited Work",
    ]
    assert mentions[1].title is None
    assert mentions[1].kind is MentionKind.REPOSITORY


def test_a_titled_link_behind_a_remark_is_the_title() -> None:
    text = (
        f"- It is out! See [The Long Title It Has]({ARXIV}1)\n"
        f"- R3 ([Its Title in Words]({ARXIV}2))\n"
    )
    first, second = parse(text).mentions
    assert first.title is not None
    assert first.title.text == "The Long Title It Has"
    assert (second.name, second.title and second.title.text) == ("R3", "Its Title in Words")


def test_a_description_right_behind_a_title() -> None:
    text = (
        "| Paper | Links |\n|-|-|\n| 3) A System for Memory in Models Introduces a unified way of "
        f"managing what a model knows, and more words than any title has | [Paper]({ARXIV}1) |\n"
    )
    (mention,) = parse(text).mentions
    assert mention.name == "A System for Memory in Models"


def test_authors_with_signs_inverted_and_institutions() -> None:
    text = (
        f"<p><b>A Title of Words</b>\n<br>\nAnn Bee*, Cy Dee*, Ed Eff\n<br>\n"
        f"<a href='{ARXIV}1'>[paper]</a></p>\n\n"
        f'- Bee, Ann, and Cy Dee. "**A Quoted Title**." (2015). [[pdf]]({ARXIV}2)\n'
        f'- **N**: "Another Quoted Title", ECCV, 2022 (*KU Leuven*). [[Paper]({ARXIV}3)]\n'
        f"- **Bold Title of Work.** *Ann Bee et al. arXiv.* [[paper]({ARXIV}4)]\n"
    )
    signs, inverted, place, event = parse(text).mentions
    assert [one.text for one in signs.authors] == ["Ann Bee", "Cy Dee", "Ed Eff"]
    assert [one.text for one in inverted.authors] == ["Bee, Ann", "Cy Dee"]
    assert place.authors == ()
    assert event.event is not None
    assert (event.event.text, event.et_al) == ("arXiv", True)


def test_entities_in_a_title_are_read() -> None:
    (mention,) = parse(f"- [Learning &lt;Mask&gt; &amp; More]({ARXIV}1)\n").mentions
    assert mention.name == "Learning <Mask> & More"


def test_fields_without_a_colon_and_remarks_with_a_link() -> None:
    text = (
        f"**A Bold Title of a Work**\n\n- Paper  {ARXIV}1\n- Code https://github.com/a/b\n"
        "- Interpretation: [What it means | CVPR 2021](https://mp.example.com/s/x)\n"
    )
    (mention,) = parse(text).mentions
    assert mention.name == "A Bold Title of a Work"
    assert [str(one) for one in mention.identifiers] == ["arxiv:2401.00001", "github:a/b"]


@pytest.mark.parametrize("label", ["Dataset", "Data", "数据集"])
def test_a_dataset_that_is_named_by_its_link(label: str) -> None:
    text = (
        "- **Deep Worlds** [[pdf](https://arxiv.org/abs/2401.00001)]\n"
        f"  - {label}: [DW-1M](https://github.com/a/b)\n  - Code: [DW](https://github.com/a/c)\n"
    )
    (mention,) = parse(text).mentions
    assert [one.role for one in mention.links[1:]] == [LinkRole.DATASET, LinkRole.CODE]
