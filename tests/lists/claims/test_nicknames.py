"""Nicknames, tags, dates and venues in front of a title; what only looks like an entry."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import Mention

ID = "https://arxiv.org/abs/2401.00001"


def mentions(text: str) -> tuple[Mention, ...]:
    return parse(f"# List\n\n## Worlds\n\n{text}\n").mentions


def only(text: str) -> Mention:
    (mention,) = mentions(text)
    return mention


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        (f'- **DW**, "DW: Deep Worlds". [Paper]({ID})', "DW", "DW: Deep Worlds"),
        (f"- **`DW`**, DW: Deep Worlds. [[Paper]({ID})]", "DW", "DW: Deep Worlds"),
        (f"- [DW]({ID}): Towards Deeper Worlds", "DW", "Towards Deeper Worlds"),
        (f"- [DW]({ID}) - Worlds Enable Deeper Things", "DW", "Worlds Enable Deeper Things"),
        (f"- [DW]({ID}) -- Towards Deeper Worlds", "DW", "Towards Deeper Worlds"),
        (f"- **DW** A Model of Deeper Worlds. [paper]({ID})", "DW", "A Model of Deeper Worlds"),
        (
            f"- **Deeper** World Models for All. [paper]({ID})",
            "Deeper",
            "Deeper World Models for All",
        ),
        (
            f"- **DeepW** Big-DeepW: Towards Large Worlds. 2023 [paper]({ID})",
            "DeepW",
            "Big-DeepW: Towards Large Worlds",
        ),
        (
            f'- [ICLR 2024] "Go Deep": Worlds of Water. [paper]({ID})',
            "Go Deep",
            '"Go Deep": Worlds of Water',
        ),
        (
            f"- 🔥[**DeepW**] [ICLR2025] Deep-W: Fine Models (@X) [[pdf]]({ID})",
            "DeepW",
            "Deep-W: Fine Models",
        ),
        (f"- [💬 Water] **Deep: Worlds**, Ann Bee et al. [[Paper]({ID})]", "Deep", "Deep: Worlds"),
        (f"- (CVPR 2021 [Some Workshop](https://a.b/c)) **Worlds of Water** [[Paper]({ID})]",)
        + ("Worlds of Water",) * 2,
        (f"- :star: \u200b[Deep: Worlds\u200b]({ID}) \u200b", "Deep", "Deep: Worlds"),
        (
            f"- IEEE TIP-21 [Deep Worlds of Water]({ID})",
            "Deep Worlds of Water",
            "Deep Worlds of Water",
        ),
        (f"- **July 22, 2025** [Deep Worlds of Water]({ID})",) + ("Deep Worlds of Water",) * 2,
        (f"**Deep Worlds of**\nClear Water\n* *Paper:* {ID}",)
        + ("Deep Worlds of Clear Water",) * 2,
        (f"**Deep Worlds**\n\nICLR 2019\n\n[[Paper]({ID})]", "Deep Worlds", "Deep Worlds"),
    ],
)
def test_title_behind(text: str, name: str, title: str) -> None:
    mention = only(text)
    assert mention.title is not None
    assert (mention.name, mention.title.text) == (name, title)


@pytest.mark.parametrize(
    "text",
    [
        f"- [Deep Worlds]({ID}) - a model for many tasks of everyone",
        f"- [Deep Worlds]({ID}), Ann Bee, Cy Dee, Ed Eff, CVPR 2024",
        f"- **Deep Worlds** - deep worlds is a book on water [paper]({ID})",
        f"- **Deep Worlds**: CVPR 2024 [paper]({ID})",
    ],
)
def test_no_title_behind(text: str) -> None:
    mention = only(text)
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds"


def test_a_nickname_is_no_author() -> None:
    mention = only(f'- **Grounding Robo**: "Real Models of Worlds", *RSS 2024*. [[Paper]({ID})]')
    assert mention.name == "Grounding Robo"
    assert mention.authors == ()


def test_el_al() -> None:
    mention = only(f"- [Deep Worlds of Water]({ID}), Adam Lee el al, 2024")
    assert [one.text for one in mention.authors] == ["Adam Lee"]
    assert mention.et_al


def test_group_bullet() -> None:
    text = f"- Query-based\n\n  [DW: Deep]({ID})\n\n  [FW: Flat](https://arxiv.org/abs/2401.00002)"
    assert [(one.name, one.section[-1]) for one in mentions(text)] == [
        ("DW", "Query-based"),
        ("FW", "Query-based"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"- July 22, 2025: We added [Deep Worlds]({ID}) to the list",
        f"- **July 22, 2025** We release our survey [paper]({ID})",
        f"Based on [Qazi et al., 2025]({ID})",
        f"This order is that of [Qazi and Lee, 2025]({ID}).",
    ],
)
def test_no_entry(text: str) -> None:
    assert mentions(text) == ()


def test_venue_and_year_between_dots() -> None:
    mention = only(f"- [Deep Worlds]({ID})<br><sub>Ann Lee et al. · npj Water · 2025</sub>")
    assert mention.date is not None
    assert mention.event is not None
    assert (mention.date.text, mention.event.text) == ("2025", "npj Water")


@pytest.mark.parametrize("word", ["unknown", "N/A", "-", "未知"])
def test_a_cell_that_says_nothing(word: str) -> None:
    mention = only(f"| Title | Venue |\n|-|-|\n| [Deep Worlds]({ID}) | {word} |")
    assert mention.event is None


@pytest.mark.parametrize(
    "url",
    [
        f"({ID})",
        f"https://arxiv.org/pdf%20{ID}",
        f"{ID}.",
        f"{ID}v1v1",
        "https://arxiv.org/ftp/arxiv/papers/2401/2401.00001.pdf",
    ],
)
def test_damaged_addresses(url: str) -> None:
    assert [str(one) for one in only(f"- [Deep Worlds]({url})").identifiers] == ["arxiv:2401.00001"]
