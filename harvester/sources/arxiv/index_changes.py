"""arXiv's changes since a day, as the local index takes them."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.arxiv_index.update import Harvesting, IndexPage
from harvester.matching.abstracts import pack_abstract
from harvester.model import Failed, Record
from harvester.network.client import HttpClient
from harvester.sources.arxiv.oai_pmh import ArxivOai
from harvester.sources.arxiv.raw_record import read_raw


def arxiv_changes(endpoint: str, client: HttpClient) -> Harvesting:
    """Return a harvester of arXiv's changes over OAI-PMH at `endpoint`."""
    oai = ArxivOai(endpoint)

    def harvest(day: str, token: str | None) -> Iterator[IndexPage | Failed]:
        for page in oai.harvest(day, client, token):
            if isinstance(page, Failed):
                yield page
                continue
            records = tuple(snapshot_record(record) for record in page.records)
            deleted = tuple(identifier.value for identifier in page.deleted)
            yield IndexPage(records, deleted, page.token, page.through)

    return harvest


def snapshot_record(record: Record) -> SnapshotRecord:
    """Return a harvested record as arXiv's own snapshot would hold it (it is made of these)."""
    reading = read_raw(record)
    fields = dict(reading.fields)
    authors = fields.get("authors", ())
    names = [str(name) for name in authors] if isinstance(authors, tuple) else []
    categories = fields.get("categories", ())

    def text(name: str) -> str | None:
        return str(fields.get(name) or "") or None

    return SnapshotRecord(
        record.identifier.value,
        text("title") or "",
        "; ".join(names),
        1,
        text("submitted"),
        " ".join(map(str, categories)) or None if isinstance(categories, tuple) else None,
        text("doi"),
        text("journal_ref"),
        text("comment"),
        pack_abstract(text("abstract") or ""),
    )
