"""A venue goes where the list names venues, in the form it has there."""

from __future__ import annotations

from harvester.lists import parse
from harvester.lists.editing.venues import name_venue
from harvester.lists.edits import apply
from harvester.model import Edit


def entry(title: str, tag: str, number: int) -> str:
    return (
        f"**{title}.** {tag}<br>\n*Ada Maker, Bo Weaver.*<br>\n"
        f"[[PDF](https://arxiv.org/abs/2401.0000{number})]\n\n"
    )


TITLES = ("Tides of Small Moons in Orbit", "Sand that Flows in a Drum", "Bits of Seismic Traces")


def named(tags: tuple[str, str, str], name: str = "CVPR", year: str = "2025") -> str | None:
    text = "# Papers\n\n" + "".join(
        entry(title, tag, at) for at, (title, tag) in enumerate(zip(TITLES, tags, strict=True), 1)
    )
    document = parse(text)
    edit = name_venue(document, document.mentions[0], name, year)
    if not isinstance(edit, Edit):
        return None
    changed = apply(text, [edit])
    assert changed.replace(edit.text, "") == text[: edit.span.start] + text[edit.span.end :]
    return changed.splitlines()[2].removeprefix(f"**{TITLES[0]}.** ").removesuffix("<br>")


def test_a_date_gives_way_where_others_name_a_venue_between_the_same_marks() -> None:
    assert named(("[Jun 2024]", "[ICCV 2023]", "[MICCAI 2024]")) == "[CVPR 2025]"


def test_a_tag_of_an_archive_becomes_the_venue() -> None:
    assert named(("[arXiv 2024]", "[ICCV 2023]", "[MICCAI 2024]")) == "[CVPR 2025]"


def test_a_list_without_such_tags_keeps_its_dates() -> None:
    assert named(("[Jun 2024]", "[May 2023]", "[Jul 2024]")) is None


def test_other_marks_are_another_place() -> None:
    assert named(("`Jun 2024`", "[ICCV 2023]", "[MICCAI 2024]")) is None


def test_a_date_stays_where_the_year_is_not_known() -> None:
    assert named(("[Jun 2024]", "[ICCV 2023]", "[MICCAI 2024]"), "TMLR", "") is None
