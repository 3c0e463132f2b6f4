"""Rank the statements of a paper: the first one of each field is its visible value. Pure.

The law: sources are ranked per field and never counted, so that copies cannot outvote the original,
and the order in which statements arrive never matters. What a person decided comes first, as a
statement of source "decision"; what loses stays visible behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import replace
from operator import attrgetter

from harvester.model import (
    Alternative,
    Decision,
    DecisionKind,
    FieldData,
    FieldValue,
    Statement,
)
from harvester.values.field_values import exact_key
from harvester.values.fields import DECISION, FIELDS, LIST, FieldRule, Ranking, rule_of
from harvester.values.text import normalize_title


def rank_statements(
    statements: Iterable[Statement], ranking: Ranking, decisions: Sequence[Decision] = ()
) -> tuple[Statement, ...]:
    """Return clean `statements` by field, best first, each decided value before all others.

    `decisions` are those about this paper, oldest first; those without a field are no values.
    Where one source says two things (a list that names a paper twice), the longer comes first.
    """
    by_field: dict[str, list[Statement]] = {}
    for statement in statements:
        if statement.source != DECISION:
            by_field.setdefault(statement.field, []).append(statement)

    def order(one: Statement) -> tuple[tuple[int, str], int, str, str]:
        written = repr(one.value)
        return ranking.rank(one.field, one.source), -len(written), written, one.since

    for group in by_field.values():
        if len(group) > 1:
            group.sort(key=order)
    for decision in _last_words(decisions):
        group = by_field.get(decision.field, [])
        decided = _decided_value(rule_of(decision.field), decision, group)
        if decided is not None:
            first = Statement(decision.field, decided, DECISION, decision.when[:10])
            by_field[decision.field] = [first, *group]
    return tuple(one for name in sorted(by_field) for one in by_field[name])


def merge(
    statements: Iterable[Statement], ranking: Ranking, decisions: Sequence[Decision] = ()
) -> tuple[tuple[str, FieldValue], ...]:
    """Clean and rank `statements`; return the chosen value of every field, sorted by field."""
    cleaned = filter(None, map(_cleaned, statements))
    return field_values(rank_statements(cleaned, ranking, decisions))


def field_values(statements: Iterable[Statement]) -> tuple[tuple[str, FieldValue], ...]:
    """Return who supports and who contradicts the first of the ranked statements of each field."""
    by_field: dict[str, list[Statement]] = {}
    for statement in statements:
        by_field.setdefault(statement.field, []).append(statement)
    return tuple((name, _field_value(name, by_field[name])) for name in sorted(by_field))


def _last_words(decisions: Sequence[Decision]) -> list[Decision]:
    """Keep the latest decision on each field; of two with the same time, the later line."""
    about_values = (DecisionKind.KEEP, DecisionKind.ACCEPT)
    latest: dict[str, Decision] = {}
    for decision in sorted(decisions, key=attrgetter("when")):
        if decision.field in FIELDS and decision.kind in about_values:
            latest[decision.field] = decision
    return list(latest.values())


def _decided_value(
    rule: FieldRule, decision: Decision, ranked: Sequence[Statement]
) -> FieldData | None:
    """Return the value a person decided on; `keep` without a value keeps what the list says."""
    if decision.kind is DecisionKind.KEEP and not decision.value.strip():
        if _upstream_moved_on(decision, ranked):
            return None
        return next((one.value for one in ranked if one.source == LIST), None)
    return rule.parse(decision.value)


def _upstream_moved_on(decision: Decision, ranked: Sequence[Statement]) -> bool:
    """Tell whether upstream surely says something else than what was answered: then ask again.

    Told of texts alone: an answered list of names or a date stands as the list shortens it.
    """
    best = next((one.value for one in ranked if one.source not in {LIST, DECISION}), None)
    if not decision.answers or not isinstance(best, str):
        return False
    return normalize_title(decision.answers) not in normalize_title(best)


def _field_value(name: str, ranked: Sequence[Statement]) -> FieldValue:
    best, others = ranked[0], ranked[1:]
    if not others:
        return FieldValue(best.value, best.source)
    rule = rule_of(name)
    key = rule.key(best.value)
    keyed = [(rule.key(one.value), one) for one in others]
    agreeing = [one.source for other, one in keyed if rule.agrees(key, other)]
    supporters = dict.fromkeys(source for source in agreeing if source != best.source)
    losing = [(other, one) for other, one in keyed if not rule.agrees(key, other)]
    return FieldValue(best.value, best.source, tuple(supporters), _alternatives(losing))


def _alternatives(losing: Iterable[tuple[Hashable, Statement]]) -> tuple[Alternative, ...]:
    """Group values that say the same; each group shows its best ranked wording."""
    groups: dict[Hashable, list[Statement]] = {}
    for key, statement in losing:
        groups.setdefault(key, []).append(statement)
    return tuple(
        Alternative(group[0].value, tuple(dict.fromkeys(one.source for one in group)))
        for group in groups.values()
    )


def conflicts(fields: Iterable[tuple[str, FieldValue]]) -> tuple[str, ...]:
    """Name the fields in which a source contradicts the chosen value."""
    return tuple(name for name, chosen in fields if chosen.alternatives)


def combine_statements(
    old: Iterable[Statement], new: Iterable[Statement], asked_sources: Collection[str]
) -> tuple[Statement, ...]:
    """Return what is known now: sources that answered replace their statements, others keep theirs.

    `asked_sources` are those that answered for this paper; one that failed must not be among them.
    A value that a source said before keeps its `since`. Values come cleaned, empty ones go;
    decided values go too, for they are decided anew.
    """
    since: dict[Hashable, str] = {}
    kept: dict[Hashable, Statement] = {}
    fresh = [seen for seen in map(_cleaned, new) if seen]
    answered = {DECISION, *asked_sources, *(seen.source for seen in fresh)}
    for seen in filter(None, map(_cleaned, old)):
        key = _statement(seen)
        since[key] = min(since.get(key, seen.since), seen.since)
        if seen.source not in answered:
            kept[key] = _dated(seen, since[key])
    for seen in fresh:
        key = _statement(seen)
        earliest = min(since.get(key, seen.since), seen.since)
        since[key] = earliest
        kept[key] = _dated(seen, earliest)
    return sort_statements(kept.values())


def _cleaned(statement: Statement) -> Statement | None:
    value = rule_of(statement.field).normalize(statement.value)
    if value is None or exact_key(value) == exact_key(statement.value):
        return None if value is None else statement
    return replace(statement, value=value)


def _dated(statement: Statement, day: str) -> Statement:
    return statement if statement.since == day else replace(statement, since=day)


def _statement(statement: Statement) -> Hashable:
    return statement.field, statement.source, exact_key(statement.value)


def sort_statements(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return `statements` in an order that does not depend on how they came."""
    ordered = sorted(statements, key=lambda o: (o.field, o.source))
    if len({(one.field, one.source) for one in ordered}) < len(ordered):  # else repr is not needed
        ordered.sort(key=lambda o: (o.field, o.source, repr(o.value), o.since))
    return tuple(ordered)
