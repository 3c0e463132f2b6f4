"""A record of a data file (YAML, CSV, BibTeX) read into a `Mention`, by the names of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from harvester.lists.claims.author_names import ET_AL
from harvester.lists.claims.links import (
    each_once,
    identifier_of,
    identifiers_of,
    is_badge,
    names_role,
    role_of,
)
from harvester.lists.claims.placeholders import placeholders_of
from harvester.lists.claims.title_spans import nickname_of
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.document import ListDocument
from harvester.lists.markdown.addresses import trim_url
from harvester.model import Identifier, Link, LinkRole, Mention, MentionKind, Span, Written
from harvester.values.identifiers import parse_identifier

_URL = re.compile(r"https?://[^\s<>\"'`|\\{}]+")
TITLES = ("title", "name", "paper_title", "paper title")
_DATE = ("date", "year", "published", "publication_date", "submitted")
_EVENT = ("venue", "conference", "publisher", "journal", "booktitle", "event", "howpublished")
AUTHORS = ("authors", "author", "authors name", "author name")
_TAGS = ("tags", "keywords", "topic", "topics", "envs", "category", "categories", "lang")
_IDS = ("arxiv", "arxiv_id", "eprint", "doi", "id", "arxivid")
_PROSE = ("abstract", "description", "tldr", "summary", "bibtex", "note", "thumbnail")
_SEPARATOR = re.compile(r"\s*(?:;|,|\band\b|&)\s*")
_BIB_SEPARATOR = re.compile(r"\s+and\s+")


class Claim(NamedTuple):
    """One value of a record: its field's name, the value, its place, the value less TeX."""

    field: str
    value: str
    start: int
    end: int
    shown: str = ""


class DataRecord(NamedTuple):
    """One record of a data file."""

    start: int
    end: int
    claims: tuple[Claim, ...]
    section: tuple[str, ...]


def read_record(document: ListDocument, record: DataRecord) -> Mention | None:
    """Read a record; None where nothing tells of a work: no paper, no repository, no authors."""
    title = _first(record, TITLES)
    text = document.text
    links = tuple(_links(text, record))
    spans = [Span(claim.start, claim.end) for claim in record.claims if claim.field not in _PROSE]
    identifiers = _identifiers(text, record, links, spans)
    placeholders = placeholders_of(text, spans, links)
    authors, et_al = _authors(text, record)
    kind = _kind(
        title, links, identifiers, bool(authors), any(place.is_paper for place in placeholders)
    )
    if kind is None:
        return None
    quoted = tuple(_links(text, record, quoted=True))
    quoted_ids = [one.identifier for one in quoted if one.identifier is not None]
    return Mention(
        kind=kind,
        name=(nickname_of(title.text) or title.text) if title else str(identifiers[0]),
        span=Span(record.start, record.end),
        line=document.line_of(record.start),
        title=title,
        authors=authors,
        authors_span=Span(authors[0].span.start, authors[-1].span.end) if authors else None,
        et_al=et_al,
        date=_first(record, _DATE),
        event=_first(record, _EVENT),
        section=record.section,
        tags=tuple(_written(one) for one in record.claims if one.field in _TAGS),
        identifiers=each_once((*identifiers, *quoted_ids)),
        placeholders=placeholders,
        links=(*links, *quoted),
    )


def _kind(
    title: Written | None,
    links: tuple[Link, ...],
    identifiers: tuple[Identifier, ...],
    has_authors: bool,
    has_placeholders: bool,
) -> MentionKind | None:
    """Say what a record speaks of; a video is no work, whoever made it."""
    if any(one.is_paper for one in identifiers):
        return MentionKind.PAPER
    if title is None:
        return None
    main = links[0] if links else None
    if main is not None and main.identifier is not None and main.identifier.scheme == "github":
        return MentionKind.REPOSITORY
    is_paper = has_placeholders or any(link.role is LinkRole.PAPER for link in links)
    if is_paper or (has_authors and (main is None or main.role is not LinkRole.VIDEO)):
        return MentionKind.PAPER
    return None


def _written(claim: Claim) -> Written:
    return Written(" ".join((claim.shown or claim.value).split()), Span(claim.start, claim.end))


def _first(record: DataRecord, names: tuple[str, ...]) -> Written | None:
    for name in names:
        for claim in record.claims:
            if claim.field == name and not claim.value.startswith(("http://", "https://")):
                return _written(claim)
    return None


def _links(text: str, record: DataRecord, *, quoted: bool = False) -> Iterator[Link]:
    """Yield the links of the record's fields; with `quoted`, those inside its running text."""
    for claim in record.claims:
        if (claim.field in _PROSE) is not quoted or claim.field == "bibtex":
            continue
        for match in _URL.finditer(text, claim.start, claim.end):
            span = Span(match.start(), trim_url(text, *match.span()))
            url = span.slice(text)
            identifier = identifier_of(url)
            yield Link(claim.field, url, span, span, _role(claim, url, identifier), identifier)


def _role(claim: Claim, url: str, identifier: Identifier | None) -> LinkRole:
    """The field names what its link leads to: `project_page`, `sources homepage`."""
    if is_badge(url):
        return LinkRole.BADGE
    if claim.field.startswith("author"):
        return LinkRole.OTHER
    field, last = (one.replace("_", " ") for one in (claim.field, claim.field.split(" ")[-1]))
    label = field if names_role(field) and is_role_label(field) else last
    return role_of(label, url, identifier)


def _identifiers(
    text: str, record: DataRecord, links: tuple[Link, ...], spans: list[Span]
) -> tuple[Identifier, ...]:
    identifiers = list(identifiers_of(text, spans, links))
    for claim in record.claims:
        if claim.field in _IDS and not claim.value.startswith("http"):
            identifier = parse_identifier(claim.value)
            if identifier is not None and identifier.is_paper:
                identifiers.append(identifier)
    return tuple(dict.fromkeys(identifiers))


def _authors(text: str, record: DataRecord) -> tuple[tuple[Written, ...], bool]:
    claims = [one for one in record.claims if one.field in AUTHORS]
    if len(claims) != 1:
        return tuple(_written(one) for one in claims), False
    claim = claims[0]
    cut = ET_AL.search(claim.value)
    value = claim.value[: cut.start()] if cut else claim.value
    separator = (
        _BIB_SEPARATOR if _BIB_SEPARATOR.search(value) and claim.field == "author" else _SEPARATOR
    )
    names: list[Written] = []
    position = claim.start
    for piece in separator.split(value):
        name = piece.strip(" ,;\n\t")
        if name:
            span = _place_of(text, name, position, claim.end)
            names.append(Written(name if claim.shown else " ".join(name.split()), span))
            position = span.end
    return tuple(names), cut is not None


def _place_of(text: str, name: str, start: int, end: int) -> Span:
    """Where a name stands in a value, which may be folded over lines, or escape its signs."""
    words = ("".join(map(_written_sign, word)) for word in name.split())
    match = re.compile(r"\s+".join(words)).search(text, start, end)
    return Span(*match.span()) if match else Span(start, min(start + len(name), end))


def _written_sign(sign: str) -> str:
    """A pattern for one sign as data files write it: itself, doubled, or escaped."""
    if sign in "'\"":
        return rf"\\?{sign}{{1,2}}"
    if sign.isascii():
        return re.escape(sign)
    units = sign.encode("utf-16-be").hex()
    escaped = "".join(rf"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
    return f"(?:{re.escape(sign)}|(?i:{escaped}))"
