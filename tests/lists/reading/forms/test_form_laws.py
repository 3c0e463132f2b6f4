"""Whatever a list and its records say: laws that reading again never breaks."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.lists import ListDocument, parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.model import Candidate, Identifier, Mention, Span
from tests.lists.reading.forms.styles import STYLES, made_up_papers, records_of, write_list

PAPERS = made_up_papers(18)
STYLE_NAMES = st.sampled_from(sorted(STYLES))
_NOISE = st.text(alphabet='**__`[]()|"“”:.,- \n<>bré中&;{}$\\#1', max_size=40)


@st.composite
def lists(draw: st.DrawFn) -> str:
    """Draw a list of two styles with noise around some entries and some ids masked."""
    pieces = ["# L\n\n"]
    for style in draw(st.lists(STYLE_NAMES, min_size=1, max_size=2)):
        if style == "table":
            pieces.append("\n| Model | Who | Lab |\n|---|---|---|\n")
        for paper in draw(st.lists(st.sampled_from(PAPERS), max_size=12)):
            pieces.append(STYLES[style](paper))
            if draw(st.integers(0, 5)) == 0:
                pieces.append(draw(_NOISE))
            pieces.append("\n")
    return "".join(pieces)


def spans_of(mention: Mention) -> list[Span]:
    claims = [mention.title, mention.date, mention.event, *mention.authors]
    spans = [claim.span for claim in claims if claim is not None]
    return [*spans, mention.authors_span] if mention.authors_span else spans


@settings(max_examples=60, deadline=None)
@given(lists())
def test_bytes_stay_and_spans_stay_inside_their_entry(text: str) -> None:
    document = parse(text)
    again = read_again(document, learn_forms(document, records_of(PAPERS)))
    assert again.text == document.text == text
    assert [one.span for one in again.mentions] == [one.span for one in document.mentions]
    for before, mention in zip(document.mentions, again.mentions, strict=True):
        fresh = set(spans_of(mention)) - set(spans_of(before))
        assert all(mention.span.start <= s.start < s.end <= mention.span.end for s in fresh)
        assert mention.name
        assert mention.links == before.links
        assert mention.identifiers == before.identifiers


@settings(max_examples=30, deadline=None)
@given(lists())
def test_knowing_nothing_changes_nothing(text: str) -> None:
    document = parse(text)
    assert read_again(document, learn_forms(document, {})) is document


@settings(max_examples=30, deadline=None)
@given(lists(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_does_not_matter(text: str, chance: random.Random) -> None:
    document = parse(text)
    papers = list(PAPERS)
    chance.shuffle(papers)
    one = read_again(document, learn_forms(document, records_of(PAPERS)))
    other = read_again(document, learn_forms(document, records_of(papers)))
    assert one == other


def test_reading_again_twice_changes_nothing() -> None:
    for style in STYLES:
        document = parse(write_list(style, PAPERS))
        once = read_again(document, learn_forms(document, records_of(PAPERS)))
        twice = read_again(once, learn_forms(once, records_of(PAPERS)))
        claims = [[(m.title, m.authors) for m in each.mentions] for each in (once, twice)]
        assert claims[0] == claims[1]


HOSTILE = {
    "marks": lambda n: "- **A [B](https://arxiv.org/abs/2501.10000) " + "**" * n,
    "brackets": lambda n: "- T [x](https://arxiv.org/abs/2501.10000) " + "[" * n,
    "targets": lambda n: "- T [x](https://arxiv.org/abs/2501.10000) " + "](" * n,
    "dates": lambda n: "- T [x](https://arxiv.org/abs/2501.10000) " + "2025.1 " * n,
    "one paper": lambda n: "- **T** words here [x](https://arxiv.org/abs/2501.10000)\n" * (n // 40),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_list_stays_linear(name: str) -> None:
    paper = Candidate(Identifier("arxiv", "2501.10000"), "Words here and there", ("A B", "C D"))
    seconds = []
    for size in (20_000, 80_000):
        document = parse(HOSTILE[name](size))
        started = time.process_time()
        read_again(document, learn_forms(document, {paper.identifier: paper}))
        seconds.append(time.process_time() - started)
    assert seconds[1] < 12 * max(seconds[0], 0.02)


def overlapping(text: str) -> ListDocument:
    """Return a document whose 2,000 mentions all span the whole text."""
    first = parse(text).mentions[0]
    return ListDocument(text, mentions=tuple([first] * 2_000))


def test_entries_that_span_one_another_are_cut_short() -> None:
    text = "- **T** [x](https://arxiv.org/abs/2501.10000) " + "word, " * 50_000
    paper = Candidate(Identifier("arxiv", "2501.10000"), "T word word word", ())
    started = time.process_time()
    document = overlapping(text)
    read_again(document, learn_forms(document, {paper.identifier: paper}))
    assert time.process_time() - started < 20
