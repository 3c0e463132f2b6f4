"""What is known of a work: statements, versions, relations, and the dataset of all works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from harvester.model.identifier import Identifier
from harvester.model.verdicts import Strength


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
class Statement:
    """`source` says that `field` is `value`, since the ISO day `since`."""

    field: str
    value: FieldData
    source: str
    since: str


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
    """One work with all its versions; `id` is the first accepted identifier, never renamed.

    `statements` stand by field, best first (see `merging.rank_statements`); what a person decided
    is the first statement of its field, of source "decision".
    """

    id: Identifier
    identifiers: tuple[Identifier, ...] = ()
    statements: tuple[Statement, ...] = ()
    versions: tuple[Version, ...] = ()
    relations: tuple[Relation, ...] = ()
    resolution: Resolution | None = None

    @property
    def fields(self) -> tuple[tuple[str, Statement], ...]:
        """The visible statement of each field, sorted by field."""
        visible: dict[str, Statement] = {}
        for statement in self.statements:
            visible.setdefault(statement.field, statement)
        return tuple(sorted(visible.items()))

    def value(self, name: str) -> FieldData | None:
        """Return the visible value of field `name`, None where no source states one."""
        chosen = self.chosen(name)
        return chosen.value if chosen else None

    @property
    def preferred_id(self) -> Identifier:
        """The arXiv id, by which most sources know a paper; else the id of the paper."""
        return next((one for one in self.identifiers if one.scheme == "arxiv"), self.id)

    def chosen(self, name: str) -> Statement | None:
        """Return the first statement of field `name`, None where there is none."""
        for statement in self.statements:
            if statement.field == name:
                return statement
        return None

    def stated_by(self, source: str) -> tuple[Statement, ...]:
        """Return the statements of `source`."""
        return tuple(statement for statement in self.statements if statement.source == source)


@dataclass(frozen=True, slots=True)
class ListedDataset:
    """One dataset that the list names; `slug` is its id and the name of its file."""

    slug: str
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()

    def value(self, name: str) -> FieldData | None:
        """Return the visible value of field `name`, None where no source states one."""
        return next((one.value for one in self.statements if one.field == name), None)


@dataclass(frozen=True, slots=True)
class Dataset:
    """All papers, the retired ids that lead to them (old CURIE, id of the paper), all datasets."""

    papers: tuple[Paper, ...] = ()
    redirects: tuple[tuple[str, str], ...] = ()
    datasets: tuple[ListedDataset, ...] = ()

    def index(self) -> dict[str, Paper]:
        """Map every CURIE that means a paper to it: its id, its identifiers, its retired ids."""
        by_key: dict[str, Paper] = {}
        for paper in self.papers:
            for identifier in paper.identifiers:
                by_key.setdefault(str(identifier), paper)
        by_key.update((str(paper.id), paper) for paper in self.papers)
        targets = {str(paper.id): paper for paper in self.papers}
        for old, new in self.redirects:
            if new in targets:
                by_key.setdefault(old, targets[new])
        return by_key


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """What a code host said of one repository on one day; one row of data/metrics.csv.

    `state` is "found", or why it is not there ("gone", "blocked: dmca", …); None is "not known".
    `repository_id` is the host's own number, which a name taken by another repository betrays;
    `names_paper` the only paper that its README names, as CURIE; empty without one.
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
    names_paper: str = ""
