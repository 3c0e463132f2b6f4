"""What must come out of the first list, told by facts of its text."""

from __future__ import annotations

from collections import Counter
from functools import cache

from harvester.lists import ListDocument, document_as_json, load_list, parse
from harvester.model import LinkRole, Mention, MentionKind
from tests.paths import FIRST_LIST


@cache
def seed() -> ListDocument:
    return parse(load_list(FIRST_LIST))


def named(name: str, *, line: int = 0) -> Mention:
    matching = (
        one
        for one in seed().mentions
        if one.name == name and one.line >= line and one.kind is MentionKind.PAPER
    )
    return next(matching)


def under(heading: str) -> list[Mention]:
    return [one for one in seed().mentions if heading in one.section]


def test_nothing_else_is_counted() -> None:
    kinds = Counter(one.kind for one in seed().mentions)
    assert kinds[MentionKind.PAPER] == 1 + 13 + 8
    assert kinds[MentionKind.DATASET] == 6
    assert kinds[MentionKind.REFERENCE] == 13 + 2 + 3 + 5 + 11
    assert kinds[MentionKind.REPOSITORY] == 0


def test_survey_row() -> None:
    (survey,) = under("Survey & Review")
    assert survey.name == "Beyond Generative AI"
    assert survey.event is not None
    assert survey.event.text == "NeurIPS Workshop"
    assert survey.date is not None
    assert survey.date.text == "2025"
    assert [str(one) for one in survey.identifiers] == ["arxiv:2511.16333"]


def test_entry_with_cut_authors() -> None:
    entry = named("Xray2Xray")
    assert entry.title is not None
    assert entry.title.text == ("Xray2Xray: World Model from Chest X-rays with Volumetric Context")
    assert [one.text for one in entry.authors] == ["Zefan Yang", "Xinrui Song", "Xuanang Xu"]
    assert entry.et_al
    assert entry.date is not None
    assert (entry.date.text, entry.event) == ("Jun 2025", None)
    assert [one.text for one in entry.tags][:2] == ["L1", "X-ray"]
    assert [(one.label, one.role) for one in entry.links] == [("PDF", LinkRole.PAPER)]


def test_trailing_affiliation_and_initials() -> None:
    comet = named("CoMET")
    assert [one.text for one in comet.authors][-1] == "Davis White"
    assert comet.et_al
    assert [one.text for one in named("TaDiff").authors] == ["Q. Liu"]
    assert [one.text for one in named("Surgical Vision World Model").authors][5] == (
        "Rudra P.K. Poudel"
    )


def test_events_and_dates() -> None:
    events = {name: named(name).event for name in ("CheXWorld", "Foresight", "Cardiac Copilot")}
    assert [one.text if one else None for one in events.values()] == [
        "CVPR 2025",
        "Lancet Digital Health, 2024",
        "MICCAI 2024",
    ]
    date = named("mi-GAN").date
    assert date is not None
    assert date.text == "2021"


def test_placeholders() -> None:
    rows = [(one.name, mark) for one in seed().mentions for mark in one.placeholders]
    assert [(name, mark.text, mark.hint) for name, mark in rows] == [
        ("EchoWorld", "2504.xxxxx", "2025-04"),
        ("Cardiac Copilot", "2406.xxxxx", "2024-06"),
    ]
    for _, mark in rows:
        assert seed().text[mark.span.start : mark.span.end] == mark.text


def test_references_are_tied_to_their_entries() -> None:
    by_name = {one.name: one.refers_to for one in under("Capability Matrix")}
    assert len(by_name) == 13
    assert by_name["Surgical Vision WM"] == "Surgical Vision World Model"
    assert by_name["WM-Grasp"] == "World Models for General Surgical Grasping"
    assert all(name == entry for name, entry in by_name.items() if "WM" not in name)
    assert [one.refers_to for one in under("Treatment Planning")] == ["CLARITY", "MeWM"]
    assert len(under("Open-Source Projects")) == 3
    roadmap = under("新手入门路线 (For Beginners)")
    assert [one.refers_to for one in roadmap][:3] == [
        "World Models",
        "A Path Towards AMI (JEPA)",
        "Beyond Generative AI",
    ]
    assert len(under("代码复现指南 (For Reproduction)")) == 5


def test_cells_of_a_row() -> None:
    row = next(one for one in under("Capability Matrix") if one.name == "X-WIN")
    assert [(one.header, one.text) for one in row.cells][1:5] == [
        ("L1", "✅"),
        ("L2", "✅"),
        ("L3", ""),
        ("L4", ""),
    ]


def test_json_shape() -> None:
    shown = document_as_json(seed(), "data/list.md")
    assert set(shown) == {"path", "mentions"}
    mentions = shown["mentions"]
    assert isinstance(mentions, list)
    assert {
        *("kind", "name", "title", "authors", "et_al", "date", "event", "section", "tags"),
        *("identifiers", "placeholders", "links", "refers_to", "line", "span"),
    } <= set(mentions[0])
