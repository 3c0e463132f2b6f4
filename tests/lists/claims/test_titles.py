"""Titles as written, the names in front of them, and what is told beside them."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from tests.lists.one_mention import only

ARXIV = "https://arxiv.org/abs/2401.0000"


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        (f"- [**DW**] Deep Worlds. [[Paper]({ARXIV}1)]", "DW", "Deep Worlds"),
        (f"- **[DW] Deep Worlds.** [[Paper]({ARXIV}1)]", "DW", "Deep Worlds"),
        (f'- **?**: "Deep Worlds", ICLR, 2024. [[P]({ARXIV}1)]', "Deep Worlds", "Deep Worlds"),
        (f'- **DW.**: "Deep Worlds", arXiv, 2024. [[Paper]({ARXIV}1)]', "DW", "Deep Worlds"),
        (
            f"- 利用深度网络学习世界的模型：[DW: Deep Worlds]({ARXIV}1)",
            "DW",
            "DW: Deep Worlds",
        ),
        (
            f"<p>\n <a href='{ARXIV}1'>\n  <strong>🔥 Deep Worlds of Old</strong>\n </a>\n</p>",
            "Deep Worlds of Old",
            "Deep Worlds of Old",
        ),
        (
            f'- **[8]** Bee, Ann, et al. "**Deep Worlds\nof Old**." (2016). [[pdf]]({ARXIV}1)',
            "Deep Worlds of Old",
            "Deep Worlds of Old",
        ),
        (
            f"| Title | Code |\n|-|-|\n| Deep Worlds for  Driving [[paper]({ARXIV}1)] | - |",
            "Deep Worlds for Driving",
            "Deep Worlds for Driving",
        ),
        (f"- Deep Worlds: 论文：[link]({ARXIV}1)", "Deep Worlds", "Deep Worlds"),
        (f"- Deep Worlds: A Review [[paper]({ARXIV}1)]", "Deep Worlds", "Deep Worlds: A Review"),
        (f"- [ICLR 2024]({ARXIV}1) Deep Worlds of Old", "Deep Worlds of Old", "Deep Worlds of Old"),
    ],
)
def test_title_and_name(text: str, name: str, title: str) -> None:
    mention = only(text)
    assert mention.title is not None
    assert (mention.name, mention.title.text) == (name, title)
    assert mention.kind.value == "paper"


@pytest.mark.parametrize(
    ("text", "date", "event"),
    [
        (f"- [Deep Worlds (SciRob 2021, UZH)]({ARXIV}1)", None, "SciRob 2021, UZH"),
        (f"- Deep Worlds. **`25.09`** [[Paper]({ARXIV}1)]", "25.09", None),
        (f"- 20210420 arXiv [Deep Worlds]({ARXIV}1)", "20210420", "arXiv"),
        (f"- **Deep Worlds.** *Ann Bee et al. CoRR.* [[paper]({ARXIV}1)]", None, "CoRR"),
        (f"- [Deep Worlds (Bee+, 2022)]({ARXIV}1)", "2022", None),
        (f"- [Deep Worlds]({ARXIV}1), Bee et al., CVPR 2023 | [github](x)", None, "CVPR 2023"),
        (f'- **MM-Vet**: "Deep Worlds", arXiv, 2023. [[P]({ARXIV}1)]', None, "arXiv, 2023"),
        (f"- Deep Worlds. **`arXiv 26.3`** [[Paper]({ARXIV}1)]", "26.3", "arXiv 26.3"),
        (f"- (*arXiv 2023.10*) Deep Worlds [[paper]({ARXIV}1)]", "2023.10", "arXiv"),
        (f"- 20180612 ICML-18 [Deep Worlds]({ARXIV}1)", "20180612", "ICML-18"),
        (f"- [ICLR 2024]({ARXIV}1) Deep Worlds of Old", None, "ICLR 2024"),
        (
            f'- Bee, Ann. "**Deep Worlds**." In Proceedings of the 15th annual conference on '
            f"worlds and their depth. ACM, 2013. [[pdf]]({ARXIV}1) **(very deep, CVPR best)**",
            None,
            "Proceedings of the 15th annual conference on worlds and their depth. ACM, 2013",
        ),
        (
            f'- **DW**: "Deep Worlds", arXiv, 2021 (*University of Science and Technology*). '
            f"[[Paper]({ARXIV}1)]",
            None,
            "arXiv, 2021",
        ),
    ],
)
def test_date_and_event(text: str, date: str | None, event: str | None) -> None:
    mention = only(text)
    assert mention.title is not None
    assert mention.title.text.startswith("Deep Worlds")
    assert "(" not in mention.title.text
    values = (mention.date and mention.date.text, mention.event and mention.event.text)
    assert values == (date, event)


def test_a_remark_in_chinese_is_no_author_line() -> None:
    text = f"- [Deep Worlds]({ARXIV}1)\n    - 动态算法，用于domain generalization\n"
    assert only(text).authors == ()
    names = f"- [Deep Worlds]({ARXIV}1)\n    - 王小明, 李华, 欧阳修\n"
    assert [one.text for one in only(names).authors] == ["王小明", "李华", "欧阳修"]


def test_a_year_of_a_venue_alone_is_no_entry() -> None:
    assert parse("> - [ECCV 2024](https://github.com/a/ECCV2024-Papers)\n").mentions == ()


def test_a_name_told_twice_stands_once_in_the_title() -> None:
    mention = only(f"- **DW**: DW: A Deep World. [[Paper]({ARXIV}1)]")
    assert mention.title is not None
    assert (mention.name, mention.title.text) == ("DW", "DW: A Deep World")


def test_authors_listed_behind_a_linked_title() -> None:
    mention = only(f"- [Deep Worlds]({ARXIV}1), Ann Bee, Cy Dee, Ed van Eff\n")
    assert [one.text for one in mention.authors] == ["Ann Bee", "Cy Dee", "Ed van Eff"]
    assert only(f"- [Deep Worlds]({ARXIV}1), vision, robot learning\n").authors == ()


def test_the_link_of_a_name_leads_to_a_person() -> None:
    mention = only(
        "**Deep Worlds.**<br>\n*[Ann Bee](https://ann.github.io/), [Cy Dee](https://cy.dee/).*<br>\n"
        f"CVPR 2024. [[PDF]({ARXIV}1)] [[Project](https://a.github.io/dw)]\n"
    )
    assert [one.role.value for one in mention.links] == ["other", "other", "paper", "project"]


def test_a_part_of_a_page_is_no_repository() -> None:
    page = "https://github.com/a/worlds/blob/main/doc/papers.md"
    assert parse(f"- [Deep learning]({page}#deep-learning)\n").mentions == ()
    assert len(parse(f"- [Deep learning]({page})\n").mentions) == 1
