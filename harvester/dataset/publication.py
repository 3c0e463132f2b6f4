"""Where and when a work was published, as its sources say, and whether a list says so too. Pure.

The version of record is what a registrar holds for the DOI that preprint and article share; then
what authors write beside their preprint; then what indexes compile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from harvester.model import Paper, Statement
from harvester.values.fields import DECISION, LIST
from harvester.values.text import normalize_title
from harvester.values.venues import Venue, VenueKind, parse_venue

DEPOSITS = re.compile(
    r"^10\.(?:48550|5281|6084|21203|1101|64898|2139|36227|20944|31219|31234|17605|5072)/"
)
"""DOIs of preprints, data and software: no published article has one."""
NO_VENUE = re.compile(
    r"^\W*(?:arxiv|preprint|openreview|corr\b|under review|in submission|submitted|rejected"
    r"|withdrawn|biorxiv|medrxiv|ssrn|zenodo|techrxiv)\b",
    re.IGNORECASE,
)
"""What stands in a venue's place and names none."""
_BOOK_SERIES = re.compile(
    r"^(?:lecture notes|communications in computer|advances in intelligent)", re.IGNORECASE
)
_FIELDS = ("event_title", "container_title", "journal_ref")
_AGGREGATORS = frozenset({"openalex", "semanticscholar", "dblp", "europepmc", "pubmed"})
_REGISTRARS = frozenset({"crossref", DECISION})
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Publication:
    """One statement of where a work was published.

    `name` is the venue as lists write it, without the year, which is empty where not known.
    """

    name: str
    year: str
    source: str
    venue: Venue | None = None
    doi: str = ""

    @property
    def label(self) -> str:
        """The venue with its year: "CVPR 2025", "MICCAI 2025 Workshop"."""
        if self.venue is not None:
            return str(replace(self.venue, year=int(self.year) if self.year else None))
        return f"{self.name} {self.year}".strip()

    def is_of_another_year(self, year: int | None) -> bool:
        """Tell whether `year` is surely not its: what appears online and in print has two years."""
        if not year or not self.year:
            return False
        venue = self.venue
        is_edition = venue is not None and bool(venue.year) and venue.kind is not VenueKind.JOURNAL
        return abs(year % 100 - int(self.year) % 100) > (0 if is_edition else 1)

    @property
    def is_compiled(self) -> bool:
        """Whether only an index says so, which may mix two works."""
        return self.source in _AGGREGATORS


class VenueStance(Enum):
    """How a venue that a list names stands to what the sources say."""

    SAME = "same"
    OTHER_YEAR = "other year"
    OTHER = "other venue"
    UNKNOWN = "no source tells"


def publications_of(paper: Paper) -> tuple[Publication, ...]:
    """Return every publication that a source states, the version of record first."""
    candidates = list(_candidates(paper))
    return tuple(sorted(candidates, key=_order))


def publication_of(paper: Paper) -> Publication | None:
    """Return where the work was published; None where no source says that it was."""
    return next(iter(publications_of(paper)), None)


def published_doi(paper: Paper) -> str:
    """Return the DOI of the published article; empty where none is known."""
    stated = paper.chosen("doi")
    dois = [str(stated.value)] if stated and stated.source != LIST else []
    dois += [one.value for one in paper.identifiers if one.scheme == "doi"]
    return next((doi for doi in dois if not DEPOSITS.match(doi)), "")


def compare_venue(
    stated: str, year: int | None, paper: Paper
) -> tuple[VenueStance, Publication | None]:
    """Tell how the venue that a list names stands to the publications of `paper`.

    Returns the publication that agrees, or the version of record that does not.
    """
    publications = publications_of(paper)
    venue = parse_venue(stated)
    named = (venue.year if venue else None) or year
    same = [one for one in publications if _is_same_venue(stated, venue, one)]
    if same:
        same = [one for one in same if one.year] or same
        agreeing = (one for one in same if not one.is_of_another_year(named))
        agreed = next(agreeing, None)
        return (VenueStance.SAME, agreed) if agreed else (VenueStance.OTHER_YEAR, same[0])
    first = publications[0] if publications else None
    if first is None or venue is None or first.venue is None:
        return VenueStance.UNKNOWN, first
    return VenueStance.OTHER, first


def _candidates(paper: Paper) -> Iterator[Publication]:
    doi = published_doi(paper)
    for field in _FIELDS:
        for statement in paper.statements:
            if statement.field == field and statement.source != LIST:
                yield from _read(statement, paper, doi)


def _read(statement: Statement, paper: Paper, doi: str) -> Iterator[Publication]:
    text = " ".join(str(statement.value).split())
    venue = parse_venue(text)
    if not text or NO_VENUE.search(text) or _BOOK_SERIES.match(text):
        return
    if statement.field == "journal_ref" and venue is None:
        yield Publication(text, "", statement.source, None, doi)
        return
    year = str(venue.year) if venue and venue.year else _issued(paper, statement.source)
    name = str(replace(venue, year=None)) if venue else _YEAR.sub("", text).strip(" ,.")
    yield Publication(name, year, statement.source, venue, doi)


def _issued(paper: Paper, source: str) -> str:
    """Return the year of publication: as `source` says, else as the best other service says."""
    issued = [one for one in paper.statements if one.field == "issued" and one.source != LIST]
    issued.sort(key=lambda one: one.source != source)
    return str(issued[0].value)[:4] if issued else ""


def _order(one: Publication) -> tuple[bool, bool, bool]:
    """Registrars, then authors, then indexes; venues that are known by name go before others."""
    return one.source not in _REGISTRARS, one.is_compiled, one.venue is None


def _is_same_venue(stated: str, venue: Venue | None, one: Publication) -> bool:
    if venue is not None and one.venue is not None:
        return replace(venue, year=None).is_same(replace(one.venue, year=None))
    shown, known = (f" {normalize_title(text)} " for text in (_YEAR.sub("", stated), one.name))
    return bool(shown.strip() and known.strip()) and (shown in known or known in shown)


def is_later_article(stated: str, one: Publication) -> bool:
    """Tell whether `one` is a journal article and `stated` a conference: both can be true."""
    venue = parse_venue(stated)
    journal = one.venue is None or one.venue.kind is VenueKind.JOURNAL
    return journal and venue is not None and venue.kind is not VenueKind.JOURNAL
