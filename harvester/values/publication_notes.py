"""What a preprint's note says of its publication: "Accepted at ICCV 2025 (oral)".

A note is arXiv's comment or journal reference. It counts clause by clause: a clause that speaks of
a submission, of another version of the work or of a challenge says nothing, and silence is the
answer wherever the words can be read in two ways.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from harvester.values.venues import Venue, VenueKind, VenueMatch, abbreviations, find_venues

_ADDRESS = re.compile(r"(?:https?://|ht+pp?s?://|www\.)\S+")
_CLAUSE_END = re.compile(
    r"\s*;\s*|(?<!\bProc)(?<!\bInt)(?<!\bConf)(?<!\bTrans)(?<!\bSymp)(?<!\bvs)(?<!\bpp)(?<!\b[A-Z])"
    r"\.\s+(?=[A-Z(\d])|\s/\s+(?=Key)"
)
_KEPT = "\ue000"
"""Stands for the blank behind a cut word while a note is parted: of private use, in no note."""
_WITHDRAWN = re.compile(r"\b(?:withdrawn|retracted)\b", re.IGNORECASE)
_ABBREVIATIONS = {"Conf.": "Conference", "Int.": "International", "Symp.": "Symposium"}
_NOT_YET = re.compile(
    r"\b(?:submitted|submission|resubmi\w+|under\s+(?:[\w-]+\s+)?review|in\s+review|being\s+reviewed|"
    r"under\s+consideration|reject\w*|to\s+be\s+submitted|in\s+preparation|withdrawn|"
    r"not\s+(?:been\s+|yet\s+)*(?:accepted|published|peer)|pending|intended\s+for)\b",
    re.IGNORECASE,
)
_ANOTHER_WORK = re.compile(
    r"\b(?:(?:extended|expanded|abridged|abbreviated|full|long(?:er)?|short(?:er)?|preliminary|earlier|"
    r"previous|initial|partial|conference|journal|workshop|condensed)(?:\s+\w+)?\s+"
    r"(?:versions?|abstract)|part(?:s|ially)?\s+of\s+(?:this|the|our)|extend(?:s|ing)?|"
    r"extension\s+of|based\s+on|builds?\s+(?:up)?on|follow-?up|compar(?:ed|ing)\s+(?:to|with)|"
    r"supersedes?|replaces?|companion|supplement\w*|overlap|sequel|translation\s+of|cited|"
    r"challenge|competition|contest|shared\s+task|track\s+winner|winning|1st\s+place|"
    r"tutorial|keynote|lecture|funded|supported\s+by|editors?|thesis|code\s+for|dataset\s+of)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:accept(?:ed|ance)?|appear(?:s|ed|ing)?|publish(?:ed)?|publication|present(?:ed|ation)|"
    r"proc(?:eedings)?|camera[- ]ready|oral|spotlight|poster|highlight|best\s+paper|in\s+press)\b",
    re.IGNORECASE,
)
_BEFORE_A_BARE_VENUE = re.compile(
    r"^(?:in|at|the|proc(?:eedings)?\.?|of|preprint|paper|article|final|version|to|[\s,:()'’\"“”.–—-]|"
    r"\d+|pages?|pp?|figures?|figs?|tables?|appendix|and|including|with|colou?r)*$",
    re.IGNORECASE,
)
_HOSTED = re.compile(r"^[\w\s-]*\bworkshop\b[\w\s,:&-]*(?:\bat|@)\s*$", re.IGNORECASE)


def read_publication(note: str) -> Venue | None:
    """Return the venue in which `note` says the work is published or accepted; None else.

    >>> str(read_publication("12 pages. Accepted at ICCV 2025 (oral)"))
    'ICCV 2025'
    >>> read_publication("Submitted to ICCV 2025") is None
    True
    """
    if _WITHDRAWN.search(note):
        return None
    stated = [venue for clause in _clauses(note) if (venue := _venue_of_clause(clause))]
    agree = all(venue.is_same(stated[0]) for venue in stated)
    return stated[0] if stated and agree else None


def read_journal_reference(reference: str) -> Venue | None:
    """Return the known venue that a journal reference names; None where the table has none."""
    if _NOT_YET.search(reference):
        return None
    text = _ADDRESS.sub(" ", reference)
    for short, whole in _ABBREVIATIONS.items():
        text = text.replace(short, whole)
    match = next(find_venues(text), None)
    return match.venue if match and match.venue.year else None


def _clauses(note: str) -> Iterator[str]:
    text = " ".join(_ADDRESS.sub(" ", note).split())
    for name in _cut_words().findall(text):
        text = text.replace(f"{name} ", f"{name}{_KEPT}")
    yield from (one.replace(_KEPT, " ") for one in _CLAUSE_END.split(text) if one)


@cache
def _cut_words() -> re.Pattern[str]:
    """Match a word cut with a dot in a venue's name, where the name goes on: no clause ends."""
    return re.compile(rf"\b(?:{'|'.join(sorted(abbreviations()))})\.(?= [A-Z])")


def _venue_of_clause(clause: str) -> Venue | None:
    if _NOT_YET.search(clause) or _ANOTHER_WORK.search(clause):
        return None
    matches = list(find_venues(clause))
    if not matches or not _is_stated(clause, matches[0]):
        return None
    workshops = [match.venue for match in matches if match.venue.kind is VenueKind.WORKSHOP]
    venue = (workshops or [matches[0].venue])[0]
    years = {match.venue.year for match in matches if match.venue.year}
    if venue.year or (venue.kind is VenueKind.JOURNAL and not years):
        return venue
    return replace(venue, year=years.pop()) if len(years) == 1 else None


def _is_stated(clause: str, match: VenueMatch) -> bool:
    """Return whether the clause says so in words, or names venue and year alone."""
    if _PUBLISHED.search(clause):
        return True
    front = clause[: match.start]
    bare = _BEFORE_A_BARE_VENUE.match(front) or _HOSTED.match(front)
    return match.venue.year is not None and bare is not None
