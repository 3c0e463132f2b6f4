"""A record of a data file (YAML, CSV, BibTeX) read into a `Mention`, by the names of its fields."""

from __future__ import annotations

import re
from typing import NamedTuple

from harvester.identifiers import parse_identifier
from harvester.lists.destinations import trim_url
from harvester.lists.document import ListDocument
from harvester.lists.links import (
    PAPER_SCHEMES,
    identifier_of,
    identifiers_of,
    is_badge,
    placeholders_of,
    role_of,
)
from harvester.lists.people import ET_AL
from harvester.lists.title_spans import nickname_of
from harvester.model import Identifier, Link, LinkRole, Mention, MentionKind, Span, Written

_URL = re.compile(r"https?://[^\s<>\"'`|\\{}]+")
_TITLE = ("title", "name", "paper_title", "paper title")
_DATE = ("date", "year", "published", "publication_date", "submitted")
_EVENT = ("venue", "conference", "publisher", "journal", "booktitle", "event", "howpublished")
_AUTHORS = ("authors", "author", "authors name", "author name")
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
    """Read a record; None where it has no title, or neither link, identifier nor authors."""
    title = _first(record, _TITLE)
    if title is None:
        return None
    text = document.text
    links = _links(text, record)
    spans = [Span(claim.start, claim.end) for claim in record.claims if claim.field not in _PROSE]
    identifiers = _identifiers(text, record, links, spans)
    placeholders = placeholders_of(text, spans, links)
    authors, et_al = _authors(record)
    if not (links or identifiers or placeholders or authors):
        return None
    is_paper = any(one.scheme in PAPER_SCHEMES for one in identifiers) or bool(placeholders)
    is_paper = is_paper or any(link.role is LinkRole.PAPER for link in links) or bool(authors)
    has_repository = any(one.scheme == "github" for one in identifiers)
    main = links[0].identifier if links else None
    if (
        has_repository
        and main is not None
        and main.scheme == "github"
        and not any(one.scheme in PAPER_SCHEMES for one in identifiers)
    ):
        kind = MentionKind.REPOSITORY
    elif is_paper:
        kind = MentionKind.PAPER
    else:
        return None
    return Mention(
        kind=kind,
        name=nickname_of(title.text) or title.text,
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
        identifiers=identifiers,
        placeholders=placeholders,
        links=links,
    )


def _written(claim: Claim) -> Written:
    return Written(" ".join((claim.shown or claim.value).split()), Span(claim.start, claim.end))


def _first(record: DataRecord, names: tuple[str, ...]) -> Written | None:
    for name in names:
        for claim in record.claims:
            if claim.field == name and not claim.value.startswith(("http://", "https://")):
                return _written(claim)
    return None


def _links(text: str, record: DataRecord) -> tuple[Link, ...]:
    found: list[Link] = []
    for claim in record.claims:
        if claim.field in _PROSE:
            continue
        for match in _URL.finditer(text, claim.start, claim.end):
            span = Span(match.start(), trim_url(text, *match.span()))
            url = text[span.start : span.end]
            identifier = identifier_of(url)
            role = LinkRole.BADGE if is_badge(url) else role_of(claim.field, url, identifier)
            found.append(Link(claim.field, url, span, span, role, identifier))
    return tuple(found)


def _identifiers(
    text: str, record: DataRecord, links: tuple[Link, ...], spans: list[Span]
) -> tuple[Identifier, ...]:
    found = list(identifiers_of(text, spans, links))
    for claim in record.claims:
        if claim.field in _IDS and not claim.value.startswith("http"):
            identifier = parse_identifier(claim.value)
            if identifier is not None and identifier.scheme in PAPER_SCHEMES:
                found.append(identifier)
    return tuple(dict.fromkeys(found))


def _authors(record: DataRecord) -> tuple[tuple[Written, ...], bool]:
    claims = [one for one in record.claims if one.field in _AUTHORS]
    if len(claims) != 1:
        return tuple(_written(one) for one in claims), False
    claim = claims[0]
    cut = ET_AL.search(claim.value)
    value = claim.value[: cut.start()] if cut else claim.value
    separator = (
        _BIB_SEPARATOR if _BIB_SEPARATOR.search(value) and claim.field == "author" else _SEPARATOR
    )
    names: list[Written] = []
    position = 0
    for piece in separator.split(value):
        at = value.find(piece, position)
        name = piece.strip(" ,;\n\t")
        if name:
            start = claim.start + at + (len(piece) - len(piece.lstrip(" ,;\n\t")))
            shown = " ".join(name.split()) if not claim.shown else name
            names.append(Written(shown, Span(start, start + len(name))))
        position = at + len(piece)
    return tuple(names), cut is not None
