"""The replay of corrections, on made-up ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import parse_line
from harvester.lists import parse
from pipelines.evaluation.replay.entries import ListReader, entries_in_lists
from pipelines.evaluation.replay.judgements import load_judgements, render_judgements
from pipelines.evaluation.replay.material import (
    BaseRevision,
    Correction,
    ListHistory,
    Venue,
    WorldToday,
    repository_of,
    title_letters,
)
from pipelines.evaluation.replay.measure import (
    BaseOutcome,
    Replayed,
    replay_base,
    replay_correction,
    replay_duplicates,
)
from pipelines.evaluation.replay.proposals import (
    Proposal,
    propose_duplicates,
    propose_for_entry,
)
from pipelines.evaluation.replay.replay import HEADING, keep_section, put_section, render

TIDES = "Tidewatch: A First Model of Coastal Tides from Satellite Radar"
GRAIN = "Grain Boundaries in Sintered Copper Under Cyclic Load"
WORLD = WorldToday(
    {title_letters(TIDES): (Venue("CVPR", 2026),)},
    {title_letters(TIDES): frozenset({"ann/tides"})},
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArxivIndex]:
    rows = (
        json.dumps({"id": number, "title": title, "authors": "Ann Bee and Cy Dee"})
        for number, title in (("2512.00001", TIDES), ("2511.00002", GRAIN))
    )
    build_index(map(parse_line, rows), tmp_path / "index.sqlite")
    opened = ArxivIndex(tmp_path / "index.sqlite")
    yield opened
    opened.close()


def correction(kind: str, before: str, **facts: object) -> Correction:
    return Correction("c1", kind, "ann/list", TIDES, before, facts)


@pytest.mark.parametrize(
    ("made", "kind", "value"),
    [
        (correction("id_replaced", f"* [{TIDES}](https://arxiv.org/abs/2511.00002)",
                    id_before="2511.00002", id_after="2512.00001", id_check="wrong_to_right"),
         "wrong id", "2512.00001"),
        (correction("placeholder_filled", f"* [{TIDES}]()", ids_after=["2512.00001"]),
         "placeholder", "2512.00001"),
        (correction("venue_changed",
                    f"* **{TIDES}**, arXiv 2025. [[Paper](https://arxiv.org/abs/2512.00001)]",
                    venue_after=["CVPR 26"], preprint_to_published=True),
         "preprint to venue", "CVPR 2026"),
        (correction("code_added", f"* [{TIDES}](https://arxiv.org/abs/2512.00001)",
                    code_after=["ann/tides"], had_code=False),
         "code", "ann/tides"),
    ],
)  # fmt: skip
def test_what_people_corrected_is_proposed(
    index: ArxivIndex, made: Correction, kind: str, value: str
) -> None:
    replayed = replay_correction(made, index, WORLD)
    assert replayed == Replayed(made, kind, answerable=True, proposed=value, agrees=True)


def test_a_right_id_that_people_replaced_is_left_out(index: ArxivIndex) -> None:
    wrong = correction("id_replaced", "", id_after="2511.00002", id_check="right_to_wrong")
    assert replay_correction(wrong, index, WORLD) is None


def test_a_base_revision_gives_proposals_made_and_never_made(index: ArxivIndex) -> None:
    text = (
        f"* [{TIDES}](https://arxiv.org/abs/2512.00001)\n"
        f"* [{GRAIN}](https://arxiv.org/abs/2511.00002)\n"
        f"* [{GRAIN}](https://arxiv.org/abs/2511.00002)\n"
    )
    made = correction("code_added", "", code_after=["ann/tides"], had_code=False)
    base = BaseRevision("ann/list", "README.md", text, frozenset({"c1"}))
    outcomes = replay_base(base, {"c1": made}, index, WORLD, ListReader(index))
    seen = {(one.proposal.kind, one.made) for one in outcomes}
    assert {("code", True), ("duplicate", False)} <= seen
    rows = list(render([], outcomes))
    assert "| duplicate | 1 | 0 | 1 |" in rows


ROW = f"| [{TIDES}](https://arxiv.org/abs/2512.00001) | arXiv | - |"
TABLE = "| Title | Venue | Code |\n|---|---|---|\n"


@pytest.mark.parametrize(
    ("text", "after"),
    [
        (f"{TABLE}{ROW}\n", ""),
        (f"{TABLE}{ROW.replace('arXiv |', 'CVPR |')}\n", ROW.replace("arXiv |", "CVPR |")),
        (f"{TABLE}| [{GRAIN}](https://arxiv.org/abs/2511.00002) | arXiv | - |\n", "gone"),
    ],
    ids=["as it was", "put back", "below a header"],
)
def test_a_row_is_read_within_its_table(index: ArxivIndex, text: str, after: str) -> None:
    made = Correction("c1", "venue_changed", "ann/list", TIDES, ROW, {}, after=after)
    history = ListHistory("ann/list", "README.md", (text,))
    entry = entries_in_lists([made], [history], ListReader(index))["c1"]
    assert entry.title_or_name == TIDES
    assert entry.event is not None
    assert entry.event.text == "arXiv"


def test_lines_that_go_on_are_not_the_entry_before(index: ArxivIndex) -> None:
    before = f"* [{TIDES}](https://arxiv.org/abs/2512.00001)"
    made = Correction("c1", "code_added", "ann/list", TIDES, before, {})
    history = ListHistory("ann/list", "README.md", (f"{before} [code](https://github.com/a/b)\n",))
    assert entries_in_lists([made], [history], ListReader(index)) == {}


@pytest.mark.parametrize(
    ("after", "answerable"), [("Ann Bee, Cy Dee", True), ("Ann Bee, Flo Gus", False)]
)
def test_authors_can_be_answered_where_the_record_has_the_people_written(
    index: ArxivIndex, after: str, answerable: bool
) -> None:
    link = f"**{TIDES}** [[Paper](https://arxiv.org/abs/2512.00001)] <br> "
    made = Correction(
        "c1", "authors_changed", "ann/list", TIDES, f"* {link}*Flo Gus, Hal Ivy*",
        {"authors_before": "Flo Gus, Hal Ivy"}, after=f"* {link}*{after}*",
    )  # fmt: skip
    replayed = replay_correction(made, index, WORLD)
    assert replayed is not None
    assert (replayed.answerable, replayed.agrees) == (answerable, answerable)


def test_duplicates_are_looked_for_in_the_last_revision_that_holds_them(index: ArxivIndex) -> None:
    line = f"* [{TIDES}](https://arxiv.org/abs/2512.00001)\n"
    made = correction("duplicate_removed", line, same_id_elsewhere="2512.00001")
    newer, older = (
        BaseRevision("ann/list", "README.md", text, frozenset({"c1"})) for text in (2 * line, line)
    )
    reader = ListReader(index)
    for bases, twice in (((newer, older), True), ((older,), False)):
        (replayed,) = replay_duplicates(bases, {"c1": made}, reader)
        assert (replayed.answerable, replayed.agrees) == (twice, twice)


def test_papers_named_on_purpose_in_two_sections_are_no_duplicates() -> None:
    rows = [f"* [{TIDES} {part}](https://arxiv.org/abs/2512.0000{part})\n" for part in range(8)]
    once = f"* [{GRAIN}](https://arxiv.org/abs/2511.00002)\n"
    other = "[Ships in Deep Harbours Without Pilots](https://arxiv.org/abs/2511.00002)"
    text = "".join(
        ("## Papers\n", *rows, once, once, "## Datasets\n", *rows,
         "## Ships\n", f"* {other}\n")
    )  # fmt: skip
    proposals = list(propose_duplicates(parse(text, "README.md").mentions))
    assert [(one.line, one.value) for one in proposals] == [(11, "10")]


def test_one_title_under_two_ids_is_no_duplicate() -> None:
    text = "".join(f"* [{TIDES}](https://arxiv.org/abs/2512.0000{n})\n" for n in (1, 2))
    assert list(propose_duplicates(parse(text, "README.md").mentions)) == []


@pytest.mark.parametrize(
    "venue",
    [Venue("CVPR", 2026, ("Flo Gus", "Hal Ivy")), Venue("CVPR", 2026, arxiv="2511.00009")],
    ids=["other people", "another id"],
)
def test_a_venue_of_another_paper_is_not_proposed(index: ArxivIndex, venue: Venue) -> None:
    world = WorldToday({title_letters(TIDES): (venue,)})
    (entry,) = parse(f"* [{TIDES}](https://arxiv.org/abs/2512.00001)\n", "README.md").mentions
    assert [one.kind for one in propose_for_entry(entry, index, world)] == []


@pytest.mark.parametrize(
    ("people", "kinds"),
    [
        ("Ann Bee, Cy Dee Ferrer", []),
        ("Ann Bee, Cy Dee, Eve Fox", []),
        ("Ann Bee, Eve Fox", ["authors"]),
    ],
    ids=["a second family name", "more people", "other people"],
)
def test_authors_are_proposed_where_the_record_names_others(
    index: ArxivIndex, people: str, kinds: list[str]
) -> None:
    text = f"* **{TIDES}**, {people}, 2025. [[Paper](https://arxiv.org/abs/2512.00001)]\n"
    (entry,) = parse(text, "README.md").mentions
    assert len(entry.authors) == len(people.split(","))
    assert [one.kind for one in propose_for_entry(entry, index, WorldToday())] == kinds


def test_what_was_read_by_a_person_is_counted_while_it_is_proposed() -> None:
    kept, changed = (
        BaseOutcome("ann/list", Proposal("code", TIDES, 1, value), made=False)
        for value in ("ann/tides", "ann/other")
    )
    judged = {("ann/list", "code", title_letters(TIDES), "ann/tides"): "right"}
    text = "\n".join(render_judgements([kept, changed], judged))
    assert "Of the 2 proposals that nobody made, 1 drawn" in text
    assert "| code | 1 | 0 | 0 |" in text
    assert list(render_judgements([changed], judged)) == []
    assert set(load_judgements().values()) == {"right", "wrong", "undecidable"}


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/Ann/Tides", "ann/tides"),
        ("https://github.com/ann/tides-", ""),
        ("https://ann.github.io/tides", ""),
        ("https://github.com/ann/tides_page", ""),
    ],
)
def test_only_whole_addresses_of_repositories_are_code(url: str, name: str) -> None:
    assert repository_of(url) == name


def test_the_section_is_renewed_in_place() -> None:
    once = put_section("# A\n\n## B\n\ntext\n", f"{HEADING}\n\nold\n")
    assert put_section(once, f"{HEADING}\n\nnew\n") == once.replace("old", "new")
    assert keep_section(once, "# A\n\n## B\n\ntext\n") == once
    assert keep_section("# A\n", "# A\n") == "# A\n"
    assert once.startswith("# A\n\n## B\n\ntext\n")
