"""What title searches found is remembered: a row each, the longer the older the work."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from harvester.model import Candidate, Failed, Identifier, Query, Verdict
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.search import ArxivSearch
from pipelines.refresh.lookup.resolve import Resolver
from pipelines.refresh.lookup.search_cache import LONGEST, SearchCache, days_kept
from tests.loopback import Loopback, Reply
from tests.sources.arxiv.atom_server import feed

TODAY = date(2026, 11, 23)
QUERY = Query("Grasping Soft Things", authors=("Ada Maker",), hint="2025-04")
FOUND = (
    Candidate(Identifier("arxiv", "2504.00001"), "Grasping Soft Things", ("Ada Maker",)),
    Candidate(Identifier("arxiv", "2504.00002"), "Things", doi="10.1000/a", comment="\u00e9"),
)


def memory(folder: Path, day: date = TODAY) -> closing[SearchCache]:
    return closing(SearchCache(folder / "searches.sqlite", day))


@pytest.mark.parametrize("candidates", [FOUND, ()])
def test_a_search_for_an_old_work_is_remembered_for_thirty_days(
    tmp_path: Path, candidates: tuple[Candidate, ...]
) -> None:
    with memory(tmp_path) as kept:
        assert kept.recall(QUERY) is None
        kept.remember(QUERY, candidates)
    for days, remembered in ((0, candidates), (29, candidates), (30, None)):
        with memory(tmp_path, TODAY + timedelta(days)) as kept:
            assert kept.recall(QUERY) == remembered


@pytest.mark.parametrize(
    ("query", "days"),
    [
        (replace(QUERY, hint="2027-01"), 1),
        (replace(QUERY, hint="2026-11"), 1),
        (replace(QUERY, hint="2026-10"), 3),
        (replace(QUERY, hint="2026-05"), 13),
        (replace(QUERY, hint="2019-05"), LONGEST),
        (replace(QUERY, hint=None, year=2026), 1),
        (replace(QUERY, hint=None, year=2026, month=9), 5),
        (replace(QUERY, hint=None, year=2020, month=1), LONGEST),
        (replace(QUERY, hint=None), 7),
    ],
)
def test_the_younger_the_work_the_sooner_it_is_searched_again(
    tmp_path: Path, query: Query, days: int
) -> None:
    assert days_kept(query, TODAY) == days
    with memory(tmp_path) as kept:
        kept.remember(query, ())
    with memory(tmp_path, TODAY + timedelta(days - 1)) as kept:
        assert kept.recall(query) == ()
    with memory(tmp_path, TODAY + timedelta(LONGEST)) as kept:
        assert kept.recall(query) is None


@pytest.mark.parametrize(
    "other", [replace(QUERY, hint="2025-05"), replace(QUERY, title="X"), replace(QUERY, authors=())]
)
def test_another_question_is_asked_again(tmp_path: Path, other: Query) -> None:
    with memory(tmp_path) as kept:
        kept.remember(QUERY, FOUND)
        assert kept.recall(other) is None


def test_each_search_is_a_row_of_its_own_and_there_at_once(tmp_path: Path) -> None:
    with memory(tmp_path) as kept:
        for number in range(5):
            kept.remember(replace(QUERY, name=str(number)), FOUND)
            with closing(sqlite3.connect(tmp_path / "searches.sqlite")) as parent_source:
                rows = parent_source.execute("select count(*) from records").fetchone()
            assert rows == (number + 1,)


def test_a_damaged_memory_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "searches.sqlite").write_bytes(b"no database at all" * 100)
    with memory(tmp_path) as kept:
        assert kept.recall(QUERY) is None
        kept.remember(QUERY, FOUND)
        assert kept.recall(QUERY) == FOUND


def test_what_is_not_believed_is_not_remembered(tmp_path: Path) -> None:
    rules = {"arxiv": replace(SERVICE_RULES["arxiv"], spacing=0.0)}
    with (
        Loopback(lambda _: Reply(feed())).running() as server,
        HttpClient(tmp_path / "cache", rules, locks=tmp_path) as client,
        memory(tmp_path) as kept,
    ):
        unwell = ArxivSearch(server.url, sample="A Paper that is Surely There")
        assert isinstance(Resolver(None, unwell, kept, client).resolve(QUERY), Failed)
        assert kept.recall(QUERY) is None
        assert isinstance(
            Resolver(None, ArxivSearch(server.url), kept, client).resolve(QUERY), Verdict
        )
        assert kept.recall(QUERY) == ()
