"""Dates in tags, and those that stand beside a title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.values.dates import date_beside, parse_date


@pytest.mark.parametrize(
    ("tag", "date"),
    [
        ("[Jun 2025]", (2025, 6)),
        ("2023.12.21", (2023, 12)),
        ("CVPR'25", (2025, None)),
        ("NeurIPS 2024", (2024, None)),
        ("20180724 ICCSE-18", (2018, 7)),
        ("arXiv 25.3", (2025, 3)),
        ("arXiv 24.12", (2024, 12)),
        ("Soup 22.14", (2022, None)),
        ("April 2025", (2025, 4)),
        ("soon", (None, None)),
    ],
)
def test_parse_date(tag: str, date: tuple[int | None, int | None]) -> None:
    assert parse_date(tag) == date


@pytest.mark.parametrize(
    ("title", "text", "date"),
    [
        ("Soup of Bees", "(arXiv 2024.07) Soup of Bees [paper]", (2024, 7)),
        ("Soup of Bees", "Soup of Bees. CVPR 26 [Paper]", (2026, None)),
        ("SOUP", "SOUP | link / link | ICLR 2025 Spotlight", (2025, None)),
        ("Soup of Bees", "Soup of Bees (2019)", (2019, None)),
        ("Soup of Bees", "Soup of Bees: it cooks since 2019 with 24 bees", (None, None)),
        ("Soup of Bees", "Soup of Bees" + " and wasps" * 5 + " CVPR 2024", (None, None)),
        ("Soup in 2020", "Soup in 2020", (None, None)),
        ("Soup", "Bread", (None, None)),
        ("", "CVPR 2024", (None, None)),
    ],
)
def test_date_beside(title: str, text: str, date: tuple[int | None, int | None]) -> None:
    assert date_beside(title, text) == date


@given(st.text(), st.text())
def test_any_text_is_taken(title: str, text: str) -> None:
    parse_date(text)
    date_beside(title, text + title)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("arXiv preprint arXiv:1912.01603 (2019)", (2019, None)),
        ("arXiv:2010.02193v2, 2020", (2020, None)),
        ("arXiv preprint arXiv:1912", (None, None)),
        ("arXiv 2019", (2019, None)),
    ],
)
def test_an_id_is_no_year(text: str, date: tuple[int | None, int | None]) -> None:
    assert parse_date(text) == date
