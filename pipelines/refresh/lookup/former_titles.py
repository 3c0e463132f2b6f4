"""Whose first title is asked for: papers whose entries are titled otherwise than they are today."""

from __future__ import annotations

from collections.abc import Iterable

from harvester.dataset.entries import Entry
from harvester.matching.evidence import gather
from harvester.matching.existing_identifiers import TitleStance, title_stance
from harvester.matching.query import candidate_of_reading
from harvester.model import Identifier
from harvester.sources import Source
from pipelines.refresh.lookup.answers import Readings

_OTHERWISE = frozenset({TitleStance.AKIN, TitleStance.DISPUTES})


def with_other_titles(
    entries: Iterable[Entry], readings: Readings, source: Source
) -> tuple[Identifier, ...]:
    """Return the linked papers of several versions that `source` can tell a former title of.

    One whose former title is known is not among them: a first version stays as it is.
    """
    return tuple(
        dict.fromkeys(
            identifier
            for entry in entries
            for identifier in entry.query.given
            if source.accepts(identifier)
            and not (entry.paper and entry.paper.stated_by(source.name))
            and _has_other_title(entry, identifier, readings, source.parent_source)
        )
    )


def _has_other_title(
    entry: Entry, identifier: Identifier, readings: Readings, described_by: str
) -> bool:
    reading = readings.get(identifier, {}).get(described_by)
    record = candidate_of_reading(reading) if reading else None
    if reading is None or record is None or not entry.query.title:
        return False
    version = dict(reading.fields).get("version")
    several = isinstance(version, int) and version > 1
    return several and title_stance(gather(entry.query, record)) in _OTHERWISE
