"""Corrections of single claims in an entry, each in the entry's own style.

Each answers an `Edit`, a `HandEdit` where it cannot be written safely, or None where the list says
so already. None of them guesses; made twice, a correction is made once.
"""

from __future__ import annotations

import re

from harvester.errors import BadInput
from harvester.identifiers import identifier_of_url, url_of
from harvester.lists.author_lines import correct_authors
from harvester.lists.code_links import add_code_link
from harvester.lists.date_forms import rewrite_date
from harvester.lists.edits import Correction, HandEdit
from harvester.lists.style import (
    ParsedList,
    Place,
    escape,
    line_span,
    place_of,
    plain,
    safe_url,
    width,
)
from harvester.model import Cell, Edit, Identifier, Mention, Placeholder, Span, Written

__all__ = [
    "add_code_link",
    "correct_authors",
    "correct_date",
    "correct_event",
    "correct_title",
    "fill_placeholder",
    "replace_identifier",
    "set_cell",
    "set_stars",
]

_ARXIV_PAGE = re.compile(
    r"(?P<head>(?:https?:)?//[^\s/]*/(?:abs|pdf|html|e-print|format)/)(?P<id>[^?#\s]*?)"
    r"(?P<tail>(?:\.pdf)?/?(?:[?#]\S*)?)"
)


def fill_placeholder(
    document: ParsedList, mention: Mention, placeholder: Placeholder, identifier: Identifier
) -> Correction:
    """Put `identifier` where the placeholder stands.

    `https://arxiv.org/pdf/2504.xxxxx.pdf` keeps its scheme, host, pdf form and ending;
    an empty or `#` link gets the whole address; a bare `2504.xxxxx` the bare id; a cell that says
    "TBD" a link as the other rows of its column have.
    """
    now = document.text[placeholder.span.start : placeholder.span.end]
    target = _page(identifier)
    why = f"{plain(now) or 'empty link'} is {identifier}"
    page = _ARXIV_PAGE.fullmatch(now)
    if page and identifier.scheme == "arxiv":
        return Edit(placeholder.span, page["head"] + identifier.value + page["tail"], why)
    if placeholder.is_url:
        return Edit(placeholder.span, target, why)
    cell = next((one for one in mention.cells if _within(placeholder.span, one.span)), None)
    if cell and cell.text.strip() == placeholder.text.strip() and not re.search(r"\d{2}", now):
        return _link_like_column(document, mention, cell, target)
    prefix = re.match(r"(?i)arxiv:\s*", now)
    if identifier.scheme == "arxiv" and re.search(r"(?i)x|\?|\d{2}|_", now):
        return Edit(placeholder.span, (prefix[0] if prefix else "") + identifier.value, why)
    return HandEdit(mention.line, target, f"'{plain(now)}' stands where no link can be put safely")


def _page(identifier: Identifier) -> str:
    address = url_of(identifier)
    if not address:
        raise BadInput(f"{identifier} has no web address; give an arXiv id, a DOI or a link")
    return safe_url(address)


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _link_like_column(
    document: ParsedList, mention: Mention, cell: Cell, target: str
) -> Correction:
    """A link with the label and brackets that other rows write in the same column."""
    for other in document.mentions:
        for same in other.cells:
            if same.header != cell.header or other.span == mention.span:
                continue
            links = [link for link in other.links if _within(link.whole, same.span)]
            content = document.text[same.span.start : same.span.end]
            if len(links) == 1 and content.count(links[0].url) == 1:
                return set_cell(
                    document, mention, cell, content.replace(links[0].url, target), markup=True
                )
    return HandEdit(mention.line, target, f"no other row shows how a link in '{cell.header}' looks")


def replace_identifier(
    document: ParsedList, mention: Mention, old: Identifier, new: Identifier
) -> tuple[Edit | HandEdit, ...]:
    """Replace `old` by `new` in every link and badge of the entry that carries it.

    An arXiv link keeps its scheme, host, abs or pdf form; its version goes, since it was the old
    paper's. Returns nothing where the entry does not carry `old`.
    """
    edits: list[Edit | HandEdit] = []
    for link in mention.links:
        if link.identifier == old or identifier_of_url(link.url) == old:
            text = document.text[link.span.start : link.span.end]
            edits.append(
                Edit(link.span, _swap(text, old, new), f"{old} is another paper; this is {new}")
            )
    taken = [edit.span for edit in edits if isinstance(edit, Edit)]
    edits += [
        edit for edit in _bare_ids(document, mention, old, new) if not _inside(edit.span, taken)
    ]
    return tuple(dict.fromkeys(edits))


def _swap(url: str, old: Identifier, new: Identifier) -> str:
    page = _ARXIV_PAGE.fullmatch(url)
    if page and old.scheme == new.scheme == "arxiv":
        return page["head"] + new.value + page["tail"]
    if old.scheme == new.scheme and url.lower().count(old.value.lower()) == 1:
        at = url.lower().index(old.value.lower())
        return url[:at] + safe_value(new) + url[at + len(old.value) :]
    return _page(new)


def safe_value(identifier: Identifier) -> str:
    """Return the value of `identifier` as a part of an address."""
    return safe_url("https://x/" + identifier.value).removeprefix("https://x/")


def _bare_ids(
    document: ParsedList, mention: Mention, old: Identifier, new: Identifier
) -> list[Edit]:
    """The id written out: `arXiv:2504.13065v2`, or in a badge's picture `arXiv-2504.13065-red`."""
    if not (old.scheme == new.scheme == "arxiv"):
        return []
    pattern = re.compile(rf"(?<![\d./]){re.escape(old.value)}(?:v\d+)?(?![\d])")
    start, end = mention.span
    return [
        Edit(Span(found.start(), found.end()), new.value, f"{old} is another paper; this is {new}")
        for found in pattern.finditer(document.text, start, end)
    ]


def _inside(span: Span, others: list[Span]) -> bool:
    return any(span.start < other.end and other.start < span.end for other in others)


def correct_date(document: ParsedList, mention: Mention, date: str) -> Correction:
    """Write ISO `date` (may be partial) in the form of the entry's date: `Jun 2025`, `2025.06`."""
    return _rewrite(document, mention, mention.date, date)


def _rewrite(
    document: ParsedList, mention: Mention, claim: Written | None, date: str
) -> Correction:
    if claim is None:
        return None
    now = document.text[claim.span.start : claim.span.end]
    then = rewrite_date(now, date)
    if then is None:
        return HandEdit(
            mention.line, plain(date), f"'{plain(now)}' is no form of date that can be rewritten"
        )
    return None if then == now else Edit(claim.span, then, f"the date is {date}")


def correct_event(document: ParsedList, mention: Mention, event: str, year: str = "") -> Correction:
    """Write where it was published in the place of the entry's event tag: `CVPR 2025`.

    The year keeps the tag's own form (`2025`, `25`, `'25`), or none where the tag has none.
    """
    claim = mention.event
    if claim is None:
        return None
    now = document.text[claim.span.start : claim.span.end]
    name = escape(event, place_of(document, claim.span))
    shape = re.fullmatch(
        r"(?P<lead>\W*)(?P<name>.*?)(?P<gap>[\s'’,-]*)(?P<year>(?:19|20)?\d\d)?(?P<tail>\W*)", now
    )
    if shape is None or not shape["name"]:
        return HandEdit(
            mention.line, f"{name} {plain(year)}".strip(), f"'{plain(now)}' cannot be rewritten"
        )
    digits = plain(year)[-len(shape["year"]) :] if shape["year"] and year else shape["year"] or ""
    then = shape["lead"] + name + shape["gap"] + digits + shape["tail"]
    return (
        None
        if then == now
        else Edit(claim.span, then, f"published at {plain(event)} {plain(year)}".strip())
    )


def correct_title(document: ParsedList, mention: Mention, title: str) -> Correction:
    """Write the true title where the entry's title stands; a nickname in front of it stays."""
    claim = mention.title
    if claim is None:
        return None
    now = document.text[claim.span.start : claim.span.end]
    dot = "." if now.endswith(".") and not title.endswith(".") else ""
    then = escape(title, place_of(document, claim.span)) + dot
    if plain(claim.text).strip(". ") == plain(title).strip(". "):
        return None
    if now.strip() != claim.text.strip():
        return HandEdit(mention.line, then, "the title is written with markup that would be lost")
    return Edit(claim.span, then, "the paper's title")


def set_cell(
    document: ParsedList, mention: Mention, cell: Cell, text: str, markup: bool = False
) -> Correction:
    """Put `text` into a table cell, the bars of an aligned table where they were.

    `markup` says that `text` is Markdown of this tool's making; otherwise it is escaped.
    """
    span = cell.span
    now = document.text[span.start : span.end]
    place = place_of(document, span)
    then = plain(text) if markup else escape(text, Place.CELL if place is Place.LINE else place)
    if then == now.strip():
        return None
    if "\n" in now or mention.span.end < span.end:
        return HandEdit(mention.line, then, f"the cell '{cell.header}' spans lines")
    if place is Place.HTML:
        return Edit(span, then, f"'{cell.header}' is now {plain(text)}")
    return _in_padding(document, span, then, f"'{cell.header}' is now {plain(text)}")


def _in_padding(document: ParsedList, span: Span, then: str, why: str) -> Edit:
    """Replace the content, one blank each side; bars that stand in line stay there."""
    line = line_span(document.text, span.start)
    start, end = span
    while start > line.start and document.text[start - 1] in " \t":
        start -= 1
    while end < line.end and document.text[end] in " \t":
        end += 1
    raw = document.text[start:end]
    content = document.text[span.start : span.end].strip()
    if not content:
        room = width(raw)
        padded = f" {then} "
        if _bars_in_line(document.text, line, end):
            padded += " " * (room - width(padded))
        return Edit(Span(start, end), padded, why)
    tail = document.text[span.end : end]
    if len(tail) > 1 and _bars_in_line(document.text, line, end):
        blanks = max(1, len(tail) - (width(then) - width(content)))
        return Edit(Span(span.start, end), then + " " * blanks, why)
    return Edit(span, then, why)


def _bars_in_line(text: str, line: Span, bar: int) -> bool:
    """Tell whether the row above or below has a bar in the same column of the screen."""
    column = width(text[line.start : bar])
    above = line_span(text, max(line.start - 2, 0))
    below = line_span(text, min(line.end + 2, len(text)))
    for row in (above, below):
        content = text[row.start : row.end]
        if row != line and "|" in content and column in _bar_columns(content):
            return True
    return False


def _bar_columns(row: str) -> set[int]:
    return {width(row[:at]) for at, mark in enumerate(row) if mark == "|"}


_NUMBER = re.compile(r"\d+(?:[,. ]\d{3})*(?:\.\d+)?\s?[kKmM]?")


def set_stars(document: ParsedList, mention: Mention, cell: Cell, stars: int) -> Correction:
    """Write a star count where a number stands, in its form: `1,234`, `1.2k`, `⭐ 1234`."""
    now = document.text[cell.span.start : cell.span.end]
    numbers = _NUMBER.findall(now)
    if len(numbers) != 1 or "](" in now or "<" in now:
        return HandEdit(mention.line, str(stars), f"the cell '{cell.header}' is no plain count")
    then = now.replace(numbers[0], _count_like(numbers[0], stars))
    return set_cell(document, mention, cell, then, markup=True)


def _count_like(number: str, count: int) -> str:
    unit = number.strip()[-1]
    if unit in "kK":
        digits = len(number.strip()[:-1].partition(".")[2].strip())
        return f"{count / 1000:.{digits}f}{unit}" if count >= 1000 else str(count)
    return (
        f"{count:,}"
        if "," in number or (count >= 1000 > int(re.sub(r"\D", "", number)))
        else str(count)
    )
