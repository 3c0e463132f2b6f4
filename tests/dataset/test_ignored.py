from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.dataset.ignored import drop_ignored, lets_be
from harvester.lists import parse
from harvester.model import Decision, DecisionKind, Problem, Severity

TEXT = """# List

## Rooms

**Seeing Worlds: A Study of Rooms.** [2025]<br>
*Ann Ho, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.00001)]

## Halls

**Hearing Worlds: A Study of Halls.** [2025]<br>
*Bo Li, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.00002)]
"""
MENTIONS = parse(TEXT, "list.md").mentions
SEEING, HEARING = (
    Problem("dead-link", Severity.WARNING, "list.md", m.line, m.name, "x", "gone", "links")
    for m in MENTIONS
)


def ignore(subject: str, code: str = "dead-link", answers: str = "") -> Decision:
    return Decision(DecisionKind.IGNORE, subject, code, "so", "ana", "2026-01-01", "", answers)


@pytest.mark.parametrize(
    ("subject", "left"),
    [
        ("Seeing Worlds", [HEARING]),
        ("seeing  worlds", [HEARING]),
        ("arxiv:2504.00001", [HEARING]),
        ("section: Halls", [SEEING]),
        ("Section: halls", [SEEING]),
        ("list", []),
        ("somebody else", [SEEING, HEARING]),
    ],
)
def test_a_decision_lets_be_its_entry_section_or_list(subject: str, left: list[Problem]) -> None:
    ignored = drop_ignored((SEEING, HEARING), MENTIONS, [ignore(subject)])
    assert list(ignored.problems) == left
    assert bool(ignored.unused) is (len(left) == 2)


def test_another_code_is_not_let_be() -> None:
    ignored = drop_ignored((SEEING,), MENTIONS, [ignore("list", "title-differs")])
    assert (ignored.problems, len(ignored.unused)) == ((SEEING,), 1)


def test_a_new_upstream_value_asks_again() -> None:
    decision = ignore("Seeing Worlds", answers="gone")
    assert drop_ignored((SEEING,), MENTIONS, [decision]).problems == ()
    new = replace(SEEING, known="moved")
    assert drop_ignored((new,), MENTIONS, [decision]).problems == (new,)


def test_a_section_lets_be_what_stands_below_the_first_line_of_an_entry() -> None:
    below = replace(HEARING, line=HEARING.line + 1)
    assert not drop_ignored((below,), MENTIONS, [ignore("section: Halls")]).problems


@pytest.mark.parametrize("subject", ["Hearing Worlds", "section: Halls", "list"])
def test_codes_of_an_entry_can_be_let_be(subject: str) -> None:
    decisions = [ignore(subject, "missing-id")]
    codes = frozenset({"missing-id", "placeholder-id"})
    assert lets_be(decisions, MENTIONS[1], codes)
    assert lets_be(decisions, MENTIONS[0], codes) is (subject == "list")
    assert not lets_be(decisions, MENTIONS[1], frozenset({"dead-link"}))
