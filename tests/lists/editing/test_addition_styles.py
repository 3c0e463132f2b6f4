"""A new entry in the styles people write: what stands there gives the form, and nothing else."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from harvester.errors import BadInput
from harvester.lists import ListDocument, parse
from harvester.lists.editing.additions import NewEntry, add_entry
from harvester.lists.editing.sections import entries_of
from harvester.lists.edits import HandEdit, apply
from harvester.model import Edit, Identifier, PersonName
from tests.paths import real_lists

LARGEST = 150_000

TITLE = "WaveNets: Learning to Surf on Big Waves"
ENTRY = NewEntry(
    identifier=Identifier("arxiv", "2504.01234"),
    title=TITLE,
    authors=tuple(
        PersonName(family, given)
        for given, family in (("Liz", "Low"), ("Mo", "Moss"), ("Ned", "Nye"), ("Oz", "Orr"))
    ),
    date="2025-04-17",
)
ELSEWHERE = replace(ENTRY, identifier=Identifier("arxiv", "2504.99999"))
CODED = replace(ENTRY, code=Identifier("github", "low/wavenets"))


def added(text: str, entry: NewEntry = ENTRY, section: str = "S") -> str:
    """The lines put in, where nothing else is touched."""
    edits = add_entry(parse(text), entry, section)
    (made,) = (one for one in edits if isinstance(one, Edit))
    assert made.span.start == made.span.end
    return made.text.strip("\n")


QUOTED = (
    "# L\n\n## S\n\n"
    '* **DuneNet**: "DuneNet: Learning to Walk on Dunes", ICCV, 2023 (*Acme + Uni Bern*). '
    "[[Paper](https://arxiv.org/abs/2303.00001)][[PyTorch](https://github.com/a/dune)]\n"
    '* **RainNet**: "RainNet: Learning to Run in Rain", arXiv, 2024 (*Uni Kiel*). '
    "[[Paper](https://arxiv.org/abs/2402.00002)][[Code](https://github.com/b/rain)]"
    "[[Website](https://rain.example)]\n"
)
LABELLED = (
    "# L\n\n## S\n\n"
    "- [Learning to Walk on Dunes](https://arxiv.org/abs/2303.00001)\n"
    "    - Ann Ames, Ben Bell\n    - 🏛️ Institutions: Acme, Uni Bern\n"
    "    - 📅 Date: March 5, 2023\n    - 📑 Publisher: arXiv\n    - 📖 TLDR: Dunes are walked.\n\n"
    "- [Learning to Run in Rain](https://arxiv.org/abs/2402.00002)\n"
    "    - Cyd Cole, Dan Dean\n    - 🏛️ Institutions: Uni Kiel\n"
    "    - 📅 Date: February 9, 2024\n    - 📑 Publisher: arXiv\n    - 📖 TLDR: Rain wets.\n"
)
BOLD_WITH_FIELDS = (
    "# L\n\n## S\n\n**Learning to Walk on Dunes**\n\n- Paper: https://arxiv.org/abs/2303.00001\n"
    "- Code: https://github.com/a/dune\n\n**Learning to Run in Rain**\n\n"
    "- Paper: https://arxiv.org/abs/2402.00002\n- Code: https://github.com/b/rain\n"
)
NUMBERED = (
    "# L\n\n## S\n\n"
    '**[7]** Ames, Ann, et al. "**Learning to Walk on Dunes**." arXiv preprint arXiv:2303.00001 '
    "(2023). [[pdf]](https://arxiv.org/pdf/2303.00001) **(Dunes at last)** :star::star::star:\n\n"
    '**[8]** Bell, Ben, et al. "**Learning to Run in Rain**." arXiv preprint arXiv:2402.00002 '
    "(2024). [[pdf]](https://arxiv.org/pdf/2402.00002) **(Wet)** :star::star:\n"
)
NUMBERED_ROWS = (
    "# L\n\n## S\n\n| **Paper** | **Links** |\n| --- | --- |\n"
    "| 1) **DuneNet** - walks on dunes. <br>● It is fast. | "
    "[Paper](https://arxiv.org/abs/2303.00001), [Tweet](https://x.com/a/status/1) |\n"
    "| 2) **RainNet** - runs in rain. <br>● It is wet. | "
    "[Paper](https://arxiv.org/abs/2402.00002), [Tweet](https://x.com/b/status/2) |\n"
)
BADGES = (
    "# L\n\n## S\n\n| Model | Paper | Venue | Website | GitHub |\n|:-|:-|:-:|:-:|:-:|\n"
    "| `DuneNet` | [![arXiv](https://img.shields.io/badge/arXiv-2303.00001-red)]"
    "(https://arxiv.org/abs/2303.00001)<br>DuneNet: Walking on Dunes | ICCV 2023 | - | "
    "[![GitHub](https://img.shields.io/github/stars/a/dune)](https://github.com/a/dune) |\n"
    "| `RainNet` | [![arXiv](https://img.shields.io/badge/arXiv-2402.00002-red)]"
    "(https://arxiv.org/abs/2402.00002)<br>RainNet: Running in Rain | arXiv 2024 | "
    "[![Website](https://img.shields.io/badge/Link-yellow)](https://rain.example) | - |\n"
)
HTML = (
    '# L\n\n## S\n\n<p align="left">\n'
    '    <a href="https://arxiv.org/abs/2303.00001" title="DuneNet: Walking on Dunes">\n'
    "        <strong>DuneNet: Walking on Dunes</strong>\n    </a>\n    <br/>\n"
    "    Ann Ames, Ben Bell\n    <br/>\n"
    '    [<a href="https://arxiv.org/abs/2303.00001">paper</a>] '
    '[<a href="https://github.com/a/dune">code</a>]\n    <br/>\n'
    "    <strong>Topic:</strong> Dunes\n    <br/>\n    <strong>Session:</strong> Fri 21 #84\n</p>\n"
)
SUMMARIES = (
    "# L\n\n## S\n\n"
    "1. 2024-02-09 - [Learning to Run in Rain](https://arxiv.org/abs/2402.00002) by Bell, Cole "
    "et al.<br>\n   They run in rain, and it works. [[Code](https://github.com/b/rain)]\n\n"
    "1. 2023-03-05 - [Learning to Walk on Dunes](https://arxiv.org/abs/2303.00001) by Ames, Bell "
    "et al.<br>\n   They walk on dunes. [[Code](https://github.com/a/dune)]\n"
)
ICONS = (
    "# L\n\n## S\n"
    "* [Learning to Walk on Dunes](https://arxiv.org/abs/2303.00001)<br>:star:"
    "[code](https://github.com/a/dune)<br>:house:[project](https://dune.example)\n"
    "* [Learning to Run in Rain](https://arxiv.org/abs/2402.00002)<br>:star:"
    "[code](https://github.com/b/rain)\n"
)
DAYS = (
    "# L\n\n## S\n\n**Learning to Walk on Dunes** \\\n*Ann Ames, Ben Bell* \\\n"
    "ICCV 2023. [[Paper](https://arxiv.org/abs/2303.00001)] \\\n5 Mar 2023\n\n"
    "**Learning to Run in Rain** \\\n*Ben Bell* \\\n"
    "arXiv 2024. [[Paper](https://arxiv.org/abs/2402.00002)] \\\n9 Feb 2024\n"
)
CHINESE = (
    "# L\n\n## S\n\n* DuneNet  (2023-03-05)\n  * 论文：https://arxiv.org/abs/2303.00001\n"
    "  * 代码：https://github.com/a/dune\n  * 院校: 某大学\n\n"
    "* RainNet  (2024-02-09)\n  * 论文：https://arxiv.org/abs/2402.00002\n"
    "  * 代码：https://github.com/b/rain\n  * 院校: 另一大学\n"
)

STYLES = {
    "quoted": (
        QUOTED,
        CODED,
        f'* **WaveNets**: "{TITLE}", arXiv, 2025. [[Paper](https://arxiv.org/abs/2504.01234)]'
        "[[Code](https://github.com/low/wavenets)]",
    ),
    "labelled": (
        LABELLED,
        ENTRY,
        f"- [{TITLE}](https://arxiv.org/abs/2504.01234)\n    - Liz Low, Mo Moss, Ned Nye, Oz Orr\n"
        "    - 📅 Date: April 17, 2025\n    - 📑 Publisher: arXiv",
    ),
    "fields": (
        BOLD_WITH_FIELDS,
        ENTRY,
        f"**{TITLE}**\n\n- Paper: https://arxiv.org/abs/2504.01234",
    ),
    "fields with code": (
        BOLD_WITH_FIELDS,
        CODED,
        f"**{TITLE}**\n\n- Paper: https://arxiv.org/abs/2504.01234\n"
        "- Code: https://github.com/low/wavenets",
    ),
    "numbered": (
        NUMBERED,
        ENTRY,
        f'**[9]** Low, Liz, et al. "**{TITLE}**." arXiv preprint arXiv:2504.01234 (2025). '
        "[[pdf]](https://arxiv.org/pdf/2504.01234)",
    ),
    "numbered rows": (
        NUMBERED_ROWS,
        ENTRY,
        f"| 3) **{TITLE}** | [Paper](https://arxiv.org/abs/2504.01234) |",
    ),
    "badges": (
        BADGES,
        CODED,
        "| `WaveNets` | [![arXiv](https://img.shields.io/badge/arXiv-2504.01234-red)]"
        f"(https://arxiv.org/abs/2504.01234)<br>{TITLE} | arXiv 2025 | - | "
        "[![GitHub](https://img.shields.io/github/stars/low/wavenets)]"
        "(https://github.com/low/wavenets) |",
    ),
    "HTML": (
        HTML,
        ENTRY,
        '<p align="left">\n'
        f'    <a href="https://arxiv.org/abs/2504.01234" title="{TITLE}">\n'
        f"        <strong>{TITLE}</strong>\n    </a>\n    <br/>\n"
        "    Liz Low, Mo Moss, Ned Nye, Oz Orr\n    <br/>\n"
        '    [<a href="https://arxiv.org/abs/2504.01234">paper</a>]\n    <br/>\n</p>',
    ),
    "summaries": (
        SUMMARIES,
        CODED,
        f"1. 2025-04-17 - [{TITLE}](https://arxiv.org/abs/2504.01234) by Low, Moss et al.<br>\n"
        "   [[Code](https://github.com/low/wavenets)]",
    ),
    "icons": (ICONS, ENTRY, f"* [{TITLE}](https://arxiv.org/abs/2504.01234)"),
    "days": (
        DAYS,
        ENTRY,
        f"**{TITLE}** \\\n*Liz Low, Mo Moss, Ned Nye, Oz Orr* \\\n"
        "arXiv 2025. [[Paper](https://arxiv.org/abs/2504.01234)] \\\n17 Apr 2025",
    ),
    "Chinese": (
        CHINESE,
        CODED,
        f"* {TITLE}  (2025-04-17)\n  * 论文：https://arxiv.org/abs/2504.01234\n"
        "  * 代码：https://github.com/low/wavenets",
    ),
}


@pytest.mark.parametrize("style", STYLES)
def test_a_new_entry_takes_the_style_and_no_word_of_its_models(style: str) -> None:
    text, entry, wanted = STYLES[style]
    assert added(text, entry) == wanted


HOSTILE = (
    "Surf <script>alert(1)</script> and <img src=x onerror=y> & Waves",
    "Surf | Waves `code` *bold* _it_ ~~no~~ [label](javascript:alert(3)) ![p](../../x)",
    "Surf @everyone #12 </details> </td></tr></table> <!-- hidden on Waves",
    "::set-output name=x::y Surf \u202e on \x1b[31m Waves\n::error::z",
    "S`urf: Learning <b>to Surf on\r\n| Big | Waves",
    "\"Surf' -- on\" 'Waves' {{ x }} $y$ \\\\| z",
)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_text_in_every_style(style: str, title: str) -> None:
    text, entry, _ = STYLES[style]
    hostile = replace(entry, title=title, authors=(PersonName("<i>Low", "Liz |[x](y)"),))
    edits = add_entry(parse(text), hostile, "S")
    then = apply(text, [one for one in edits if isinstance(one, Edit)])
    renderer = MarkdownIt("gfm-like", {"linkify": False})
    before = BeautifulSoup(renderer.render(text), "html.parser")
    after = BeautifulSoup(renderer.render(then), "html.parser")
    seen = {tag.name for tag in before.find_all(True)}
    assert {tag.name for tag in after.find_all(True)} <= seen
    for tag in after.find_all(True):
        assert set(tag.attrs) <= {"href", "src", "alt", "title", "align", "style"}
        assert not str(tag.get("href", "")).startswith("javascript:")
    rows = [len(row.find_all("td")) for row in after.find_all("tr")]
    assert len(set(rows[1:])) <= 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", then)


def test_a_section_is_named_by_its_path() -> None:
    text = (
        "# L\n\n## A\n\n### S\n\n- [Learning to Walk on Dunes](https://arxiv.org/abs/2303.00001)\n"
    )
    both = text + text[5:].replace("## A", "## B").replace("2303.00001", "2303.00009")
    with pytest.raises(BadInput, match="names several sections"):
        add_entry(parse(both), ENTRY, "S")
    (edit,) = add_entry(parse(both), ENTRY, "B > S")
    assert isinstance(edit, Edit)
    assert edit.span.start > both.index("## B")
    (edit,) = add_entry(parse(text), ENTRY, "")
    assert isinstance(edit, Edit)


def test_what_has_no_place_in_the_form_is_left_to_a_person() -> None:
    edits = add_entry(parse(ICONS), replace(ENTRY, tags=("L2",)), "S")
    assert [one.text for one in edits if isinstance(one, HandEdit)] == ["L2"]


def test_by_hand_is_told_line_and_text() -> None:
    text = (
        "# L\n\n## S\n\n- Ann said that [Learning to Walk](https://arxiv.org/abs/2303.00001) and "
        "[Learning to Run](https://arxiv.org/abs/2303.00002) changed it all.\n"
    )
    (edit,) = add_entry(parse(text), ENTRY, "S")
    assert isinstance(edit, HandEdit)
    assert (edit.line, edit.text) == (5, f"- [{TITLE}](https://arxiv.org/abs/2504.01234)")


def test_a_sentence_is_no_form_for_an_entry() -> None:
    text = (
        "# L\n\n## S\n\nFor more see [the survey](https://arxiv.org/abs/2303.00001) "
        "and [a book](https://arxiv.org/abs/2402.00002).\n"
    )
    edits = add_entry(parse(text), ENTRY, "S") if parse(text).mentions else ()
    assert not [one for one in edits if isinstance(one, Edit)]


def usual(document: ListDocument) -> tuple[str, ...]:
    """The section with most entries."""
    return Counter(one.section for one in entries_of(document)).most_common(1)[0][0]


def added_to(document: ListDocument) -> list[Edit]:
    edits = add_entry(document, ELSEWHERE, " > ".join(usual(document)))
    assert edits
    return [one for one in edits if isinstance(one, Edit)]


@pytest.mark.parametrize("path", real_lists(largest=LARGEST), ids=str)
def test_a_real_list_takes_a_paper_and_keeps_the_rest(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    document = parse(text, path.name)
    if not entries_of(document):
        return  # without entries there is no form to take
    edits = added_to(document)
    then = parse(apply(text, edits), path.name)
    assert len(then.mentions) == len(document.mentions) + len(edits)
    kept = [one.name for one in then.mentions if ELSEWHERE.identifier not in one.identifiers]
    assert kept[: len(document.mentions)] == [one.name for one in document.mentions]


def test_most_real_lists_take_a_paper() -> None:
    texts = [path.read_text("utf-8") for path in real_lists(largest=LARGEST)]
    documents = [parse(text) for text in texts if len(text) <= LARGEST // 3]
    taken = [bool(added_to(document)) for document in documents if entries_of(document)]
    assert sum(taken) >= 0.6 * len(taken)
