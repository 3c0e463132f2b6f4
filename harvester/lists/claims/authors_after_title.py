"""Authors beside the words of a title with nothing but punctuation between."""

from __future__ import annotations

import re
from itertools import islice
from typing import NamedTuple

from harvester.lists.claims.author_names import (
    AuthorsFound,
    names_before_venue,
    read_authors,
    sound_like_names,
)
from harvester.lists.claims.leads import VENUE
from harvester.lists.markdown.elements import Inline
from harvester.model import Span
from harvester.values.person_names import PARTICLE

_DATED = re.compile(r"\s*[(（](?:19|20)\d\d\w?[)）]\s*[,.:]\s+(?=\S)")
_INITIALS = rf"(?:[A-Z]\.[ -]?){{1,3}}(?:{PARTICLE}\s+){{0,2}}[^\W\d_][\w'’-]+"
_SHORT_NAMES = re.compile(
    rf"(?P<end>[,.?!])\s+(?={_INITIALS}(?:,|\s+and\b|\s+&|\s+et\b))"
    rf"{_INITIALS}(?:,\s+{_INITIALS})*(?:,?\s+(?:and|&)\s+{_INITIALS})?(?:,?\s+et\.?\s+al\.?)?"
    r"(?=\s*(?:[.,]|$))"
)
_STOP = re.compile(r"(?P<end>[.?!])\s+(?=[A-Z])")
_SENTENCE = re.compile(r"\.\s+(?=[A-Z\d]|arXiv\b)")
_COMMA = re.compile(r"\s*,\s+(?:and\s+)?")
_NAME = re.compile(rf"[A-Z][^\W\d_]*[.\w'’-]*(?:\s+(?:{PARTICLE}(?!\w)|[A-Z][.\w'’-]*)){{1,4}}")
_LONGEST = 600
_MOST_COMMAS = 12


class Tail(NamedTuple):
    """Where the title ends, and where the authors behind it stand."""

    title_end: int
    authors: Span


def find_tail(text: str, start: int, stop: int, inline: list[Inline]) -> Tail | None:
    """Find authors at the end of `text[start:stop]`; None where it is title to its end."""
    stop = min(stop, start + _LONGEST)
    if dated := _DATED.search(text, start + 2, stop):
        return Tail(dated.start(), Span(dated.end(), _names_end(text, dated.end(), stop)))
    listed = _behind_comma(text, start, stop)
    if short := _SHORT_NAMES.search(text, start + 2, stop):
        if listed is not None and listed.title_end <= short.start():
            return listed
        at = short.start() + (short["end"] in "?!")
        return Tail(at, Span(short.end("end"), short.end()))
    for match in _STOP.finditer(text, start + 2, stop):
        end = _names_end(text, match.end(), stop)
        names = read_authors(text, match.end(), end, inline)
        if names is not None and _are_people(names):
            return Tail(match.start() + (match["end"] in "?!"), Span(match.end(), end))
    return listed


def _behind_comma(text: str, start: int, stop: int) -> Tail | None:
    """`Title of the Work, Ann Bee, Cy Dee, CVPR 2024`: names between a comma and the venue."""
    for comma in islice(_COMMA.finditer(text, start + 2, stop), _MOST_COMMAS):
        names = names_before_venue(text, comma.end(), stop)
        if names is not None and text[names.end : stop].strip(" ,.;*_"):
            end = comma.start()
            while text[end - 1] == "*" and text.count("*", start, end) % 2:
                end -= 1  # `Title*, Ann Bee`: a sign that nothing closes
            return Tail(end, names)
    return None


class Lead(NamedTuple):
    """Where a title stands behind its authors, and where they do."""

    title: Span
    authors: Span


def find_lead(text: str, start: int, stop: int) -> Lead | None:
    """`Ann Bee, Cy Dee, Title of the Work, ICML, 2014`: the title stands before the venue."""
    pieces = _pieces(text, start, min(stop, start + _LONGEST))
    people = next((at for at, one in enumerate(pieces) if not _names(text, one)), len(pieces))
    venues = (at for at, one in enumerate(pieces) if at > 1 and VENUE.match(text, *one))
    venue = next(venues, None)
    last = len(pieces) if venue is None else venue
    people = min(people, last - 1)
    if people < (3 if venue is None else 2) or not sound_like_names(text, pieces[:people]):
        return None
    title = Span(pieces[people].start, pieces[last - 1].end)
    return Lead(title, Span(pieces[0].start, pieces[people - 1].end))


def _pieces(text: str, start: int, stop: int) -> list[Span]:
    pieces: list[Span] = []
    for match in _COMMA.finditer(text, start, stop):
        pieces.append(Span(start, match.start()))
        start = match.end()
    return [*pieces, Span(start, stop)]


def _names(text: str, piece: Span) -> bool:
    return _NAME.fullmatch(text, *piece) is not None


def _names_end(text: str, start: int, stop: int) -> int:
    """The end of the sentence that begins at `start`; the dot of an initial ends none."""
    for match in _SENTENCE.finditer(text, start, stop):
        if not re.search(r"(?:^|[\s.-])[A-Z]$|\bal$", text[start : match.start()]):
            return match.start()
    return stop


def _are_people(authors_found: AuthorsFound) -> bool:
    """Two full names or more, or one and "et al."; a single word is none."""
    if len(authors_found.names) < 2 and not authors_found.et_al:
        return False
    return all(_is_person(one.text.split()) for one in authors_found.names)


def _is_person(words: list[str]) -> bool:
    return 1 < len(words) < 5 and words[0][0].isupper() and words[-1][0].isupper()
