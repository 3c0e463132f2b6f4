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
    waits for a person, because policy says so or because it cannot be made safely. `value` is what
    a decision to accept it holds.
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
    value: str = ""


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
class AnswerWay:
    """One possible answer to a row: as a box, as a command, as a line to paste into the list.

    `topic` is identifier, proposal or problem; `about` the field or code that is asked about;
    `box` what the checkbox carries.
    """

    topic: str
    entry: str
    about: str
    label: str
    box: str = ""
    command: str = ""
    paste: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Where an entry's paper is to be read, and since when each of its fields is known.

    `section` is the innermost heading of the list above the entry.
    """

    entry: str
    identifier: Identifier | None
    first_seen: tuple[tuple[str, str], ...] = ()
    section: str = ""

    def since(self, field: str) -> str:
        """Return the day on which `field` was first seen, empty where that is not known."""
        return dict(self.first_seen).get(field, "")


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of the dataset: `kind` is bars, lines or heat; a value of None is a gap.

    `series` are (label, values), each as long as `labels`.
    """

    key: str
    title: str
    kind: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[float | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Everything a report says.

    `list_url` makes line numbers links (`<list_url>#L12`), `report_url` is where the whole page is;
    `open_since` maps rows of the last report to the day they were first shown.
    """

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
    report_url: str = ""
    answers: tuple[AnswerWay, ...] = ()
    open_since: tuple[tuple[str, str], ...] = ()
    charts: tuple[Chart, ...] = ()


def facts_of_entries(mentions: Iterable[tuple[Mention, Paper | None]]) -> tuple[EntryFacts, ...]:
    """Collect `EntryFacts` for the entries of a list from what the dataset knows."""
    facts: dict[str, EntryFacts] = {}
    for mention, paper in mentions:
        name = mention.refers_to or mention.name
        section = mention.section[-1] if mention.section else ""
        if paper is None:
            facts.setdefault(name, EntryFacts(name, None, (), section))
            continue
        sources = {field: chosen.source for field, chosen in paper.fields}
        seen: dict[str, str] = {}
        for statement in paper.statements:
            if sources.get(statement.field) == statement.source:
                seen[statement.field] = max(seen.get(statement.field, ""), statement.since)
        earlier = facts.get(name)
        if earlier is None or earlier.identifier is None:
            section = earlier.section if earlier else section
            facts[name] = EntryFacts(name, paper.id, tuple(sorted(seen.items())), section)
    return tuple(facts.values())
