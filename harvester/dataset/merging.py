"""Observations and decisions in, chosen values out; losers stay visible.

The law: sources are ranked per field and never counted, so that copies cannot outvote the original,
and the order of observations never matters.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import attrgetter

from harvester.model import (
    Alternative,
    Decision,
    DecisionKind,
    FieldData,
    FieldValue,
    Observation,
)
from harvester.values.field_values import exact_key
from harvester.values.fields import DECISION, FieldRule, Ranking, rule_of
from harvester.values.text import normalize_title


@dataclass(frozen=True)
class _Claim:
    """A cleaned value with its source; claims of one field sort by belief."""

    value: FieldData
    source: str
    rule: FieldRule
    rank: tuple[int, str]

    @cached_property
    def key(self) -> Hashable:
        """Equal for two values that say the same."""
        return self.rule.key(self.value)

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Where one source says two things (a list that names a paper twice), the longer first."""
        written = repr(self.value)
        return (*self.rank, -len(written), written)


def merge(
    observations: Iterable[Observation], ranking: Ranking, decisions: Sequence[Decision] = ()
) -> tuple[tuple[str, FieldValue], ...]:
    """Return the chosen value of every field that anybody said something about, sorted by field.

    The best ranked source that says something wins; a person's word wins over all of them.
    `decisions` are those about this paper, oldest first; those without a field say nothing here.
    """
    return merge_cleaned(filter(None, map(_cleaned, observations)), ranking, decisions)


def merge_cleaned(
    observations: Iterable[Observation], ranking: Ranking, decisions: Sequence[Decision] = ()
) -> tuple[tuple[str, FieldValue], ...]:
    """Do what `merge` does, of values that are cleaned, as `combine_observations` returns them."""
    by_field = attrgetter("field")
    said = {
        name: [
            _Claim(seen.value, seen.source, rule_of(name), ranking.rank(name, seen.source))
            for seen in group
        ]
        for name, group in groupby(sorted(observations, key=by_field), key=by_field)
    }
    for decision in _last_words(decisions):
        rule = rule_of(decision.field)
        claims = said.get(decision.field, [])
        decided = _decided_value(rule, decision, claims)
        if decided is not None:
            said[decision.field] = [
                _Claim(decided, DECISION, rule, ranking.rank(rule.name, DECISION)),
                *claims,
            ]
    chosen = ((name, _choose(rule_of(name), claims)) for name, claims in sorted(said.items()))
    return tuple((name, value) for name, value in chosen if value)


def _last_words(decisions: Sequence[Decision]) -> list[Decision]:
    """Keep the latest decision on each field; of two with the same time, the later line."""
    about_values = (DecisionKind.KEEP, DecisionKind.ACCEPT)
    latest: dict[str, Decision] = {}
    for decision in sorted(decisions, key=attrgetter("when")):
        if decision.field and decision.kind in about_values:
            latest[decision.field] = decision
    return list(latest.values())


def _decided_value(
    rule: FieldRule, decision: Decision, claims: Sequence[_Claim]
) -> FieldData | None:
    """Return the value a person decided on; `keep` without a value keeps what the list says."""
    if decision.kind is DecisionKind.KEEP and not decision.value.strip():
        if _upstream_moved_on(decision, claims):
            return None
        of_list = sorted((c for c in claims if c.source == "list"), key=attrgetter("order"))
        return of_list[0].value if of_list else None
    return rule.parse(decision.value)


def _upstream_moved_on(decision: Decision, claims: Sequence[_Claim]) -> bool:
    """Tell whether upstream surely says something else than what was answered: then ask again.

    Told of texts alone: an answered list of names or a date stands as the list shortens it.
    """
    upstream = [claim for claim in claims if claim.source not in {"list", DECISION}]
    best = min(upstream, key=attrgetter("order"), default=None)
    if not decision.answers or best is None or not isinstance(best.value, str):
        return False
    return normalize_title(decision.answers) not in normalize_title(best.value)


def _choose(rule: FieldRule, claims: Sequence[_Claim]) -> FieldValue | None:
    if len(claims) < 2:
        return FieldValue(claims[0].value, claims[0].source) if claims else None
    ordered = sorted(claims, key=attrgetter("order"))
    best, others = ordered[0], ordered[1:]
    agreeing = [claim for claim in others if rule.agrees(best.key, claim.key)]
    losing = [claim for claim in others if not rule.agrees(best.key, claim.key)]
    supporters = (claim.source for claim in agreeing if claim.source != best.source)
    return FieldValue(
        best.value, best.source, tuple(dict.fromkeys(supporters)), _alternatives(losing)
    )


def _alternatives(losing: Iterable[_Claim]) -> tuple[Alternative, ...]:
    """Group values that say the same; each group shows its best ranked wording."""
    groups: dict[Hashable, list[_Claim]] = {}
    for claim in losing:
        groups.setdefault(claim.key, []).append(claim)
    return tuple(
        Alternative(group[0].value, tuple(dict.fromkeys(claim.source for claim in group)))
        for group in groups.values()
    )


def conflicts(fields: Iterable[tuple[str, FieldValue]]) -> tuple[str, ...]:
    """Name the fields in which a source contradicts the chosen value."""
    return tuple(name for name, chosen in fields if chosen.alternatives)


def combine_observations(
    old: Iterable[Observation], new: Iterable[Observation], asked_sources: Collection[str]
) -> tuple[Observation, ...]:
    """Return what is known now: sources that answered replace their statements, others keep theirs.

    `asked_sources` are those that answered for this paper; one that failed must not be among them.
    A value that a source said before keeps its `first_seen`. Values come cleaned, empty ones go.
    """
    since: dict[Hashable, str] = {}
    kept: dict[Hashable, Observation] = {}
    fresh = [seen for seen in map(_cleaned, new) if seen]
    answered = {*asked_sources, *(seen.source for seen in fresh)}
    for seen in filter(None, map(_cleaned, old)):
        key = _statement(seen)
        since[key] = min(since.get(key, seen.first_seen), seen.first_seen)
        if seen.source not in answered:
            kept[key] = _first_seen(seen, since[key])
    for seen in fresh:
        key = _statement(seen)
        earliest = min(since.get(key, seen.first_seen), seen.first_seen)
        since[key] = earliest
        kept[key] = _first_seen(seen, earliest)
    return sort_observations(kept.values())


def _cleaned(seen: Observation) -> Observation | None:
    value = rule_of(seen.field).normalize(seen.value)
    if value is None or exact_key(value) == exact_key(seen.value):
        return None if value is None else seen
    return replace(seen, value=value)


def _first_seen(seen: Observation, day: str) -> Observation:
    return seen if seen.first_seen == day else replace(seen, first_seen=day)


def _statement(seen: Observation) -> Hashable:
    return seen.field, seen.source, exact_key(seen.value)


def sort_observations(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Return `observations` in the one order that files keep."""
    return tuple(
        sorted(observations, key=lambda o: (o.field, o.source, repr(o.value), o.first_seen))
    )
