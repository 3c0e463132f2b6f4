"""Postings come back as they went in, and the ranking agrees with adding up by hand."""

from __future__ import annotations

from array import array

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.arxiv_index.postings import (
    Ranking,
    SizedTerm,
    measure_titles,
    pack,
    split_pairs,
    unpack,
    without,
)

numbers = st.sets(st.integers(1, 2**32 - 1), min_size=1, max_size=60).map(sorted)
near = st.tuples(st.integers(1, 2**20), st.lists(st.integers(1, 400), min_size=15, max_size=90))


@given(numbers)
def test_pack_and_unpack(some: list[int]) -> None:
    assert unpack(pack(array("I", some)), len(some)).tolist() == some


@given(near)
def test_near_numbers_take_one_or_two_bytes_each(begun: tuple[int, list[int]]) -> None:
    first, steps = begun
    some = np.cumsum([first, *steps], dtype=np.uint32)
    packed = pack(some)
    assert unpack(packed, len(some)).tolist() == some.tolist()
    assert len(packed) <= 4 + 2 * len(steps)


def test_without() -> None:
    assert without(np.array([1, 4, 9], dtype=np.uint32), {4, 5}).tolist() == [1, 9]


@given(st.lists(st.lists(st.integers(0, 6), max_size=5), max_size=8))
def test_pairs_are_split_by_place(records: list[list[int]]) -> None:
    places = array("I", [place for record in records for place in record])
    counts = array("I", map(len, records))
    pairs, starts = split_pairs(places, array("I", range(1, len(records) + 1)), counts)
    for place in range(max(places, default=-1) + 1):
        expected = [number for number, record in enumerate(records, 1) if place in record]
        assert pairs[starts[place] : starts[place + 1]].tolist() == expected
    assert starts[-1] == len(pairs)


@given(
    st.lists(st.sets(st.integers(1, 50), min_size=1), min_size=1, max_size=8),
    st.integers(1, 60),
)
def test_no_record_that_shares_more_is_missed(groups: list[set[int]], wanted: int) -> None:
    arrays = [np.array(sorted(group), dtype=np.uint32) for group in groups]
    terms = [SizedTerm(len(one), place, 1.0 + place) for place, one in enumerate(arrays)]
    bits = measure_titles([(len(one), pack(one), len(one)) for one in arrays], 50, 50)
    ranking = Ranking(bits, lambda place: arrays[place])
    expected = {
        number: sum(1.0 + place for place, group in enumerate(groups) if number in group)
        - 0.1 * bits[number]
        for number in set().union(*groups)
    }
    best = max(expected.values())
    for _ in range(2):  # the second time on the same memory
        scores = [expected[number] for number in ranking.best(terms, wanted)]
        assert scores[0] == pytest.approx(best, abs=1e-3)
        assert scores == pytest.approx(sorted(scores, reverse=True), abs=1e-3)
        assert len(scores) <= wanted
        near = {number for number, score in expected.items() if score >= 0.6 * best}
        many = ranking.best(terms, 50)
        assert near <= set(many)
        assert ranking.best(terms, wanted) == many[:wanted]
    assert ranking.best([], 3) == []
