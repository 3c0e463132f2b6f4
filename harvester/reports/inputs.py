"""What a report is made of; the day is the only time in it: same inputs, same bytes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harvester.model import (
    Candidate,
    Change,
    Identifier,
    Mention,
    Paper,
    Problem,
    SourceCount,
    Strength,
)


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """A correction of the list: `line` is where it stands, `why` says who asked for it.

    `field` is a field's name, or "identifier", "code link", "stars". One that is not `applied`
    waits for a person, because policy says so or because it cannot be made safely.
    """

    entry: str
    field: str
    before: str
    after: str
    line: int
    why: str
    source: str = ""
    sure: str = ""
    applied: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One candidate of an ambiguous resolution, with what speaks for or against it."""

    candidate: Candidate
    strength: Strength
    reason: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry whose paper a person must choose."""

    entry: str
    line: int
    title: str
    authors: str
    date: str
    reason: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ResolvedEntry:
    """An entry whose identifier was found; `evidence` is the line that proves it."""

    entry: str
    line: int
    identifier: Identifier
    strength: Strength
    evidence: str
    placeholder: str | None = None


@dataclass(frozen=True, slots=True)
class StarsChange:
    """What a repository counted before and now; `history` are (day, stars), oldest first."""

    repository: str
    before: int | None
    after: int | None
    since: str = ""
    history: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Where an entry's paper is to be read, and since when each of its fields is known."""

    entry: str
    identifier: Identifier | None
    first_seen: tuple[tuple[str, str], ...] = ()

    def since(self, field: str) -> str:
        """Return the day on which `field` was first seen, empty where that is not known."""
        return dict(self.first_seen).get(field, "")


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Everything a report says. `list_url` makes line numbers links (`<list_url>#L12`)."""

    list_name: str
    day: str
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    edits: tuple[ShownEdit, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    resolutions: tuple[ResolvedEntry, ...] = ()
    sources: tuple[tuple[str, SourceCount], ...] = ()
    notes: tuple[str, ...] = ()
    stars: tuple[StarsChange, ...] = ()
    papers: int = 0
    entries: tuple[EntryFacts, ...] = ()
    list_url: str = ""


def facts_of_entries(mentions: Iterable[tuple[Mention, Paper | None]]) -> tuple[EntryFacts, ...]:
    """Collect `EntryFacts` for the entries of a list from what the dataset knows."""
    found: dict[str, EntryFacts] = {}
    for mention, paper in mentions:
        if paper is None:
            continue
        sources = {field: chosen.source for field, chosen in paper.fields}
        seen: dict[str, str] = {}
        for said in paper.statements:
            if sources.get(said.field) == said.source:
                seen[said.field] = max(seen.get(said.field, ""), said.since)
        name = mention.refers_to or mention.name
        found.setdefault(name, EntryFacts(name, paper.id, tuple(sorted(seen.items()))))
    return tuple(found.values())
