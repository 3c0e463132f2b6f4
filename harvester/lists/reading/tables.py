"""Tables of papers: which column says what, and one mention for each row that speaks of a work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from harvester.lists.claims import vocabulary as words
from harvester.lists.claims.author_names import read_authors
from harvester.lists.claims.date_forms import DATE, written
from harvester.lists.claims.leads import EMOJI, VENUE
from harvester.lists.claims.links import identifier_of, role_of
from harvester.lists.claims.placeholders import awaited_links
from harvester.lists.claims.title_spans import Segment, TitleClaim
from harvester.lists.claims.titles import find_title
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.document import ListDocument
from harvester.lists.markdown.elements import LINK
from harvester.lists.markdown.parser import CELL, Block, read_inline
from harvester.lists.markdown.plain_text import plain
from harvester.lists.reading.entry import EntryContext, read_claims, read_entry, with_kind
from harvester.lists.reading.split_entries import split_entries
from harvester.model import Cell, Link, LinkRole, Mention, MentionKind, Span, Written

_ORDINAL = re.compile(r"^[\W\d]*$")
_SAYS_TITLE = re.compile(r".*(?:\btitles?\b|标题|題名|题目|제목)", re.IGNORECASE)
_EMBLEM = re.compile(rf"\s*(?:{EMOJI}|:[a-z0-9_+-]+:)\s*$")
_LONG = re.compile(r"\w{4}")
_FEW = 2
_COLUMNS = (
    (words.DATE_COLUMN, "date"),
    (words.EVENT_COLUMN, "event"),
    (words.AUTHORS_COLUMN, "authors"),
    (words.NAME_COLUMN, "name"),
)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row or line that names something without saying more: perhaps an entry elsewhere.

    `paper` is what it is where no entry has that name and its column says that it is a title.
    """

    name: str
    written: Written
    segments: tuple[Segment, ...]
    section: tuple[str, ...]
    cells: tuple[Cell, ...]
    paper: Mention | None = None


def read_table(
    document: ListDocument,
    table: Block,
    section: tuple[str, ...],
) -> tuple[list[Mention], list[TableRow]]:
    """Return the entries of a table, and the rows that may speak of entries elsewhere."""
    text = document.text
    mentions: list[Mention] = []
    weak: list[TableRow] = []
    if not table.children:
        return mentions, weak
    headers = [
        plain(text, cell.start, cell.end, cell.inline) for cell in table.children[0].children
    ]
    for cells in _rows(text, table.children[1:], len(headers)):
        row_mentions, loose = read_row(document, headers, cells, section)
        mentions.extend(row_mentions)
        weak.extend(loose)
    return mentions, weak


def _rows(text: str, rows: list[Block], columns: int) -> Iterator[list[Segment]]:
    """Yield the cells of each row; a row that a line end has cut in two is one."""
    before: Block | None = None
    for row in rows:
        cells = _cells(row)
        if before is not None and _goes_on(text, before, row, columns):
            first = _written(_cells(before))
            start, end = first[-1].start, cells[0].end
            yield [*first[:-1], Segment(start, end, read_inline(text, start, end)), *cells[1:]]
            before = None
            continue
        if before is not None:
            yield _cells(before)
        before = row
    if before is not None:
        yield _cells(before)


def _cells(row: Block) -> list[Segment]:
    return [Segment(one.start, one.end, one.inline) for one in row.children if one.kind == CELL]


def _written(cells: list[Segment]) -> list[Segment]:
    """Less the empty cells at the end, which a row lacks that stops early."""
    last = max((at for at, one in enumerate(cells) if one.end > one.start), default=-1)
    return cells[: last + 1]


def _goes_on(text: str, row: Block, below: Block, columns: int) -> bool:
    """Tell a row without its closing sign from one that goes on in the line below."""
    if not text.startswith("|", row.start) or text.startswith("|", below.start):
        return False
    if text[row.start : row.end].rstrip().endswith("|"):
        return False
    above, rest = _written(_cells(row)), _written(_cells(below))
    return bool(above and rest) and len(above) < columns and len(above) + len(rest) - 1 <= columns


def read_row(
    document: ListDocument, headers: list[str], cells: list[Segment], section: tuple[str, ...]
) -> tuple[list[Mention], list[TableRow]]:
    """Read one row: its entries (mostly one), or a weak row that only names something."""
    text = document.text
    if not any(cell.end > cell.start for cell in cells):
        return [], []
    shown = tuple(
        Cell(
            headers[at] if at < len(headers) else "",
            plain(text, one.start, one.end, one.inline),
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
    column = shown[at].header
    is_titled = is_under(words.TITLE_COLUMN, column)
    awaited = awaited_links(shown, at) if is_titled else ()
    says_more = is_titled and _names_authors_or_venue(shown)
    is_title = is_under(_SAYS_TITLE, column) and len(title.title.text.split()) > _FEW
    place = EntryContext(section, "row", column, awaited, says_more or is_title)
    claims = read_claims(document, ordered, place, title)
    claims = claims and _from_columns(text, claims, cells, shown, at, title)
    mention = with_kind(document.text, claims, place, title) if claims else None
    if mention is None:
        paper = claims if is_title and claims and not claims.links else None
        return [], [TableRow(title.title.text, title.title, tuple(cells), section, shown, paper)]
    if is_under(words.DATASET_COLUMN, column):
        mention = replace(mention, kind=MentionKind.DATASET)
    return [mention], []


def _names_authors_or_venue(cells: tuple[Cell, ...]) -> bool:
    columns = (words.AUTHORS_COLUMN, words.EVENT_COLUMN)
    return any(
        len(one.text) >= _FEW and any(is_under(column, one.header) for column in columns)
        for one in cells
    )


def _several(
    document: ListDocument, cells: list[Segment], section: tuple[str, ...], shown: tuple[Cell, ...]
) -> list[Mention]:
    for cell in cells:
        parts = split_entries(document.text, cell)
        if len(parts) < 2:
            continue
        mentions = [read_entry(document, [part], EntryContext(section, "row")) for part in parts]
        return [replace(one, cells=shown) for one in mentions if one is not None]
    return []


def _title_cell(
    text: str, cells: list[Segment], shown: tuple[Cell, ...]
) -> tuple[int, TitleClaim | None]:
    """Choose the cell that holds the title: by its header, by its link, or the first with words."""
    for at in _likeliest(text, cells, shown):
        if _ORDINAL.match(shown[at].text) or _is_links(shown[at].text):
            continue
        title_claim = find_title(text, cells[at])
        if title_claim is not None and not is_role_label(title_claim.title.text):
            return at, title_claim
    return 0, None


def _likeliest(text: str, cells: list[Segment], shown: tuple[Cell, ...]) -> Iterator[int]:
    """Yield the cells that may hold the title, the likeliest first, some twice."""
    titled = [at for at, cell in enumerate(shown) if is_under(words.TITLE_COLUMN, cell.header)]
    titled = [at for at, one in enumerate(shown) if is_under(_SAYS_TITLE, one.header)] or titled
    yield from (at for at in titled if not is_under(words.EVENT_COLUMN, shown[at].header))
    yield from (at for at, cell in enumerate(cells) if _has_title_link(text, cell))
    yield from titled
    yield from (at for at, one in enumerate(shown) if is_under(words.NAME_COLUMN, one.header))
    named = [at for at, cell in enumerate(shown) if not _ORDINAL.match(cell.text)]
    yield from sorted(named, key=lambda at: is_under(words.CATEGORY_COLUMN, shown[at].header))


@lru_cache(maxsize=1024)
def is_under(column: re.Pattern[str], header: str) -> bool:
    """Tell whether a header is that of a kind of column; each row of a table asks it again."""
    return column.match(header) is not None


def _is_links(value: str) -> bool:
    return all(is_role_label(part) for part in re.split(r"\s*[/,|;、·]\s*|\s{2,}", value) if part)


def _has_title_link(text: str, cell: Segment) -> bool:
    """Tell a cell that begins with a link of several words, or with one to a paper."""
    for element in cell.inline:
        if (
            element.kind == LINK
            and element.syntax not in {"raw", "auto"}
            and element.url_start >= 0
        ):
            label = plain(text, element.inner_start, element.inner_end, cell.inline)
            identifier = identifier_of(text[element.url_start : element.url_end])
            if len(label.split()) > 1 or (identifier and identifier.is_paper):
                before = plain(text, cell.start, element.start, cell.inline)
                return not is_role_label(label) and not _LONG.search(before)
    return False


def _from_columns(
    text: str,
    mention: Mention,
    cells: list[Segment],
    shown: tuple[Cell, ...],
    title_at: int,
    title: TitleClaim,
) -> Mention:
    """Take date, event, authors, a nickname and the roles of links from the columns."""
    name = mention.name
    date, event, authors = mention.date, mention.event, None
    for at, cell in enumerate(shown):
        segment = cells[at]
        if at == title_at or not cell.text or cell.text in {"-", "–", "—"}:
            continue
        column = _column(cell)
        if column == "date":
            date = written(text, segment.start, segment.end, segment.inline)
        elif column == "event":
            event = written(text, segment.start, segment.end, segment.inline)
        elif column == "authors":
            authors = read_authors(text, segment.start, segment.end, segment.inline)
        elif column == "name" and len(cell.text) <= 60 and at < title_at:
            name = _EMBLEM.sub("", cell.text) or name
    own = mention.authors_span is not None and shown[title_at].span.contains(mention.authors_span)
    if authors is not None or not own:
        mention = replace(
            mention,
            authors=authors.names if authors else (),
            authors_span=authors.span if authors else None,
            et_al=authors.et_al if authors else False,
        )
    return replace(
        mention,
        name=name,
        date=date,
        event=event,
        tags=tuple(one for one in mention.tags if one.text != name),
        links=tuple(_with_role(one, shown, shown[title_at], title) for one in mention.links),
        cells=shown,
        span=_row(cells),
    )


def _column(cell: Cell) -> str:
    """Say what a cell holds: by its column's header, without one by what stands in it."""
    if not cell.header.strip():
        if DATE.fullmatch(cell.text) or re.fullmatch(r"(?:19|20)\d\d", cell.text):
            return "date"
        if VENUE.match(cell.text) and len(cell.text) <= 40:
            return "event"
        return "name" if len(cell.text.split()) <= 3 and not _ORDINAL.match(cell.text) else ""
    for pattern, column in _COLUMNS:
        if is_under(pattern, cell.header):
            return column
    return ""


def _with_role(link: Link, cells: tuple[Cell, ...], titled: Cell, title: TitleClaim) -> Link:
    """The column says where a link leads whose address tells nothing."""
    if link.role is not LinkRole.OTHER:
        return link
    cell = next((one for one in cells if one.span.contains(link.span)), None)
    if cell is None or not is_role_label(cell.header):
        return link
    if cell is titled and (title.link is None or title.link.url_start != link.span.start):
        return link
    return replace(link, role=role_of(cell.header, link.url, link.identifier))


def _row(cells: list[Segment]) -> Span:
    return Span(cells[0].start, cells[-1].end)
