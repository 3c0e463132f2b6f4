"""A new entry is written in the form that most entries of its section have."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.lists.editing.additions import NewEntry, add_entry
from harvester.lists.edits import apply
from harvester.model import Edit, Identifier, PersonName

ABS = "https://arxiv.org/abs/240{}.00001"
NEW = NewEntry(
    Identifier("arxiv", "2409.01234"),
    "Quiet Tunnels with Sparse Lanterns",
    (PersonName("Low", "Liz"), PersonName("Moss", "Mo"), PersonName("Nye", "Ned")),
    date="2024-09-02",
)
TITLES = (
    *("Deep Worlds of Things", "Thin Worlds of Sand", "Wide Worlds of Rain", "Odd Moons at Sea"),
    *("Slow Tides of Ice", "Long Roads to Snow"),
)


def section(*lines: str) -> str:
    entries = [
        line.replace("{}", str(at)).replace("{t}", title)
        for at, (line, title) in enumerate(zip(lines, TITLES, strict=False), 1)
    ]
    return "# L\n\n## S\n\n" + "\n".join(entries) + "\n"


def added(text: str, entry: NewEntry = NEW) -> str:
    (edit, *_) = add_entry(parse(text), entry, "S")
    assert isinstance(edit, Edit)
    then = parse(apply(text, [edit]))
    assert entry.identifier in {one for m in then.mentions for one in m.identifiers}
    return edit.text.strip("\n")


USUAL = f"- **{{t}}** [[paper]({ABS})]"


@pytest.mark.parametrize(
    "odd",
    [
        f"- 🌟 **{{t}}** [[paper]({ABS})]",
        f"- **{{t}}** ([pdf]({ABS}))",
        "- **{t}** [[paper](https://arxiv.org/pdf/240{}.00001v2)]",
        f"- :fire: **{{t}}.** [[paper]({ABS})]",
    ],
)
@pytest.mark.parametrize("place", [0, 3])
def test_one_odd_neighbour_does_not_decide(odd: str, place: int) -> None:
    lines = [USUAL] * 3
    lines.insert(place, odd)
    wanted = USUAL.replace("{t}", NEW.title).replace("240{}.00001", "2409.01234")
    assert added(section(*lines)) == wanted


@pytest.mark.parametrize("mark", ["🔥 ", ":star: "])
def test_a_mark_that_half_of_the_section_has_not_is_no_form(mark: str) -> None:
    line = f"- {mark}**{{t}}** [[paper]({ABS})]"
    text = section(line) + "\n## T\n\n" + section(*[USUAL] * 4).partition("## S\n\n")[2]
    assert mark.strip() not in added(text)
    assert added(section(*[line] * 3)).startswith(f"- {mark}**Quiet")


def test_a_line_that_says_there_is_no_code_is_part_of_the_form() -> None:
    entry = "**{t}**\n\n- Paper: " + ABS + "\n- Code: {}\n"
    lines = [entry.replace("Code: {}", "Code: None")] * 5
    lines.insert(1, entry.replace("Code: {}", "Code: https://github.com/a/b"))
    assert added(section(*lines)).endswith("2409.01234\n- Code: None")
    coded = NewEntry(NEW.identifier, NEW.title, code=Identifier("github", "low/quiet"))
    assert added(section(*lines), coded).endswith("- Code: https://github.com/low/quiet")


@pytest.mark.parametrize("title", ["Odd Moons at Sea", "Aged Suns at Sea", "Zinc Suns at Sea"])
def test_a_section_in_alphabetical_order_stays_so(title: str) -> None:
    names = ["Big Worlds of Things", "Deep Worlds of Sand", "Old Ice on Moons", "Red Ice on Moons"]
    names += ["Tall Trees in Rain", "Wide Worlds of Rain"]
    ids = ["2405.00001", "2301.00002", "2402.00003", "2403.00004", "2208.00005", "2404.00006"]
    lines = [
        f"- [{name}](https://arxiv.org/abs/{number})"
        for name, number in zip(names, ids, strict=True)
    ]
    text = "# L\n\n## S\n\n" + "\n".join(lines) + "\n"
    (edit,) = add_entry(parse(text), NewEntry(NEW.identifier, title), "S")
    assert isinstance(edit, Edit)
    then = [one.name for one in parse(apply(text, [edit])).mentions]
    assert then == sorted([*names, title])


def test_a_section_in_the_order_of_its_months_stays_so() -> None:
    months = ("2024.11", "2024.10", "2024.08", "2024.05", "2024.04", "2024.01")
    lines = [
        f"- [{month}] [{letter} of Worlds and Things](https://doi.org/10.1000/{at})"
        for at, (month, letter) in enumerate(zip(months, "FBDACE", strict=True))
    ]
    text = "# L\n\n## S\n\n" + "\n".join(lines) + "\n"
    entry = NewEntry(Identifier("doi", "10.1000/new"), NEW.title, date="2024-09-02")
    (edit,) = add_entry(parse(text), entry, "S")
    assert isinstance(edit, Edit)
    assert apply(text, [edit]).index("2024.09") > text.index("2024.10")
    assert apply(text, [edit]).index("2024.08") > apply(text, [edit]).index("2024.09")


@pytest.mark.parametrize("event", ["*CVPR 2024*", "**CVPR 2024**", "`CVPR 2024`"])
def test_a_venue_that_a_preprint_has_not_goes_with_its_marks(event: str) -> None:
    line = f"- **{{t}}**, Ann Ames, Ben Bell, {event}, 2024-01. [[pdf]]({ABS})"
    wanted = f"- **{NEW.title}**, Liz Low, Mo Moss, Ned Nye, 2024-09. [[pdf]]"
    assert added(section(*[line] * 4)) == f"{wanted}(https://arxiv.org/abs/2409.01234)"


def test_a_paper_without_a_nickname_follows_one_without() -> None:
    names = "- [**{t}**] Learning about Many Things {}. **`arXiv 24.01`** [[Paper](" + ABS + ")]"
    named = [names.replace("{t}", word) for word in ("Nix", "Nox", "Nux", "Nax")] * 4
    lines = [one.replace("{}", str(at), 1) for at, one in enumerate(named)]
    lines = [one.replace("240{}", f"24{at + 10:02}") for at, one in enumerate(lines)]
    bare = f"- Deep Worlds of Things. **`arXiv 24.01`** [[Paper]({ABS.format(9)})]"
    text = "# L\n\n## S\n\n" + "\n".join([bare, *lines]) + "\n"
    assert added(text).startswith("- Quiet Tunnels with Sparse Lanterns. **`arXiv 24.09`** [[Pap")


def test_where_the_usual_form_cannot_be_copied_the_nearest_entry_is() -> None:
    usual = [
        f"- **Deep Worlds of {at} Moons**. **`arXiv 24.1 Moonlab`** "
        f"[[paper](https://arxiv.org/abs/2401.000{at})]"
        for at in range(10, 23)
    ]
    plain = f"- **Thin Worlds of Sand**. **`arXiv 24.2`** ([pdf]({ABS.format(2)}))"
    wanted = f"- **{NEW.title}**. **`arXiv 24.9`** ([pdf](https://arxiv.org/abs/2409.01234))"
    assert added("# L\n\n## S\n\n" + "\n".join([*usual, plain]) + "\n") == wanted


def test_no_dot_goes_behind_a_title_that_ends_with_a_question() -> None:
    asks = NewEntry(NEW.identifier, "What Is a Tunnel?", NEW.authors, date=NEW.date)
    lines = [f"- {{t}}. [[paper]({ABS})]"] * 3
    assert added(section(*lines), asks).startswith("- What Is a Tunnel? [[paper]")


def test_a_paper_that_a_repository_speaks_of_can_be_added() -> None:
    spoken = "[Lamps](https://github.com/a/lamps) runs the models of the [paper]({})."
    tools = "\n## Tools\n\n- " + spoken.format("https://arxiv.org/abs/2409.01234") + "\n"
    assert NEW.title in added(section(USUAL, USUAL) + tools)
