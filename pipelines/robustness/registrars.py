"""What registrars and indexes may say of a paper on a bad day, read from the sandbox's facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from harvester.model import FieldData
from harvester.sandbox.world import PaperFacts
from harvester.values.venues import parse_venue

REGISTRARS = frozenset(
    {"crossref", "europepmc", "landing-pages", "openalex", "openreview", "semanticscholar"}
    | {"dblp", "pubmed", "unpaywall"}
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def may_say(paper: PaperFacts, field: str, value: FieldData) -> bool:
    """Tell whether a registrar or an index may say that `field` of `paper` is `value`."""
    judge = _JUDGES.get(field)
    return judge is not None and judge(paper, value)


def _title(paper: PaperFacts, value: FieldData) -> bool:
    return value == paper.title


def _authors(paper: PaperFacts, value: FieldData) -> bool:
    """All names in full, or all as PubMed prints them: family names and initials."""
    names = value if isinstance(value, tuple) else ()
    said = ["".join(str(name).split()) for name in names]
    full = ["".join(name.split()) for name in paper.authors]
    return said in (full, [_with_initials(name) for name in paper.authors])


def _with_initials(name: str) -> str:
    given, _, family = name.rpartition(" ")
    return "".join(f"{part[0]}." for part in given.split()) + family


def _doi(paper: PaperFacts, value: FieldData) -> bool:
    return str(value).lower() in {doi.lower() for doi in paper.dois}


def _issued(paper: PaperFacts, value: FieldData) -> bool:
    """The year of the venue; where the venue tells none, that of the latest version."""
    venue = parse_venue(paper.venue or paper.journal_ref)
    year = venue.year if venue and venue.year else int(paper.latest[:4])
    return str(value)[:4] == str(year)


def _venue(paper: PaperFacts, value: FieldData) -> bool:
    """A venue that the facts name, in whatever form; a made-up one where they name none."""
    text, known = str(value), paper.venue or paper.journal_ref
    venue, stated = parse_venue(known), parse_venue(text)
    if venue is None:
        return text in {"Made-up Proceedings", known}
    words = _YEAR.sub("", text).strip()
    same = stated is not None and stated.short == venue.short
    return same or words in known or text == "Lecture Notes in Computer Science"


def _page(paper: PaperFacts, value: FieldData) -> bool:
    return str(value) in paper.venue


def _type(_paper: PaperFacts, value: FieldData) -> bool:
    return value in {"article-journal", "paper-conference", "chapter"}


_KINDS_OF_ACCESS = frozenset({"bronze", "closed", "diamond", "gold", "green", "hybrid"})


def _keys(paper: PaperFacts) -> tuple[str, ...]:
    return (paper.id, *paper.dois) if paper.id else paper.dois


_JUDGES: Mapping[str, Callable[[PaperFacts, FieldData], bool]] = {
    "title": _title,
    "authors": _authors,
    "doi": _doi,
    "issued": _issued,
    "container_title": _venue,
    "event_title": _venue,
    "page": _page,
    "type": _type,
    "open_access": lambda _, value: value in _KINDS_OF_ACCESS,
    "open_access_url": lambda paper, value: any(doi in str(value) for doi in _keys(paper)),
}
