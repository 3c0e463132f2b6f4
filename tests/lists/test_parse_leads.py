"""What stands in front of a title: venues that are links, dates, boxes, escaped brackets."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import Mention

ID = "https://arxiv.org/abs/2401.00001"


def only(text: str) -> Mention:
    (mention,) = parse(text).mentions
    return mention


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
