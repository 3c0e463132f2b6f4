"""Recorded answers of four services about the same works, merged: every disagreement explained."""

from __future__ import annotations

import pytest

from tests.sources.corpora import FIELDS, JUDGED, REASONS, RECORDED, disagreements, works

pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")


def test_disagreements_are_few_and_explained() -> None:
    counts = disagreements()
    for name in FIELDS:
        of_field = {why: count for (field, why), count in counts.items() if field == name}
        total = sum(of_field.values())
        assert total >= 20, name
        assert of_field.keys() - REASONS.keys() <= {"agree"}, (name, of_field)
        if name in {"title", "authors"}:
            assert of_field["agree"] >= 0.9 * total, of_field


def test_each_judgement_is_of_use() -> None:
    """A judged case that the sources agree on by now is to go, and so is a kind without a case."""
    kinds = {kind for _, kind in disagreements()} - {"agree"}
    assert set(JUDGED.values()) <= kinds
    assert kinds == set(REASONS)


def test_the_corpora_overlap() -> None:
    assert len(works()) > 100
