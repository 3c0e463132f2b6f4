"""A name before the colon that begins what a list writes, as a whole and not as part of another."""

from __future__ import annotations

import pytest

from harvester.title_comparison import compare_titles
from harvester.titles import read_title, read_written_title


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Grzvb shows that small models reason", True),
        ("(2024) [3] Grzvb - a model", True),
        ("A model of the year | Grzvb | code", True),
        ("Grzvb-Mini", False),
        ("Grzvb 2", False),
        ("Grzvb++", False),
        ("MiniGrzvb", False),
        ("Beyond Grzvb", False),
        ("()" * 200 + " Grzvb", True),
        ("()" * 200 + "x Grzvb", False),
    ],
)
def test_name_told(written: str, told: bool) -> None:
    known = read_title("Grzvb: Reasoning with Small Invented Models")
    assert compare_titles(read_written_title(written), known).name_told is told
