"""Authors that follow the words of a title with nothing but punctuation between."""

from __future__ import annotations

import re
from typing import NamedTuple

from harvester.lists.marks import Mark
from harvester.lists.people import AuthorsFound, read_authors
from harvester.model import Span

_DATED = re.compile(r"\s*[(（](?:19|20)\d\d\w?[)）]\s*[,.:]\s+(?=\S)")
_INITIALS = (
    r"(?:[A-Z]\.[ -]?){1,3}(?:(?:van|von|de|den|der|la|le|di|da|dos)\s+){0,2}[^\W\d_][\w'’-]+"
)
_SHORT_NAMES = re.compile(
    rf"(?P<end>[,.?!])\s+(?={_INITIALS}(?:,|\s+and\b|\s+&|\s+et\b))"
    rf"{_INITIALS}(?:,\s+{_INITIALS})*(?:,?\s+(?:and|&)\s+{_INITIALS})?(?:,?\s+et\.?\s+al\.?)?"
    r"(?=\s*(?:[.,]|$))"
)
_STOP = re.compile(r"(?P<end>[.?!])\s+(?=[A-Z])")
_SENTENCE = re.compile(r"\.\s+(?=[A-Z\d])")
_LONGEST = 600


class Tail(NamedTuple):
    """Where the title ends, and where the authors behind it stand."""

    title_end: int
    authors: Span


def find_tail(text: str, start: int, stop: int, marks: list[Mark]) -> Tail | None:
    """Find authors at the end of `text[start:stop]`; None where it is title to its end."""
    stop = min(stop, start + _LONGEST)
    if dated := _DATED.search(text, start + 2, stop):
        return Tail(dated.start(), Span(dated.end(), _names_end(text, dated.end(), stop)))
    if short := _SHORT_NAMES.search(text, start + 2, stop):
        at = short.start() + (short["end"] in "?!")
        return Tail(at, Span(short.end("end"), short.end()))
    for found in _STOP.finditer(text, start + 2, stop):
        end = _names_end(text, found.end(), stop)
        names = read_authors(text, found.end(), end, marks)
        if names is not None and _are_people(names):
            return Tail(found.start() + (found["end"] in "?!"), Span(found.end(), end))
    return None


def _names_end(text: str, start: int, stop: int) -> int:
    """The end of the sentence that begins at `start`; the dot of an initial ends none."""
    for found in _SENTENCE.finditer(text, start, stop):
        if not re.search(r"(?:^|[\s.-])[A-Z]$|\bal$", text[start : found.start()]):
            return found.start()
    return stop


def _are_people(found: AuthorsFound) -> bool:
    """Two full names or more, or one and "et al."; a single word is none."""
    if len(found.names) < 2 and not found.et_al:
        return False
    return all(_is_person(one.text.split()) for one in found.names)


def _is_person(words: list[str]) -> bool:
    return 1 < len(words) < 5 and words[0][0].isupper() and words[-1][0].isupper()
