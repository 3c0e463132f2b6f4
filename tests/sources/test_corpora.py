"""Recorded answers of four services about the same works, merged: every disagreement explained."""

from __future__ import annotations

import pytest

from tests.sources.corpora import FIELDS, RECORDED, disagreements, works

pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")


def test_disagreements_are_few_and_explained() -> None:
    counts = disagreements()
    for name in FIELDS:
        of_field = {why: count for (field, why), count in counts.items() if field == name}
        total = sum(of_field.values())
        assert total >= 20, name
        assert of_field.get("unexplained", 0) <= 0.02 * total, (name, of_field)
        if name in {"title", "authors"}:
            assert of_field["agree"] >= 0.9 * total, of_field


def test_the_corpora_overlap() -> None:
    assert len(works()) > 100
