"""What a check gets to see, and the small words that all checks share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from harvester.checks.levels import LevelRules
from harvester.dataset.link_states import LinkRow
from harvester.model import (
    Candidate,
    FieldData,
    Identifier,
    ListedDataset,
    Mention,
    Paper,
    PersonName,
    Problem,
    RepositoryState,
    Severity,
    Span,
    Verdict,
)
from harvester.values.text import normalize_title


class Document(Protocol):
    """What checks need of a parsed list: its text, its mentions, the line of an offset."""

    @property
    def text(self) -> str:
        """The whole file, untouched."""
        ...

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The places that speak of something, in the order of the file."""
        ...

    def text_of(self, span: Span) -> str:
        """Return the characters that stand at `span`."""
        ...

    def line_of(self, offset: int) -> int:
        """Return the line (from 1) of a character."""
        ...


@dataclass(frozen=True, slots=True)
class AttributeRules:
    """What a list says in two places and must agree; the defaults suit most lists.

    `marks` in a cell mean that the column's attribute holds, `blanks` that it does not;
    `code_columns` are words of headers of columns that say whether there is code; the three word
    lists are read in this order: `soon`, `unknown`, `absent`, `available`.
    `ranges` tells that a badge such as `L1-L3` stands for every column from L1 to L3.
    """

    marks: tuple[str, ...] = ("✅", "✓", "✔", "☑", "●", "🟢", "x", "yes", "y", "√", "是")
    blanks: tuple[str, ...] = ("", "-", "–", "—", "✗", "✘", "❌", "○", "no", "n", "n/a", "否")
    code_columns: tuple[str, ...] = ("code", "github", "implementation", "repo", "代码", "源码")
    soon: tuple[str, ...] = ("🔜", "coming", "soon", "to be released", "tba", "tbd", "即将")
    unknown: tuple[str, ...] = ("❓", "unknown", "?", "未知")
    absent: tuple[str, ...] = ("❌", "✗", "✘", "not available", "unavailable", "none", "no", "无")
    available: tuple[str, ...] = ("✅", "✓", "✔", "available", "released", "full", "yes", "public")
    ranges: bool = True


Spoken = tuple[Mention, Paper | None]
"""A mention and the paper that it speaks of."""


@dataclass(frozen=True, slots=True)
class CheckInput:
    """Everything the checks look at; nothing else is read, no clock, no disk.

    `repositories` maps `owner/name` to what its host last said; `existing_files` are the paths
    beside the list, relative to its folder (None: not looked, so nothing is said about files);
    `month` is the present one, as in 2026-11, and all that checks are told of the time, so that
    what they say stands until the next; `verdicts` is what resolution says of entries, by their
    span, where it could be asked without the network: the best witness against a wrong link;
    `records` is what the local index knows of linked identifiers, `absent` what arXiv says of those
    it does not have; `levels` is how urgent the list calls each kind of problem;
    `absent_once` names the repositories, in lower case, that were not there on one day only,
    `absent_today` the identifiers that arXiv did not have for the first time today;
    `known` are all papers of the dataset, whether an entry leads to them or not; `disputed` the
    wrong links, each as its entry's span and the identifier, of which no more is to be said;
    `links` are the links that do not lead where they led; `datasets` the records of data sets.
    """

    document: Document
    path: str
    mentions: Sequence[Spoken]
    repositories: Mapping[str, RepositoryState] = field(default_factory=dict)
    existing_files: frozenset[str] | None = None
    month: str = ""
    attributes: AttributeRules = AttributeRules()
    verdicts: Mapping[Span, Verdict] = field(default_factory=dict)
    records: Mapping[Identifier, Candidate] = field(default_factory=dict)
    absent: Mapping[Identifier, str] = field(default_factory=dict)
    levels: LevelRules = field(default_factory=LevelRules)
    absent_once: frozenset[str] = frozenset()
    absent_today: frozenset[Identifier] = frozenset()
    known: Sequence[Paper] = ()
    disputed: frozenset[tuple[Span, Identifier | None]] = frozenset()
    links: Sequence[LinkRow] = ()
    datasets: Sequence[ListedDataset] = ()

    def repository(self, name: str) -> RepositoryState | None:
        """Return what is known of `owner/name`, whatever its capitals."""
        if name in self.repositories:
            return self.repositories[name]
        folded = name.lower()
        return next((s for key, s in self.repositories.items() if key.lower() == folded), None)

    def problem(
        self,
        code: str,
        severity: Severity,
        mention: Mention,
        sides: tuple[str, str, str],
        fix: str,
        line: int | None = None,
    ) -> Problem:
        """Make a problem about `mention`; `said` is what is claimed, what is known, who says so."""
        claimed, known, source = sides
        subject = mention.refers_to or mention.name
        where = mention.line if line is None else line
        return Problem(code, severity, self.path, where, subject, claimed, known, source, fix)


def known_value(paper: Paper | None, name: str) -> tuple[FieldData, str] | None:
    """Return a field's value and who vouches for it; None where only the list itself says it."""
    chosen = paper.chosen(name) if paper else None
    if chosen is None or chosen.source == "list" or chosen.value in ("", ()):
        return None
    return chosen.value, chosen.source


def known_text(paper: Paper | None, name: str) -> tuple[str, str]:
    """Return a text field and its source, two empty texts where nobody but the list says it."""
    value = known_value(paper, name)
    return (value[0], value[1]) if value and isinstance(value[0], str) else ("", "")


def known_authors(paper: Paper | None) -> tuple[tuple[PersonName, ...], str]:
    """Return the authors and who names them, empty where nobody but the list does."""
    value = known_value(paper, "authors")
    if value is None or not isinstance(value[0], tuple):
        return (), ""
    return tuple(one for one in value[0] if isinstance(one, PersonName)), value[1]


def groups(mentions: Sequence[Spoken]) -> Iterator[list[Spoken]]:
    """Yield the mentions that speak of one thing together: its entry, table rows, references."""
    papers = {
        normalize_title(mention.name): paper.id
        for mention, paper in mentions
        if paper is not None and mention.refers_to is None
    }
    by_subject: dict[Identifier | str | Span, list[Spoken]] = {}
    for mention, paper in mentions:
        name = normalize_title(mention.refers_to or mention.name)
        key: Identifier | str | Span = paper.id if paper else papers.get(name, name)
        if paper is None and mention.refers_to is None and name in papers:
            key = mention.span  # another entry of that name has a paper; this one stands alone
        by_subject.setdefault(key, []).append((mention, paper))
    yield from by_subject.values()
