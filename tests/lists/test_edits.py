from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.errors import BadInput
from harvester.lists.edits import OverlappingEdits, apply
from harvester.model import Edit, Span
from tests.paths import real_lists

texts = st.text(max_size=200)


@st.composite
def text_with_edits(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits of it that do not meet."""
    text = draw(texts)
    marks = sorted(draw(st.lists(st.integers(0, len(text)), max_size=12, unique=True)))
    spans = [Span(one, other) for one, other in zip(marks[::2], marks[1::2], strict=False)]
    return text, [Edit(span, draw(st.text(max_size=10))) for span in spans]


@given(texts)
def test_no_edits_change_nothing(text: str) -> None:
    assert apply(text, ()) == text


@given(text_with_edits(), st.randoms(use_true_random=False))
def test_edits_commute_and_collapse(case: tuple[str, list[Edit]], random: object) -> None:
    text, edits = case
    shuffled = [*edits, *edits]
    getattr(random, "shuffle")(shuffled)  # noqa: B009 - hypothesis gives Random without its type
    assert apply(text, shuffled) == apply(text, edits)


@given(text_with_edits())
def test_an_edit_changes_its_span_and_nothing_else(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    after = apply(text, edits)
    grown = 0
    position = 0
    for edit in sorted(edits, key=lambda one: one.span):
        start, end = edit.span
        assert after[position + grown : start + grown] == text[position:start]
        assert after[start + grown : start + grown + len(edit.text)] == edit.text
        grown += len(edit.text) - (end - start)
        position = end
    assert after[position + grown :] == text[position:]


@given(text_with_edits())
def test_edits_one_by_one_from_the_end_are_the_same(case: tuple[str, list[Edit]]) -> None:
    text, edits = case
    step = text
    for edit in sorted(edits, key=lambda one: one.span, reverse=True):
        step = apply(step, [edit])
    assert step == apply(text, edits)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Edit(Span(1, 4), "x"), Edit(Span(3, 5), "y")),
        (Edit(Span(1, 4), "x"), Edit(Span(1, 4), "y")),
        (Edit(Span(2, 2), "x"), Edit(Span(2, 2), "y")),
        (Edit(Span(1, 4), "x"), Edit(Span(2, 2), "y")),
        (Edit(Span(1, 4), "x"), Edit(Span(1, 3), "y")),
    ],
)
def test_edits_that_meet_are_refused_in_any_order(one: Edit, other: Edit) -> None:
    for edits in ([one, other], [other, one]):
        with pytest.raises(OverlappingEdits, match="two edits want the same place"):
            apply("abcdef", edits)


def test_neighbours_do_not_meet() -> None:
    edits = [Edit(Span(0, 2), "X"), Edit(Span(2, 4), "Y"), Edit(Span(4, 4), "Z")]
    assert apply("abcdef", edits) == "XYZef"
    assert apply("abcdef", [Edit(Span(2, 4), "Y"), Edit(Span(2, 2), "+")]) == "ab+Yef"


@pytest.mark.parametrize("span", [Span(0, 7), Span(-1, 2), Span(4, 3)])
def test_spans_outside_the_text_are_refused(span: Span) -> None:
    with pytest.raises(BadInput, match="parse the list again"):
        apply("abcdef", [Edit(span, "x")])


def test_real_lists_come_back_byte_by_byte() -> None:
    for path in real_lists():
        data = path.read_bytes()
        assert apply(data.decode("utf-8"), ()).encode("utf-8") == data
