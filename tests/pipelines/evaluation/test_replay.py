"""The replay of corrections, on made-up ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import parse_line
from pipelines.evaluation.replay.material import (
    BaseRevision,
    Correction,
    Venue,
    WorldToday,
    title_letters,
)
from pipelines.evaluation.replay.measure import Replayed, replay_base, replay_correction
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
                    id_after="2512.00001", id_check="wrong_to_right"),
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
    outcomes, _ = replay_base(base, {"c1": made}, index, WORLD)
    seen = {(one.proposal.kind, one.made) for one in outcomes}
    assert {("code", True), ("duplicate", False)} <= seen
    rows = list(render([], outcomes))
    assert "| duplicate | 1 | 0 | 1 |" in rows


def test_the_section_is_renewed_in_place() -> None:
    once = put_section("# A\n\n## B\n\ntext\n", f"{HEADING}\n\nold\n")
    assert put_section(once, f"{HEADING}\n\nnew\n") == once.replace("old", "new")
    assert keep_section(once, "# A\n\n## B\n\ntext\n") == once
    assert keep_section("# A\n", "# A\n") == "# A\n"
    assert once.startswith("# A\n\n## B\n\ntext\n")
