"""A paper that an entry's repository names is a candidate, whatever the search brings."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from harvester.model import Candidate, Failed, Identifier, Query
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from pipelines.refresh.lookup.resolve import Resolver
from pipelines.refresh.lookup.search_cache import SearchCache

RECORD = Candidate(
    Identifier("arxiv", "2504.00001"),
    "TideNet: Learning Coastal Currents from Sparse Buoys",
    ("Ada Maker",),
    submitted="2025-04-10",
)


def test_a_named_paper_answers_without_a_search(tmp_path: Path) -> None:
    query = Query("TideNet", hint="2025-04", named=(RECORD.identifier,))
    with (
        HttpClient(tmp_path / "cache", SERVICE_RULES, locks=tmp_path) as client,
        closing(SearchCache(tmp_path / "searches.sqlite", date(2026, 11, 23))) as memory,
    ):
        resolver = Resolver(None, None, memory, client, {RECORD.identifier: RECORD})
        verdict = resolver.resolve(query)
        assert not isinstance(verdict, Failed)
        assert verdict.identifier == RECORD.identifier
        assert isinstance(resolver.resolve(replace(query, named=())), Failed)
