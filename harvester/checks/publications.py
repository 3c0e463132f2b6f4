"""An entry's venue and date against what is known of its paper's submission and publication."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from harvester.checks.inputs import CheckInput, known_text
from harvester.dataset.publication import (
    NO_VENUE,
    Publication,
    VenueStance,
    compare_venue,
    is_later_article,
    publication_of,
    publications_of,
    published_doi,
)
from harvester.model import Mention, Paper, Problem, Severity, Written
from harvester.values.dates import MONTH_NAMES, parse_date
from harvester.values.fields import DECISION, LIST
from harvester.values.identifiers import arxiv_month
from harvester.values.venues import VenueKind, parse_venue

_YEARS = 2
_ANNOUNCED_WITHIN = timedelta(days=5)
_INDEXES = frozenset({"dblp", "semanticscholar"})
__all__ = ["PublicationHabits", "check_publication", "month_words", "stated_venue"]


class _Stated(NamedTuple):
    """What an entry says of its publication: venue, year and month, each where it says it."""

    venue: str
    year: int | None
    month: int | None
    tag: Written | None

    @property
    def text(self) -> str:
        """The venue with the year, as shown to people."""
        year = str(self.year or "")
        return self.venue if year and year in self.venue else f"{self.venue} {year}".strip()


def check_publication(
    check_input: CheckInput, habits: PublicationHabits, mention: Mention, paper: Paper
) -> Iterator[Problem]:
    """Compare venue and date of an entry with its paper's; one cause makes one problem."""
    stated = _stated(mention)
    if stated.venue:
        year = stated.year if stated.month is None else None
        stance, publication = compare_venue(stated.venue, year, paper)
    else:
        stance, publication = VenueStance.UNKNOWN, publication_of(paper)
    if publication is not None and stance is VenueStance.OTHER:
        yield _other_venue(check_input, mention, stated, publication, paper)
    elif publication is not None and stance is VenueStance.OTHER_YEAR:
        mixed = mention.section in habits.by_publication
        yield _other_year(check_input, mention, stated, publication, paper, mixed)
    elif stance is not VenueStance.SAME or stated.month is not None:
        yield from _check_date(check_input, mention, paper)
    if not stated.venue:
        yield from _check_published(check_input, mention, paper)
    elif (
        publication is None
        and _is_doubtful(check_input, stated, paper)
        and habits.indexes_know_venues
    ):
        yield _unconfirmed(check_input, mention, stated, paper)


def _stated(mention: Mention) -> _Stated:
    tag = mention.date or mention.event
    return _Stated(stated_venue(mention), *(parse_date(tag.text) if tag else (None, None)), tag)


def stated_venue(mention: Mention) -> str:
    """Return the venue that the entry names; empty where it names none, or only an archive.

    The tag "arXiv 2024" names none.
    """
    texts = [mention.event.text] if mention.event else []
    texts += [cell.text for cell in mention.cells if "venue" in cell.header.lower()]
    for text in texts:
        plain = text.strip(" -–—*`[]()")
        if plain and not NO_VENUE.search(plain):
            return plain
    return ""


def _is_doubtful(check_input: CheckInput, stated: _Stated, paper: Paper) -> bool:
    """Tell whether a conference of two years ago or more is known to no index that knows the paper.

    Indexes know the conferences of nearly all papers by then: it may be another paper's.
    """
    venue = parse_venue(stated.venue)
    if venue is None or venue.kind is not VenueKind.CONFERENCE or published_doi(paper):
        return False
    year = stated.year or venue.year
    old = bool(year and check_input.month) and int(check_input.month[:4]) - int(year or 0) >= _YEARS
    return old and any(one.source in _INDEXES for one in paper.statements)


def _unconfirmed(
    check_input: CheckInput, mention: Mention, stated: _Stated, paper: Paper
) -> Problem:
    sources = {one.source for one in paper.statements if one.field == "title"}
    who = ", ".join(sorted(sources - {LIST, DECISION}))
    fix = f"see whether {stated.venue} published this paper or another one of its authors"
    said = (stated.text, "only the preprint is known", who)
    line = _line(check_input, mention, mention.event or stated.tag)
    return check_input.problem("venue-differs", Severity.INFO, mention, said, fix, line)


def _other_venue(
    check_input: CheckInput, mention: Mention, stated: _Stated, known: Publication, paper: Paper
) -> Problem:
    """Where an index alone says so, or both can be true, it is a hint."""
    fix = f"write {known.label}, or check which version is meant"
    severity = Severity.INFO if known.is_compiled else Severity.WARNING
    if is_later_article(stated.venue, known) and not _is_said_twice(paper, known):
        severity = Severity.INFO
        fix = f"it appeared in {known.name} too: write the version that is meant"
    return check_input.problem(
        "venue-differs",
        severity,
        mention,
        (stated.text, _described(known, paper), known.source),
        fix,
        _line(check_input, mention, mention.event or stated.tag),
    )


def _is_said_twice(paper: Paper, known: Publication) -> bool:
    sources = {one.source for one in publications_of(paper) if one.name == known.name}
    return len(sources) > 1


def _other_year(
    check_input: CheckInput,
    mention: Mention,
    stated: _Stated,
    known: Publication,
    paper: Paper,
    mixed: bool,
) -> Problem:
    """A year of submission beside a venue is a contradiction where the section mixes both."""
    submitted, _ = known_text(paper, "submitted")
    is_submission = bool(submitted) and str(stated.year) == submitted[:4]
    severity = Severity.WARNING
    if is_submission and not mixed:
        severity = Severity.INFO
    words = _described(known, paper)
    if submitted:
        words += f", submitted {month_words(submitted)}"
    return check_input.problem(
        "date-differs",
        severity,
        mention,
        (stated.text, words, known.source),
        f"write {known.year}, the year of {known.label}",
        _line(check_input, mention, stated.tag),
    )


class PublicationHabits:
    """Tell what the list's other entries show: whose years sections name, what indexes know."""

    def __init__(self, check_input: CheckInput) -> None:
        self._check_input = check_input

    @cached_property
    def by_publication(self) -> frozenset[tuple[str, ...]]:
        """The sections in which an entry's year is that of publication and no other."""
        return frozenset(
            mention.section
            for mention, paper in self._check_input.mentions
            if paper is not None and _is_dated_by_publication(mention, paper)
        )

    @cached_property
    def indexes_know_venues(self) -> bool:
        """Whether most venues that this list states are known to the indexes.

        Where they are not, an index that is silent on one more of them is no witness.
        """
        confirmed, unknown = 0, 0
        for mention, paper in self._check_input.mentions:
            stated = _stated(mention)
            if paper is None or not stated.venue:
                continue
            if publication_of(paper) is not None:
                confirmed += 1
            elif _is_doubtful(self._check_input, stated, paper):
                unknown += 1
        return unknown <= confirmed + 1


def _is_dated_by_publication(mention: Mention, paper: Paper) -> bool:
    tag = mention.date or mention.event
    year, month = parse_date(tag.text) if tag else (None, None)
    submitted, _ = known_text(paper, "submitted")
    known = publication_of(paper) if year and month is None and submitted else None
    return known is not None and str(year) == known.year and known.year != submitted[:4]


def _check_published(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    """Say where a paper appeared of which the entry knows the preprint alone."""
    if not any(one.scheme == "arxiv" for one in mention.identifiers):
        return
    publication, doi = publication_of(paper), published_doi(paper)
    if publication is None and not doi:
        return
    tag = mention.date or mention.event
    known = _described(publication, paper) if publication else f"doi:{doi}"
    source = publication.source if publication else known_text(paper, "doi")[1] or "dataset"
    said = (tag.text if tag else "only the preprint", known, source)
    fix = "name the venue beside or instead of the date"
    line = _line(check_input, mention, tag)
    yield check_input.problem("published-since", Severity.INFO, mention, said, fix, line)


def _described(known: Publication, paper: Paper) -> str:
    doi, (page, _) = published_doi(paper), known_text(paper, "page")
    words = known.label + (f", pp. {page}" if page else "")
    return f"{words} (doi:{doi})" if doi else words


def _line(check_input: CheckInput, mention: Mention, tag: Written | None) -> int:
    return check_input.document.line_of(tag.span.start) if tag else mention.line


def month_words(day: str) -> str:
    """Return an ISO date as people write it: "2025-03-03" is "3 March 2025".

    >>> month_words("2025-03-03"), month_words("2025-03"), month_words("2025")
    ('3 March 2025', 'March 2025', '2025')
    """
    parts = day[:10].split("-")
    if len(parts) < 2 or not parts[1].isdigit() or not 1 <= int(parts[1]) <= 12:
        return parts[0]
    month = f"{MONTH_NAMES[int(parts[1]) - 1]} {parts[0]}"
    return f"{int(parts[2])} {month}" if len(parts) > 2 and parts[2].isdigit() else month


def _check_date(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    tag = mention.date or mention.event
    year, month = parse_date(tag.text) if tag else (None, None)
    submitted, source = known_text(paper, "submitted")
    if tag is None or year is None or not submitted:
        return
    issued, issuer = known_text(paper, "issued")
    journal, _ = known_text(paper, "journal_ref")
    if _fits(year, month, [submitted, _announced(submitted), *_id_months(paper)]):
        return
    published = _fits(year, month, [issued]) or (month is None and str(year) in journal)
    if published and (month is None or mention.event is not None):
        return
    if month is None and (mention.event is not None or not issued) and year > int(submitted[:4]):
        return  # the year of a conference or journal that no source has told us of
    known = f"submitted {month_words(submitted)}"
    if issued:
        known += f", published {month_words(issued)}"
    elif journal:
        known += f", published in {journal}"
    who = source if not issuer or issuer == source else f"{source}, {issuer}"
    fix = f"write {_in_the_form(submitted, month)}, the month of submission"
    if published or journal:
        fix += ", or name the venue if the date of publication is meant"
    severity = Severity.INFO if published else Severity.WARNING
    claim = (tag.text, known, who)
    line = check_input.document.line_of(tag.span.start)
    yield check_input.problem("date-differs", severity, mention, claim, fix, line)


def _announced(submitted: str) -> str:
    """Return the latest day on which arXiv announces what was submitted on an ISO day.

    That is one working day later, or two, with a weekend or holidays between; people write down
    the month in which they read of it. https://info.arxiv.org/help/availability.html
    """
    try:
        return (date.fromisoformat(submitted) + _ANNOUNCED_WITHIN).isoformat()
    except ValueError:  # a month or a year alone
        return ""


def _in_the_form(day: str, month: int | None) -> str:
    return month_words(day[:7]) if month else day[:4]


def _id_months(paper: Paper) -> list[str]:
    every = {paper.id, *paper.identifiers}
    return sorted(arxiv_month(one.value) for one in every if one.scheme == "arxiv")


def _fits(year: int, month: int | None, days: list[str]) -> bool:
    wanted = f"{year:04}-{month:02}" if month else f"{year:04}"
    return any(day and (day.startswith(wanted) or wanted.startswith(day)) for day in days)
