"""The words of the domain: frozen values, no I/O, no clock.

A list file holds `Mention`s.
A source answers a question about one `Identifier` with a `Lookup`.
A `Found` answer is read into `Observation`s; merging makes the `FieldValue`s of a `Paper` of them.
Two datasets compared give `Change`s; list and dataset compared give `Problem`s.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, TypeAlias


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A normalised identifier; prints as a CURIE such as `arxiv:2504.13065`.

    Schemes: arxiv (never with a version), doi (lower case), openreview, pmid, acl, github
    (`owner/name`), url (a landing page, when nothing better is known), local (slug of a title).
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Span(NamedTuple):
    """Character offsets in the decoded list file, end exclusive."""

    start: int
    end: int


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
    """A claim as it stands in the list; `text` is `source[span.start:span.end]` less its markup."""

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
    with a whole URL (`is_url`) or with a bare id.
    """

    text: str
    hint: str | None
    span: Span
    is_url: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table row: its column's header, its text less markup, its content's span."""

    header: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Mention:
    """One place of the list that speaks of a paper, a dataset or a repository.

    `name` is what the list calls it (the nickname before the colon, else the title);
    `title` the title as written, nickname included where the list writes it in front;
    `authors` one entry per name as written, `authors_span` all of them with their separators;
    `refers_to` the name of the entry that a back reference or table row speaks of, None for an
    entry that stands for itself.
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


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name as one paper prints it: `family` and `given`, or `literal` for a group."""

    family: str = ""
    given: str = ""
    literal: str = ""
    affiliations: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.literal or f"{self.given} {self.family}".strip()


FieldData: TypeAlias = str | int | bool | tuple[str, ...] | tuple[PersonName, ...]
"""What a field can hold; dates are ISO strings, possibly partial ("2024", "2024-03")."""


@dataclass(frozen=True, slots=True)
class Record:
    """One source's raw answer about one thing (a PROV entity); lives in cache/, never in data/.

    `body` is what `read` takes: the part of the answer that speaks of `identifier`, as text.
    `url` is redacted; `retrieved_at` an ISO time in UTC.
    """

    source: str
    identifier: Identifier
    url: str
    retrieved_at: str
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """The source knows the thing."""

    record: Record
    cached: bool = False


@dataclass(frozen=True, slots=True)
class NotFound:
    """The source answered, and does not know the thing; `reason` tells kinds of absence apart."""

    reason: str = ""
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """The source could not be asked; says nothing about the thing."""

    reason: str


Lookup: TypeAlias = Found | NotFound | Failed


@dataclass(frozen=True, slots=True)
class Observation:
    """`source` said that `field` is `value`; first on `first_seen` (ISO date)."""

    field: str
    value: FieldData
    source: str
    first_seen: str


@dataclass(frozen=True, slots=True)
class Version:
    """One public state of a work.

    `stage` is submitted, accepted, published, withdrawn or retracted.
    """

    identifier: Identifier
    stage: str
    number: int | None = None
    issued: str | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """DataCite's words: `IsSupplementedBy` (code, data), `IsVersionOf`; from whom we know it."""

    kind: str
    target: Identifier
    source: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What `Source.read` takes out of a record: plain statements, not yet observations."""

    identifier: Identifier
    fields: tuple[tuple[str, FieldData], ...]
    identifiers: tuple[Identifier, ...] = ()
    versions: tuple[Version, ...] = ()
    relations: tuple[Relation, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A value that lost, and who says it."""

    value: FieldData
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The chosen value: from `source`, also said by `supported_by`, against `alternatives`."""

    value: FieldData
    source: str
    supported_by: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


class Strength(StrEnum):
    """How sure a comparison is; only EXACT and STRONG are applied without a person."""

    EXACT = "exact"
    STRONG = "strong"
    AMBIGUOUS = "ambiguous"
    DIFFERENT = "different"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that a mention may mean, as an index or a search service describes it."""

    identifier: Identifier
    title: str
    authors: tuple[str, ...] = ()
    authors_complete: bool = True
    submitted: str | None = None
    abstract: str = ""
    comment: str = ""
    doi: str | None = None
    journal_ref: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What a mention offers for finding the work it means.

    `year` and `month` come from the date or event tag, `hint` from the placeholder ("2025-04");
    `given` are the identifiers that stand in the entry; `links` every URL of the entry.
    """

    title: str
    name: str = ""
    authors: tuple[str, ...] = ()
    et_al: bool = False
    year: int | None = None
    month: int | None = None
    event: str = ""
    hint: str | None = None
    given: tuple[Identifier, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate with what the comparison said of it."""

    candidate: Candidate
    strength: Strength
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a resolution says: `identifier` only where `strength` is exact or strong.

    `reason` is a value of `matching.Reason`; `evidence` maps its kind (title, authors, date, …) to
    words a person reads; `certainty` is calibrated (0 to 1) and never used alone.
    """

    strength: Strength
    reason: str
    identifier: Identifier | None = None
    evidence: tuple[tuple[str, str], ...] = ()
    judged: tuple[Judged, ...] = ()
    certainty: float = 0.0


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a paper's identifier was found; kept in the dataset."""

    identifier: Identifier
    strength: Strength
    reason: str
    evidence: tuple[tuple[str, str], ...]
    placeholder: str | None
    decided_on: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The work, all versions together; `id` is the first accepted identifier, never renamed.

    `fields` always equals `merging.merge(observations, decisions)`.
    """

    id: Identifier
    identifiers: tuple[Identifier, ...] = ()
    fields: tuple[tuple[str, FieldValue], ...] = ()
    versions: tuple[Version, ...] = ()
    relations: tuple[Relation, ...] = ()
    observations: tuple[Observation, ...] = ()
    resolution: Resolution | None = None

    def value(self, name: str) -> FieldData | None:
        """Return the chosen value of field `name`, None where nobody said anything."""
        return next((chosen.value for key, chosen in self.fields if key == name), None)

    def chosen(self, name: str) -> FieldValue | None:
        """Return the chosen value of field `name` with its provenance."""
        return next((chosen for key, chosen in self.fields if key == name), None)


@dataclass(frozen=True, slots=True)
class Dataset:
    """All papers, and the retired ids that lead to them: (old CURIE, id of the paper)."""

    papers: tuple[Paper, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()

    def index(self) -> dict[str, Paper]:
        """Map every CURIE that means a paper to it: its id, its identifiers, its retired ids."""
        found: dict[str, Paper] = {}
        for paper in self.papers:
            for identifier in paper.identifiers:
                found.setdefault(str(identifier), paper)
        found.update((str(paper.id), paper) for paper in self.papers)
        targets = {str(paper.id): paper for paper in self.papers}
        for old, new in self.redirects:
            if new in targets:
                found.setdefault(old, targets[new])
        return found


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """What a code host said of one repository on one day; one row of data/metrics.csv.

    `state` is "found", or why it is not there ("gone", "blocked: dmca", …); None is "not known".
    `repository_id` is the host's own number, which a name taken by another repository betrays.
    """

    repository: str
    day: str
    stars: int | None = None
    forks: int | None = None
    open_issues: int | None = None
    archived: bool | None = None
    pushed_at: str = ""
    license: str = ""
    coming_soon: bool | None = None
    moved_to: str = ""
    state: str = "found"
    repository_id: int | None = None


class DecisionKind(StrEnum):
    """What a person can decide."""

    SAME = "same"
    DIFFERENT = "different"
    KEEP = "keep"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's word about `subject` (a paper's CURIE or a mention's name); always wins."""

    kind: DecisionKind
    subject: str
    value: str
    reason: str
    who: str
    when: str
    field: str = ""


class Cause(StrEnum):
    """Why a value changed."""

    SOURCE_CHANGED = "source changed"
    RESOLVED = "resolved"
    DECISION = "decision"
    LIST_EDITED = "list edited"
    RULE_CHANGED = "rule changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two datasets; `kind` is added, removed or changed."""

    paper: Identifier
    name: str
    field: str
    kind: str
    before: FieldData | None
    after: FieldData | None
    source: str
    cause: Cause


class Severity(StrEnum):
    """How urgent a problem is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the list says that is not so, or not so everywhere. Codes: design of `check`."""

    code: str
    severity: Severity
    path: str
    line: int
    subject: str
    claimed: str
    known: str
    source: str
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the characters of `span` by `text`; `why` is shown to people."""

    span: Span
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class SourceCount:
    """What one source was asked in a run, in things (ids), and how many HTTP requests that took."""

    asked: int = 0
    cached: int = 0
    found: int = 0
    not_found: int = 0
    failed: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """What the operator reads about one run."""

    run: str
    version: str
    sources: tuple[tuple[str, SourceCount], ...] = ()
    papers: int = 0
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    edits: tuple[Edit, ...] = ()
    notes: tuple[str, ...] = field(default=())
    seconds: float = 0.0
