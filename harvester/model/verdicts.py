"""Which work a mention means: what is compared, and what the comparison says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from harvester.model.identifier import Identifier


class Strength(StrEnum):
    """How sure a comparison is; only EXACT and STRONG are applied without a person."""

    EXACT = "exact"
    STRONG = "strong"
    AMBIGUOUS = "ambiguous"
    DIFFERENT = "different"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that a mention may mean, as an index or a search service describes it.

    `former_title` is the one of its first version, where that is known. `abstract_terms` are the
    names and rare words of an abstract whose text is not kept, packed.
    """

    identifier: Identifier
    title: str
    authors: tuple[str, ...] = ()
    authors_complete: bool = True
    submitted: str | None = None
    abstract: str = ""
    comment: str = ""
    doi: str | None = None
    journal_ref: str = ""
    former_title: str = ""
    abstract_terms: bytes = b""


@dataclass(frozen=True, slots=True)
class Query:
    """What a mention offers for finding the work it means.

    `year` and `month` come from the date or event tag, `hint` from the placeholder ("2025-04");
    `given` are the identifiers that stand in the entry; `links` every URL of the entry;
    `description` what the entry says around its title. `named` are the papers that the entry's own
    repositories or pages name, the likeliest first, and `named_titles` the titles they give.
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
    description: str = ""
    named: tuple[Identifier, ...] = ()
    named_titles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RankedCandidate:
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
    judged: tuple[RankedCandidate, ...] = ()
    certainty: float = 0.0
