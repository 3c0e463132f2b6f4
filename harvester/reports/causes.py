"""Problems with one root cause joined, so that a person reads and answers them once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from harvester.model import Problem

_BY_WRONG_LINK = frozenset({"authors-differ", "title-differs", "date-differs", "venue-differs"})
"""Differences that are to be expected where the link leads to another paper."""


@dataclass(frozen=True, slots=True)
class JoinedProblem:
    """The first problem of a cause; `also` are its other (entry, line), `follows` its effects."""

    first: Problem
    also: tuple[tuple[str, int], ...] = ()
    follows: tuple[str, ...] = ()


def join_causes(problems: Sequence[Problem]) -> tuple[JoinedProblem, ...]:
    """Join problems of one cause: one claim at several lines, one address in several entries.

    What differs because an entry's link leads to another paper follows from the wrong link.
    """
    wrong = {problem.subject for problem in problems if problem.code == "wrong-link"}
    effects: dict[str, list[str]] = {}
    causes: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        if problem.code in _BY_WRONG_LINK and problem.subject in wrong:
            effects.setdefault(problem.subject, []).append(problem.code)
        else:
            causes.setdefault(_cause(problem), []).append(problem)
    return tuple(_joined(group, effects) for group in causes.values())


def _cause(problem: Problem) -> tuple[str, ...]:
    about_address = "://" in problem.claimed or problem.claimed.startswith("github:")
    subject = "" if about_address else problem.subject
    return (problem.code, problem.claimed, problem.known, problem.source, subject)


def _joined(group: list[Problem], effects: dict[str, list[str]]) -> JoinedProblem:
    first = group[0]
    others = dict.fromkeys((one.subject, one.line) for one in group[1:])
    others.pop((first.subject, first.line), None)
    follows = effects.get(first.subject, []) if first.code == "wrong-link" else []
    return JoinedProblem(first, tuple(others), tuple(sorted(set(follows))))
