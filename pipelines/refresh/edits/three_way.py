"""What people changed in the list since the last run stays: against the last upstream value.

Three values are compared: what the list said at the last run, what it says now, and what upstream
said at the last run. Where a person changed the first into the second while upstream said the
third, they had it before their eyes: that upstream value is answered, and is not written again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from harvester.dataset.entries import Entry
from harvester.dataset.list_statements import read_entry
from harvester.dataset.run_facts import PERSON, AnsweredValue
from harvester.model import FieldData, Identifier, Paper, Statement
from harvester.values.field_values import exact_key
from harvester.values.fields import LIST, LIST_CLAIMS, rule_of

_LISTED = {"authors": "authors", "title": "title", "date": "issued", "event": "event_title"}
"""The field in which the dataset keeps what the list says of a claim."""


def answered_by_people(
    entries: Iterable[Entry], before: Iterable[AnsweredValue], listed: Iterable[Identifier]
) -> tuple[AnsweredValue, ...]:
    """Return `before`, and what people answered since the last run; `entries` hold its papers.

    Rows of papers that are not `listed` any more go.
    """
    rows = {(row.paper, row.claim): row for row in before}
    read: set[Identifier] = set()
    for entry in entries:
        if entry.paper is not None and entry.paper_id not in read:
            read.add(entry.paper_id)  # of two entries the first speaks for the list
            for row in _answers(entry, entry.paper):
                rows[row.paper, row.claim] = row
    standing = frozenset(listed)
    return tuple(sorted(row for row in rows.values() if row.paper in standing))


def _answers(entry: Entry, paper: Paper) -> Iterator[AnsweredValue]:
    last = {seen.field: seen.value for seen in paper.statements if seen.source == LIST}
    if not last:
        return
    now = {seen.field: seen.value for seen in read_entry(entry, "")}
    for claim in LIST_CLAIMS:
        field = _LISTED.get(claim.name, "")
        if field not in last or field not in now or last[field] == now[field]:
            continue
        old, new = last[field], rule_of(field).normalize(now[field])
        if new is None or exact_key(old) == exact_key(new):
            continue
        upstream = _upstream(paper, claim.fields)
        if upstream is not None and not _agrees(upstream, new):
            yield AnsweredValue(paper.id, claim.name, value_text(upstream.value), PERSON)


def _upstream(paper: Paper, fields: Iterable[str]) -> Statement | None:
    """Return what the best source beside the list said at the last run."""
    for field in fields:
        chosen = paper.chosen(field)
        if chosen is not None and chosen.source != LIST:
            return Statement(field, chosen.value, chosen.source, "")
    return None


def _agrees(upstream: Statement, listed: FieldData) -> bool:
    rule = rule_of(upstream.field)
    return rule.agrees(rule.key(upstream.value), rule.key(listed))


def value_text(value: FieldData) -> str:
    """Return a field's value as `answered.json` keeps it: names with semicolons between them."""
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)
