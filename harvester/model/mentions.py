"""What the list says, each claim with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from harvester.model.identifier import Identifier


class Span(NamedTuple):
    """Character offsets in the decoded list file, end exclusive."""

    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        """Tell whether the two spans share a character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Tell whether `other` lies within this span."""
        return self.start <= other.start and other.end <= self.end

    def slice(self, text: str) -> str:
        """Return the characters of `text` that stand at this span."""
        return text[self.start : self.end]

    def moved(self, offset: int) -> Span:
        """Return the span `offset` characters further on."""
        return Span(self.start + offset, self.end + offset)


class LinkRole(StrEnum):
    """What a link of an entry leads to."""

    PAPER = "paper"
    CODE = "code"
    PROJECT = "project"
    DATASET = "dataset"
    VIDEO = "video"
    SLIDES = "slides"
    BADGE = "badge"
    IMAGE = "image"
    OTHER = "other"


class MentionKind(StrEnum):
    """What a place of the list speaks of."""

    PAPER = "paper"
    DATASET = "dataset"
    REPOSITORY = "repository"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Written:
    """A claim as it stands in the list; `text` is `span.slice(source)` less its markup."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Link:
    """One link of an entry: `span` covers the URL alone, so that it can be replaced.

    `whole` covers the construct with its brackets, so that it can be removed or a neighbour added.
    """

    label: str
    url: str
    span: Span
    whole: Span
    role: LinkRole = LinkRole.OTHER
    identifier: Identifier | None = None


@dataclass(frozen=True, slots=True)
class Placeholder:
    """An identifier somebody meant to fill in: `2504.xxxxx`, `XXXX.XXXXX`, `TBD`, `[PDF]()`.

    `hint` is the month it names ("2025-04"), None without one; `span` is what an edit replaces
    with a whole URL (`is_url`) or with a bare id. `scheme` is what kind of identifier is to stand
    there, empty for any paper's.
    """

    text: str
    hint: str | None
    span: Span
    is_url: bool = True
    scheme: str = ""

    @property
    def is_paper(self) -> bool:
        """Tell the place of a paper's identifier from that of a repository."""
        return self.scheme != "github"

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether `identifier` is of the kind that is to stand there."""
        return self.scheme in ("", identifier.scheme)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its column's header, its text less markup, its content's span."""

    header: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class EntryForm:
    """How entries of one kind are written in a list, as its known entries teach.

    `shape` is the sequence of marks as people read it; `learnt` names the claims that were read
    by the form instead of by the general rules; of `taught_by` other known entries of the group
    `agreeing` have their title where this entry has it; `misread` names the claims in which most
    known entries of the group differ from their papers: the list cannot be blamed for them.
    """

    shape: str
    learnt: tuple[str, ...] = ()
    agreeing: int = 0
    taught_by: int = 0
    misread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of the list that speaks of a paper, a dataset or a repository.

    `name` is what the list calls it (the nickname before the colon, else the title);
    `title` the title as written, nickname included where the list writes it in front;
    `authors` one entry per name as written, `authors_span` all of them with their separators;
    `description` is what stands behind the title, as written and cut at 2,000 characters, with
    what was first read as title where the list's form cut it shorter;
    `refers_to` the name of the entry that a back reference or table row speaks of, None for an
    entry that stands for itself; `form` is the form that it was read by, None where none was
    learnt.
    """

    kind: MentionKind
    name: str
    span: Span
    line: int
    title: Written | None = None
    authors: tuple[Written, ...] = ()
    authors_span: Span | None = None
    et_al: bool = False
    date: Written | None = None
    event: Written | None = None
    section: tuple[str, ...] = ()
    tags: tuple[Written, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    links: tuple[Link, ...] = ()
    cells: tuple[Cell, ...] = ()
    refers_to: str | None = None
    form: EntryForm | None = None
    description: str = ""

    @property
    def is_paper_entry(self) -> bool:
        """Tell an entry of a paper from back references, datasets and repositories."""
        return self.kind is MentionKind.PAPER and self.refers_to is None

    @property
    def title_or_name(self) -> str:
        """Return the title as written; the name where the entry has no title."""
        return self.title.text if self.title else self.name


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of `span` by `text`; `why` is shown to people."""

    span: Span
    text: str
    why: str = ""
