"""The walk through what waits: each key makes the decision that it names."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from rich.console import Console

from pipelines.review.questions import Question, questions_of
from pipelines.review.terminal import walk
from tests.pipelines.publish.test_publish import QUESTION
from tests.pipelines.review.test_review import PROBLEM, PROPOSAL

AUTHORS = {
    **PROBLEM,
    "code": "authors-differ",
    "claimed": "Ann Hoo, Bo Li",
    "known": "Ann Ho, Bo Li",
    "source": "arxiv",
}
TITLE = {**PROBLEM, "code": "title-differs", "line": 3}
EVENT = {**PROPOSAL, "field": "event", "before": "2025", "after": "CVPR 2026", "value": "CVPR 2026"}
PUBLISHED = {**PROBLEM, "code": "published-since", "line": 3}
IDENTIFIER = {**PROPOSAL, "field": "identifier", "before": "", "after": "arxiv:2504.00002"}
SECTIONS = {"Seeing Worlds": "Rooms"}


def asked(**report: object) -> Question:
    (question,) = questions_of(report)
    return question


PROPOSED = asked(edits=[PROPOSAL], problems=[TITLE])
NAMED = asked(edits=[EVENT], problems=[PUBLISHED])
FILLED = asked(edits=[IDENTIFIER])
BROKEN, WRITTEN = asked(problems=[PROBLEM]), asked(problems=[AUTHORS])
WHICH = asked(waiting=[QUESTION])


def answered(question: Question, *typed: str) -> tuple[dict[str, str], str]:
    """Return the decision that the typed lines make, {} for none, and what was shown."""
    lines: Iterator[str] = iter(typed)

    def ask(_: str, choices: list[str]) -> str:
        line = next(lines)
        assert not choices or line in choices, choices
        return line

    console = Console(file=StringIO(), width=200)
    answers = list(walk([question], console, ask, SECTIONS))
    assert next(lines, None) is None
    shown = console.file
    assert isinstance(shown, StringIO)
    return dict(answers[0].decision) if answers else {}, shown.getvalue()


@pytest.mark.parametrize(
    ("question", "typed", "decision"),
    [
        (PROPOSED, ("a", ""), "accept title Seeing Worlds: A Study of Many Rooms"),
        (PROPOSED, ("r", ""), "keep title "),
        (PROPOSED, ("e", "My own title", ""), "accept title My own title"),
        (PROPOSED, ("e", " "), ""),
        (PROPOSED, ("s",), ""),
        (PROPOSED, ("q",), ""),
        (NAMED, ("a", ""), "accept event CVPR 2026"),
        (NAMED, ("n", "e", ""), "ignore  published-since"),
        (FILLED, ("a", ""), "same  arxiv:2504.00002"),
        (FILLED, ("r", ""), "different  arxiv:2504.00002"),
        (FILLED, ("e", "nonsense", "10.1000/x1", ""), "same  doi:10.1000/x1"),
        (BROKEN, ("k", ""), "ignore  dead-link"),
        (WRITTEN, ("a", ""), "accept authors Ann Ho; Bo Li"),
        (WRITTEN, ("k", ""), "ignore  authors-differ"),
        (WHICH, ("2", ""), "same  arxiv:2504.00003"),
        (WHICH, ("r", ""), "different  arxiv:2504.00002; arxiv:2504.00003"),
        (WHICH, ("e", "https://arxiv.org/abs/2504.00009v2", ""), "same  arxiv:2504.00009"),
    ],
)
def test_each_key_makes_its_decision(
    question: Question, typed: tuple[str, ...], decision: str
) -> None:
    made = answered(question, *typed)[0]
    keys = ("kind", "field", "value")
    assert " ".join(made.get(key, "") for key in keys) == decision or made == {}
    assert bool(made) is bool(decision)


def test_a_refused_value_is_asked_anew_when_it_changes_and_mine_never() -> None:
    assert "answers" not in answered(PROPOSED, "r", "")[0]
    assert answered(PROPOSED, "k", "")[0]["answers"] == ""
    assert answered(NAMED, "r", "")[0]["answers"] == "CVPR 2026"
    assert answered(NAMED, "k", "")[0]["answers"] == ""


@pytest.mark.parametrize(
    ("reach", "subject"), [("e", "Seeing Worlds"), ("c", "section: Rooms"), ("l", "list")]
)
def test_never_again_reaches_as_far_as_one_says(reach: str, subject: str) -> None:
    decision = answered(BROKEN, "n", reach, "")[0]
    assert (decision["subject"], decision["value"]) == (subject, "dead-link")


def test_why_tells_what_the_report_knows() -> None:
    row = {**PROBLEM, "fix": "take the link out"}
    assert "take the link out" in answered(asked(problems=[row]), "w", "s")[1]
    candidates = [{**one, "reason": "another year"} for one in QUESTION["candidates"]]
    shown = answered(asked(waiting=[{**QUESTION, "candidates": candidates}]), "w", "s")[1]
    assert "two works have this title" in shown
    assert "arxiv:2504.00003: another year" in shown


def test_a_long_line_of_authors_cannot_be_accepted_cut() -> None:
    row = {**AUTHORS, "known": "Ann Ho, Bo Li and 7 more"}
    assert [option.label for option in asked(problems=[row]).options] == ["leave it so"]
