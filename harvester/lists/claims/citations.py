"""Entries written as citations: the people come first, the title stands behind them.

APA (`Hafner, D., & Ba, J. (2020). Title.`), IEEE (`D. Hafner and J. Ba, "Title,"`), Vancouver
and GB/T 7714 (`Hafner D, Ba J, et al. Title[J].`, `王小明, 李雷. 题名[J].`), MLA (`Hafner,
Danijar, et al. "Title."`).
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
from harvester.matching.titles import word_bits
from harvester.model import Span
from harvester.values import east_asian_names
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
    rf"(?=[^\W\d_]){_PLAIN_NAME}(?:(?:{_AND}){_PLAIN_NAME})*(?P<cut>[\s,;]*(?:{ET_AL.pattern}))?",
)
_SHORT_NAME = re.compile(_PLAIN_NAME)
_CUT_NAMES = re.compile(rf"[^\W\d_a-z][^\[\]()<>:\"“”*_\n]{{1,200}}?(?:{ET_AL.pattern})")
_DATED_NAMES = re.compile(
    r"(?P<people>[^\W\d_a-z][^\[\]()<>:\"“”*_\n]{3,400}?)[.,]?\s*(?=\((?:19|20)\d\d[a-z]?\))"
)
_SIGN_NAMES = re.compile(
    rf"{east_asian_names.WRITTEN}(?:\s*[,，、;；·]\s*{east_asian_names.WRITTEN})+"
    r"(?=\s*[.．。:：《「(（]|\s+[\[*\"“])"
)
_PUBLICATION_MARK = re.compile(r"\[(?:[A-Z]|EB|DB)(?:/OL)?\](?!\()")
"""`[J]`, `[C]`, `[EB/OL]` behind a title: a reference of GB/T 7714."""

_YEAR = r"\(?(?:19|20)\d\d(?:[a-z]|/(?:19|20)?\d\d)?\)?"
_YEAR_BEHIND = re.compile(rf"[\s,.]*{_YEAR}(?=[\s.,:–—*_-])")
_YEAR_AT_END = re.compile(rf"[\s,]*{_YEAR}[\s.,:]*$")
_DIVIDER = re.compile(r"[\s.,:;．。：–—-]+")
_OF_PEOPLE = " \t\r\n.,:;"
_SENTENCE = re.compile(
    r"\s*\[[A-Z](?:/[A-Z]{2})?\](?=[.,\s]|$)|[.。](?=\s|$)|(?<=[?!])(?=\s)|,?\s(?=arXiv:)|\s[–—-]\s"
)
_GOES_ON = re.compile(r"\s*(?:,\s*)?(?:,|&|\band\b)\s*[^\W\d_a-z]")
"""Another name behind the last one, with no initials: a line of full names."""

_COMMA = re.compile(r",\s+(?=[^\W\d_a-z])")
_CLAUSE = re.compile(r"[^,\[\]<>|\n]+")
_FULL_NAME = re.compile(rf"{_FAMILY}(?:\s+(?:{PARTICLE}(?!\w)|[A-Z]\.|{_FAMILY})){{1,3}}\s*")
_CAPITALS = r"[A-Z][\w&.-]*(?:\s+(?:of|on|and|in|for|the|&|\(?[A-Z][\w&.-]*\)?)){0,9}"
_CLAUSE_OF_VENUE = re.compile(
    r",\s+(?:[Ii]n:?\s+(?:the\s+)?[*_]{0,2}[A-Z\d]|[aA]r[xX]iv\b|[*_]{0,2}(?:19|20)\d\d\b|"
    rf"(?:{VENUE.pattern}|Proc(?:\.|eedings\b)|(?:[A-Z][\w-]*\s+){{1,6}}"
    r"(?:Conference|Symposium|Workshop)\b)(?![^,]{0,60},\s+(?:and|&)\s)|"
    rf"{_CAPITALS},\s+(?:(?:19|20)\d\d\b|(?:vol|no|pp?)\.|\d+\s?[(:,]))"
)
"""Where a title ends that a comma parts from its venue, its number at arXiv or its year."""

_TITLES = frozenset({LINK, EM, STRONG})
_FEWEST_SHORT_NAMES = 2
_FEWEST_WORDS = 3
_COMMON_WORD = 10.0


class Citation(NamedTuple):
    """The people that an entry begins with, and where its title begins.

    `has_commas` says that commas alone part people, title and venue.
    """

    people: Span
    title_start: int
    has_commas: bool = False


def people_at(text: str, start: int, stop: int) -> Span | None:
    """Return the run of names with initials that begins at `start`; None where none does.

    Two names at least, or one and "et al.".
    """
    people = _short_names_at(text, start, stop)
    return None if people is None or _GOES_ON.match(text, people.end, stop) else people


def _short_names_at(text: str, start: int, stop: int) -> Span | None:
    match = _SHORT_NAMES.match(text, start, stop)
    if match is None:
        return None
    count = sum(1 for _ in _SHORT_NAME.finditer(match[0]))
    is_enough = count >= _FEWEST_SHORT_NAMES or match["cut"]
    return Span(start, match.end()) if is_enough else None


def find_citation(text: str, segment: Segment, position: int) -> Citation | None:
    """Find the people an entry begins with; None where it begins with anything else."""
    mark = next((one for one in segment.inline if one.start >= position), None)
    if mark is not None and mark.start == position and mark.kind in {STRONG, EM}:
        return _marked_people(text, segment, mark)
    stop = min(mark.start if mark else segment.end, position + 600)
    for people in _candidates(text, position, stop, mark):
        names = read_authors(text, *people, segment.inline)
        if (
            names is None
            or "|" in text[people.start : people.end]
            or not (_are_people(text, names, segment.end) or _stand_before(text, names, mark))
        ):
            continue
        year = _YEAR_BEHIND.match(text, people.end, segment.end)
        behind = year.end() if year else people.end
        divider = _DIVIDER.match(text, behind, segment.end)
        title_start = divider.end() if divider else behind
        if divider is None and year is None and not text[behind - 1].isspace():
            continue
        if title_start < segment.end and not text[title_start].islower():
            has_commas = year is None and text[behind:title_start].strip() == ","
            return Citation(people, title_start, has_commas)
    return _parted_by_commas(text, segment, position, stop)


def _marked_people(text: str, segment: Segment, mark: Inline) -> Citation | None:
    """`**Bee, A., & Dee, C. (2021).** *Title*`, `**Bee et al. (2021)**: *Title*`.

    A mark of its own behind them holds the title.
    """
    gap = _DIVIDER.match(text, mark.end, segment.end)
    title = next((one for one in segment.inline if one.start >= mark.end), None)
    if title is None or gap is None or title.start != gap.end() or title.kind not in _TITLES:
        return None
    end = mark.inner_start + len(_less_year(text[mark.inner_start : mark.inner_end]))
    names = read_authors(text, mark.inner_start, end, segment.inline)
    if names is None or VENUE.match(names.names[0].text):
        return None
    is_people = _are_people(text, names, segment.end) or _stand_before(text, names, title)
    behind = read_authors(text, title.inner_start, title.inner_end, segment.inline)
    if not is_people or (behind and (behind.et_al or len(behind.names) > 1)):
        return None
    return Citation(Span(mark.inner_start, end), title.start)


def _less_year(words: str) -> str:
    year = _YEAR_AT_END.search(words[-20:])
    words = words[: len(words) - len(year[0])] if year else words
    return words.rstrip() if words.endswith(".") else words.rstrip(_OF_PEOPLE)


def _stand_before(text: str, authors: AuthorsFound, title: Inline | None) -> bool:
    """Tell family names alone, or one whole name and a comma, right in front of a marked title."""
    if title is None or title.kind not in _TITLES or not _is_long(text, title):
        return False
    spans = [one.span for one in authors.names]
    if len(spans) < _FEWEST_SHORT_NAMES:
        is_whole = len(authors.names[0].text.split()) >= _FEWEST_SHORT_NAMES
        between = text[spans[0].end : title.start].strip()
        if not is_whole or between != "," or title.kind != LINK:
            return False
    return sound_like_names(text, spans)


def _is_long(text: str, title: Inline) -> bool:
    """Tell a title from the label of a link and from an emphasised venue."""
    words = text[title.inner_start : title.inner_end]
    return len(words.split()) >= _FEWEST_SHORT_NAMES and VENUE.match(words.lstrip("*_[ ")) is None


def _parted_by_commas(text: str, segment: Segment, position: int, stop: int) -> Citation | None:
    """`A. Bee and C. Dee, Title in Words, arXiv preprint arXiv:2401.00001, 2024.`"""
    people = _short_names_at(text, position, stop)
    comma = _COMMA.match(text, people.end, segment.end) if people else None
    if people is None or comma is None:
        return None
    names = list(_SHORT_NAME.finditer(text, *people))
    clause = _CLAUSE.match(text, comma.end(), segment.end)
    if clause is None or not all("." in name[0] for name in names):
        return None
    is_last = _CLAUSE_OF_VENUE.match(text, clause.end(), segment.end) is not None
    is_title = _begins_title(clause[0], is_last=is_last)
    return Citation(people, comma.end(), True) if is_title else None


def _begins_title(clause: str, *, is_last: bool) -> bool:
    """Tell words of a title from one more name, which has few words and rare ones.

    `is_last` says that the venue follows, so that a longer clause can be nothing but the title.
    """
    words = clause.split()
    if len(words) < _FEWEST_WORDS - 1 or VENUE.match(clause) or _SHORT_NAME.match(clause):
        return False
    if not _FULL_NAME.fullmatch(clause):
        return True
    common = sum(word_bits(word.casefold()) < _COMMON_WORD for word in words)
    is_common = len(words) >= _FEWEST_WORDS and common * 2 > len(words)
    return is_common or (is_last and len(words) > _FEWEST_WORDS)


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
        if not is_quote and citation.has_commas:
            rest = _before_venue(text, rest)
        title = _quoted(text, rest) if is_quote else _sentence(text, rest)
    return replace(title, authors=citation.people) if title else None


def _candidates(text: str, start: int, stop: int, mark: Inline | None) -> list[Span]:
    spans = [people_at(text, start, stop)]
    if match := _SIGN_NAMES.match(text, start, min(stop + 1, len(text))):
        spans.append(Span(*match.span()))
    if match := _CUT_NAMES.match(text, start, stop):
        spans.append(Span(*match.span()))
    if match := _DATED_NAMES.match(text, start, min(stop + 8, len(text))):
        spans.append(Span(*match.span("people")))
    if mark is not None and mark.kind in {LINK, EM, STRONG}:
        spans.append(Span(start, start + len(text[start : mark.start].rstrip(" .,:"))))
        if _is_long(text, mark):
            spans.append(Span(start, start + len(_less_year(text[start : mark.start]))))
    return [span for span in spans if span is not None]


def _are_people(text: str, authors: AuthorsFound, stop: int) -> bool:
    """Tell people; what stands behind them up to `stop` tells more."""
    if any(VENUE.fullmatch(name.text) for name in authors.names):
        return False
    if authors.et_al:
        return not any(name.text[0].islower() for name in authors.names)
    if all(east_asian_names.may_be_name(name.text) for name in authors.names):
        is_reference = _PUBLICATION_MARK.search(text, authors.span.end, stop) is not None
        return is_reference or east_asian_names.are_people([one.text for one in authors.names])
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


def _before_venue(text: str, rest: Segment) -> Segment:
    venue = _CLAUSE_OF_VENUE.search(text, rest.start, rest.end)
    stop = venue.start() if venue else rest.end
    return Segment(rest.start, stop, [one for one in rest.inline if one.start < stop])


def _sentence(text: str, rest: Segment) -> TitleClaim | None:
    end = _SENTENCE.search(text, rest.start, rest.end)
    stop = end.start() if end else rest.end
    inside = [one for one in rest.inline if one.start < stop]
    return plain_title(text, Segment(rest.start, stop, inside), rest.start)
