"""Works of Crossref and OpenAlex as they are published, in whichever packing and folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.works import part_files, read_parts
from harvester.errors import BadInput
from harvester.model import Query
from pipelines.resolve.stream import resolve_query
from tests.paths import SHARED
from tests.pipelines.runs import harvest

CROSSREF: dict[str, Any] = {
    "DOI": "10.1234/MADE.UP.1",
    "type": "journal-article",
    "title": ["Granular Flow in Rotating  Drums"],
    "subtitle": ["High Filling Degree"],
    "author": [
        {"given": "Ada", "family": "Maker", "sequence": "first"},
        {"name": "The Drum Group", "sequence": "additional"},
    ],
    "container-title": ["Journal of Drums"],
    "published": {"date-parts": [[2021, 3, 9]]},
}
OPENALEX: dict[str, Any] = {
    "id": "https://openalex.org/W1234567890",
    "doi": "https://doi.org/10.1234/made.up.2",
    "title": "Slow Neutron Capture in Stars of Very Low Metallicity",
    "publication_date": "2020-05-06",
    "type": "article",
    "authorships": [{"author": {"display_name": "Bo Weaver"}}],
    "primary_location": {"source": {"display_name": "Stars and Metals"}},
}
PREPRINT = {
    **OPENALEX,
    "id": "https://openalex.org/W2",
    "doi": "https://doi.org/10.48550/arXiv.2401.00003",
}
WITHOUT_DOI = {
    **OPENALEX,
    "id": "https://openalex.org/W3",
    "doi": None,
    "title": "Without a DOI at All",
}


def lines(*works: Mapping[str, Any]) -> bytes:
    return b"".join(json.dumps(work).encode() + b"\n" for work in works)


def test_a_folder_of_parts_is_read_in_order(tmp_path: Path) -> None:
    part = tmp_path / "data" / "works" / "updated_date=2026-01-01"
    part.mkdir(parents=True)
    (part / "part_000.gz").write_bytes(gzip.compress(lines(OPENALEX, PREPRINT, WITHOUT_DOI)))
    (tmp_path / "0.jsonl.gz").write_bytes(gzip.compress(lines(CROSSREF, {"DOI": "10.1/none"})))
    (tmp_path / "LICENSE.txt").write_text("none of it")
    records = [one for one in read_parts(part_files([tmp_path])) if one]
    assert [one.identifier for one in records] == [
        "10.1234/made.up.1",
        "10.1234/made.up.2",
        "2401.00003",
        "W3",
    ]
    assert records[0].title == "Granular Flow in Rotating Drums: High Filling Degree"
    assert records[0].authors == "Ada Maker; The Drum Group"
    assert (records[0].submitted, records[0].journal_ref) == ("2021-03-09", "Journal of Drums")


def test_the_older_files_of_crossref_hold_one_object_each(tmp_path: Path) -> None:
    (tmp_path / "0.json.gz").write_bytes(gzip.compress(json.dumps({"items": [CROSSREF]}).encode()))
    (record,) = read_parts(part_files([tmp_path]))
    assert record is not None
    assert record.doi == "10.1234/made.up.1"


@pytest.mark.parametrize("packed", [False, True])
def test_a_snapshot_that_is_cut_off_is_named(tmp_path: Path, packed: bool) -> None:
    content = lines(CROSSREF, OPENALEX)
    path = tmp_path / ("part.gz" if packed else "part.jsonl")
    path.write_bytes((gzip.compress(content) if packed else content)[:-30])
    with pytest.raises(BadInput, match=r"part\.(gz|jsonl): (cut off|damaged)"):
        list(read_parts([path]))


def test_journal_papers_resolve_without_a_request(tmp_path: Path) -> None:
    (tmp_path / "w.jsonl").write_bytes(lines(CROSSREF, OPENALEX))
    build_index(read_parts(part_files([tmp_path / "w.jsonl"])), tmp_path / "i.sqlite")
    with closing(ArxivIndex(tmp_path / "i.sqlite")) as index:
        query = Query(title=OPENALEX["title"], authors=("Bo Weaver",), year=2020)
        answer = resolve_query(query, index, 1)
    assert (answer["verdict"], answer["identifier"]) == ("exact", "doi:10.1234/made.up.2")


def test_shards_from_the_command_line_resolve_mentions(tmp_path: Path) -> None:
    (tmp_path / "works").mkdir()
    (tmp_path / "works" / "a.jsonl").write_bytes(lines(CROSSREF, OPENALEX, WITHOUT_DOI))
    code, printed = harvest(tmp_path, "index", "build", "works", "--shards", "2")
    assert (code, "3 works indexed" in printed) == (0, True), printed
    mention = {"title": OPENALEX["title"], "authors": ["Bo Weaver"], "given": ["10.1234/made.up.2"]}
    (tmp_path / "mentions.jsonl").write_text(json.dumps(mention) + "\n")
    code, printed = harvest(tmp_path, "resolve", "--from", "mentions.jsonl", "--json")
    assert code == 0, printed
    assert json.loads(printed)["identifier"] == "doi:10.1234/made.up.2"
    code, printed = harvest(tmp_path, "index", "status", "--check", "--json")
    assert json.loads(printed)["records"] == 3


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared material is not here")
def test_recorded_works_are_read() -> None:
    crossref = SHARED / "recorded" / "crossref" / "items_2001.jsonl"
    openalex = SHARED / "recorded" / "openalex" / "corpus_264.jsonl"
    for path, least in ((crossref, 1900), (openalex, 250)):
        records = [one for one in read_parts([path]) if one]
        assert len(records) >= least
        assert sum(bool(one.authors) for one in records) > 0.8 * len(records)
