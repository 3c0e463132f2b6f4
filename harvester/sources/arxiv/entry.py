"""What an entry of arXiv's Atom feed says of a paper: fields, versions, repositories. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

import arxiv  # type: ignore[import-untyped] # it ships no type marker

from harvester.model import FieldData, Identifier, Reading, Record, Version
from harvester.sources.arxiv.feed import read_entry, read_person
from harvester.sources.arxiv.named_links import links_named
from harvester.sources.arxiv.papers import (
    collapse,
    lacking_fields,
    read_publication_fields,
    tells_withdrawal,
)
from harvester.values.identifiers import normalize_doi

_KEPT = 256
"""A batch and more: each entry is looked through as it comes, and read again when it is asked."""


@lru_cache(maxsize=_KEPT)
def read_record(record: Record) -> Reading:
    """Read one entry: fields, DOIs, first and latest version, repositories it names."""
    result = read_entry(record.body)
    number = _version_number(result)
    withdrawn = tells_withdrawal(collapse(result.comment), collapse(result.summary))
    fields = tuple((name, value) for name, value in _fields(result, number) if value)
    return Reading(
        record.identifier,
        fields,
        identifiers=tuple(Identifier("doi", doi) for doi in dois_of(result)),
        versions=_versions(record.identifier, result, number, withdrawn),
        relations=links_named(collapse(result.comment), collapse(result.summary)),
        lacking=lacking_fields(fields),
    )


def _fields(result: arxiv.Result, number: int) -> tuple[tuple[str, FieldData], ...]:
    return (
        ("title", collapse(result.title)),
        ("authors", tuple(read_person(a) for a in result.authors if collapse(a.name))),
        ("abstract", collapse(result.summary)),
        ("submitted", result.published.date().isoformat()),
        ("updated", result.updated.date().isoformat()),
        ("primary_category", result.primary_category or next(iter(result.categories), "")),
        ("categories", tuple(dict.fromkeys(result.categories))),
        ("comment", collapse(result.comment)),
        ("journal_ref", collapse(result.journal_ref)),
        ("doi", next(iter(dois_of(result)), "")),
        *read_publication_fields(collapse(result.comment), collapse(result.journal_ref)),
        ("withdrawn", tells_withdrawal(collapse(result.comment), collapse(result.summary))),
        ("version", number),
    )


def dois_of(result: arxiv.Result) -> tuple[str, ...]:
    """Return every DOI of the entry; the package itself keeps the first only."""
    texts = (result.doi or "").split()
    texts += [link.href for link in result.links if link.title == "doi"]
    dois = [doi for doi in (normalize_doi(text) for text in texts) if doi]
    return tuple(dict.fromkeys(dois))


def _version_number(result: arxiv.Result) -> int:
    """Return the number of the latest version; 0 where an old feed leaves it open."""
    match = re.search(r"v([0-9]{1,4})$", result.get_short_id())
    return int(match[1]) if match else int(result.published == result.updated)


def _versions(
    identifier: Identifier, result: arxiv.Result, number: int, withdrawn: bool
) -> tuple[Version, ...]:
    """Return the first and the latest version: Atom gives the dates of these two alone."""
    first, latest = result.published.date().isoformat(), result.updated.date().isoformat()
    stage = "withdrawn" if withdrawn else "submitted"
    if number <= 1:
        return (Version(identifier, stage if number else "submitted", 1, first),)
    return (
        Version(identifier, "submitted", 1, first),
        Version(identifier, stage, number, latest),
    )
