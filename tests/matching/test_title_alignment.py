"""Titles word by word: what is left over, where, and which numbers tell works apart."""

from __future__ import annotations

import pytest

from harvester.matching.title_alignment import align
from harvester.matching.titles import read_title, read_written_title


@pytest.mark.parametrize(
    ("written", "text", "differ"),
    [
        ("Feast-Bench: Measuring Cooks", "Feast-Bench-2-Plus: Measuring Cooks and Waiters", True),
        ("Looking Glass 2: Gateway to Rooms", "Looking Glass: Towards Rooms", True),
        ("Recipes Are All You Need II", "Recipes Are All You Need", True),
        ("Recipes Are All You Need II", "Recipes Are All You Need II: soup-1.5 report", False),
        ("SOUPONAD++: Mixing", "SOUPONAD: Slow and Fast Mixing", True),
        ("Pan2.5-VL Technical Report", "Pan3-VL Technical Report", True),
        ("Pan-4 Technical Report", "Pan-4V Technical Report", True),
        ("Secrets of Soup Part I", "Secrets of Soup Part II: Salt", True),
        ("The Physics of Soup", "Physics of Soup: Part 3.3, Knowledge of Salt", True),
        ("Overview of the Soup 2024 Shared Task", "Overview of the Soup 2023 Shared Task", True),
        ("Soup from Scenes in 3D", "Soup from Scenes in 4D", True),
        ("Soup-Prover-V2 is a model (671B) that cooks", "Soup-Prover: Advancing Cooking", True),
        ("Soup-Prover-V2 is a model (671B) that cooks", "Soup-Prover-V2: Formal Cooking", False),
        ("Soup-Bench, Evaluating Cooks using Pan-4V", "Soup-Bench: Evaluating Cooks", False),
        ("Faster Soup with Draft Trees", "SPOON-2: Faster Soup with Draft Trees", False),
        ("SOUPNOVA: Cooking in Time", "SOUPNOVA: 3D-Free Cooking in Time", False),
        ("Soup-4K: A Large Dataset of Bees", "Soup-Bench: A Dataset of Bees", False),
        ("Large Soup Models: this work (LSM2) cooks long", "LSM2: Large Soup Models", False),
        ("Large Soup Models: this work (LSM2) cooks long", "LSM3: Large Soup Models", True),
        ("L-Soup - a dataset of 411 documents", "L-Soup: Instituting Evaluation", False),
    ],
)
def test_numbers_tell_works_apart_where_they_name_a_version(
    written: str, text: str, differ: bool
) -> None:
    assert align(read_written_title(written), read_title(text)).versions_differ is differ


def test_what_is_left_over_is_counted_where_it_stands() -> None:
    record = read_title("Motion-Aware Guidance of Probes for Echocardiography")
    cut = align(read_written_title("Motion-Aware Guidance of Probes"), record)
    assert cut.end_known > 0
    assert cut.front_known == cut.middle_known == cut.swapped == 0
    named = align(read_written_title("EchoQuill: " + record.text), record)
    assert named.front_written > 0
    assert named.end_known == named.swapped == 0
    other = align(read_written_title(record.text.replace("Probes", "Needles")), record)
    assert other.swapped > 0


def test_a_typo_is_not_another_word() -> None:
    record = read_title("Motion-Aware Guidance of Probes for Echocardiography")
    misspelled = align(read_written_title(record.text.replace("Guidance", "Guidence")), record)
    assert misspelled.swapped == misspelled.middle_written == 0
    joined = align(read_written_title(record.text.replace("Motion-Aware", "Motionaware")), record)
    assert joined.swapped == joined.front_known == 0
