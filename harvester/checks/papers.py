"""An entry's title, authors and dates against what is known of its paper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.checks.inputs import CheckInput, known_authors, known_text, known_value
from harvester.matching.existing_identifiers import same_script
from harvester.matching.title_comparison import TitleComparison, compare_titles
from harvester.matching.titles import Title, read_title, read_written_title
from harvester.model import Mention, Paper, Problem, Severity
from harvester.values.dates import MONTH_NAMES, parse_date
from harvester.values.identifiers import arxiv_month
from harvester.values.person_names import compare_authors, parse_person

_SHOWN_AUTHORS = 6
_COVERED = 0.9
_NAME_WORDS = 3
_DEPOSITS = re.compile(
    r"^10\.(?:48550|5281|6084|21203|1101|64898|2139|36227|20944|31219|31234|17605|5072)/"
)
_NO_VENUE = re.compile(
    r"^\W*(?:arxiv|preprint|openreview|corr|under review|in submission|submitted)\b", re.IGNORECASE
)


def check_papers(check_input: CheckInput) -> Iterator[Problem]:
    """Compare every entry that stands for a paper with what sources say of that paper."""
    for mention, paper in check_input.mentions:
        if paper is None or mention.refers_to is not None:
            continue
        yield from _check_title(check_input, mention, paper)
        yield from _check_authors(check_input, mention, paper)
        yield from _check_date(check_input, mention, paper)
        yield from _check_published(check_input, mention, paper)
        yield from _check_withdrawn(check_input, mention, paper)


def _check_title(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    known, source = known_text(paper, "title")
    if mention.title is None or not known:
        return
    written, true = read_written_title(mention.title.text), read_title(known)
    compared = compare_titles(written, true)
    if compared.equal or compared.spelled or compared.dropped or is_name_only(mention, written):
        return
    if compared.told or not same_script(mention.title.text, known):
        return  # the whole title stands there among more, or a translation does
    line = check_input.document.line_of(mention.title.span.start)
    claim = (mention.title.text, known, source)
    if is_shortened(written, true, compared):
        fix = "the list shortens the title; write it out if you want it whole"
        yield check_input.problem("title-differs", Severity.INFO, mention, claim, fix, line)
    else:
        fix = f"write the title that {source} gives, or check the link"
        yield check_input.problem("title-differs", Severity.WARNING, mention, claim, fix, line)


def is_name_only(mention: Mention, written: Title) -> bool:
    """Tell whether the list calls the work by a nickname instead of writing its title."""
    return not written.tail and len(written.words) <= _NAME_WORDS and not mention.authors


def is_shortened(written: Title, title: Title, compared: TitleComparison) -> bool:
    """Tell whether the list cuts the title, or leaves words out and adds none of its own."""
    if len(written.letters) >= len(title.letters):
        return False
    if compared.prefix or compared.head_only:
        return True
    if written.tail and title.key.startswith(written.tail_title.key):
        return True
    return compared.cover_written >= _COVERED and not compared.versions_differ


def _check_authors(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    known, source = known_authors(paper)
    written = [one.text for one in mention.authors if not parse_person(one.text).literal]
    if not written or not known:
        return
    names = [str(person) for person in known]
    compared = compare_authors(written, names, mention.et_al)
    if compared.all_agree and compared.in_order:
        return
    shown = _shorten(names)
    claimed = ", ".join(written) + (", et al." if mention.et_al else "")
    line = check_input.document.line_of(mention.authors[0].span.start)
    severity, fix = Severity.WARNING, f"write the authors as {source} names them: {shown}"
    if compared.none_agree:
        severity = Severity.ERROR
        fix = f"none of these people wrote this paper; write: {shown}"
    elif compared.strangers:
        fix = f"{_listed(compared.strangers)} not among the authors; write: {shown}"
    elif compared.left_out and not compared.cut:
        fix = f"add {', '.join(compared.left_out[:_SHOWN_AUTHORS])}, or end the line with “et al.”"
    elif not compared.in_order:
        severity, fix = Severity.INFO, f"use the paper's order: {shown}"
    yield check_input.problem(
        "authors-differ", severity, mention, (claimed, shown, source), fix, line
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) + (" is" if len(names) == 1 else " are")


def _shorten(names: list[str]) -> str:
    rest = len(names) - _SHOWN_AUTHORS
    shown = ", ".join(names[:_SHOWN_AUTHORS])
    return f"{shown} and {rest} more" if rest > 0 else shown


def month_words(date: str) -> str:
    """Return an ISO date as people write it: "2025-03-03" is "3 March 2025".

    >>> month_words("2025-03-03"), month_words("2025-03"), month_words("2025")
    ('3 March 2025', 'March 2025', '2025')
    """
    parts = date[:10].split("-")
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
    if _fits(year, month, [submitted, *_id_months(paper)]):
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


def _in_the_form(date: str, month: int | None) -> str:
    return month_words(date[:7]) if month else date[:4]


def _id_months(paper: Paper) -> list[str]:
    every = {paper.id, *paper.identifiers}
    return sorted(arxiv_month(one.value) for one in every if one.scheme == "arxiv")


def _fits(year: int, month: int | None, dates: list[str]) -> bool:
    wanted = f"{year:04}-{month:02}" if month else f"{year:04}"
    return any(date and (date.startswith(wanted) or wanted.startswith(date)) for date in dates)


def _check_published(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    if not any(one.scheme == "arxiv" for one in mention.identifiers) or names_venue(mention):
        return
    venue, doi, source = publication_of(paper)
    if not (venue or doi):
        return
    known = venue or f"doi:{doi}"
    if venue and doi:
        known = f"{venue} (doi:{doi})"
    tag = mention.date or mention.event
    claimed = tag.text if tag else "only the preprint"
    fix = "name the venue beside or instead of the date"
    line = check_input.document.line_of(tag.span.start) if tag else mention.line
    claim = (claimed, known, source)
    yield check_input.problem("published-since", Severity.INFO, mention, claim, fix, line)


def publication_of(paper: Paper) -> tuple[str, str, str]:
    """Return venue, DOI of the published article and who says so; empty texts where not known."""
    doi, doi_source = known_text(paper, "doi")
    if not doi:
        doi = next((one.value for one in paper.identifiers if one.scheme == "doi"), "")
    if _DEPOSITS.match(doi):
        doi = ""
    for name in ("journal_ref", "container_title", "event_title"):
        venue, source = known_text(paper, name)
        if venue and not _NO_VENUE.search(venue):
            return venue, doi, source
    return "", doi, doi_source or "dataset"


def names_venue(mention: Mention) -> bool:
    """Tell whether the entry already names where the work was published."""
    texts = [mention.event.text] if mention.event else []
    texts += [cell.text for cell in mention.cells if "venue" in cell.header.lower()]
    return any(text.strip(" -–—") and not _NO_VENUE.search(text) for text in texts)


def _check_withdrawn(check_input: CheckInput, mention: Mention, paper: Paper) -> Iterator[Problem]:
    withdrawn = known_value(paper, "withdrawn")
    if withdrawn and withdrawn[0] is True:
        claim = ("listed as a paper", "withdrawn by its authors", withdrawn[1])
        fix = "remove the entry, or say beside it that the paper was withdrawn"
        yield check_input.problem("withdrawn", Severity.ERROR, mention, claim, fix)
    for version in paper.versions:
        if version.stage == "retracted":
            claim = ("listed as a paper", f"retracted ({version.identifier})", "dataset")
            fix = "remove the entry, or say beside it that the paper was retracted"
            yield check_input.problem("retracted", Severity.ERROR, mention, claim, fix)
