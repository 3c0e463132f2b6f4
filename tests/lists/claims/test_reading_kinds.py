"""Kinds of entries that lists write in their own way: one line or block of each."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import MentionKind
from tests.lists.one_mention import only

LINK = "https://arxiv.org/abs/2401.00001"
TITLE = "Deep Worlds of Flat Things"


def listed(body: str) -> str:
    return f"# L\n\n## Papers\n\n{body}\n"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (f"- **BioWorld**. {TITLE}. [paper]({LINK})", "BioWorld"),
        (f'- **Deep Robo**: "{TITLE}", *RSS 2024*. [[Paper]({LINK})]', "Deep Robo"),
        (f"- [DW]({LINK}) – {TITLE}", "DW"),
        (f"- (CVPR 2024) [🧭 Safety] **{TITLE}** [[Paper]({LINK})]", TITLE),
        (f"- :star:\u200b[{TITLE}]({LINK})", TITLE),
        (f"- [{TITLE}, 2021]({LINK})", TITLE),
        (f"- [{TITLE}. 2021.]({LINK})", TITLE),
        (f"- [{TITLE}, CVPR, 2021]({LINK})", TITLE),
    ],
)
def test_the_title_is_what_the_work_is_called(line: str, name: str) -> None:
    mention = only(listed(line))
    assert mention.title is not None
    assert (mention.title.text, mention.name) == (TITLE, name)
    assert not mention.authors


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ("Ann Lee<sup>1</sup>, Bo Chen2", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee, Bo Chen. (Tool - owner) Star]", ["Ann Lee", "Bo Chen"]),
        ("Ann Lee el al.", ["Ann Lee"]),
        ("Virginia Tech, Microsoft.", []),
        ("(Virginia Tech, Microsoft)", []),
    ],
)
def test_people_are_read_and_institutions_are_not(people: str, names: list[str]) -> None:
    mention = only(listed(f"- **{TITLE}**. {people} [[Paper]({LINK})]"))
    assert [one.text for one in mention.authors] == names
    assert mention.title is not None
    assert mention.title.text == TITLE


@pytest.mark.parametrize(
    "line",
    [
        f"<sub>Ann Lee, Bo Chen · Nature Medicine · Mar 2025</sub><br>[p]({LINK})",
        f"arXiv 2024.05 [p]({LINK})",
    ],
)
def test_date_and_event_beside_each_other_are_two(line: str) -> None:
    mention = only(listed(f"- **{TITLE}**<br>{line}"))
    assert mention.date is not None
    assert mention.event is not None
    assert mention.date.span.start >= mention.event.span.end


def test_people_stand_before_the_sign_that_parts_them_from_the_venue() -> None:
    line = "<sub>Ann Lee, Bo Chen · Nature Medicine · Mar 2025</sub>"
    mention = only(listed(f"- **{TITLE}** <br> {line} <br> [Paper]({LINK})"))
    assert [one.text for one in mention.authors] == ["Ann Lee", "Bo Chen"]
    assert mention.event is not None
    assert mention.event.text == "Nature Medicine"


def test_a_tag_in_brackets_is_a_tag() -> None:
    mention = only(listed(f"- (CVPR 2024) [🧭 Safety] **{TITLE}** [[Paper]({LINK})]"))
    assert [one.text for one in mention.tags] == ["Safety"]
    assert mention.event is not None
    assert mention.event.text == "CVPR 2024"


@pytest.mark.parametrize("words", ["unknown", "TBD", "N/A", "-"])
def test_a_cell_that_says_nothing_is_no_event(words: str) -> None:
    head = "| Title | Venue | Year |\n|--|--|--|\n"
    mention = only(listed(f"{head}| {TITLE} | {words} | [2024]({LINK}) |"))
    assert mention.event is None
    assert mention.date is not None
    assert mention.date.text == "2024"


def test_links_in_brackets_below_an_entry_are_its_details() -> None:
    below = "  - [[Python Reference]](https://github.com/a/b)\n  - [[C++]](https://github.com/a/c)"
    mention = only(listed(f"- [{TITLE}]({LINK})\n{below}"))
    assert len(mention.links) == 3


def test_a_heading_with_people_and_a_written_id_below_is_a_paper() -> None:
    papers = "\n\n".join(
        f"### {name} {TITLE}\n\nAnn Lee, Bo Chen\n\narXiv：2401.0000{at + 1}"
        for at, name in enumerate(("First", "Second"))
    )
    mentions = parse(listed(papers)).mentions
    assert [one.name for one in mentions] == [f"First {TITLE}", f"Second {TITLE}"]
    assert [len(one.authors) for one in mentions] == [2, 2]


@pytest.mark.parametrize(
    "line",
    [
        f"- July 20, 2025. Our paper is accepted at [ACL]({LINK}).",
        f"- **[2025.07.01]** We added [{TITLE}]({LINK}).",
        f"- July 22, 2025 - [{TITLE}]({LINK}) is out!",
        f"\nThe taxonomy follows [Lee and Chen (2024)]({LINK}).",
        f"\nBased on [Lee et al., 2025]({LINK}), we sort them.",
    ],
)
def test_what_a_list_says_of_itself_is_no_entry(line: str) -> None:
    assert not parse(listed(line)).mentions


def test_a_sentence_of_the_list_before_an_entry_is_no_part_of_it() -> None:
    mention = only(listed(f"- [2023/09/15] Our survey is released! See [{TITLE}]({LINK}) for it."))
    assert mention.title is not None
    assert mention.title.text == TITLE


def test_an_entry_shown_a_second_time_refers_to_its_place() -> None:
    shown = f"## Featured\n\n| Paper |\n|--|\n| [{TITLE}]({LINK}) |\n\n"
    text = f"# L\n\n{shown}## Papers\n\n- [{TITLE}]({LINK})\n- [Thin Worlds of It]({LINK}1)\n"
    first, second, _ = parse(text).mentions
    assert (first.kind, first.refers_to) == (MentionKind.REFERENCE, TITLE)
    assert second.is_paper_entry


@pytest.mark.parametrize("scheme", ["hhttps", "ttps", "htttp"])
def test_a_damaged_scheme_hides_no_identifier(scheme: str) -> None:
    mention = only(listed(f"- [{TITLE}]({scheme}://arxiv.org/abs/2401.00001)"))
    assert [str(one) for one in mention.identifiers] == ["arxiv:2401.00001"]
