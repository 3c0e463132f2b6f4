"""Entries written as citations: the people come first, the title stands behind them.

APA (`Hafner, D., & Ba, J. (2020). Title.`), IEEE (`D. Hafner and J. Ba, "Title,"`), Vancouver
and GB/T 7714 (`Hafner D, Ba J, et al. Title[J].`), MLA (`Hafner, Danijar, et al. "Title."`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from harvester.lists.claims.author_names import (
    ET_AL,
    AuthorsFound,
    read_authors,
    sound_like_names,
)
from harvester.lists.claims.leads import VENUE
from harvester.lists.claims.plain_titles import plain_title, quoted_title
from harvester.lists.claims.title_spans import Segment, TitleClaim, made
from harvester.lists.markdown.elements import EM, LINK, STRONG, Inline
from harvester.model import Span
from harvester.values.person_names import PARTICLE

_PARTICLES = rf"(?:{PARTICLE}\s+){{0,3}}"
_FAMILY = rf"{_PARTICLES}[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*"
_DOTTED = r"(?:[^\W\d_a-z]\.[ \u00a0-]?){1,4}"
_BARE = r"[A-Z](?: ?[A-Z]){0,2}(?!\w|\.\S)"
_PLAIN_NAME = (
    rf"(?:{_FAMILY}(?:\s{_FAMILY})?,\s?{_DOTTED}|{_DOTTED}\s?{_FAMILY}(?:\s{_FAMILY})?"
    rf"|{_FAMILY}\s{_BARE})"
)
_AND = r"\s*(?:[,;]\s*)?(?:&amp;|&|\band\b|\bund\b|\by\b|\bet\b(?!\.?\s*al))\s*|\s*[,;、]\s*"
_SHORT_NAMES = re.compile(
    rf"{_PLAIN_NAME}(?:(?:{_AND}){_PLAIN_NAME})*(?P<cut>[\s,;]*(?:{ET_AL.pattern}))?",
)
_SHORT_NAME = re.compile(_PLAIN_NAME)
_CUT_NAMES = re.compile(rf"[^\W\d_a-z][^\[\]()<>:\"“”*_\n]{{1,200}}?(?:{ET_AL.pattern})")
_DATED_NAMES = re.compile(
    r"(?P<people>[^\W\d_a-z][^\[\]()<>:\"“”*_\n]{3,400}?)[.,]?\s*(?=\((?:19|20)\d\d[a-z]?\))"
)
_YEAR_BEHIND = re.compile(r"[\s,.]*\(?(?:19|20)\d\d[a-z]?\)?(?=[\s.,:–—-])")
_DIVIDER = re.compile(r"[\s.,:;–—-]+")
_SENTENCE = re.compile(
    r"\s*\[[A-Z](?:/[A-Z]{2})?\](?=[.,\s]|$)|[.。](?=\s|$)|(?<=[?!])(?=\s)|,?\s(?=arXiv:)|\s[–—-]\s"
)
_GOES_ON = re.compile(r"\s*(?:,\s*)?(?:,|&|\band\b)\s*[^\W\d_a-z]")
"""Another name behind the last one, with no initials: a line of full names."""

_FEWEST_SHORT_NAMES = 2


class Citation(NamedTuple):
    """The people that an entry begins with, and where its title begins."""

    people: Span
    title_start: int


def people_at(text: str, start: int, stop: int) -> Span | None:
    """Return the run of names with initials that begins at `start`; None where none does.

    Two names at least, or one and "et al.".
    """
    match = _SHORT_NAMES.match(text, start, stop)
    if match is None:
        return None
    count = sum(1 for _ in _SHORT_NAME.finditer(match[0]))
    if count < _FEWEST_SHORT_NAMES and not match["cut"]:
        return None
    if _GOES_ON.match(text, match.end(), stop):
        return None
    return Span(start, match.end())


def find_citation(text: str, segment: Segment, position: int) -> Citation | None:
    """Find the people an entry begins with; None where it begins with anything else."""
    mark = next((one for one in segment.inline if one.start >= position), None)
    stop = min(mark.start if mark else segment.end, position + 600)
    for people in _candidates(text, position, stop, mark):
        names = read_authors(text, *people, segment.inline)
        if names is None or not _are_people(text, names):
            continue
        year = _YEAR_BEHIND.match(text, people.end, segment.end)
        behind = year.end() if year else people.end
        divider = _DIVIDER.match(text, behind, segment.end)
        title_start = divider.end() if divider else behind
        if divider is None and year is None:
            continue
        if title_start < segment.end and not text[title_start].islower():
            return Citation(people, title_start)
    return None


def cited_title(text: str, segment: Segment, citation: Citation) -> TitleClaim | None:
    """Read the title behind the people: marked, in quotes, or up to the end of its sentence."""
    start = citation.title_start
    inside = [one for one in segment.inline if one.start >= start]
    rest = Segment(start, segment.end, inside)
    first = inside[0] if inside else None
    if first is not None and first.start == start and first.kind in {LINK, EM, STRONG}:
        title = _marked(text, rest, first)
    else:
        is_quote = text[start] in '"“«《'
        title = _quoted(text, rest) if is_quote else _sentence(text, rest)
    return replace(title, authors=citation.people) if title else None


def _candidates(text: str, start: int, stop: int, mark: Inline | None) -> list[Span]:
    spans = [people_at(text, start, stop)]
    if match := _CUT_NAMES.match(text, start, stop):
        spans.append(Span(*match.span()))
    if match := _DATED_NAMES.match(text, start, min(stop + 8, len(text))):
        spans.append(Span(*match.span("people")))
    if mark is not None and mark.kind in {LINK, EM, STRONG}:
        spans.append(Span(start, start + len(text[start : mark.start].rstrip(" .,:"))))
    return [span for span in spans if span is not None]


def _are_people(text: str, authors: AuthorsFound) -> bool:
    if any(VENUE.fullmatch(name.text) for name in authors.names):
        return False
    if authors.et_al:
        return not any(name.text[0].islower() for name in authors.names)
    if not all(" " in name.text.strip() for name in authors.names):
        return False
    has_initials = all(_SHORT_NAME.fullmatch(name.text) for name in authors.names)
    spans = [name.span for name in authors.names]
    return has_initials or (len(spans) > 1 and sound_like_names(text, spans))


def _marked(text: str, rest: Segment, mark: Inline) -> TitleClaim | None:
    link = next(
        (one for one in rest.inline if one.kind == LINK and mark.start <= one.start < mark.end),
        None,
    )
    inner = link or mark
    how = "link" if link else "em" if mark.kind == EM else "strong"
    return made(text, inner.inner_start, inner.inner_end, rest.inline, mark, how, link=link)


def _quoted(text: str, rest: Segment) -> TitleClaim | None:
    title = quoted_title(text, rest, rest.start)
    return title if title and title.whole.start <= rest.start + 2 else None


def _sentence(text: str, rest: Segment) -> TitleClaim | None:
    end = _SENTENCE.search(text, rest.start, rest.end)
    stop = end.start() if end else rest.end
    inside = [one for one in rest.inline if one.start < stop]
    return plain_title(text, Segment(rest.start, stop, inside), rest.start)
