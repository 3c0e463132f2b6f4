"""More agreement never lowers a verdict; near misses are no answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.matching.certainty import shipped_trees
from harvester.matching.certainty_features import FEATURES
from harvester.matching.existing_identifiers import LinkVerdict, compare_link, vouches_for
from harvester.matching.resolve import judge, resolve
from harvester.model import Candidate, Identifier, Query, Strength

_RANK = {Strength.DIFFERENT: 0, Strength.AMBIGUOUS: 1, Strength.STRONG: 2, Strength.EXACT: 3}
ABSTRACT = "We present TideNet, hydrographic attention on 3,417 drogues and buoys off Brittany."
AUTHORS = ("Maria Kowalska", "Jun Takeda", "Ola Nwosu", "Petr Svoboda")
TITLES = (
    "TideNet: Learning Coastal Currents from Sparse Buoys",
    "Learning Coastal Currents from Sparse Buoys",
    "A Survey of Coastal Models",
    "Coastal Currents as Graphs: A Benchmark for Ocean Models",
    "TideNet-2: Coastal Currents at Scale",
)


def candidate(title: str, number: str = "2504.00001") -> Candidate:
    return Candidate(
        Identifier("arxiv", number), title, AUTHORS, submitted="2025-04-10", abstract=ABSTRACT
    )


@st.composite
def queries(draw: st.DrawFn) -> Query:
    words = draw(st.sampled_from(TITLES)).split()
    count = draw(st.integers(1, len(words)))
    return Query(
        " ".join(words[:count]),
        authors=draw(st.sampled_from([(), AUTHORS[:1], AUTHORS[:2], ("Some Other", AUTHORS[0])])),
        et_al=True,
        hint=draw(st.sampled_from([None, "2025-04", "2025-06"])),
    )


@settings(max_examples=200, deadline=None)
@given(queries(), st.sampled_from(TITLES))
def test_more_agreement_never_lowers_a_verdict(query: Query, title: str) -> None:
    record = candidate(title)
    before = _RANK[judge(query, record).strength]
    more = [
        replace(query, hint="2025-04"),
        replace(query, named=(record.identifier,)),
        replace(query, named_titles=(title,)),
        replace(query, authors=(*query.authors, AUTHORS[2])),
        replace(query, description="drogues off Brittany, by hydrographic attention: 3,417 buoys"),
    ]
    if query.year is None:
        more.append(replace(query, year=2025, month=4))
    for richer in more:
        assert _RANK[judge(richer, record).strength] >= before, richer


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.floats(0, 40), min_size=len(FEATURES), max_size=len(FEATURES)),
    st.sampled_from([name for name, direction in FEATURES.items() if direction]),
    st.floats(0.1, 20),
)
def test_the_model_moves_in_one_direction(row: list[float], name: str, step: float) -> None:
    place = list(FEATURES).index(name)
    higher = [*row[:place], row[place] + step, *row[place + 1 :]]
    trees = shipped_trees()
    difference = trees.probability(higher) - trees.probability(row)
    assert difference * FEATURES[name] >= -0.02  # the first trees alone speak for hopeless ones


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Language Models are Quick Learners", "Language Models are Quick Learners for Prognosis"),
        ("Focus Is All You Want", "Focus Is All You Want in Speech Separation"),
        ("ROBO-E 2.0", "ROBO-E: Driving Arms with Words"),
        ("TideNet-2", "TideNet: Learning Coastal Currents from Sparse Buoys"),
        ("TideNet: A Dataset", "TideNet: Learning Coastal Currents from Sparse Buoys"),
        ("Coastal Models", "A Survey of Coastal Models"),
    ],
)
def test_near_misses_are_no_answers(written: str, title: str) -> None:
    assert resolve(Query(written), [candidate(title)]).identifier is None


def test_the_beginning_of_a_title_needs_a_second_witness() -> None:
    record = candidate("Location-Aware Pretraining of Currents for Semantics")
    begun = Query("Location-Aware Pretraining of Currents")
    assert resolve(begun, [record]).strength is Strength.AMBIGUOUS
    dated = replace(begun, hint="2025-04")
    assert resolve(dated, [record]).identifier == record.identifier


def test_an_equal_but_common_title_of_another_time_is_another_work() -> None:
    record = candidate("Monaco")
    assert resolve(Query("Monaco", year=2017, month=3), [record]).identifier is None


def test_a_repository_that_names_one_paper_settles_a_retitled_entry() -> None:
    query = Query("Currents from Buoys by Graphs", hint="2025-04")
    record = candidate(TITLES[0])
    assert resolve(query, [record]).identifier is None
    named = replace(query, named=(record.identifier,))
    assert resolve(named, [record]).identifier == record.identifier


def test_a_repository_of_many_papers_settles_nothing_alone() -> None:
    others = tuple(Identifier("arxiv", f"2501.0000{number}") for number in range(1, 5))
    query = Query("Currents from Buoys by Graphs", named=(candidate("x").identifier, *others))
    assert resolve(query, [candidate(TITLES[0])]).identifier is None


def test_a_record_given_twice_is_no_rival_of_itself() -> None:
    record = candidate(TITLES[0])
    assert resolve(Query(TITLES[0]), [record, record]).identifier == record.identifier


SERIES = [
    (f"{{}}{join}{one}{end}", f"{{}}{join}{other}{end}")
    for join, end in ((": ", ""), (", ", ""), (" (", ")"), (" ", ""))
    for one, other in (
        ("Part A", "Part B"),
        ("Part I", "Part II"),
        ("Part 1", "Part 2"),
        ("Part One", "Part Two"),
        ("Volume 1", "Volume 2"),
        ("I", "II"),
        ("1", "2"),
        ("A", "B"),
        ("v1", "v2"),
    )
]
ABOUT = [
    (form, "{}")
    for form in (
        "Towards {}",
        "Toward {}",
        "Erratum: {}",
        "Correction to: {}",
        "Comment on {}",
        "Reply to {}",
        "Revisiting {}",
        "{} Revisited",
        "A Survey of {}",
        "{} 2.0",
        "{} v2",
        "{} II",
        "{}, Part II",
    )
]


@pytest.mark.parametrize(("one", "other"), SERIES + ABOUT)
def test_two_works_of_one_team_are_never_one_paper(one: str, other: str) -> None:
    whole = "Learning Coastal Currents from Sparse Buoys"
    for written, known in ((one, other), (other, one)):
        query = Query(written.format(whole), authors=AUTHORS)
        record = candidate(known.format(whole))
        assert judge(query, record).strength not in {Strength.EXACT, Strength.STRONG}
        assert not vouches_for(query, record)
        assert compare_link(query, record) is not LinkVerdict.SAME
