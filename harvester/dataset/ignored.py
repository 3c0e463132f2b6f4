"""Problems that people decided to let be: of an entry, of a section, of the whole list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harvester.dataset.decisions import subject_key
from harvester.model import Decision, DecisionKind, Mention, Problem

WHOLE_LIST = "list"
SECTION = "section:"


@dataclass(frozen=True, slots=True)
class IgnoredProblems:
    """What is left of a list's problems, and the `ignore` decisions that fit none of them."""

    problems: tuple[Problem, ...]
    unused: tuple[Decision, ...]


def drop_ignored(
    problems: Sequence[Problem], mentions: Iterable[Mention], decisions: Iterable[Decision]
) -> IgnoredProblems:
    """Return `problems` less those that a decision lets be.

    A decision that answers one upstream value lets be only that: a new value asks again.
    """
    ignores = [one for one in decisions if one.kind is DecisionKind.IGNORE]
    if not ignores:
        return IgnoredProblems(tuple(problems), ())
    by_line, by_name = _scopes(mentions)
    kept, used = [], set()
    for problem in problems:
        beside = by_name.get(subject_key(problem.subject), frozenset())
        scope = by_line.get(problem.line, beside) | _names(problem)
        fitting = [at for at, one in enumerate(ignores) if _fits(one, problem, scope)]
        used.update(fitting)
        if not fitting:
            kept.append(problem)
    unused = tuple(one for at, one in enumerate(ignores) if at not in used)
    return IgnoredProblems(tuple(kept), unused)


def lets_be(decisions: Iterable[Decision], mention: Mention, codes: frozenset[str]) -> bool:
    """Tell whether people let be a problem of `codes` of one entry, whatever upstream says."""
    scope = _scope(mention) | {WHOLE_LIST}
    return any(
        one.kind is DecisionKind.IGNORE and one.value in codes and _scope_key(one.subject) in scope
        for one in decisions
    )


def _scopes(
    mentions: Iterable[Mention],
) -> tuple[dict[int, frozenset[str]], dict[str, frozenset[str]]]:
    """Return, by first line and by name, the subjects that stand for the entries there."""
    by_line: dict[int, frozenset[str]] = {}
    by_name: dict[str, frozenset[str]] = {}
    for mention in mentions:
        scope, name = _scope(mention), subject_key(mention.name)
        by_line[mention.line] = by_line.get(mention.line, frozenset()) | scope
        by_name[name] = by_name.get(name, frozenset()) | scope
    return by_line, by_name


def _scope(mention: Mention) -> frozenset[str]:
    """Return the subjects that stand for an entry: its name, its ids, its sections."""
    sections = (f"{SECTION}{subject_key(part)}" for part in mention.section)
    return frozenset({subject_key(mention.name), *map(str, mention.identifiers), *sections})


def _names(problem: Problem) -> frozenset[str]:
    return frozenset({WHOLE_LIST, subject_key(problem.subject)})


def _fits(decision: Decision, problem: Problem, scope: frozenset[str]) -> bool:
    if decision.value != problem.code or decision.answers not in {"", problem.known}:
        return False
    return _scope_key(decision.subject) in scope


def _scope_key(subject: str) -> str:
    head, colon, section = subject.partition(":")
    if colon and head.strip().casefold() == "section":
        return f"{SECTION}{subject_key(section)}"
    return subject_key(subject)
