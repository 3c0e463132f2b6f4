"""What people decided about which paper an entry is; of two words the later wins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from harvester.dataset.decisions import subject_key
from harvester.model import Decision, DecisionKind, Identifier
from harvester.values.identifiers import parse_identifier

_KINDS = (DecisionKind.SAME, DecisionKind.DIFFERENT)


@dataclass(frozen=True, slots=True)
class IdentityDecision:
    """The word by which an entry's paper is settled, and the identifiers it is not."""

    same: Decision | None = None
    denied: frozenset[Identifier] = frozenset()


NO_DECISION = IdentityDecision()


class IdentityDecisions:
    """Look up decisions on identity by subject, oldest first."""

    def __init__(self, decisions: Sequence[Decision]) -> None:
        self._by_subject: dict[str, list[Decision]] = {}
        for decision in sorted(decisions, key=lambda one: one.when):
            if decision.kind in _KINDS:
                key = subject_key(decision.subject)
                self._by_subject.setdefault(key, []).append(decision)

    def about(
        self, subjects: Iterable[str], carried: Iterable[Identifier] = ()
    ) -> IdentityDecision:
        """Return what was decided about `subjects`, the names and ids of one entry.

        Where a paper is settled, other identifiers of its scheme that the entry carries are denied.
        """
        keys = dict.fromkeys(subject_key(subject) for subject in subjects)
        words = [word for key in keys for word in self._by_subject.get(key, ())]
        if not words:
            return NO_DECISION
        same: Decision | None = None
        denied: set[Identifier] = set()
        for word in sorted(words, key=lambda one: one.when):
            identifier = identifier_of(word)
            if word.kind is DecisionKind.SAME:
                same = word
                denied.discard(identifier)
            else:
                denied.add(identifier)
                same = None if same and identifier_of(same) == identifier else same
        if same:
            settled = identifier_of(same)
            denied |= {i for i in carried if i.scheme == settled.scheme and i != settled}
        return IdentityDecision(same, frozenset(denied))


def identifier_of(decision: Decision) -> Identifier:
    """Return the identifier that a decision on identity speaks of.

    Raises ValueError for a decision whose value is no identifier, which loading refuses.
    """
    identifier = parse_identifier(decision.value)
    if identifier is None:
        raise ValueError(f"{decision.value!r} is no identifier")
    return identifier
