"""What is shown for an entry that stays open."""

from __future__ import annotations

import pytest

from harvester.matching.resolve import resolve
from harvester.matching.suggestions import with_suggestions
from harvester.model import Candidate, Identifier, Query, Strength

TIDES = Candidate(
    Identifier("arxiv", "2405.00001"),
    "Estimating Coastal Tides by Learnt Regression of Radar Echoes",
    ("Ann Bee", "Cy Dee"),
    submitted="2024-05-01",
)
SHIPS = Candidate(
    Identifier("arxiv", "2405.00002"), "Harbour Pilots and the Mooring of Ships", ("Eve Fox",)
)
WRITTEN = "Tide Estimation from Radar: An Empirical Study of Coasts"


def test_a_paper_of_the_month_and_the_matter_is_shown_and_not_answered() -> None:
    query = Query(WRITTEN, hint="2024-05")
    silent = resolve(query, ())
    shown = with_suggestions(query, silent, (SHIPS, TIDES))
    assert silent.strength is Strength.NONE
    assert (shown.strength, shown.identifier) == (Strength.AMBIGUOUS, None)
    assert [one.candidate for one in shown.judged] == [TIDES]


@pytest.mark.parametrize(
    "query",
    [Query(WRITTEN, hint="2023-01"), Query(WRITTEN), Query("Bread Ovens", hint="2024-05")],
    ids=["another month", "no month", "another matter"],
)
def test_without_a_witness_nothing_is_shown(query: Query) -> None:
    silent = resolve(query, ())
    assert with_suggestions(query, silent, (TIDES, SHIPS)) == silent


@pytest.mark.parametrize(
    "query",
    [
        Query(WRITTEN, hint="2024-05", authors=("Ann Bee",), et_al=True),
        Query("Notes on Water", named=(TIDES.identifier, Identifier("arxiv", "2401.00009"))),
    ],
    ids=["people", "repository"],
)
def test_people_and_repositories_are_witnesses(query: Query) -> None:
    shown = with_suggestions(query, resolve(query, ()), (TIDES,))
    assert [one.candidate for one in shown.judged] == [TIDES]


def test_an_answer_stays_as_it_is() -> None:
    query = Query(TIDES.title, hint="2024-05", authors=TIDES.authors)
    answered = resolve(query, (TIDES,))
    assert with_suggestions(query, answered, (SHIPS,)) is answered
