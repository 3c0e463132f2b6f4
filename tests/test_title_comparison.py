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


@pytest.mark.parametrize(
    ("written", "known", "same"),
    [
        ("Learning Dynamics of Soup Evaluatin", "Learning Dynamics of Soup Evaluation", True),
        ("Learning Dynamics of LLM Finetuning", "Learning Dynamics of VLM Finetuning", False),
        ("Detecting Objects in Deep Videos", "Detecting Objects in Deep Video", True),
        ("Tracking of Objects with Zrembl", "Tracking of Objects with Zremble", True),
        ("Tracking of Objects by Image Class", "Tracking of Objects by Image Glass", False),
    ],
)
def test_a_typo_makes_no_other_word(written: str, known: str, same: bool) -> None:
    assert compare_titles(read_written_title(written), read_title(known)).spelled is same
