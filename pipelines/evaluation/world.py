"""The world in which resolution is measured: arXiv's snapshot, with abstracts or without."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.plans import Request
from harvester.arxiv_index.postings import SizedTerm
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import SnapshotRecord, open_snapshot, read_ahead
from harvester.arxiv_index.terms import query_terms, term_of
from harvester.errors import BadInput
from harvester.matching.abstracts import pack_abstract
from harvester.model import Query


def open_world(corpus: Path, abstracts: Path, index: Path) -> ArxivIndex:
    """Open the index; build it where there is none, an older one or one of another version."""
    if index.is_file() and index.stat().st_mtime >= corpus.stat().st_mtime:
        with suppress(BadInput):
            return ArxivIndex(index)
    click.echo("Building the index (once) …", err=True)
    packed = {name: pack_abstract(text) for name, text in read_abstracts(abstracts)}
    with read_ahead(corpus) as records:
        build_index(joined(records, packed), index)
    return ArxivIndex(index)


def read_abstracts(path: Path) -> Iterator[tuple[str, str]]:
    """Give (arXiv id, abstract) of JSON lines; nothing where the file is not there."""
    if path.is_file():
        with open_snapshot(path) as lines:
            for row in map(json.loads, lines):
                yield row["id"], row["abstract"]


def joined(
    records: Iterable[SnapshotRecord | None], packed: dict[str, bytes]
) -> Iterator[SnapshotRecord | None]:
    """Give the records with what is kept of their abstracts."""
    for record in records:
        if record is not None and (terms := packed.get(record.identifier)):
            yield record._replace(abstract_terms=terms)
        else:
            yield record


class WithoutAbstracts(ArxivIndex):
    """The same index as if it had been built without abstracts."""

    def answer(self, request: Request) -> Any:
        """Answer one request; what rows say of abstracts is left out."""
        reply = super().answer(request)
        name, _ = request
        if name in {"titled", "rows"}:
            return [(*row[:13], b"") for row in reply]
        return (*reply[:13], b"") if name == "record" and reply else reply

    def _sized_terms(self, query: Query) -> Iterator[SizedTerm]:
        names = {term_of(term) for term in query_terms(query) if term.startswith("~")}
        return (one for one in super()._sized_terms(query) if one.term not in names)
