"""Where the authors of an entry stand: behind its title, in front of it, in the lines below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from harvester.lists.claims.author_names import (
    ET_AL,
    LABEL,
    LABEL_INSIDE,
    AuthorsFound,
    names_before_venue,
    read_authors,
    sound_like_names,
    turned,
)
from harvester.lists.claims.citations import people_at
from harvester.lists.claims.leads import VENUE
from harvester.lists.claims.links import label_of
from harvester.lists.claims.title_spans import Segment, TitleClaim
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.markdown.elements import BRACKET, BREAK, CODE, EM, IMAGE, LINK, STRONG, Inline
from harvester.model import Span
from harvester.values.person_names import parse_person

_ENDING = frozenset({LINK, BRACKET, IMAGE, BREAK, CODE})
_BY = re.compile(r"\sby\s+(?=[A-Z])")
_LINE_END = re.compile(
    r"(?=[\r\n<])(?:(?<![,;])(?<![,;] )\r?\n[ \t>]*|<br\s*/?>|"
    r"</?(?:p|div|li|td|font|strong|b)\b[^<>]*>)"
)
_BESIDE_WORDS = " \t*_.,|\\"
_LISTED = re.compile(r"[*_\"”]{0,3}(?:[,，、.]|\s[-–—|]|\s*[(（]|(?=\s+\w))\s*[*_]{0,2}")


def find_authors(
    text: str, segments: list[Segment], place: TitleClaim, head: Span | None
) -> AuthorsFound | None:
    """Find the authors after the title (or before it, in `head`) of an entry."""
    first, title = segments[0], place.whole
    authors = _beside_title(text, place, first.inline)
    authors = authors or _in_emphasis(text, first, title)
    named = title.start if head is None else _behind_nickname(text, head, place.nickname)
    if authors is None and head is not None and head.end - named > 4:
        head = Span(named, head.end)
        authors = _in_front(text, head, first.inline)
    if authors is not None:
        return authors
    breaks = [one.start for one in first.inline if one.kind == BREAK and one.start >= title.end]
    for start, end in islice(_lines(text, title.end, first.end), 4):
        below = "\n" in text[title.end : start] or any(one < start for one in breaks[:1])
        authors = _in_line(text, start, end, first.inline, is_first=not below)
        if authors is not None:
            return authors
    return _in_details(text, segments[1:4])


def _beside_title(text: str, place: TitleClaim, inline: list[Inline]) -> AuthorsFound | None:
    """The authors that the title's own reading found behind it or, in a citation, before it."""
    if place.authors is None:
        return None
    authors = read_authors(text, *place.authors, inline)
    if authors is None or place.authors.start > place.whole.start:
        return authors
    return replace(authors, names=turned(text, authors.names))


def _behind_nickname(text: str, head: Span, nickname: str | None) -> int:
    """Where the words in front of a title go on behind its nickname, which is no author."""
    at = text.find(nickname, *head) if nickname else -1
    return at + len(nickname) if nickname and 0 <= at < head.start + 4 else head.start


def _in_emphasis(text: str, segment: Segment, title: Span) -> AuthorsFound | None:
    for element in segment.inline:
        if (
            element.kind != EM
            or element.start < title.end
            or element.inner_end - element.inner_start <= 4
        ):
            continue
        if (
            text[element.start - 1 : element.start] == "("
            and text[element.end : element.end + 1] == ")"
        ):
            continue  # `(*KU Leuven*)`: an institution
        if not _looks_like_venue(text, element.inner_start, element.inner_end):
            stop = _before_venue(text, element.inner_start, element.inner_end)
            if authors_found := read_authors(text, element.inner_start, stop, segment.inline):
                return authors_found
    return None


def _in_details(text: str, segments: list[Segment]) -> AuthorsFound | None:
    for segment in segments:
        if authors_found := leading_authors(text, segment):
            return authors_found
    return None


def _first_ending(inline: list[Inline], start: int, end: int) -> int:
    """Where the first link, box, picture, break or code stands, which ends a run of names."""
    return next(
        (one.start for one in inline if start <= one.start < end and one.kind in _ENDING), end
    )


def leading_authors(text: str, segment: Segment) -> AuthorsFound | None:
    """Read the authors that a paragraph begins with: two or more, or one and "et al.".

    They are all of it, its first line, or what stands before its links.
    """
    stop = _first_ending(segment.inline, segment.start, segment.end)
    for element in segment.inline[:1]:
        if element.kind in {EM, STRONG} and element.start == segment.start:
            stop = min(stop, element.end)
    for end in dict.fromkeys((segment.end, stop)):
        labelled = LABEL.match(text, segment.start, end)
        authors_found = read_authors(text, segment.start, end, segment.inline)
        if authors_found and (labelled or len(authors_found.names) >= 2 or authors_found.et_al):
            return authors_found
        if authors_found and _is_marked_alone(text, segment, authors_found):
            return authors_found
    return None


def _is_marked_alone(text: str, segment: Segment, authors: AuthorsFound) -> bool:
    """`*Ann Bee.* [[pdf](…)]`: one name in emphasis, its links right behind it."""
    if len(segment.inline) < 2 or (segment.inline[0].start, segment.inline[0].kind) != (
        segment.start,
        EM,
    ):
        return False
    mark = segment.inline[0]
    behind = next((one for one in segment.inline if one.start >= mark.end), mark)
    is_alone = behind.kind in {LINK, BRACKET} and not text[mark.end : behind.start].strip()
    return is_alone and sound_like_names(text, [authors.names[0].span])


def _looks_like_venue(text: str, start: int, end: int) -> bool:
    return VENUE.match(text, start, end) is not None


def _before_venue(text: str, start: int, end: int) -> int:
    """`*Liang Chen et al. arXiv.*`: the names end with "et al."."""
    cut = ET_AL.search(text, start, end)
    return cut.end() if cut else end


def _in_front(text: str, head: Span, inline: list[Inline]) -> AuthorsFound | None:
    """`Graves, Alex, and Geoffrey Hinton. "Title"`: the authors stand before the title."""
    start, end = head
    if text.startswith(("[", "("), start):
        return None  # `[**Lua, R, Julia**] "Title"`: topics
    while end > start and text[end - 1] in ' \t\r\n.,:"“*':
        end -= 1
    end += text[end : end + 1] == "."
    authors_found = read_authors(text, start, end, inline)
    return (
        replace(authors_found, names=turned(text, authors_found.names)) if authors_found else None
    )


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut the rest of a segment into lines with words: at line ends and at `<br>`."""
    left = start
    for line_end in _LINE_END.finditer(text[start:end]):
        right = start + line_end.start()
        if text[left:right].strip(_BESIDE_WORDS):
            yield left, right
        left = start + line_end.end()
    if text[left:end].strip(_BESIDE_WORDS):
        yield left, end


def _listed(text: str, start: int, end: int, inline: list[Inline]) -> AuthorsFound | None:
    """`[Title](…), Ann Bee, Cy Dee, CVPR 2024`, `**Title** Bee Ann, Dee Cy.`: right behind it."""
    lead = _LISTED.match(text, start, end)
    if lead is None:
        return None
    stop = _first_ending(inline, start, end)
    span = names_before_venue(text, lead.end(), stop)
    authors = read_authors(text, *span, inline) if span else None
    has_sign = lead[0].strip(" *_") != ""
    if authors and not has_sign and any(parse_person(one.text).literal for one in authors.names):
        return None  # `**Nick** Google Cloud, Apache Spark`: what it runs on
    return authors


_PARTED = re.compile(r"\s[·•|]\s")
"""What divides names, venue and date of one line: `Ann Bee, Cy Dee · Nature Medicine · 2025`."""

_FIELD_END = re.compile(r"[。]|[，,、]?\s*[［【（]|[.;；|]\s|\s(?:[–—|-])\s")


def _labelled(text: str, start: int, end: int, inline: list[Inline]) -> AuthorsFound | None:
    """`**Title** 作者：A，B，C。链接：…` and `Title. Authors: A, B [pdf]`."""
    label = LABEL_INSIDE.search(text, start, end)
    if label is None:
        return None
    stop = _first_ending(inline, label.end(), end)
    ends = [one.start() for one in _FIELD_END.finditer(text, label.end(), stop)]
    for stop_at in (*ends, stop):
        names = read_authors(text, label.end(), stop_at, inline)
        initial = re.search(r"(?:^|[\s.-])[^\W\d_]$", text[label.end() : stop_at])
        if names is not None and not initial:
            return names
    return None


def _after_by(text: str, start: int, end: int, inline: list[Inline]) -> AuthorsFound | None:
    """`by W. Gee & N. Aitch, 2024 [pdf](…)`: the names end where venue, year or links begin."""
    stop = _first_ending(inline, start, end)
    spans = (people_at(text, start, stop), names_before_venue(text, start, stop))
    people = next(filter(None, spans), Span(start, end))
    return read_authors(text, *people, inline)


def _short_names(text: str, start: int, end: int, inline: list[Inline]) -> AuthorsFound | None:
    """`**Title.** Yue, Y., Wang, Y. and Huang, G.` and `**Title** (D. Gee & H. Aitch; A Lab)`."""
    while start < end and text[start] in " ,.:-–—|(*_":
        start += 1
    stop = _first_ending(inline, start, end)
    people = people_at(text, start, stop)
    return read_authors(text, *people, inline) if people else None


def _in_line(
    text: str, start: int, end: int, inline: list[Inline], *, is_first: bool
) -> AuthorsFound | None:
    """Authors in a line of their own, or after "by", or as "Doe et al." behind the title."""
    if labelled := _labelled(text, start, end, inline):
        return labelled
    if is_first:
        if by := _BY.search(text, start, end):
            return _after_by(text, by.end(), end, inline)
        if short := _short_names(text, start, end, inline):
            return short
        cut = ET_AL.search(text, start, min(end, start + 200))
        if cut is None:
            return _listed(text, start, end, inline)
        while start < cut.start() and text[start] in ' ,.-–—|()*_"”':
            start += 1
        return read_authors(text, start, cut.end(), inline)
    if any(one.kind == LINK and start <= one.start < end and one.syntax == "raw" for one in inline):
        return None
    row = _row_start(text, start, end, inline)
    parted = [one.start() for one in _PARTED.finditer(text, start, row)]
    for stop in dict.fromkeys((*parted[:1], row, *reversed(parted), end)):
        names = read_authors(text, start, stop, inline)
        if names and (len(names.names) >= 2 or names.et_al):
            return names
    return None


def _row_start(text: str, start: int, end: int, inline: list[Inline]) -> int:
    """Where links labelled by their role begin behind the names of a line; else its end."""
    links = (one for one in inline if one.kind == LINK and start < one.start < end)
    first = next((one for one in links if is_role_label(label_of(text, one, inline))), None)
    return end if first is None else start + len(text[start : first.start].rstrip(" \t[(|"))
