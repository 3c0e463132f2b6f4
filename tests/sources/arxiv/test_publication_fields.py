"""Where a paper was published, as arXiv's comment and journal reference tell it."""

from __future__ import annotations

import pytest

from harvester.sources.arxiv.papers import read_publication_fields
from harvester.values.fields import rule_of


@pytest.mark.parametrize(
    ("comment", "journal_ref", "fields"),
    [
        ("Accepted at ICCV 2025 (oral)", "", {"event_title": "ICCV 2025"}),
        (
            "9 pages",
            "IEEE Transactions on Medical Imaging 44 (2025) 1-9",
            {"container_title": "IEEE Transactions on Medical Imaging"},
        ),
        ("Submitted to ICCV 2025", "", {}),
        ("ICML 2024 Workshop on Widgets", "", {"event_title": "ICML 2024 Workshop"}),
        ("", "", {}),
    ],
)
def test_fields_of_the_publication(comment: str, journal_ref: str, fields: dict[str, str]) -> None:
    assert dict(read_publication_fields(comment, journal_ref)) == fields


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("[CVPR'25]", "CVPR 2025", True),
        ("CVPR", "CVPR 2025", True),
        ("CVPR 2024", "CVPR 2025", False),
        ("CVPR 2025 Workshop", "CVPR 2025", False),
        ("NIPS 2017", "NeurIPS 2017", True),
        ("Some Meeting", "some meeting.", True),
    ],
)
def test_venues_are_compared_and_not_their_spelling(one: str, other: str, same: bool) -> None:
    rule = rule_of("event_title")
    assert rule.agrees(rule.key(one), rule.key(other)) is same
