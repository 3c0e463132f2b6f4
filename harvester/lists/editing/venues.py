"""Name where a work was published, in the place and the form in which the list names venues."""

from __future__ import annotations

import re

from harvester.lists.editing.corrections import correct_event
from harvester.lists.editing.data_files import read_back
from harvester.lists.editing.style import ParsedList, escape, markup_context
from harvester.lists.edits import Correction
from harvester.model import Edit, Mention, Span, Written

_WITH_YEAR = re.compile(r"(?P<name>.*?\S)[\s,]+[(]?(?P<year>(?:19|20)\d\d)[)]?")
_OPENING = re.compile(r"(?:^|[\s>|])?(?P<mark>[\[(`*_{\"“【]*)$")
_CLOSING = re.compile(r"^[\])`*_}\"”】]*")
_NEEDED = 2


def split_year(text: str) -> tuple[str, str]:
    """Return a venue's name and the year behind it, empty where there is none.

    >>> split_year("CVPR 2025"), split_year("Nature")
    (('CVPR', '2025'), ('Nature', ''))
    """
    match = _WITH_YEAR.fullmatch(text.strip())
    return (match["name"], match["year"]) if match else (text.strip(), "")


def name_venue(document: ParsedList, mention: Mention, name: str, year: str) -> Correction:
    """Write the venue where the entry names one, or where its date stands in a venue's place.

    `[Jun 2025]` becomes `[CVPR 2025]` in a list whose other entries have such tags there; an entry
    without a place for a venue is left alone.
    """
    if mention.event is not None:
        return correct_event(document, mention, name, year)
    date = mention.date
    if date is None or not year or not _is_venue_place(document, mention, date):
        return None
    words = name if year in name else f"{name} {year}"
    then = escape(words, markup_context(document, date.span))
    why = f"published at {words}"
    return read_back(document, mention, Edit(date.span, then, why))


def _is_venue_place(document: ParsedList, mention: Mention, date: Written) -> bool:
    """Tell whether other entries name a venue, and no date, between the same marks."""
    marks = _marks(document, date.span)
    if not any(marks) or mention.cells:
        return False
    venues = [
        one
        for one in document.mentions
        if one.event is not None and one.date is None and not one.cells and one is not mention
    ]
    alike = sum(_marks(document, one.event.span) == marks for one in venues if one.event)
    return alike >= _NEEDED


def _marks(document: ParsedList, span: Span) -> tuple[str, str]:
    before = _OPENING.search(document.text[max(0, span.start - 8) : span.start])
    after = _CLOSING.match(document.text[span.end : span.end + 8])
    return before["mark"] if before else "", after[0] if after else ""
