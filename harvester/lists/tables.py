"""Tables of papers: which column says what, and one mention for each row that speaks of a work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from harvester.lists import words
from harvester.lists.blocks import CELL, Block
from harvester.lists.document import ListDocument
from harvester.lists.entries import Place, read_entry
from harvester.lists.entry_titles import find_title
from harvester.lists.links import PAPER_SCHEMES, identifier_of
from harvester.lists.marks import LINK, scan
from harvester.lists.occasions import written
from harvester.lists.people import read_authors
from harvester.lists.plain_text import plain
from harvester.lists.several import split_entries
from harvester.lists.title_spans import Segment, TitleFound
from harvester.lists.words import is_role_label
from harvester.model import Cell, Mention, MentionKind, Span, Written

_ORDINAL = re.compile(r"^[\W\d]*$")


@dataclass(frozen=True, slots=True)
class Row:
    """A row or line that names something without saying more: perhaps an entry elsewhere."""

    name: str
    written: Written
    segments: tuple[Segment, ...]
    section: tuple[str, ...]
    cells: tuple[Cell, ...]


def read_table(
    document: ListDocument,
    table: Block,
    section: tuple[str, ...],
    references: Mapping[str, tuple[int, int]],
) -> tuple[list[Mention], list[Row]]:
    """Return the entries of a table, and the rows that may speak of entries elsewhere."""
    text = document.text
    mentions: list[Mention] = []
    weak: list[Row] = []
    if not table.children:
        return mentions, weak
    headers = [_text(text, cell, references) for cell in table.children[0].children]
    for row in table.children[1:]:
        cells = [_segment(text, cell, references) for cell in row.children if cell.kind == CELL]
        found, loose = read_row(document, headers, cells, section)
        mentions.extend(found)
        weak.extend(loose)
    return mentions, weak


def _segment(text: str, cell: Block, references: Mapping[str, tuple[int, int]]) -> Segment:
    return Segment(cell.start, cell.end, scan(text, cell.start, cell.end, references))


def _text(text: str, cell: Block, references: Mapping[str, tuple[int, int]]) -> str:
    return plain(text, cell.start, cell.end, _segment(text, cell, references).marks)


def read_row(
    document: ListDocument, headers: list[str], cells: list[Segment], section: tuple[str, ...]
) -> tuple[list[Mention], list[Row]]:
    """Read one row: its entries (mostly one), or a weak row that only names something."""
    text = document.text
    if not any(cell.end > cell.start for cell in cells):
        return [], []
    shown = tuple(
        Cell(
            headers[at] if at < len(headers) else "",
            plain(text, one.start, one.end, one.marks),
            Span(one.start, one.end),
        )
        for at, one in enumerate(cells)
    )
    several = _several(document, cells, section, shown)
    if several:
        return several, []
    at, title = _title_cell(text, cells, shown)
    if title is None:
        return [], []
    ordered = [cells[at], *(one for number, one in enumerate(cells) if number != at)]
    found = read_entry(document, ordered, Place(section, "row"), title)
    if found is None:
        return [], [Row(title.title.text, title.title, tuple(cells), section, shown)]
    return [_from_columns(text, found, headers, cells, shown, at)], []


def _several(
    document: ListDocument, cells: list[Segment], section: tuple[str, ...], shown: tuple[Cell, ...]
) -> list[Mention]:
    for cell in cells:
        parts = split_entries(document.text, cell)
        if len(parts) < 2:
            continue
        found = [read_entry(document, [part], Place(section, "row")) for part in parts]
        return [replace(one, cells=shown) for one in found if one is not None]
    return []


def _title_cell(
    text: str, cells: list[Segment], shown: tuple[Cell, ...]
) -> tuple[int, TitleFound | None]:
    """Choose the cell that holds the title: by its header, by its link, or the first with words."""
    order = [at for at, cell in enumerate(shown) if words.TITLE_COLUMN.match(cell.header)]
    order += [at for at, cell in enumerate(shown) if _has_title_link(text, cells[at])]
    order += [at for at, cell in enumerate(shown) if words.NAME_COLUMN.match(cell.header)]
    order += [at for at, cell in enumerate(shown) if not _ORDINAL.match(cell.text)]
    for at in dict.fromkeys(order):
        if not shown[at].text or is_role_label(shown[at].text) or _is_links(shown[at].text):
            continue
        found = find_title(text, cells[at])
        if found is not None and not is_role_label(found.title.text):
            return at, found
    return 0, None


def _is_links(value: str) -> bool:
    return all(is_role_label(part) for part in re.split(r"\s*[/,|;、·]\s*|\s{2,}", value) if part)


def _has_title_link(text: str, cell: Segment) -> bool:
    for mark in cell.marks:
        if mark.kind == LINK and mark.written not in {"raw", "auto"} and mark.url_start >= 0:
            label = plain(text, mark.inner_start, mark.inner_end, cell.marks)
            identifier = identifier_of(text[mark.url_start : mark.url_end])
            if len(label.split()) > 1 or (identifier and identifier.scheme in PAPER_SCHEMES):
                return not is_role_label(label)
    return False


def _from_columns(
    text: str,
    found: Mention,
    headers: list[str],
    cells: list[Segment],
    shown: tuple[Cell, ...],
    title_at: int,
) -> Mention:
    """Take date, event, authors and a nickname from the columns named after them."""
    name, kind = found.name, found.kind
    date, event, authors = found.date, found.event, None
    for at, cell in enumerate(shown):
        segment = cells[at]
        if at == title_at or not cell.text or cell.text in {"-", "–", "—"}:
            continue
        if words.DATE_COLUMN.match(cell.header):
            date = written(text, segment.start, segment.end, segment.marks)
        elif words.EVENT_COLUMN.match(cell.header):
            event = written(text, segment.start, segment.end, segment.marks)
        elif words.AUTHORS_COLUMN.match(cell.header):
            authors = read_authors(text, segment.start, segment.end, segment.marks)
        elif words.NAME_COLUMN.match(cell.header) and len(cell.text) <= 60 and at < title_at:
            name = cell.text
    if headers and words.DATASET_COLUMN.match(headers[title_at] if title_at < len(headers) else ""):
        kind = MentionKind.DATASET
    if authors is None and found.authors_span and _inside(found.authors_span, shown[title_at].span):
        return replace(
            found, name=name, kind=kind, date=date, event=event, cells=shown, span=_row(cells)
        )
    return replace(
        found,
        name=name,
        kind=kind,
        date=date,
        event=event,
        authors=authors.names if authors else (),
        authors_span=authors.span if authors else None,
        et_al=authors.et_al if authors else False,
        cells=shown,
        span=_row(cells),
    )


def _inside(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _row(cells: list[Segment]) -> Span:
    return Span(cells[0].start, cells[-1].end)
