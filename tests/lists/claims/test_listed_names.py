"""Authors in one run with title and venue: told from the words of a title by their form."""

from __future__ import annotations

import pytest

from tests.lists.one_mention import only

ID = "https://arxiv.org/abs/2401.00001"
TITLE = "Deep Worlds of All"


@pytest.mark.parametrize(
    "title",
    [f"*{TITLE}*", f"**{TITLE}**", f"[{TITLE}]({ID})", f'"{TITLE}"', TITLE, f"{TITLE}*"],
)
@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Ann Bee, Cy Dee", ["Ann Bee", "Cy Dee"]),
        ("Ann Bee and Cy van Dee", ["Ann Bee", "Cy van Dee"]),
        ("A. Manning, B. C. Bee, and Cy Dee", ["A. Manning", "B. C. Bee", "Cy Dee"]),
        ("김철수, 이영희", ["김철수", "이영희"]),
        ("Chen and Manning", ["Chen", "Manning"]),
    ],
)
def test_names_between_title_and_venue(title: str, names: str, expected: list[str]) -> None:
    mention = only(f"- {title}, {names}, CVPR 2024. [[pdf]]({ID})\n")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert [one.text for one in mention.authors] == expected
    assert mention.event is not None
    assert mention.event.text == "CVPR 2024"


@pytest.mark.parametrize(
    "title",
    [
        "Depth Estimation, Optical Flow, and Video Segmentation for All",
        "A Survey of Object Detection, Semantic Segmentation, Instance Segmentation",
        "Faster, Better, and Stronger Worlds",
    ],
)
def test_commas_of_a_title_are_no_names(title: str) -> None:
    mention = only(f"- {title}, CVPR 2024. [[pdf]]({ID})\n")
    assert mention.title is not None
    assert mention.title.text == title
    assert mention.authors == ()


def test_a_journal_behind_a_title_is_no_author() -> None:
    mention = only(f'- "{TITLE}", IEEE Signal Processing Letters, 2022. [[Paper]({ID})]\n')
    assert mention.authors == ()
    assert mention.event is not None
    assert mention.event.text == "IEEE Signal Processing Letters, 2022"


@pytest.mark.parametrize(
    "behind",
    [
        " (Ann Bee, Cy Dee, CVPR 2024)",
        " - Ann Bee, Cy Dee (CVPR 2024)",
        ", Ann Bee, Cy Dee (CVPR 2024)",
    ],
)
def test_names_and_venue_in_parentheses(behind: str) -> None:
    mention = only(f"- [{TITLE}]({ID}){behind}\n")
    assert [one.text for one in mention.authors] == ["Ann Bee", "Cy Dee"]
    assert mention.event is not None
    assert mention.event.text == "CVPR 2024"


@pytest.mark.parametrize(
    "crew", ["Researchers from Seaport, UW", "A team at Sea, Lake", "Work in Sea"]
)
def test_a_crew_is_no_author(crew: str) -> None:
    row = (
        f"| Paper | Links |\n|---|---|\n| {TITLE} <br> {crew}, and others found | [Paper]({ID}) |\n"
    )
    assert only(row).authors == ()
