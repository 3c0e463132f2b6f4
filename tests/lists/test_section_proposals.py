"""Sections proposed for a new entry: from tags, categories and words of its neighbours."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.lists.section_proposals import Neighbour, propose_sections

HEART, KNEE = ("List", "Ultrasound"), ("List", "Radiology")
THERE = (
    Neighbour("A", "Guiding Probes over Hearts", HEART, ("L2", "Cardiac"), ("eess.IV",)),
    Neighbour("B", "Views of Beating Hearts", HEART, ("Cardiac",), ("cs.CV",)),
    Neighbour("C", "Films of the Knee", KNEE, ("X-ray",), ("cs.LG",)),
    Neighbour("D", "Shadows on Films", KNEE, ("X-ray",), ("cs.LG",)),
)


def test_each_kind_of_evidence_leads_to_its_section_and_is_shown() -> None:
    by_tag = propose_sections(Neighbour("", "Something", (), ("x-ray",)), THERE)[0]
    assert (by_tag.section, by_tag.tags) == (KNEE, ("x ray",))
    by_word = propose_sections(Neighbour("", "Where Hearts Beat"), THERE)[0]
    assert (by_word.section, by_word.words) == (HEART, ("heart",))
    by_category = propose_sections(Neighbour("", "Something", (), (), ("cs.LG",)), THERE)[0]
    assert (by_category.section, by_category.categories) == (KNEE, ("cs.LG",))
    by_heading = propose_sections(Neighbour("", "Ultrasound from Scratch"), THERE)[0]
    assert by_heading.section == HEART
    assert by_tag.evidence == "tags x ray; words ray; like D, C"


def test_nothing_shared_proposes_nothing() -> None:
    assert propose_sections(Neighbour("", "Granular Flow in Drums"), THERE) == ()
    assert propose_sections(Neighbour("", "Anything"), ()) == ()


@settings(max_examples=30, deadline=None)
@given(st.permutations(THERE), st.sampled_from(["Hearts", "Films and Probes", "", "的"]))
def test_the_order_of_the_neighbours_says_nothing(order: list[Neighbour], title: str) -> None:
    new = Neighbour("", title, (), ("Cardiac",))
    first, second = propose_sections(new, THERE), propose_sections(new, order)
    assert [(one.section, one.share) for one in first] == [
        (one.section, one.share) for one in second
    ]
    assert sum(one.share for one in first) <= 1.02
