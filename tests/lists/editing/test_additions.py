from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.errors import BadInput
from harvester.lists import parse
from harvester.lists.editing.additions import NewEntry, add_entry, remove_entry
from harvester.lists.editing.additions.new_entry import parse_issue_form
from harvester.lists.edits import HandEdit, apply
from harvester.model import Edit, Identifier, PersonName

BLOCKS = """\
# A list

## Ultrasound

**Beta: Learning to Hear Hearts in Ultrasound Films.** [Jun 2025]<br>
*Dan Dean, Eve East, Flo Ford, et al.*<br>
`L2` `Ultrasound`<br>
[[PDF](https://arxiv.org/abs/2506.00002)]

> What Beta is about.

**Gamma: Learning to Move Probes Over Patients' Chests.** [May 2024]<br>
*Gil Gray, Hal Hood.*<br>
`L1` `Ultrasound`<br>
[[PDF](https://arxiv.org/abs/2405.00003)] [[Github](https://github.com/gray/gamma)]

> What Gamma is about.

---

## Matrix

| Paper | L1 | L2 | L3 | Domain |
|-------|:--:|:--:|:--:|--------|
| Beta | | ✅ | | Heart |
| Gamma | ✅ | | | Chest |
| Gamma v2 | ✅ | | | Chest |
"""

BULLETS = """\
# A list

## Robots

- [2025/03] **Learning to Walk on Sand Without Falling Over.** *Ann Ames et al.* [[paper](https://arxiv.org/abs/2503.00001)]
- [2024/11] **Learning to Swim in Rivers Against the Stream.** *Ben Bell et al.* [[paper](https://arxiv.org/abs/2411.00002)]
- [2024/02] **Learning to Fly in Storms and in Heavy Rain.** *Cyd Cole et al.* [[paper](https://arxiv.org/abs/2402.00003)]
"""

ENTRY = NewEntry(
    identifier=Identifier("arxiv", "2501.04321"),
    title="ProbeWM: Worlds of Probes and Patients",
    authors=(
        PersonName("Low", "Liz"),
        PersonName("Moss", "Mo"),
        PersonName("Nye", "Ned"),
        PersonName("Orr", "Oz"),
    ),
    date="2025-01-09",
    tags=("L2-L3", "Ultrasound"),
)


def made(text: str, entry: NewEntry, section: str) -> tuple[str, list[HandEdit]]:
    edits = add_entry(parse(text), entry, section)
    then = apply(text, [one for one in edits if isinstance(one, Edit)])
    return then, [one for one in edits if isinstance(one, HandEdit)]


def added(before: str, then: str) -> str:
    lines = then.split("\n")
    for line in before.split("\n"):
        assert line in lines
    return "\n".join(line for line in lines if line not in before.split("\n"))


def test_a_block_entry_with_its_row() -> None:
    then, by_hand = made(BLOCKS, ENTRY, "ultrasound")
    assert added(BLOCKS, then) == (
        "**ProbeWM: Worlds of Probes and Patients.** [Jan 2025]<br>\n"
        "*Liz Low, Mo Moss, Ned Nye, et al.*<br>\n"
        "`L2-L3` `Ultrasound`<br>\n"
        "[[PDF](https://arxiv.org/abs/2501.04321)]\n"
        "| ProbeWM | | ✅ | ✅ | |"
    )
    assert "about.\n\n**ProbeWM" in then
    assert ["Domain" in one.why for one in by_hand] == [True]
    assert len(parse(then).mentions) == len(parse(BLOCKS).mentions) + 2


def test_the_code_link_comes_along() -> None:
    then, _ = made(BLOCKS, replace(ENTRY, code=Identifier("github", "low/probewm")), "Ultrasound")
    assert (
        "[[PDF](https://arxiv.org/abs/2501.04321)] [[Github](https://github.com/low/probewm)]\n"
        in then
    )


def test_bullets_stay_in_their_order() -> None:
    then, by_hand = made(BULLETS, replace(ENTRY, tags=()), "Robots")
    assert not by_hand
    assert then.split("\n")[5] == (
        "- [2025/01] **ProbeWM: Worlds of Probes and Patients.** *Liz Low et al.* "
        "[[paper](https://arxiv.org/abs/2501.04321)]"
    )
    newest, _ = made(
        BULLETS,
        replace(ENTRY, identifier=Identifier("arxiv", "2601.00001"), date="2026-01-01"),
        "Robots",
    )
    assert newest.split("\n")[4].startswith("- [2026/01]")


def test_line_ends_of_the_list_are_kept() -> None:
    text = BULLETS.replace("\n", "\r\n")
    then, _ = made(text, ENTRY, "Robots")
    assert then.replace("\r\n", "").count("\n") == 0
    assert "ProbeWM" in then


def test_duplicates_are_refused_in_plain_words() -> None:
    same_id = replace(ENTRY, identifier=Identifier("arxiv", "2405.00003"))
    with pytest.raises(BadInput, match=r"arxiv:2405\.00003 is already at line 12 as 'Gamma'"):
        add_entry(parse(BLOCKS), same_id, "Ultrasound")
    same_title = replace(ENTRY, title="Learning to hear hearts in ultrasound films")
    with pytest.raises(BadInput, match="already at line 5 as 'Beta'"):
        add_entry(parse(BLOCKS), same_title, "Ultrasound")
    then, _ = made(BULLETS, ENTRY, "Robots")
    with pytest.raises(BadInput, match="is already at line"):
        add_entry(parse(then), ENTRY, "Robots")


def test_an_unknown_section_names_those_there_are() -> None:
    with pytest.raises(BadInput, match="no section 'Boats' with entries; there are: Robots"):
        add_entry(parse(BULLETS), ENTRY, "Boats")


def test_hostile_titles_stay_text() -> None:
    title = "Probe <script>alert(1)</script> [x](javascript:1) | *b*\u202e\n::error::y"
    then, _ = made(BULLETS, replace(ENTRY, title=title), "Robots")
    assert len(then.split("\n")) == len(BULLETS.split("\n")) + 1
    assert "<script>" not in then.replace(r"\<script>", "")
    assert all("javascript:" not in link.url for one in parse(then).mentions for link in one.links)


def test_no_form_that_fits_is_left_to_a_person() -> None:
    link = "[Learning to Walk on Sand](https://arxiv.org/abs/2503.00001)"
    text = f"# L\n\n## S\n\n- Ann said that {link} changed all.\n"
    edits = add_entry(parse(text), ENTRY, "S") if parse(text).mentions else ()
    assert all(isinstance(one, HandEdit) for one in edits)


def test_removing_takes_description_and_rows() -> None:
    document = parse(BLOCKS)
    beta = next(one for one in document.mentions if one.name == "Beta")
    edits = remove_entry(document, beta)
    then = apply(BLOCKS, [one for one in edits if isinstance(one, Edit)])
    assert "Beta" not in then
    assert "## Ultrasound\n\n**Gamma: " in then
    assert "| Gamma | ✅ | | | Chest |" in then
    assert not any(isinstance(one, HandEdit) for one in edits)


def test_removing_a_bullet_leaves_the_others() -> None:
    document = parse(BULLETS)
    edits = remove_entry(document, document.mentions[1])
    then = apply(BULLETS, [one for one in edits if isinstance(one, Edit)])
    assert then == "".join(line for line in BULLETS.splitlines(keepends=True) if "Swim" not in line)


def test_an_issue_form_is_read() -> None:
    answers = {
        "arXiv link": "https://arxiv.org/abs/2504.13065",
        "Section": "Ultrasound",
        "Capability level": "- [X] L2\r\n- [ ] L3",
        "Code repository": "_No response_",
    }
    form = parse_issue_form(
        "".join(f"### {label}\r\n\r\n{answer}\r\n\r\n" for label, answer in answers.items())
    )
    assert (form.paper, form.section, form.tags, form.code) == (
        "https://arxiv.org/abs/2504.13065",
        "Ultrasound",
        ("L2",),
        "",
    )


@pytest.mark.parametrize(
    "body", ["", "hello", "### Section\n\nUltrasound\n", "### arXiv\n\n_No response_\n"]
)
def test_a_form_without_a_paper_is_refused(body: str) -> None:
    with pytest.raises(BadInput, match="names no paper"):
        parse_issue_form(body)
