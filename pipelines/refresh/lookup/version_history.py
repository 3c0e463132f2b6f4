"""Which papers are asked about one by one, for what batches do not tell.

That is the date of every version, the marker of a withdrawal and the licence. Asking one by one is
dear: the budget of a night is one request for a hundred papers, three seconds each. So

- a paper whose description hints at a withdrawal is asked about at once: a maintainer should not
  remove an entry because of a turn of phrase;
- so is a paper that was asked about before and has a new version since, and one that a person
  names: these are few;
- every other has its turn once, `TURNS` papers in each night after the one on which they were first
  described. The first run over a long list costs its batches alone, and a second run on the same
  day nothing.

What was answered stands in the dataset and is asked for no more until the version changes. The turn
follows from the dates in the dataset, so that nights that failed leave no trace once one did not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from harvester.model import FieldData, Identifier, Paper, Reading

TURNS = 20
MOST_TURNS = 100
"""In one night, where turns were missed: at the most five minutes."""
TOLD = frozenset({"license", "version", "withdrawn"})
"""The fields that are kept of an answer; in all others it repeats the description."""


@dataclass(frozen=True, slots=True)
class Described:
    """A paper by one of its identifiers: as it was known, and as `by` described it today."""

    identifier: Identifier
    known: Paper | None
    today: Reading
    by: str

    @property
    def version(self) -> int:
        """The number of its latest version; 0 where that was not said."""
        return _number(dict(self.today.fields).get("version"))

    @property
    def hints_at_withdrawal(self) -> bool:
        """Whether its description reads as if it was withdrawn."""
        return dict(self.today.fields).get("withdrawn") is True

    def came_in(self, day: str) -> str:
        """Return the day on which it was first described, `day` for a new one."""
        seen = self.known.statements if self.known else ()
        return min(
            (statement.since for statement in seen if statement.source == self.by), default=day
        )

    def told(self, source: str, field: str) -> FieldData | None:
        """Return what `source` said of `field` before, None where it said nothing."""
        seen = self.known.statements if self.known else ()
        return next((s.value for s in seen if s.source == source and s.field == field), None)


def _number(value: FieldData | None) -> int:
    return value if isinstance(value, int) else 0


def due(
    papers: Collection[Described], source: str, day: str, named: bool
) -> tuple[Identifier, ...]:
    """Return the papers that `source` is to be asked about today; `named` asks for each of them."""
    numbers = {p.identifier: _number(p.told(source, "version")) for p in papers}
    open_ones = {p.identifier for p in papers if numbers[p.identifier] < p.version}
    asked_at_once = {
        p.identifier for p in papers if named or p.hints_at_withdrawal or numbers[p.identifier]
    }
    turns = [
        identifier
        for identifier in _in_turn(papers, day)
        if identifier in open_ones - asked_at_once
    ]
    return tuple(sorted(open_ones & asked_at_once)) + tuple(turns[:MOST_TURNS])


def _in_turn(papers: Iterable[Described], day: str) -> Iterator[Identifier]:
    """Give the papers whose turn has come by `day`, those that waited longest first."""
    places: Counter[str] = Counter()
    for came_in, identifier in sorted((p.came_in(day), p.identifier) for p in papers):
        turn = date.fromisoformat(came_in) + timedelta(1 + places[came_in] // TURNS)
        places[came_in] += 1
        if turn <= date.fromisoformat(day):
            yield identifier


def what_it_adds(reading: Reading) -> Reading:
    """Return what an answer tells beyond the description."""
    fields = tuple((name, value) for name, value in reading.fields if name in TOLD)
    return replace(reading, fields=fields, identifiers=(), relations=())


def drop_refuted_withdrawal(
    paper: Described, source: str, answers: Mapping[str, Reading]
) -> Reading:
    """Return the description without a hint at a withdrawal that `source` refutes.

    It told today or, of this same version, before: its marker is certain, and it repeats what words
    state plainly. So only words about a withdrawal of the past can be refuted.
    """
    if answer := answers.get(source):
        words = dict(answer.fields)
        version, withdrawn = _number(words.get("version")), words.get("withdrawn") is True
    else:
        version = _number(paper.told(source, "version"))
        withdrawn = paper.told(source, "withdrawn") is True
    if version == 0 or version != paper.version:
        return paper.today
    fields = tuple(pair for pair in paper.today.fields if withdrawn or pair[0] != "withdrawn")
    stage = "withdrawn" if withdrawn else "submitted"
    versions = tuple(
        replace(v, stage=stage) if v.number == version else v for v in paper.today.versions
    )
    return replace(paper.today, fields=fields, versions=versions)
