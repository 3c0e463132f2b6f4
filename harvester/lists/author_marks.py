"""What stands at names in an author line: marks, "et al." read as a name, initials behind a comma.

An author line is taken as people read it before it is compared and corrected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from harvester.lists.style import ParsedList
from harvester.model import Mention, PersonName, Span, Written

_CUT = re.compile(r"[\W_]*(?:et\.?\s*al|等人?|and others)[\W_]*", re.IGNORECASE)
_CUT_BEHIND = re.compile(r"[ \t]*[,，、]?[ \t]*(?:…|\.\.\.)")
_MARK = re.compile(r"(?:\\\*|[†‡§¶¹²³⁴⁵]|<sup>[^<>\n]{1,12}</sup>)+")
_STAR = re.compile(r"\*(?=[ \t]*[,;，、])")
_INITIALS = re.compile(r"(?:[A-Z]\.[ -]?)+")
_CLOSED = re.compile(r"[*_]|</")
_OPENED = re.compile(r"(?:[*_]|<(?:b|u|ins|strong|em|i)>)$")


def as_read(document: ParsedList, mention: Mention) -> Mention:
    """Return `mention` with its authors as people read them.

    "et al." is no name; `Ames, A., Bell, B.` are two names; the span of a name holds its marks,
    so that they stay where the name stays.
    """
    authors = list(mention.authors)
    cut = mention.et_al
    while len(authors) > 1 and _CUT.fullmatch(authors[-1].text):
        authors.pop()
        cut = True
    authors = _paired(document.text, authors)
    if authors and _CUT_BEHIND.match(document.text, authors[-1].span.end):
        cut = True
    return replace(
        mention, authors=tuple(_marked(document.text, one) for one in authors), et_al=cut
    )


def _paired(text: str, authors: Sequence[Written]) -> list[Written]:
    """Family names and the initials behind them as one name each."""
    families, initials = authors[::2], authors[1::2]
    fits = len(families) == len(initials) and all(
        _INITIALS.fullmatch(two.text)
        and not _INITIALS.fullmatch(one.text)
        and re.fullmatch(r",[ \t]*", text[one.span.end : two.span.start])
        for one, two in zip(families, initials, strict=False)
    )
    if not fits:
        return list(authors)
    return [
        Written(f"{one.text}, {two.text}", Span(one.span.start, two.span.end))
        for one, two in zip(families, initials, strict=True)
    ]


def _marked(text: str, name: Written) -> Written:
    start, end = name.span
    found = _MARK.match(text, end)
    if found is None and text[start - 1 : start] != "*":
        found = _STAR.match(text, end)
    return Written(name.text, Span(start, found.end())) if found else name


def one_stands_out(
    document: ParsedList,
    mention: Mention,
    kept: Sequence[PersonName],
    same: Callable[[str, PersonName], bool],
) -> bool:
    """Tell whether a name that goes is bold or underlined and others are not: somebody's own."""
    text = document.text
    opened = [bool(_OPENED.search(text[: one.span.start][-9:])) for one in mention.authors]
    closed = [bool(_CLOSED.match(text, one.span.end)) for one in mention.authors]
    alone = [one and other for one, other in zip(opened, closed, strict=True)]
    if len(alone) < 2 or all(alone):
        return False
    return any(
        stands and not any(same(name.text, person) for person in kept)
        for stands, name in zip(alone, mention.authors, strict=True)
    )
