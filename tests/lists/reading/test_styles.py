"""One small list for each way people write entries."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import LinkRole, MentionKind
from tests.lists.one_mention import only


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("- [Deep Worlds for All](https://arxiv.org/abs/2401.00001)\n", "Deep Worlds for All"),
        (
            "1. **Deep Worlds.** *A. Bee, C. Dee.* [[pdf](https://arxiv.org/abs/2401.00001)]",
            "Deep Worlds",
        ),
        (
            "- Deep Worlds [[paper](https://arxiv.org/abs/2401.00001)][[code](https://github.com/a/b)]",
            "Deep Worlds",
        ),
        (
            '* **DW**: "Deep Worlds for All", ICLR, 2024. [[Paper](https://arxiv.org/abs/2401.00001)]',
            "Deep Worlds for All",
        ),
        (
            "- [**DW**] Deep Worlds. **`arXiv 24.01`** [[Paper](https://arxiv.org/abs/2401.00001)]",
            "Deep Worlds",
        ),
        (
            "- (*ICLR'24*) DW: Deep Worlds [[paper](https://arxiv.org/abs/2401.00001)]",
            "DW: Deep Worlds",
        ),
        (
            "- [2024/01] **Deep Worlds.** *A. Bee et al.* [[paper](https://arxiv.org/abs/2401.00001)]",
            "Deep Worlds",
        ),
        ("- NeurIPS'24 Deep Worlds [[arxiv](https://arxiv.org/abs/2401.00001)]", "Deep Worlds"),
        ("- :fire: 🔥 [Deep Worlds](https://arxiv.org/abs/2401.00001)", "Deep Worlds"),
        ("### [Deep Worlds](https://arxiv.org/abs/2401.00001)\n- **Metrics:** F1\n", "Deep Worlds"),
        (
            "**Deep Worlds**\n\n- Paper: https://arxiv.org/abs/2401.00001\n- Code: None\n",
            "Deep Worlds",
        ),
        (
            "* DeepWorlds (2024-01-02)\n  * Paper: https://arxiv.org/abs/2401.00001\n",
            "DeepWorlds",
        ),
        (
            "<p><font size=3><b>[DW] Deep Worlds.</b></font><br>\nA. Bee, C. Dee.<br>\n<a href='https://arxiv.org/abs/2401.00001'>[paper]</a></p>",
            "Deep Worlds",
        ),
        ("> - [Deep Worlds](https://arxiv.org/abs/2401.00001)", "Deep Worlds"),
        ("- [Deep Worlds][dw]\n\n[dw]: https://arxiv.org/abs/2401.00001\n", "Deep Worlds"),
        (
            "- [Deep $\\alpha_t$ Worlds](https://arxiv.org/abs/2401.00001)",
            "Deep $\\alpha_t$ Worlds",
        ),
        (
            "|Paper|Year|\n|-|-|\n|[Deep \\| Worlds](https://arxiv.org/abs/2401.00001)|2024|",
            "Deep | Worlds",
        ),
        (
            "|Model|Paper|\n|-|-|\n|`DW`|[![x](https://img.shields.io/badge/arXiv-red)]"
            "(https://arxiv.org/abs/2401.00001)<br>Deep Worlds|",
            "Deep Worlds",
        ),
        (
            "<table>\n<tr><td>1</td><td>"
            '<a href="https://arxiv.org/abs/2401.00001">Deep Worlds</a></td></tr>\n\n</table>',
            "Deep Worlds",
        ),
        (
            '[5] Bee, Ann, et al. "**Deep Worlds for All**." arXiv preprint (2024). '
            "[[pdf]](https://arxiv.org/pdf/2401.00001)",
            "Deep Worlds for All",
        ),
        (
            "- 做什么：[Deep Worlds for All](https://arxiv.org/abs/2401.00001)",
            "Deep Worlds for All",
        ),
    ],
)
def test_styles(text: str, title: str) -> None:
    mention = only(text)
    assert mention.title is not None
    assert mention.title.text == title
    assert mention.kind is MentionKind.PAPER
    assert [str(one) for one in mention.identifiers if one.scheme == "arxiv"] == [
        "arxiv:2401.00001"
    ]


def test_several_works_in_one_bullet() -> None:
    text = (
        "- [Deep Worlds](https://arxiv.org/abs/2401.00001), "
        "[Flat Worlds](https://arxiv.org/abs/2401.00002) [[code](https://github.com/a/flat)]\n"
    )
    first, second = parse(text).mentions
    assert [str(one) for one in first.identifiers] == ["arxiv:2401.00001"]
    assert [str(one) for one in second.identifiers] == ["arxiv:2401.00002", "github:a/flat"]


def test_names_before_links() -> None:
    text = (
        "|方向|链接|\n|-|-|\n|规划|DW：[link](https://arxiv.org/abs/2401.00001) / "
        "FW：[link](https://arxiv.org/abs/2401.00002)|\n"
    )
    assert [one.name for one in parse(text).mentions] == ["DW", "FW"]


def test_roles() -> None:
    text = (
        "- [Deep Worlds](https://arxiv.org/abs/2401.00001) [[code](https://github.com/a/b)] "
        "[[project](https://a.github.io/b)] [[video](https://youtu.be/x)] "
        "[[slides](https://x.y/s.pdf)] "
        "![](https://img.shields.io/github/stars/a/b)\n"
    )
    assert [one.role for one in only(text).links] == [
        LinkRole.PAPER,
        LinkRole.CODE,
        LinkRole.PROJECT,
        LinkRole.VIDEO,
        LinkRole.SLIDES,
        LinkRole.BADGE,
    ]


@pytest.mark.parametrize(
    ("link", "text", "hint"),
    [
        ("[PDF](https://arxiv.org/abs/2504.xxxxx)", "2504.xxxxx", "2025-04"),
        ("[PDF](https://arxiv.org/abs/24xx.xxxxx)", "24xx.xxxxx", None),
        ("[PDF](https://arxiv.org/abs/XXXX.XXXXX)", "XXXX.XXXXX", None),
        ("[PDF](https://arxiv.org/abs/2506-XXXXX)", "2506-XXXXX", "2025-06"),
        ("[PDF](https://arxiv.org/abs/TBD)", "TBD", None),
        ("[PDF]()", "[PDF]()", None),
        ("[arXiv (coming soon)](#)", "#", None),
        ("[Paper](tbd)", "tbd", None),
    ],
)
def test_placeholders(link: str, text: str, hint: str | None) -> None:
    (mark,) = only(f"- **Deep Worlds.** [{link}]\n").placeholders
    assert (mark.text, mark.hint) == (text, hint)


@pytest.mark.parametrize(
    "text",
    [
        "We follow [Bee et al., 2024](https://arxiv.org/abs/2401.00001) in all of this.\n",
        "基于 [Bee et al., 2024](https://arxiv.org/abs/2401.00001) 提出的能力分级框架：\n",
        "[![Awesome](https://awesome.re/badge.svg)](https://awesome.re)\n",
        "- [Papers](#papers)\n- [Code](#code)\n",
        "## Related Awesome Lists\n\n- [awesome-x](https://github.com/a/awesome-x)\n",
        "## Citation\n\n```bibtex\n@misc{x, url={https://arxiv.org/abs/2401.00001}}\n```\n",
        "| Level | Name |\n|-|-|\n| **L1** | Prediction |\n",
        "![](https://api.star-history.com/svg?repos=a/b)\n",
    ],
)
def test_no_entries(text: str) -> None:
    assert parse(text).mentions == ()


def test_data_files() -> None:
    yaml = (
        "- title: 'Deep Worlds'\n  authors: Ann Bee, Cy Dee\n"
        "  paper: https://arxiv.org/abs/2401.00001\n"
    )
    csv = 'title,authors,paper\n"Deep Worlds","Ann Bee, Cy Dee",https://arxiv.org/abs/2401.00001\n'
    bib = (
        "@article{x,\n title={{Deep} Worlds},\n author={Bee, Ann and Dee, Cy},\n"
        " url={https://arxiv.org/abs/2401.00001}\n}\n"
    )
    for text, ending in ((yaml, "yaml"), (csv, "csv"), (bib, "bib")):
        mention = only(text, f"papers.{ending}")
        assert mention.title is not None
        assert mention.title.text == "Deep Worlds"
        assert len(mention.authors) == 2
        assert [str(one) for one in mention.identifiers] == ["arxiv:2401.00001"]


def test_broken_data_file_is_a_note() -> None:
    document = parse("- title: [\n", "papers.yaml")
    assert document.mentions == ()
    assert document.notes


def test_mark_and_line_ends_are_kept() -> None:
    text = "\ufeff# List\r\n\r\n- [Deep Worlds](https://arxiv.org/abs/2401.00001)\r\n"
    mention = only(text)
    (link,) = mention.links
    assert text[link.span.start : link.span.end] == link.url
    assert mention.line == 3
