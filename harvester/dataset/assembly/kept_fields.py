"""Keep what a source said before where its answer of today lacks it or is an older one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from harvester.model import FieldData, Reading, Relation, Statement
from harvester.values.field_values import version_number
from harvester.values.fields import Form, rule_of

_EVERY_PAPER_HAS = frozenset(
    [
        "title",
        "authors",
        "abstract",
        "submitted",
        "updated",
        "primary_category",
        "categories",
        "version",
        "license",
    ]
)
_NOTES = frozenset({"comment", "journal_ref"})
"""What authors may take back, and with it what was read out of it."""


def keep_known_fields(
    reading: Reading,
    source: str,
    statements: Iterable[Statement],
    relations: Iterable[Relation] = (),
) -> Reading:
    """Return `reading` with what it lacks and `source` stated before.

    A service that leaves out an abstract has not withdrawn it, nor what the abstract told: that the
    paper is withdrawn, where its code is. Flags are stated only while they are true, so a missing
    one is gone where the answer is whole. An answer about an older version replaces nothing.
    """
    earlier = {s.field: s.value for s in statements if s.source == source}
    related = tuple(relation for relation in relations if relation.source == source)
    today = dict(reading.fields)
    was, now = version_number(earlier.get("version")), version_number(today.get("version"))
    if was and now and now < was:
        return replace(reading, fields=tuple(earlier.items()), relations=related, versions=())
    is_partial = any(name in _EVERY_PAPER_HAS for name in earlier.keys() - today.keys())
    lacking = {
        name: value
        for name, value in earlier.items()
        if name not in today
        and (rule_of(name).form is not Form.FLAG or (is_partial and now <= was))
        and (name in _EVERY_PAPER_HAS or (now <= was and not _was_read_again(name, today)))
    }
    return replace(
        reading,
        fields=(*reading.fields, *lacking.items()),
        relations=tuple(dict.fromkeys((*reading.relations, *(related if is_partial else ())))),
    )


def _was_read_again(name: str, today: Mapping[str, FieldData]) -> bool:
    """Tell whether a venue or date would stand in today's notes if it still held."""
    return name not in {*_NOTES, "doi", "withdrawn"} and not _NOTES.isdisjoint(today)
