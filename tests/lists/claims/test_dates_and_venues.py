"""Dates and events behind a title, and authors with their family names in front."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from tests.lists.one_mention import only

LINK = "[Deep Worlds for All](https://arxiv.org/abs/2401.00001)"


@pytest.mark.parametrize(
    ("behind", "date", "event"),
    [
        (" (CVPR, 2024)", None, "CVPR, 2024"),
        (" (CVPR 2024)", None, "CVPR 2024"),
        (". 3DV (Oral), 2018.  [[Code]](https://github.com/a/b)", None, "3DV (Oral), 2018"),
        (" (Jun., 2024)", "Jun., 2024", None),
        (", NIPS 2018 Grounded Language Workshop", None, "NIPS 2018 Grounded Language Workshop"),
        (
            ", NeurIPS 2021 Datasets & Benchmarks Track [[code]](https://github.com/a/b)",
            None,
            "NeurIPS 2021 Datasets & Benchmarks Track",
        ),
        (", 2016", "2016", None),
        (" | **[Journal of Computation' 01]**", None, "Journal of Computation' 01"),
    ],
)
def test_behind_a_linked_title(behind: str, date: str | None, event: str | None) -> None:
    mention = only(f"- {LINK}{behind}\n")
    assert (mention.date.text if mention.date else None) == date
    assert (mention.event.text if mention.event else None) == event


@pytest.mark.parametrize(
    ("title", "date", "event"),
    [
        ("Deep Worlds for All (2016)", "2016", None),
        ("Deep Worlds for All (2017 CVPR)", None, "2017 CVPR"),
        ("Deep Worlds for All (ICLR 2019)", None, "ICLR 2019"),
        ("Deep Worlds for All (2024-01-02)", "2024-01-02", None),
    ],
)
def test_in_parentheses_at_the_end_of_a_bold_title(
    title: str, date: str | None, event: str | None
) -> None:
    mention = only(f"<b>{title}</b> [[Paper]](https://arxiv.org/pdf/2401.00001.pdf)\n")
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds for All"
    assert (mention.date.text if mention.date else None) == date
    assert (mention.event.text if mention.event else None) == event


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Bee, Ann and Dee, Cy and Eff, Eve May.", ["Bee, Ann", "Dee, Cy", "Eff, Eve May"]),
        ("Bee, Ann, Cy Dee, and Eve Eff.", ["Bee, Ann", "Cy Dee", "Eve Eff"]),
        ("Ann Bee, Cy Dee and Eve Eff", ["Ann Bee", "Cy Dee", "Eve Eff"]),
    ],
)
def test_family_names_first(written: str, names: list[str]) -> None:
    mention = only(
        "1. **Deep Worlds for All.** ICML, 2020. [paper](https://arxiv.org/abs/2401.00001)\n\n"
        f"    *{written}*\n"
    )
    assert [one.text for one in mention.authors] == names
    assert mention.event is not None
    assert mention.event.text == "ICML, 2020"


@pytest.mark.parametrize(
    ("label", "date", "event"),
    [
        ("CVPR2019", None, "CVPR2019"),
        ("CVPR2019 Oral", None, "CVPR2019 Oral"),
        ("TIP", None, "TIP"),
        ("arXiv 3 Apr 2019", "3 Apr 2019", "arXiv"),
        ("arXiv on 24 Jan 2019", "24 Jan 2019", "arXiv"),
    ],
)
def test_in_the_label_of_the_link_behind_a_title(
    label: str, date: str | None, event: str | None
) -> None:
    mention = only(
        f"- Deep Worlds for All of Us [[{label}]](https://arxiv.org/abs/2401.00001v1) "
        "[[Pytorch]](https://github.com/a/b)\n"
    )
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds for All of Us"
    assert (mention.date.text if mention.date else None) == date
    assert (mention.event.text if mention.event else None) == event


@pytest.mark.parametrize(
    ("written", "event"),
    [
        ("NeurIPS.", "NeurIPS"),
        ("ICLR2020 under review.", "ICLR2020 under review"),
        ("The 18th Worlds Workshop.", "The 18th Worlds Workshop"),
        ("Preprint.", "Preprint"),
    ],
)
def test_an_event_behind_the_authors(written: str, event: str) -> None:
    mention = only(
        f"3. **Deep Worlds**. *Ann Bee, Cy Dee*. {written} "
        "[[pdf](https://openreview.net/pdf?id=HJxnM1rFvr)] (**DW-2**)\n"
    )
    assert mention.event is not None
    assert mention.event.text == event
    assert mention.name == "DW-2"
    assert [one.text for one in mention.authors] == ["Ann Bee", "Cy Dee"]


def test_nobody_is_no_author() -> None:
    mention = only(
        "1. **Deep Worlds**. *Anonymous authors*. "
        "[[pdf](https://openreview.net/pdf?id=HJxnM1rFvr)]\n"
    )
    assert mention.authors == ()


def test_topics_in_a_box_are_no_authors() -> None:
    mention = only(
        '- [**Lua, R, Julia**] "Flat Worlds for All" [2023-08] '
        "[[paper](https://arxiv.org/abs/2401.00001)]\n"
    )
    assert mention.title is not None
    assert mention.title.text == "Flat Worlds for All"
    assert mention.authors == ()
    assert mention.date is not None
    assert mention.date.text == "2023-08"


@pytest.mark.parametrize(
    "event",
    [
        "Proc. of CVPR, Seattle, 2024",
        "Proceedings of the IEEE Conference on Worlds, Salt Lake City, UT, USA, 2018",
        "International Conference on Worlds, Paris, France, 2023",
        "arXiv",
    ],
)
def test_an_event_with_its_places(event: str) -> None:
    (mention,) = parse(
        f"- Deep Worlds of All. Ann Bee, Cy Dee. {event}. [[pdf](https://arxiv.org/abs/2401.00001)]\n"
    ).mentions
    assert mention.title is not None
    assert mention.title.text == "Deep Worlds of All"
    assert [one.text for one in mention.authors] == ["Ann Bee", "Cy Dee"]
    assert mention.event is not None
    assert mention.event.text == event


@pytest.mark.parametrize(
    ("label", "event"),
    [
        ("Datasets", None),
        ("**Benchmarks**", None),
        ("Task", None),
        ("Venue", "MSCOCO 2014"),
        ("Comments", "MSCOCO 2014"),
    ],
)
def test_the_year_of_a_data_set_is_no_venue(label: str, event: str | None) -> None:
    mention = only(
        "### [Deep Worlds of Captions](https://arxiv.org/abs/2410.11779)\n\n"
        f"- {label}: MSCOCO 2014\n- Summary: proposes worlds.\n"
    )
    assert (mention.event.text if mention.event else None) == event


@pytest.mark.parametrize("told", ["since 2021", "from 2019 until March 2021", "up to May 2021"])
def test_a_span_of_time_is_no_date(told: str) -> None:
    row = (
        f"| Paper | Links |\n|---|---|\n| **Deep Worlds** - covers 200 studies {told}. | {LINK} |\n"
    )
    assert only(row).date is None
