"""Works that no link leads to: an id in a badge or in words, and places for ids to come."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import Mention
from tests.lists.one_mention import only

ID = "https://arxiv.org/abs/2401.00001"


def identifiers(mention: Mention) -> list[str]:
    return [str(one) for one in mention.identifiers]


@pytest.mark.parametrize(
    "badge",
    [
        "![](https://img.shields.io/badge/arXiv-2401.00004-b31b1b)",
        "[![arXiv](https://img.shields.io/badge/arXiv-2401.00004-b31b1b.svg)](https://dw.io/dw)",
        "![](https://img.shields.io/badge/Paper-arXiv%3A2401.00004-red)",
        "![arXiv-2401.00004](https://img.shields.io/badge/read-it-red)",
    ],
)
def test_an_id_that_only_a_badge_shows(badge: str) -> None:
    mention = only(f"- **Deep Worlds** {badge}\n")
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds"
    assert identifiers(mention) == ["arxiv:2401.00004"]


def test_a_link_goes_before_the_badge_around_which_it_was_copied() -> None:
    badge = "![arXiv](https://img.shields.io/badge/arXiv-2401.00004-b31b1b.svg)"
    assert identifiers(only(f"- **Deep Worlds** [{badge}]({ID})\n")) == ["arxiv:2401.00001"]


def test_a_placeholder_that_only_a_badge_shows() -> None:
    mention = only("- **Deep Worlds** ![](https://img.shields.io/badge/arXiv-2504.xxxxx-b31b1b)\n")
    assert [(one.text, one.hint) for one in mention.placeholders] == [("2504.xxxxx", "2025-04")]


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("arXiv:cs.CL/9809026", "arxiv:cs/9809026"),
        ("arXiv:q-bio/0507034v1 [q-bio.TO]", "arxiv:q-bio/0507034"),
        ("(arXiv:2401.00004)", "arxiv:2401.00004"),
    ],
)
def test_an_id_that_only_stands_in_words(written: str, identifier: str) -> None:
    assert identifiers(only(f"- **Deep Worlds of All**, {written}\n")) == [identifier]


@pytest.mark.parametrize(
    "entry",
    [
        "- **Deep Worlds of All**. arXiv:2504.xxxxx\n",
        "- Deep Worlds of All. arXiv:2504.xxxxx\n",
        "- **Deep Worlds of All** [[pdf]]\n\n[pdf]: https://arxiv.org/abs/2504.xxxxx\n",
        "- **Deep Worlds of All** [[pdf][dw]]\n\n[dw]: https://arxiv.org/pdf/2504.xxxxx\n",
    ],
)
def test_a_placeholder_without_a_link_of_its_own(entry: str) -> None:
    mention = only(entry)
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds of All"
    (placeholder,) = mention.placeholders
    assert (placeholder.text, placeholder.hint) == ("2504.xxxxx", "2025-04")
    assert entry[slice(*placeholder.span)] == "2504.xxxxx"


def test_a_row_whose_paper_is_still_to_come() -> None:
    text = (
        "| Title | Paper | Code |\n|--|--|--|\n"
        f"| Deep Worlds of All | TBD | TBD |\n| Flat Worlds | [pdf]({ID}) | - |\n"
        "| Long Roads | - | - |\n"
    )
    deep, flat = parse(text).mentions
    assert deep.name == "Deep Worlds of All"
    (placeholder,) = deep.placeholders
    assert (placeholder.text, text[slice(*placeholder.span)]) == ("TBD", "TBD")
    assert flat.placeholders == ()


def test_an_entry_of_the_lists_form_that_lacks_its_link() -> None:
    text = (
        f"- Deep Worlds. Ann Bee, Cy Dee. CVPR 2024. [[pdf]({ID})]\n"
        "- Flat Worlds. Eve Eff, Gil Gee. ICML 2024.\n"
        "- Long Roads. Hal Aitch, Ida Jay. ICLR 2023. [[pdf](https://arxiv.org/abs/2401.00002)]\n"
        "- Send us what is missing, with its venue.\n"
    )
    mentions = parse(text).mentions
    assert [one.name for one in mentions] == ["Deep Worlds", "Flat Worlds", "Long Roads"]
    flat = mentions[1]
    assert (flat.links, flat.identifiers, flat.line) == ((), (), 2)
    assert [one.text for one in flat.authors] == ["Eve Eff", "Gil Gee"]
    assert flat.event is not None
    assert flat.event.text == "ICML 2024"


def test_words_alone_among_entries_of_another_form() -> None:
    text = (
        f"- **Deep Worlds** [[pdf]({ID})]\n- Flat Worlds. Eve Eff, Gil Gee. ICML 2024.\n"
        "- **Long Roads** [[pdf](https://arxiv.org/abs/2401.00002)]\n"
    )
    assert [one.name for one in parse(text).mentions] == ["Deep Worlds", "Long Roads"]


def test_a_row_that_lacks_its_link() -> None:
    text = (
        "| Title | Authors | Venue | Link |\n|--|--|--|--|\n"
        f"| Deep Worlds | Ann Bee, Cy Dee | CVPR 2024 | [pdf]({ID}) |\n"
        "| Flat Worlds | Eve Eff, Gil Gee | ICML 2024 | |\n"
    )
    assert [one.name for one in parse(text).mentions] == ["Deep Worlds", "Flat Worlds"]


@pytest.mark.parametrize("gap", [" ", "  "])
def test_a_label_parted_from_its_address_by_a_blank(gap: str) -> None:
    code = "https://github.com/a/b"
    text = f"- **Deep Worlds** [[pdf]]{gap}({ID}) [code]{gap}({code})\n"
    mention = only(text)
    assert [(one.label, one.url) for one in mention.links] == [("pdf", ID), ("code", code)]
    assert [text[slice(*one.span)] for one in mention.links] == [ID, code]
    assert [text[slice(*one.whole)] for one in mention.links] == [
        f"[[pdf]]{gap}({ID})",
        f"[code]{gap}({code})",
    ]


def test_an_address_in_parentheses_behind_other_words_bears_no_label() -> None:
    mention = only(f"- **Deep Worlds** [59⭐] and more ({ID})\n")
    assert [one.label for one in mention.links] == [""]


def test_a_title_with_an_empty_link_awaits_its_paper() -> None:
    text = "* [Sculpting Images with Exact Control of Shapes]()\n* [Home]()\n"
    (mention,) = [one for one in parse(text).mentions if one.is_paper_entry]
    assert mention.title_or_name == "Sculpting Images with Exact Control of Shapes"
    (placeholder,) = mention.placeholders
    assert text[: placeholder.span.start].endswith("](")
