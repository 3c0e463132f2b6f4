"""What stands in front of a title: venues that are links, dates, boxes, escaped brackets."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from tests.lists.one_mention import only

ID = "https://arxiv.org/abs/2401.00001"


@pytest.mark.parametrize(
    ("lead", "event"),
    [
        (f"[[CVPR]({ID})]", "CVPR"),
        (f"[[ECCV 2022]({ID})]", "ECCV 2022"),
        (f"[[IEEE Transactions on Remote Sensing]({ID})]", "IEEE Transactions on Remote Sensing"),
        (f"[ICML'23]({ID})", "ICML'23"),
        (f"[arxiv]({ID}) [2021 AAAI]", "2021 AAAI"),
        (f"[arxiv]({ID}) \\[2020 TPAMI\\]", "2020 TPAMI"),
        (f"[arxiv]({ID}) \\[2020 Signal Process\\]", "2020 Signal Process"),
    ],
)
def test_event_before_the_title(lead: str, event: str) -> None:
    mention = only(
        f"- {lead} DW: Deep Worlds for All. [**`world`**] [[code](https://github.com/a/b)] [59⭐]\n"
    )
    assert mention.title is not None
    assert mention.title.text == "DW: Deep Worlds for All"
    assert mention.name == "DW"
    assert mention.event is not None
    assert mention.event.text == event
    assert [str(one) for one in mention.identifiers] == ["arxiv:2401.00001", "github:a/b"]


def test_a_venue_that_links_nowhere_yet() -> None:
    mention = only("- [[AAAI]()] Deep Worlds for All of Us. [**`world`**]\n")
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds for All of Us"
    assert [one.text for one in mention.placeholders] == ["[AAAI]()"]


def test_escaped_brackets_in_a_heading_of_a_paper() -> None:
    text = (
        f"##### • \\[2019 TPAMI\\] Deep Worlds for All. [\\[PDF\\]]({ID}) "
        "[\\[Code\\]](https://github.com/a/b)\n"
        "_Ann Bee\\*, Cy Dee\\*, Eve Eff_\n\n"
        "##### • Flat Worlds. [\\[PDF\\]](https://arxiv.org/abs/2401.00002) *(Oral)*\n"
        "_Gil Gee and Hal Aitch_\n\n[\\[back to top\\]](#contents)\n"
    )
    first, second = parse(text).mentions
    assert first.title is not None
    assert second.title is not None
    assert (first.title.text, second.title.text) == ("Deep Worlds for All", "Flat Worlds")
    assert first.event is not None
    assert first.event.text == "2019 TPAMI"
    assert [one.text for one in first.authors] == ["Ann Bee", "Cy Dee", "Eve Eff"]
    assert [one.text for one in second.authors] == ["Gil Gee", "Hal Aitch"]


def test_a_link_in_a_box_can_be_the_title() -> None:
    mention = only(f"- [[Deep Worlds for All]({ID})] [[code](https://github.com/a/b)] (2024)\n")
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds for All"


def test_a_name_in_bold_brackets() -> None:
    mention = only(f"+ **[DW]** Deep Worlds for All, *CVPR 2024*, [paper]({ID})\n")
    assert mention.title is not None
    assert (mention.name, mention.title.text) == ("DW", "Deep Worlds for All")


@pytest.mark.parametrize("label", ["2401.00001", "arXiv:2401.00001v2", "10.1145/3595916"])
def test_an_identifier_as_the_label_of_a_link_before_the_title(label: str) -> None:
    mention = only(f"* [{label}]({ID}) Deep Worlds for All\n")
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds for All"


def test_titles_in_angle_quotes() -> None:
    mention = only(f"1. 《深度世界模型综述》，张三，李四，2023. [论文]({ID})\n")
    assert mention.title is not None
    assert mention.title.text == "深度世界模型综述"


@pytest.mark.parametrize(
    "links",
    [("[Paper][deep]", "[Paper][flat]"), (f"[[Paper]({ID})]", f"[[Paper]({ID[:-1]}2)]")],
)
def test_links_before_titles_are_entries_below_a_heading(links: tuple[str, str]) -> None:
    text = (
        f"## Papers on Worlds\n\n- {links[0]} Deep Worlds for All\n- {links[1]} | Flat Worlds\n\n"
        f"[deep]: {ID}\n[flat]: {ID[:-1]}2\n"
    )
    texts = [one.title.text for one in parse(text).mentions if one.title]
    assert texts == ["Deep Worlds for All", "Flat Worlds"]


def test_reference_links_are_entries_below_a_heading() -> None:
    text = (
        "References\n----------\n\n- [Square Worlds Explained][square], [code][square-code]\n"
        "- [Paper][tri] | Triangular Worlds\n\n[square]: https://arxiv.org/abs/2305.00001\n"
        '[square-code]: https://github.com/s/square\n[tri]: https://arxiv.org/abs/2305.00002 "T"\n'
    )
    first, second = parse(text).mentions
    assert [str(one) for one in first.identifiers] == ["arxiv:2305.00001", "github:s/square"]
    assert [str(one) for one in second.identifiers] == ["arxiv:2305.00002"]


@pytest.mark.parametrize("divider", [" - ", " – ", ": "])
def test_a_category_before_the_repository(divider: str) -> None:
    mention = only(f"- Robotics{divider}[DeepWorlds](https://github.com/a/deepworlds)\n")
    assert mention.title is not None
    assert (mention.title.text, mention.name) == ("DeepWorlds", "DeepWorlds")


def test_a_title_before_the_repository_of_its_code() -> None:
    mention = only("- Deep Worlds for All - [deepworlds](https://github.com/a/deepworlds)\n")
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds for All"
