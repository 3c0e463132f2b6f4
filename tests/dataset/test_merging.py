from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from harvester.dataset import merging
from harvester.dataset.merging import combine_observations, conflicts
from harvester.model import (
    Alternative,
    Decision,
    DecisionKind,
    FieldData,
    FieldValue,
    Observation,
    PersonName,
)
from harvester.sources import RANKING
from harvester.values.fields import DECISION, rule_of
from tests.paper_strategies import OBSERVATION, OBSERVATIONS, SOURCES, observations_of


def merge(
    observations: Iterable[Observation], decisions: Sequence[Decision] = ()
) -> tuple[tuple[str, FieldValue], ...]:
    return merging.merge(observations, RANKING, decisions)


def said(value: FieldData, source: str, field: str = "title") -> Observation:
    return Observation(field, value, source, "2026-01-01")


def decide(
    value: str, field: str = "title", kind: str = "accept", when: str = "2026-02-01"
) -> Decision:
    return Decision(DecisionKind(kind), "arxiv:2504.00001", value, "why", "ann", when, field)


def title(*observations: Observation, decisions: tuple[Decision, ...] = ()) -> FieldValue:
    return dict(merge(observations, decisions))["title"]


@given(OBSERVATIONS, st.randoms(use_true_random=False))
def test_order_never_matters(observations: list[Observation], chance: random.Random) -> None:
    shuffled = list(observations)
    chance.shuffle(shuffled)
    assert merge(shuffled) == merge(observations)


@given(OBSERVATIONS)
def test_saying_it_twice_changes_nothing(observations: list[Observation]) -> None:
    assert merge([*observations, *observations]) == merge(observations)


@given(OBSERVATIONS)
def test_what_was_combined_needs_no_second_cleaning(observations: list[Observation]) -> None:
    combined = combine_observations([], observations, SOURCES)
    assert merging.merge_cleaned(combined, RANKING) == merge(combined)


@given(OBSERVATIONS, st.integers(1, 5))
def test_copies_never_outvote(observations: list[Observation], copies: int) -> None:
    before = dict(merge(observations))
    lowest = [
        replace(seen, source=f"~copy{number}") for seen in observations for number in range(copies)
    ]
    for field, chosen in merge([*observations, *lowest]):
        assert (chosen.value, chosen.source) == (before[field].value, before[field].source)


@given(OBSERVATIONS)
def test_an_empty_value_never_erases(observations: list[Observation]) -> None:
    empty = [said("", "arxiv"), said(" \n", "arxiv"), said((), "arxiv", "authors")]
    assert merge([*observations, *empty]) == merge(observations)


@given(st.lists(observations_of("title"), min_size=1))
def test_the_best_ranked_source_that_speaks_wins_and_nobody_is_lost(
    observations: list[Observation],
) -> None:
    rule = rule_of("title")
    speaking = {seen.source for seen in observations if rule.normalize(seen.value) is not None}
    merged = dict(merge(observations))
    if not speaking:
        assert merged == {}
        return
    chosen = merged["title"]
    assert chosen.source == min(speaking, key=partial(RANKING.rank, "title"))
    heard = {chosen.source, *chosen.supported_by}
    assert heard.union(*(lost.sources for lost in chosen.alternatives)) == speaking


@given(OBSERVATIONS, st.text(min_size=1))
def test_a_persons_word_wins_and_the_loser_stays(
    observations: list[Observation], word: str
) -> None:
    value = rule_of("title").parse(word)
    before = dict(merge(observations))
    after = dict(merge(observations, [decide(word)]))
    if value is None:
        assert after == before
        return
    assert (after["title"].value, after["title"].source) == (value, DECISION)
    if "title" in before:
        lost = {source for other in after["title"].alternatives for source in other.sources}
        assert before["title"].source in {*after["title"].supported_by, *lost}
    assert {**after, "title": 0} == {**before, "title": 0}


def test_the_worked_example() -> None:
    chosen = title(
        said("X-Win: building models", "list"),
        said("X-WIN: Building Models", "arxiv"),
        said("Another title", "datacite"),
        said("another  title", "arxiv-snapshot"),
    )
    assert chosen == FieldValue(
        "X-WIN: Building Models",
        "arxiv",
        ("list",),
        (Alternative("Another title", ("datacite", "arxiv-snapshot")),),
    )
    assert conflicts([("title", chosen), ("name", FieldValue("X-WIN", "list"))]) == ("title",)


def test_keep_without_a_value_keeps_what_the_list_says() -> None:
    keep = decide("", kind="keep")
    chosen = title(said("List title", "list"), said("True title", "arxiv"), decisions=(keep,))
    assert (chosen.value, chosen.source) == ("List title", DECISION)
    assert chosen.supported_by == ("list",)
    assert chosen.alternatives == (Alternative("True title", ("arxiv",)),)
    assert merge([said("True title", "arxiv")], [keep]) == merge([said("True title", "arxiv")])


def test_the_last_word_counts_and_of_one_day_the_later_line() -> None:
    first, second = decide("First"), decide("Second")
    early = decide("Early", when="2025-01-01")
    assert title(decisions=(first, second, early)).value == "Second"
    assert title(decisions=(second, first)).value == "First"


def test_judgements_of_identity_say_nothing_about_values() -> None:
    same = decide("arxiv:2504.00002", kind="same", field="")
    assert merge([], [same]) == ()


def test_et_al_does_not_contradict_and_wrong_authors_do() -> None:
    names = tuple(PersonName(family, "A") for family in ("Yue", "Wang", "Tao", "Liu"))
    short = tuple(PersonName(literal=name) for name in ("A Yue", "A. Wang", "et al."))
    wrong = (PersonName("Nobody", "A"),)
    observations = [said(names, "arxiv", "authors"), said(short, "list", "authors")]
    assert dict(merge(observations))["authors"].supported_by == ("list",)
    against = dict(merge([observations[0], said(wrong, "list", "authors")]))["authors"]
    assert against.alternatives == (Alternative(wrong, ("list",)),)


def test_false_is_a_statement_and_true_is_not_one() -> None:
    merged = dict(merge([said(False, "arxiv", "withdrawn"), said(True, "datacite", "withdrawn")]))
    assert merged["withdrawn"].value is False
    assert merged["withdrawn"].alternatives == (Alternative(True, ("datacite",)),)


@given(OBSERVATIONS, OBSERVATIONS, st.sets(st.sampled_from(SOURCES)))
def test_who_was_not_asked_keeps_every_statement(
    old: list[Observation], new: list[Observation], failed: set[str]
) -> None:
    known = combine_observations((), old, ())
    new = [seen for seen in new if seen.source not in failed]
    asked = set(SOURCES) - failed
    combined = combine_observations(known, new, asked)
    assert [s for s in combined if s.source in failed] == [s for s in known if s.source in failed]
    fresh = {(s.field, s.source, repr(s.value)) for s in combine_observations((), new, ())}
    answered = {(s.field, s.source, repr(s.value)) for s in combined if s.source not in failed}
    assert answered == fresh


@given(OBSERVATIONS, OBSERVATIONS)
def test_a_second_reading_of_the_same_changes_nothing(
    old: list[Observation], new: list[Observation]
) -> None:
    once = combine_observations(old, new, SOURCES)
    later = [replace(seen, first_seen="2027-01-01") for seen in new]
    assert combine_observations(once, later, SOURCES) == once


@given(st.lists(OBSERVATION, min_size=1))
def test_failure_is_not_absence(old: list[Observation]) -> None:
    known = combine_observations((), old, ())
    assert combine_observations(known, (), ()) == known


def test_a_changed_value_is_new_today_and_an_unchanged_one_is_not() -> None:
    old = [said("One", "arxiv"), said("cs.CV", "arxiv", "primary_category")]
    today = [replace(seen, first_seen="2026-11-23") for seen in old]
    today[0] = replace(today[0], value="Two")
    combined = {seen.field: seen for seen in combine_observations(old, today, {"arxiv"})}
    assert combined["title"].first_seen == "2026-11-23"
    assert combined["primary_category"].first_seen == "2026-01-01"


def test_a_source_that_stopped_saying_something_is_taken_at_its_word() -> None:
    old = [said("One", "arxiv"), said("A comment", "arxiv", "comment"), said("One", "list")]
    combined = combine_observations(old, [said("One", "arxiv")], {"arxiv"})
    assert {(seen.field, seen.source) for seen in combined} == {
        ("title", "arxiv"),
        ("title", "list"),
    }


def test_keep_answers_one_upstream_value_and_a_new_one_asks_again() -> None:
    said = [
        Observation("title", "Seeing Rooms", "list", "2026-01-01"),
        Observation("title", "Seeing Many Rooms", "arxiv", "2026-01-01"),
    ]
    keep = Decision(
        DecisionKind.KEEP, "x", "", "ours", "ana", "2026-01-02", "title", "Seeing many rooms"
    )
    assert dict(merge(said, [keep]))["title"].value == "Seeing Rooms"
    moved = [said[0], replace(said[1], value="Seeing All Rooms")]
    assert dict(merge(moved, [keep]))["title"].value == "Seeing All Rooms"
