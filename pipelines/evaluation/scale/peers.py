"""The same records and questions in tantivy and DuckDB, both by words with their rarity."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path

from harvester.arxiv_index.snapshot import SnapshotRecord
from harvester.model import Query
from harvester.values.text import title_words

_FOUND = 10


def words_of(title: str, authors: Iterable[str]) -> list[str]:
    """Return the words that peers index and are asked by: of the title, and family names."""
    families = [name.split()[-1].lower() for name in authors if name.split()]
    return [*title_words(title), *families]


def _row(record: SnapshotRecord) -> str:
    return " ".join(words_of(record.title, record.authors.split("; ")[:3]))


class Tantivy:
    """BM25 over one field, as tantivy comes."""

    name = "tantivy"

    def __init__(self, folder: Path, records: Iterable[SnapshotRecord]) -> None:
        tantivy = import_module("tantivy")
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("identifier", stored=True, tokenizer_name="raw")
        builder.add_text_field("text", stored=False)
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(builder.build(), path=str(folder))
        writer = self._index.writer(heap_size=256 << 20, num_threads=1)
        for record in records:
            writer.add_document(tantivy.Document(identifier=record.identifier, text=_row(record)))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def find(self, query: Query) -> list[str]:
        """Return the identifiers of the ten best."""
        text = " ".join(words_of(query.title, query.authors))
        parsed = self._index.parse_query_lenient(text, ["text"])[0]
        hits = self._searcher.search(parsed, _FOUND).hits
        return [self._searcher.doc(address)["identifier"][0] for _, address in hits]


class DuckDB:
    """A table of words and records, joined with the words of the query, weighed by rarity."""

    name = "DuckDB"

    def __init__(self, folder: Path, records: Sequence[SnapshotRecord]) -> None:
        duckdb = import_module("duckdb")
        folder.mkdir(parents=True, exist_ok=True)
        self._db = duckdb.connect(str(folder / "words.duckdb"))
        self._db.execute("set threads = 1")
        lines = folder / "records.jsonl"
        with lines.open("w", encoding="utf-8") as file:
            for record in records:
                row = {"identifier": record.identifier, "text": _row(record)}
                file.write(json.dumps(row) + "\n")
        self._db.execute(
            "create table record as select row_number() over () as n, identifier, text "
            "from read_json(?, columns = {identifier: 'VARCHAR', text: 'VARCHAR'})",
            [str(lines)],
        )
        lines.unlink()
        self._db.execute(
            "create table word as select distinct w, n from "
            "(select unnest(string_split(text, ' ')) as w, n from record) order by w, n"
        )
        self._db.execute(
            "create table rarity as select w, ln((select count(*) from record) / count(*)) as r "
            "from word group by w"
        )
        self._db.execute("alter table record drop column text")

    def find(self, query: Query) -> list[str]:
        """Return the identifiers of the ten best."""
        rows = self._db.execute(
            "select identifier from record join (select n, sum(r) as score from word "
            "join rarity using (w) where w in (select unnest(?)) group by n "
            "order by score desc, n limit 10) using (n) order by score desc, n",
            [words_of(query.title, query.authors)],
        ).fetchall()
        return [identifier for (identifier,) in rows]
