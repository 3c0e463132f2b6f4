"""Which papers are asked about one by one, for what batches do not tell.

That is the date of every version, the marker of a withdrawal and the licence. Each paper is asked
about once: in the run that describes it first, and again when it has a new version, when its
description hints at a withdrawal, or when a person names it. So the first run over a list takes
one request a paper, three seconds each at arXiv, and quiet nights after it take none.

At the most `MOST` in one run: a longer list has its turns in the next ones. What was not answered
is asked again every night of the first fortnight and once a week after that, so that papers the
service does not know cost no request each night. What was answered stands in the dataset; turns
follow from the dates there, so that nights that failed leave no trace once one did not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from harvester.model import FieldData, Identifier, Paper, Reading
from harvester.values.field_values import version_number

MOST = 1000
"""In one run: fifty minutes at one request in three seconds."""
_EAGER_DAYS = 14
_WEEK = 7
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
        return version_number(dict(self.today.fields).get("version"))

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


def _always(_identifier: Identifier) -> bool:
    return True


def due(
    papers: Collection[Described],
    source: str,
    day: str,
    named: bool,
    has_turn: Callable[[Identifier], bool] = _always,
) -> tuple[Identifier, ...]:
    """Return the papers that `source` is to be asked about today; `named` asks for each of them.

    `has_turn` tells of a paper that can wait whether it is asked about before other lists' papers.
    """
    numbers = {p.identifier: version_number(p.told(source, "version")) for p in papers}
    open_ones = [p for p in papers if numbers[p.identifier] < p.version]
    at_once = {
        p.identifier for p in open_ones if named or p.hints_at_withdrawal or numbers[p.identifier]
    }
    turns = sorted(
        (p.came_in(day), p.identifier)
        for p in open_ones
        if p.identifier not in at_once and _is_turn(p.came_in(day), day)
    )
    waiting = (identifier for _, identifier in turns[:MOST])
    return (*sorted(at_once), *filter(has_turn, waiting))


def _is_turn(came_in: str, day: str) -> bool:
    """Tell whether a paper that was first described on `came_in` is asked about on `day`."""
    age = (date.fromisoformat(day) - date.fromisoformat(came_in)).days
    return age < _EAGER_DAYS or age % _WEEK == 0


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
        version, withdrawn = version_number(words.get("version")), words.get("withdrawn") is True
    else:
        version = version_number(paper.told(source, "version"))
        withdrawn = paper.told(source, "withdrawn") is True
    if version == 0 or version != paper.version:
        return paper.today
    fields = tuple(pair for pair in paper.today.fields if withdrawn or pair[0] != "withdrawn")
    stage = "withdrawn" if withdrawn else "submitted"
    versions = tuple(
        replace(v, stage=stage) if v.number == version else v for v in paper.today.versions
    )
    return replace(paper.today, fields=fields, versions=versions)
