"""An identifier in the list and the paper it leads to: the same, renamed, another, or unsure."""

from __future__ import annotations

from harvester.given_identifiers import Given, compare_given
from harvester.matching import resolve
from harvester.model import Candidate, Identifier, Query

ECHO = Candidate(
    Identifier("arxiv", "2504.01234"),
    "EchoWorld: Learning Motion-Aware World Models for Probe Guidance",
    ("Yang Yue", "Yulin Wang"),
    True,
    "2025-04-01",
)


def test_compare_given() -> None:
    assert compare_given(Query(ECHO.title), ECHO) is Given.SAME
    renamed = Query("EchoNova: Guiding Probes by World Models", authors=("Yang Yue",), et_al=True)
    assert compare_given(renamed, ECHO) is Given.TITLE_CHANGED
    other = Query("Robotic Grasping with Tactile Skins in Kitchens", authors=("A. Bee", "C. Dee"))
    assert compare_given(other, ECHO) is Given.OTHER
    unknown = Query("Robotic Grasping with Tactile Skins in Kitchens")
    assert compare_given(unknown, ECHO) is Given.UNSURE
    owner = Candidate(Identifier("arxiv", "2401.00009"), unknown.title, (), True, "2024-01-01")
    assert compare_given(unknown, ECHO, resolve(unknown, (owner,))) is Given.OTHER
