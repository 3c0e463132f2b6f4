"""What sources answered in a run: readings, absences, failures, counts; and asking one source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import TypeVar

from harvester.model import (
    Failed,
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    Paper,
    Reading,
    SourceCount,
)
from harvester.network.client import HttpClient
from harvester.sources import Source, read_or_fail
from pipelines.refresh.lookup.harvest import Harvest

_SHOWN = 5
_Outer = TypeVar("_Outer")
_Inner = TypeVar("_Inner")
_Value = TypeVar("_Value")
Readings = Mapping[Identifier, Mapping[str, Reading]]
"""By identifier and name of source, what each source says."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Hold what sources answered.

    Attributes:
        readings: by identifier, then by source.
        absent: by source, what it does not know and in which words it says so.
        failed: by source, what it could not be asked and why.
        counts: by source.
        lacking: by source, the fields that an answer left out although every paper has them.
        asked: what was asked about, whoever could say something of it.
    """

    readings: Readings = field(default_factory=dict)
    absent: Mapping[str, Mapping[Identifier, str]] = field(default_factory=dict)
    failed: Mapping[str, Mapping[Identifier, str]] = field(default_factory=dict)
    counts: Mapping[str, SourceCount] = field(default_factory=dict)
    lacking: Mapping[str, Mapping[Identifier, tuple[str, ...]]] = field(default_factory=dict)
    asked: frozenset[Identifier] = frozenset()

    def joined(self, other: Answers) -> Answers:
        """Return these answers and those of `other`, which asked other sources or ids."""
        return Answers(
            _merge_nested(self.readings, other.readings),
            _merge_nested(self.absent, other.absent),
            _merge_nested(self.failed, other.failed),
            _add_counts(self.counts, other.counts),
            _merge_nested(self.lacking, other.lacking),
            self.asked | other.asked,
        )


def _add_counts(
    one: Mapping[str, SourceCount], other: Mapping[str, SourceCount]
) -> dict[str, SourceCount]:
    """Return the counts of sources that were asked once or twice."""
    added = {
        name: SourceCount(
            *(getattr(count, f.name) + getattr(one[name], f.name) for f in fields(SourceCount))
        )
        for name, count in other.items()
        if name in one
    }
    return {**one, **other, **added}


def _merge_nested(
    one: Mapping[_Outer, Mapping[_Inner, _Value]], other: Mapping[_Outer, Mapping[_Inner, _Value]]
) -> dict[_Outer, Mapping[_Inner, _Value]]:
    merged = dict(one)
    for key, values in other.items():
        merged[key] = {**merged[key], **values} if key in merged else values
    return merged


def ask_source(
    source: Source,
    identifiers: Iterable[Identifier],
    client: HttpClient,
    tick: Callable[[], None] = lambda: None,
    harvest: Harvest | None = None,
    papers: Mapping[Identifier, Paper | None] = MappingProxyType({}),
) -> Answers:
    """Ask `source` for every identifier it accepts; return what it answered.

    Of what a `harvest` has yet to ask nothing is said. What the source says again of one of
    `papers` is the same object: most of what is said is known.
    """
    wanted = sorted({identifier for identifier in identifiers if source.accepts(identifier)})
    readings: dict[Identifier, dict[str, Reading]] = {}
    absent: dict[Identifier, str] = {}
    failed: dict[Identifier, str] = {}
    cached, before = 0, client.counts(source.service).requests
    for identifier, lookup in _lookups(source, wanted, client, harvest) if wanted else ():
        match lookup:
            case Found(record, from_cache):
                reading = read_or_fail(source, record)
                if isinstance(reading, Failed):
                    failed[identifier] = reading.reason
                else:
                    shared = share_values(reading, papers.get(identifier), source.name)
                    readings[identifier] = {source.name: shared}
                    cached += from_cache
            case NotFound(reason, from_cache):
                absent[identifier] = reason or "not known"
                cached += from_cache
            case Failed(reason):
                failed[identifier] = reason
        tick()
    requests = client.counts(source.service).requests - before
    read, gone, open_ones = len(readings), len(absent), len(failed)
    count = SourceCount(len(wanted), cached, read, gone, open_ones, requests)
    name = source.name
    lacking = {i: said[name].lacking for i, said in readings.items() if said[name].lacking}
    return Answers(
        readings,
        {name: absent} if absent else {},
        {name: failed} if failed else {},
        {name: count},
        {name: lacking} if lacking else {},
    )


def _lookups(
    source: Source, wanted: Sequence[Identifier], client: HttpClient, harvest: Harvest | None
) -> Iterator[tuple[Identifier, Lookup]]:
    for identifier, lookup in source.lookup(wanted, client):
        if harvest is not None and isinstance(lookup, Failed):
            outcome = harvest.outcome(source.name, identifier)
            if outcome is None:
                continue
            yield identifier, outcome
        else:
            yield identifier, lookup


def share_values(reading: Reading, paper: Paper | None, source: str) -> Reading:
    """Return `reading` with the objects of `paper` for what the source said before."""
    if paper is None:
        return reading
    before = {statement.field: statement.value for statement in paper.stated_by(source)}
    fields = tuple((name, _shared(value, before.get(name))) for name, value in reading.fields)
    return replace(reading, fields=fields)


def _shared(value: FieldData, before: FieldData | None) -> FieldData:
    same = type(before) is type(value) and before == value  # True and 1 are not the same
    return before if same and before is not None else value


def could_not_ask(answers: Answers) -> tuple[str, ...]:
    """Say in plain words which source left how many questions open, and why."""
    notes = []
    for name, failures in sorted(answers.failed.items()):
        reasons: Sequence[str] = sorted(set(failures.values()))
        why = "; ".join(reasons[:3])
        notes.append(f"{name} could not be asked about {_counted(failures)}: {why}")
    for name, lacking in sorted(answers.lacking.items()):
        fields = dict.fromkeys(field for one in lacking.values() for field in one)
        notes.append(
            f"{name} left out {', '.join(fields)} of {_counted(lacking)}: "
            "what was known stays, and it is asked again in the next run"
        )
    return tuple(notes)


def _counted(identifiers: Iterable[Identifier]) -> str:
    shown = [str(identifier) for identifier in sorted(identifiers)]
    return f"{len(shown)} ({', '.join(shown[:_SHOWN])}{', …' * (len(shown) > _SHOWN)})"


def not_found(answers: Answers, sources: Sequence[str]) -> tuple[str, ...]:
    """Say which identifiers `sources` do not know, and why, in their own words."""
    notes = []
    for name in sources:
        by_reason: dict[str, list[str]] = {}
        for identifier, reason in sorted(answers.absent.get(name, {}).items()):
            if identifier not in answers.readings:
                by_reason.setdefault(reason, []).append(str(identifier))
        for reason, identifiers in sorted(by_reason.items()):
            more = f" and {len(identifiers) - _SHOWN} more" if len(identifiers) > _SHOWN else ""
            notes.append(f"{', '.join(identifiers[:_SHOWN])}{more}: {reason}")
    return tuple(notes)
