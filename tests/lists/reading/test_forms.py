"""Forms in which people write entries, one small list for each."""

from __future__ import annotations

import pytest

from harvester.lists import parse

ARXIV = "https://arxiv.org/abs/2401.0000"
FIRST, SECOND = "Deep Worlds of Old", "Flat Worlds Are Deep"


@pytest.mark.parametrize(
    "text",
    [
        f"**{FIRST}**\n\n[paper]({ARXIV}1) | [code](https://github.com/a/b)\n\n"
        f"**{SECOND}**\n\n[paper]({ARXIV}2)\n",
        f"### {FIRST}\n[paper]({ARXIV}1)\n\n### {SECOND}\n[paper]({ARXIV}2)\n",
        f"- {FIRST}\n  - [paper]({ARXIV}1)\n- {SECOND}\n  - [paper]({ARXIV}2)\n",
        f"- [paper]({ARXIV}1) {FIRST}\n- [[paper]({ARXIV}2)] [[code](x)] {SECOND}, CVPR 2024\n",
        f"- {FIRST} [arXiv:2401.00001]({ARXIV}1)\n- {SECOND} [2401.00002]({ARXIV}2)\n",
        f"- {FIRST} {ARXIV}1\n- {SECOND}: <{ARXIV}2>\n",
        f"- {FIRST}. arXiv:2401.00001\n- {SECOND}, arXiv:2401.00002\n",
        f'- [{FIRST}][1]\n- {SECOND} [paper][2]\n\n[1]: {ARXIV}1\n[2]: {ARXIV}2 "t"\n',
        f"<table><tr><th>Title</th><th>Links</th></tr><tr><td>{FIRST}</td><td><a href='{ARXIV}1'>"
        f"paper</a></td></tr>\n<tr><td><b>{SECOND}</b></td><td><a href='{ARXIV}2'>paper</a></td>"
        "</tr></table>\n",
        f"<details>\n<summary>{FIRST} (CVPR 2024)</summary>\n\n[paper]({ARXIV}1)\n\n</details>\n\n"
        f"<details><summary><b>Survey</b></summary><ul><li><a href='{ARXIV}2'>{SECOND}</a></li>"
        "</ul></details>\n",
        f"| Title | Links |\n|-|-|\n| {FIRST}<br>*Ann Bee, Cy Dee* | [paper]({ARXIV}1)<br>"
        f"[code](https://github.com/a/b) |\n| {SECOND}<br>CVPR 2024 | [paper]({ARXIV}2) |\n",
        f"> **{FIRST}**\n> Ann Bee, Cy Dee\n> [paper]({ARXIV}1)\n\n> - [{SECOND}]({ARXIV}2)\n",
        f"[^1]: [{FIRST}]({ARXIV}1), read it.\n[^2]: {SECOND}. {ARXIV}2\n",
        f"- 2D\n  - [{FIRST}]({ARXIV}1)\n    - [code](https://github.com/a/b)\n- 3D\n"
        f"  - [{SECOND}]({ARXIV}2)\n",
        f"1. Bee, A., Dee, C.: {FIRST}. In: CVPR (2024) [[pdf]({ARXIV}1)]\n"
        f'2. A. Bee, C. Dee, "{SECOND}," *IEEE TPAMI*, 2023. {ARXIV}2\n',
        f"- «{FIRST}», [pdf]({ARXIV}1)\n- 《{SECOND}》 [论文]({ARXIV}2)\n",
        f"<dl><dt>{FIRST}</dt><dd>Ann Bee. <a href='{ARXIV}1'>arXiv</a></dd>"
        f"<dt>{SECOND}</dt><dd><a href='{ARXIV}2'>arXiv</a></dd></dl>\n",
        f"{FIRST}, CVPR 2024, [paper]({ARXIV}1)\n\n{SECOND}. [paper]({ARXIV}2)\n",
    ],
)
def test_two_entries(text: str) -> None:
    mentions = parse(text).mentions
    assert [one.title and one.title.text for one in mentions] == [FIRST, SECOND]
    works = [[str(i) for i in one.identifiers if i.scheme == "arxiv"] for one in mentions]
    assert works == [["arxiv:2401.00001"], ["arxiv:2401.00002"]]


def test_links_without_any_title_still_belong_to_a_mention() -> None:
    text = f"# L\n\n## S\n\n- [paper]({ARXIV}1)\n- {ARXIV}2\n- [site](https://a.b/c)\n"
    assert [(one.name, one.title) for one in parse(text).mentions] == [
        ("arxiv:2401.00001", None),
        ("arxiv:2401.00002", None),
    ]


@pytest.mark.parametrize(
    "title",
    [
        "$p(x | y)$ in Deep Worlds",
        "Deep $x^*$ and $y^*$ of *Worlds*",
        "$\\alpha_t$-Worlds: $O(n_k)$ or less",
    ],
)
def test_mathematics_in_a_title(title: str) -> None:
    shown = title.replace("*Worlds*", "Worlds")
    cell = title.replace("|", "\\|")
    for text in (
        f"| Title | Paper |\n|-|-|\n| {cell} | [pdf]({ARXIV}1) |\n",
        f"| Title | Year |\n|-|-|\n| [{cell}]({ARXIV}1) | 2024 |\n",
    ):
        (mention,) = parse(text).mentions
        assert mention.title is not None
        assert mention.title.text == shown


def test_authors_with_initials_behind() -> None:
    (mention,) = parse(
        f"- Bee, A., Dee, C.-D.: {FIRST}. In: CVPR (2024) [pdf]({ARXIV}1)\n"
    ).mentions
    assert [one.text for one in mention.authors] == ["Bee, A.", "Dee, C.-D."]
    assert mention.event is not None
    assert mention.event.text == "CVPR (2024)"
