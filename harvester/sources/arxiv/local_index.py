"""What arXiv's metadata snapshot says of a paper, read from the local index; no request is made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.model import (
    FieldData,
    Found,
    Identifier,
    Lookup,
    NotFound,
    PersonName,
    Reading,
    Record,
    Version,
)
from harvester.network.client import HttpClient
from harvester.sources.arxiv.papers import FIELDS, read_publication_fields
from harvester.sources.base import Role
from harvester.values.identifiers import normalize_doi, url_of
from harvester.values.person_names import parse_person


class SnapshotSource:
    """Answers from an index that is already there; dates and authors as far as it knows them."""

    name = service = "arxiv-snapshot"
    role = Role.RECALLS
    parent_source = ""
    provides = FIELDS - {"abstract", "updated", "version", "withdrawn"}

    def __init__(self, index: ArxivIndex) -> None:
        self._index = index
        self._read_at = index.status().built_at or ""

    def accepts(self, identifier: Identifier) -> bool:
        """Only arXiv ids."""
        return identifier.scheme == "arxiv"

    def lookup(
        self,
        identifiers: Sequence[Identifier],
        client: HttpClient | None = None,  # noqa: ARG002 -- the contract of Source
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Give one answer per identifier; the door stays shut."""
        for identifier in identifiers:
            snapshot_record = self._index.record_of(identifier)
            if snapshot_record is None:
                yield identifier, NotFound("not in the local index", cached=True)
            else:
                fields = snapshot_record._asdict()
                del fields["abstract_terms"]  # numbers, and nothing that is said of the paper
                body = json.dumps(fields, ensure_ascii=False, sort_keys=True)
                record = Record(self.name, identifier, url_of(identifier), self._read_at, body)
                yield identifier, Found(record, cached=True)

    def read(self, record: Record) -> Reading:
        """Take the statements out of an answer; what the snapshot leaves empty is not stated."""
        row = SnapshotRecord(**json.loads(record.body))
        stated = {
            "title": row.title,
            "authors": _authors(row),
            "submitted": row.submitted,
            "primary_category": (row.categories or "").partition(" ")[0],
            "categories": tuple((row.categories or "").split()),
            "doi": row.doi,
            "journal_ref": row.journal_ref,
            "comment": row.comment,
            **dict(read_publication_fields(row.comment or "", row.journal_ref or "")),
        }
        fields: list[tuple[str, FieldData]] = [
            (name, value) for name, value in stated.items() if value
        ]
        identifiers = [record.identifier]
        if doi := normalize_doi(row.doi or ""):
            identifiers.append(Identifier("doi", doi))
        version = Version(record.identifier, "submitted", 1, row.submitted)
        return Reading(record.identifier, tuple(fields), tuple(identifiers), (version,))


def _authors(snapshot_record: SnapshotRecord) -> tuple[PersonName, ...]:
    """All authors, or nothing where only the first ones are known."""
    if not snapshot_record.complete or not snapshot_record.authors:
        return ()
    return tuple(parse_person(name) for name in snapshot_record.authors.split("; "))
