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
    scopes = _scopes(mentions)
    kept, used = [], set()
    for problem in problems:
        scope = scopes.get(problem.line, frozenset()) | _names(problem)
        fitting = [at for at, one in enumerate(ignores) if _fits(one, problem, scope)]
        used.update(fitting)
        if not fitting:
            kept.append(problem)
    unused = tuple(one for at, one in enumerate(ignores) if at not in used)
    return IgnoredProblems(tuple(kept), unused)


def _scopes(mentions: Iterable[Mention]) -> dict[int, frozenset[str]]:
    """Return, by line, the subjects that stand for an entry: its ids, its sections, the list."""
    scopes: dict[int, frozenset[str]] = {}
    for mention in mentions:
        sections = {f"{SECTION}{subject_key(part)}" for part in mention.section}
        own = {subject_key(mention.name), *map(str, mention.identifiers)}
        scopes[mention.line] = scopes.get(mention.line, frozenset()) | own | sections
    return scopes


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
