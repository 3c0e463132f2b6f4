"""Ask the sources about identifiers; count their three answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from harvester.http import Door
from harvester.model import Failed, Found, Identifier, NotFound, Reading, SourceCount
from harvester.sources import Source

_SHOWN = 5


@dataclass(slots=True)
class Answers:
    """What the sources said; by source, what they do not know and what they left open."""

    readings: dict[Identifier, dict[str, Reading]] = field(default_factory=dict)
    absent: dict[str, dict[Identifier, str]] = field(default_factory=dict)
    failed: dict[str, dict[Identifier, str]] = field(default_factory=dict)
    counts: dict[str, SourceCount] = field(default_factory=dict)


def ask_source(
    source: Source,
    identifiers: Iterable[Identifier],
    door: Door,
    answers: Answers,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Ask `source` for every identifier it accepts and add what it said to `answers`."""
    wanted = sorted({known for known in identifiers if source.accepts(known)})
    found = not_found = failed = cached = 0
    requests_before = _requests(door, source)
    for identifier, lookup in source.lookup(wanted, door) if wanted else ():
        match lookup:
            case Found(record, from_cache):
                answers.readings.setdefault(identifier, {})[source.name] = source.read(record)
                found, cached = found + 1, cached + from_cache
            case NotFound(reason, from_cache):
                answers.absent.setdefault(source.name, {})[identifier] = reason or "not known"
                not_found, cached = not_found + 1, cached + from_cache
            case Failed(reason):
                answers.failed.setdefault(source.name, {})[identifier] = reason
                failed += 1
        tick()
    requests = _requests(door, source) - requests_before
    answers.counts[source.name] = SourceCount(
        len(wanted), cached, found, not_found, failed, requests
    )


def _requests(door: Door, source: Source) -> int:
    return door.counts(source.service).requests


def could_not_ask(answers: Answers) -> tuple[str, ...]:
    """Say in plain words which source left how many questions open, and why."""
    notes = []
    for name, failures in sorted(answers.failed.items()):
        reasons: Sequence[str] = sorted(set(failures.values()))
        asked = [str(identifier) for identifier in sorted(failures)]
        what = f"{len(asked)} ({', '.join(asked[:_SHOWN])}{', …' * (len(asked) > _SHOWN)})"
        notes.append(f"{name} could not be asked about {what}: {'; '.join(reasons[:3])}")
    return tuple(notes)


def not_known(answers: Answers, asked_first: Sequence[str]) -> tuple[str, ...]:
    """Say which identifiers the sources `asked_first` do not know, and why, in their own words."""
    notes = []
    for name in asked_first:
        by_reason: dict[str, list[str]] = {}
        for identifier, reason in sorted(answers.absent.get(name, {}).items()):
            if identifier not in answers.readings:
                by_reason.setdefault(reason, []).append(str(identifier))
        for reason, known in sorted(by_reason.items()):
            more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
            notes.append(f"{', '.join(known[:_SHOWN])}{more}: {reason}")
    return tuple(notes)
