"""Papers that left the dataset: remembered once, forgotten when they come back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harvester.dataset.run_facts import (
    REMOVED,
    Removal,
    format_removals,
    load_removals,
    renew_removals,
)
from harvester.errors import BadInput
from harvester.model import Dataset
from tests.paper_strategies import made_paper

ONE, TWO = made_paper(1, title="Seeing Worlds"), made_paper(2, title="Hearing Worlds")
BOTH, LEFT = Dataset((ONE, TWO)), Dataset((ONE,))
GONE = Removal(TWO.id, "Hearing Worlds", "2026-01-02")


def test_the_day_of_a_removal_stays() -> None:
    removals = renew_removals((), BOTH, LEFT, "2026-01-02")
    assert removals == (GONE,)
    assert renew_removals(removals, LEFT, LEFT, "2026-01-03") == removals


def test_what_came_back_or_was_merged_is_not_removed() -> None:
    assert renew_removals((GONE,), LEFT, BOTH, "2026-01-03") == ()
    merged = replace(LEFT, redirects=((str(TWO.id), str(ONE.id)),))
    assert renew_removals((), BOTH, merged, "2026-01-03") == ()


def test_the_file_is_read_back_and_absent_when_empty(tmp_path: Path) -> None:
    assert format_removals(()) is None
    assert load_removals(tmp_path) == ()
    (tmp_path / REMOVED).write_bytes(format_removals([GONE]) or b"")
    assert load_removals(tmp_path) == (GONE,)


@pytest.mark.parametrize("text", ["{", "{}", '[{"paper": "x"}]', '[{"paper": 1}]'])
def test_a_damaged_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / REMOVED).write_text(text)
    with pytest.raises(BadInput, match=r"removed\.json"):
        load_removals(tmp_path)
