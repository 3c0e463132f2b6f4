"""Who is the same person: one rule, whatever the order, initials, accents, marks."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.values.field_values import names_key, same_people
from harvester.values.person_names import compare_authors, same_person

ROWS = [
    tuple(part.strip() for part in line.split(" | "))
    for line in (Path(__file__).parent / "name_table.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("answer", "one", "other"), ROWS)
def test_two_names_of_one_person(answer: str, one: str, other: str) -> None:
    assert same_person(one, other) is (answer == "same")
    assert same_person(other, one) is (answer == "same")


@pytest.mark.parametrize(("answer", "one", "other"), ROWS)
def test_merging_and_matching_agree_on_who_is_who(answer: str, one: str, other: str) -> None:
    merged = same_people(names_key((one,)), names_key((other,)))
    if one.lower() == one.upper() or not any(word.isupper() for word in one.split()):
        assert merged is (answer == "same")


NAMES = st.sampled_from(sorted({name for _, *pair in ROWS for name in pair}))


@given(NAMES, NAMES)
def test_the_order_of_two_names_does_not_matter(one: str, other: str) -> None:
    assert same_person(one, other) is same_person(other, one)


@given(st.text(max_size=40))
def test_every_name_is_its_own(name: str) -> None:
    assert same_person(name, name) is bool(name.strip())


@given(st.lists(NAMES, min_size=1, max_size=4), st.lists(NAMES, min_size=1, max_size=5), NAMES)
def test_one_more_agreeing_author_never_lowers_the_agreement(
    written: list[str], authors: list[str], more: str
) -> None:
    before = compare_authors(written, authors, True)
    after = compare_authors([*written, more], [*authors, more], True)
    assert after.agreeing >= before.agreeing
    assert after.bits >= before.bits
