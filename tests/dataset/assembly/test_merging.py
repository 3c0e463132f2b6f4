from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from harvester.dataset.assembly import merging
from harvester.dataset.assembly.merging import combine_statements, conflicts
from harvester.model import (
    Alternative,
    Decision,
    DecisionKind,
    FieldData,
    FieldValue,
    PersonName,
    Statement,
)
from harvester.sources import RANKING
from harvester.values.fields import DECISION, rule_of
from tests.paper_strategies import SOURCES, STATEMENT, STATEMENTS, statements_of


def merge(
    statements: Iterable[Statement], decisions: Sequence[Decision] = ()
) -> tuple[tuple[str, FieldValue], ...]:
    return merging.merge(statements, RANKING, decisions)


def said(value: FieldData, source: str, field: str = "title") -> Statement:
    return Statement(field, value, source, "2026-01-01")


def decide(
    value: str, field: str = "title", kind: str = "accept", when: str = "2026-02-01"
) -> Decision:
    return Decision(DecisionKind(kind), "arxiv:2504.00001", value, "why", "ann", when, field)


def title(*statements: Statement, decisions: tuple[Decision, ...] = ()) -> FieldValue:
    return dict(merge(statements, decisions))["title"]


@given(STATEMENTS, st.randoms(use_true_random=False))
def test_order_never_matters(statements: list[Statement], chance: random.Random) -> None:
    shuffled = list(statements)
    chance.shuffle(shuffled)
    assert merge(shuffled) == merge(statements)


@given(STATEMENTS)
def test_saying_it_twice_changes_nothing(statements: list[Statement]) -> None:
    assert merge([*statements, *statements]) == merge(statements)


@given(STATEMENTS)
def test_what_was_combined_needs_no_second_cleaning(statements: list[Statement]) -> None:
    combined = combine_statements([], statements, SOURCES)
    assert merging.field_values(merging.rank_statements(combined, RANKING)) == merge(combined)


@given(STATEMENTS, st.integers(1, 5))
def test_copies_never_outvote(statements: list[Statement], copies: int) -> None:
    before = dict(merge(statements))
    lowest = [
        replace(seen, source=f"~copy{number}") for seen in statements for number in range(copies)
    ]
    for field, chosen in merge([*statements, *lowest]):
        assert (chosen.value, chosen.source) == (before[field].value, before[field].source)


@given(STATEMENTS)
def test_an_empty_value_never_erases(statements: list[Statement]) -> None:
    empty = [said("", "arxiv"), said(" \n", "arxiv"), said((), "arxiv", "authors")]
    assert merge([*statements, *empty]) == merge(statements)


@given(st.lists(statements_of("title"), min_size=1))
def test_the_best_ranked_source_that_speaks_wins_and_nobody_is_lost(
    statements: list[Statement],
) -> None:
    rule = rule_of("title")
    speaking = {seen.source for seen in statements if rule.normalize(seen.value) is not None}
    merged = dict(merge(statements))
    if not speaking:
        assert merged == {}
        return
    chosen = merged["title"]
    assert chosen.source == min(speaking, key=partial(RANKING.rank, "title"))
    heard = {chosen.source, *chosen.supported_by}
    assert heard.union(*(lost.sources for lost in chosen.alternatives)) == speaking


@given(STATEMENTS, st.text(min_size=1))
def test_a_persons_word_wins_and_the_loser_stays(statements: list[Statement], word: str) -> None:
    value = rule_of("title").parse(word)
    before = dict(merge(statements))
    after = dict(merge(statements, [decide(word)]))
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
    statements = [said(names, "arxiv", "authors"), said(short, "list", "authors")]
    assert dict(merge(statements))["authors"].supported_by == ("list",)
    against = dict(merge([statements[0], said(wrong, "list", "authors")]))["authors"]
    assert against.alternatives == (Alternative(wrong, ("list",)),)


def test_false_is_a_statement_and_true_is_not_one() -> None:
    merged = dict(merge([said(False, "arxiv", "withdrawn"), said(True, "datacite", "withdrawn")]))
    assert merged["withdrawn"].value is False
    assert merged["withdrawn"].alternatives == (Alternative(True, ("datacite",)),)


@given(STATEMENTS, STATEMENTS, st.sets(st.sampled_from(SOURCES)))
def test_who_was_not_asked_keeps_every_statement(
    old: list[Statement], new: list[Statement], failed: set[str]
) -> None:
    stated = combine_statements((), old, ())
    new = [seen for seen in new if seen.source not in failed]
    asked = set(SOURCES) - failed
    combined = combine_statements(stated, new, asked)
    assert [s for s in combined if s.source in failed] == [s for s in stated if s.source in failed]
    fresh = {(s.field, s.source, repr(s.value)) for s in combine_statements((), new, ())}
    answered = {(s.field, s.source, repr(s.value)) for s in combined if s.source not in failed}
    assert answered == fresh


@given(STATEMENTS, STATEMENTS)
def test_a_second_reading_of_the_same_changes_nothing(
    old: list[Statement], new: list[Statement]
) -> None:
    once = combine_statements(old, new, SOURCES)
    later = [replace(seen, since="2027-01-01") for seen in new]
    assert combine_statements(once, later, SOURCES) == once


@given(st.lists(STATEMENT, min_size=1))
def test_failure_is_not_absence(old: list[Statement]) -> None:
    stated = combine_statements((), old, ())
    assert combine_statements(stated, (), ()) == stated


def test_a_changed_value_is_new_today_and_an_unchanged_one_is_not() -> None:
    old = [said("One", "arxiv"), said("cs.CV", "arxiv", "primary_category")]
    today = [replace(seen, since="2026-11-23") for seen in old]
    today[0] = replace(today[0], value="Two")
    combined = {seen.field: seen for seen in combine_statements(old, today, {"arxiv"})}
    assert combined["title"].since == "2026-11-23"
    assert combined["primary_category"].since == "2026-01-01"


def test_a_source_that_stopped_saying_something_is_taken_at_its_word() -> None:
    old = [said("One", "arxiv"), said("A comment", "arxiv", "comment"), said("One", "list")]
    combined = combine_statements(old, [said("One", "arxiv")], {"arxiv"})
    assert {(seen.field, seen.source) for seen in combined} == {
        ("title", "arxiv"),
        ("title", "list"),
    }


def test_keep_answers_one_upstream_value_and_a_new_one_asks_again() -> None:
    stated = [
        Statement("title", "Seeing Rooms", "list", "2026-01-01"),
        Statement("title", "Seeing Many Rooms", "arxiv", "2026-01-01"),
    ]
    keep = Decision(
        DecisionKind.KEEP, "x", "", "ours", "ana", "2026-01-02", "title", "Seeing many rooms"
    )
    assert dict(merge(stated, [keep]))["title"].value == "Seeing Rooms"
    moved = [stated[0], replace(stated[1], value="Seeing All Rooms")]
    assert dict(merge(moved, [keep]))["title"].value == "Seeing All Rooms"
