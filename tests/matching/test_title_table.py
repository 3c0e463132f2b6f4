"""Titles that are nearly the same: one paper, another one, or a title that many works have."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.matching.resolve import judge
from harvester.model import Candidate, Identifier, Query, Strength

ROWS = [
    tuple(part.strip() for part in line.split(" | "))
    for line in (Path(__file__).parent / "title_table.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("kind", "written", "title"), ROWS)
def test_a_title_alone_is_taken_for_a_paper_only_where_it_is_one(
    kind: str, written: str, title: str
) -> None:
    record = Candidate(Identifier("arxiv", "2401.00001"), title, ("Ada Maker", "Bo Weaver"))
    strength = judge(Query(title=written), record).strength
    assert (strength in {Strength.EXACT, Strength.STRONG}) is (kind == "same")
