"""A name before the colon that begins what a list writes, as a whole and not as part of another."""

from __future__ import annotations

import pytest

from harvester.matching.title_comparison import compare_titles
from harvester.matching.titles import read_title, read_written_title


@pytest.mark.parametrize(
    ("written", "is_told"),
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
def test_name_told(written: str, is_told: bool) -> None:
    record = read_title("Grzvb: Reasoning with Small Invented Models")
    assert compare_titles(read_written_title(written), record).name_told is is_told


@pytest.mark.parametrize(
    ("written", "text", "same"),
    [
        ("Learning Dynamics of Soup Evaluatin", "Learning Dynamics of Soup Evaluation", True),
        ("Learning Dynamics of LLM Finetuning", "Learning Dynamics of VLM Finetuning", False),
        ("Detecting Objects in Deep Videos", "Detecting Objects in Deep Video", True),
        ("Tracking of Objects with Zrembl", "Tracking of Objects with Zremble", True),
        ("Tracking of Objects by Image Class", "Tracking of Objects by Image Glass", False),
        ("Scale Decoupled Soup Tracking", "Scaled Decoupled Soup Tracking", True),
        ("Soup Doesn't Need Bees", "Soup Does Not Need Bees", True),
        ("Soups Can't Fly Alone", "Soup Cannot Fly Alone", True),
        ("Common Soup of Bees", "The Common Soup of Bees", True),
        ("[SoupTransformer] Soup Transformer", "Soup Transformer", True),
    ],
)
def test_a_typo_makes_no_other_word(written: str, text: str, same: bool) -> None:
    assert compare_titles(read_written_title(written), read_title(text)).spelled is same


@pytest.mark.parametrize(
    ("written", "head_only", "prefix"),
    [
        ("From LLMs to Soup Agents", True, True),
        ("From LLMs to Sopu Agents for Bee Keepers", False, False),
        ("From LLM to Soup Agents for Bees", False, True),
        ("From LLM to Bread Agents", False, False),
    ],
)
def test_a_title_is_cut_short_however_it_is_spelled(
    written: str, head_only: bool, prefix: bool
) -> None:
    record = read_title("From LLM to Soup Agent: for Bees and Wasps")
    compared = compare_titles(read_written_title(written), record)
    assert (compared.head_only, compared.prefix) == (head_only, prefix)


def test_a_title_of_nothing_but_marks_takes_no_time() -> None:
    for mark in ("(", "[", "[1] ", "1. ", ". ", "2024-01 ", "CVPR 2024 ", "- ", "** ", "“"):
        assert len(read_written_title(mark * 30_000).text) <= 1_000


_COOKS = (
    " a new method that cooks soup for a long time, without any bee being hurt or even seen, "
    "and without a drop of it being lost on its way to the table"
)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Deep Soup Nets Deep Soup Net (DSN) is" + _COOKS, "Deep Soup Nets"),
        ("6) Deep Soup Deep Soup (DS) is" + _COOKS, "Deep Soup"),
        ("Slow Cooking with Bees Zrembl is" + _COOKS, "Slow Cooking with Bees"),
        ("Slow Cooking with Bees (2024) - proposes" + _COOKS, "Slow Cooking with Bees"),
        ("Soup Soup", "Soup Soup"),
    ],
)
def test_a_description_run_into_the_title_is_cut_off(written: str, title: str) -> None:
    assert read_written_title(written).text == title
