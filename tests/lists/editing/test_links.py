"""A missing code link takes the label, the brackets and the place that the list uses."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.lists.editing.corrections import add_code_link
from harvester.lists.edits import HandEdit, apply
from harvester.model import Edit, Identifier

REPOSITORY = Identifier("github", "low/waves")
URL = "https://github.com/low/waves"
PAPER = "https://arxiv.org/abs/2303.0000"


def with_code(text: str, name: str) -> str:
    """The list after the entry called `name` got its code link."""
    document = parse(text)
    mention = next(one for one in document.mentions if one.name == name)
    made = add_code_link(document, mention, REPOSITORY)
    assert isinstance(made, Edit), made
    return apply(text, [made])


STYLES = {
    "labelled lines": (
        f"**Walking on Dunes**\n\n- Paper: {PAPER}1\n- Code: https://github.com/a/dune\n\n"
        f"**Surfing on Waves**\n\n- Paper: {PAPER}2\n",
        f"- Paper: {PAPER}2\n- Code: {URL}\n",
    ),
    "Chinese labels in paragraphs": (
        f"**Walking on Dunes**\n\n论文：{PAPER}1\n\n代码：https://github.com/a/dune\n\n"
        f"**Surfing on Waves**\n\n论文：{PAPER}2\n",
        f"论文：{PAPER}2\n\n代码：{URL}\n",
    ),
    "nested bullets": (
        f"* Walking on Dunes\n  * Paper: {PAPER}1\n  * Code: https://github.com/a/dune\n"
        f"* Surfing on Waves\n  * Paper: {PAPER}2\n",
        f"  * Paper: {PAPER}2\n  * Code: {URL}\n",
    ),
    "a line that says there is none": (
        f"**Walking on Dunes**\n\n- Paper: {PAPER}1\n- Code: https://github.com/a/dune\n\n"
        f"**Surfing on Waves**\n\n- Paper: {PAPER}2\n- Code: None\n",
        f"- Paper: {PAPER}2\n- Code: {URL}\n",
    ),
    "behind the project's link": (
        f"- Walking on Dunes [[PDF]({PAPER}1)] [[Project](https://dune.example)] "
        "[[Code](https://github.com/a/dune)]\n"
        f"- Surfing on Waves [[PDF]({PAPER}2)] [[Project](https://waves.example)]\n",
        f"[[PDF]({PAPER}2)] [[Project](https://waves.example)] [[Code]({URL})]\n",
    ),
    "no framework is guessed": (
        f"- Walking on Dunes [[Paper]({PAPER}1)][[PyTorch](https://github.com/a/dune)]\n"
        f"- Running in Rain [[Paper]({PAPER}3)][[PyTorch](https://github.com/b/rain)]\n"
        f"- Sailing in Storms [[Paper]({PAPER}4)][[GitHub](https://github.com/c/storm)]\n"
        f"- Surfing on Waves [[Paper]({PAPER}2)]\n",
        f"[[Paper]({PAPER}2)][[GitHub]({URL})]\n",
    ),
    "in the cell of the paper's link": (
        "|Work|Link|By|When|\n|-|-|-|-|\n"
        f"|Walking on Dunes|[link]({PAPER}1) / [link](https://github.com/a/dune)|Ann|2025.02|\n"
        f"|Surfing on Waves|[link]({PAPER}2)|Bo|2025.02.04|\n",
        f"|Surfing on Waves|[link]({PAPER}2) / [link]({URL})|Bo|2025.02.04|\n",
    ),
    "in the cell of a row without bars at its ends": (
        "Work | When | Link\n---|---|---\n"
        f"Walking on Dunes | 2025.02 | [PDF]({PAPER}1), [code](https://github.com/a/dune)\n"
        f"Surfing on Waves | 2025.02.04 | [PDF]({PAPER}2)\n",
        f"Surfing on Waves | 2025.02.04 | [PDF]({PAPER}2), [code]({URL})\n",
    ),
    "an empty link is filled": (
        f"- Walking on Dunes [[Paper]({PAPER}1)] [[Code](https://github.com/a/dune)]\n"
        f"- Surfing on Waves [[Paper]({PAPER}2)] [[Code]()]\n",
        f"[[Paper]({PAPER}2)] [[Code]({URL})]\n",
    ),
    "a promise becomes a link": (
        f"- Walking on Dunes [[Paper]({PAPER}1)] [[Code](https://github.com/a/dune)]\n"
        f"- Surfing on Waves [[Paper]({PAPER}2)] [[Code (coming soon)](#)]\n",
        f"[[Paper]({PAPER}2)] [[Code]({URL})]\n",
    ),
    "badges": (
        f"- Walking on Dunes [![paper](https://img.shields.io/badge/p-red)]({PAPER}1) "
        "[![stars](https://img.shields.io/github/stars/a/dune)](https://github.com/a/dune)\n"
        f"- Surfing on Waves [![paper](https://img.shields.io/badge/p-red)]({PAPER}2)\n",
        f"[![stars](https://img.shields.io/github/stars/low/waves)]({URL})\n",
    ),
    "HTML": (
        f"<p>\n<b>Walking on Dunes</b><br>\n<a href='{PAPER}1'>[paper]</a> "
        "<a href='https://github.com/a/dune'>[code]</a>\n</p>\n\n"
        f"<p>\n<b>Surfing on Waves</b><br>\n<a href='{PAPER}2'>[paper]</a>\n</p>\n",
        f"<a href='{PAPER}2'>[paper]</a> <a href='{URL}'>[code]</a>\n",
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_the_list_shows_how(style: str) -> None:
    text, wanted = STYLES[style]
    text = "# L\n\n## S\n\n" + text
    then = with_code(text, "Surfing on Waves")
    assert wanted in then
    document = parse(then)
    mention = next(one for one in document.mentions if one.name == "Surfing on Waves")
    assert add_code_link(document, mention, REPOSITORY) is None


def test_a_list_of_frameworks_alone_gets_a_plain_label() -> None:
    text = (
        f"# L\n\n- Walking on Dunes [[Paper]({PAPER}1)][[PyTorch](https://github.com/a/dune)]\n"
        f"- Surfing on Waves [[Paper]({PAPER}2)]\n"
    )
    assert f"[[Paper]({PAPER}2)] [[Code]({URL})]" in with_code(text, "Surfing on Waves")


def test_another_code_link_is_left_to_a_person() -> None:
    text = f"# L\n\n- Surfing on Waves [[Paper]({PAPER}2)] [[Code](https://github.com/x/y)]\n"
    document = parse(text)
    assert isinstance(add_code_link(document, document.mentions[0], REPOSITORY), HandEdit)
