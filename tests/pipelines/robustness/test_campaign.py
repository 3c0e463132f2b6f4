"""The fault campaign in small, and that its checks see what they are there to see."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from harvester.model import Dataset, Identifier, Paper, RepositoryState, Statement
from harvester.network.cache import CachedRecord, RecordCache
from harvester.sandbox.request_log import LogEntry
from harvester.sandbox.world import PaperFacts, RepositoryFacts, World
from harvester.sources.github.graphql import query_for
from pipelines.robustness.campaign import run_campaign
from pipelines.robustness.invariants import (
    Findings,
    Held,
    check_absences,
    check_losses,
    check_values,
)
from pipelines.robustness.repeats import Repeats, things_of
from pipelines.robustness.rounds import play_round
from pipelines.robustness.tally import Tally
from pipelines.robustness.truth import Truth

DAY = "2026-11-23"
FACTS = PaperFacts("2504.00001", "A Title", ("A. Author",), ("cs.CV",), "2025-04-01")
TRUTH = Truth([World((FACTS,), (RepositoryFacts("o/r", 7, stars=3),))], [("name", "Ours")])
TITLE = Statement("title", "A Title", "arxiv", DAY)
PAPER = Paper(
    Identifier("arxiv", "2504.00001"),
    (Identifier("arxiv", "2504.00001"),),
    (TITLE,),
)
ROW = RepositoryState(
    "o/r", "2026-11-22", 3, 0, 0, False, "2026-01-01T00:00:00Z", "MIT", coming_soon=False
)


def test_some_bad_days_lose_nothing() -> None:
    total = Tally()
    for seed in (1, 3, 6):  # the sixth is about the first list
        total.add(play_round(seed, datetime.now(UTC), chains=5))
    assert total.findings.losses == []
    assert total.struck >= 10
    assert total.warned >= 3
    assert total.killed >= 2
    assert (total.repeated, total.overlapping, total.early) == (0, 0, 0)
    assert total.resumed > 100
    assert total.findings.checked > 5_000
    assert len(total.faults) >= 5


def test_a_campaign_ends_when_enough_runs_met_a_fault() -> None:
    total = run_campaign(runs=1, seconds=60, seed=2, workers=1, chains=2)
    assert total.struck >= 1
    assert total.findings.losses == []


def losses(before: Paper, after: Paper) -> list[str]:
    findings = Findings()
    check_losses(
        Held(Dataset((before,)), (ROW,)), Held(Dataset((after,)), (ROW,)), TRUTH, DAY, findings
    )
    return findings.losses


def test_a_lost_value_is_seen() -> None:
    assert losses(PAPER, PAPER) == []
    assert losses(PAPER, replace(PAPER, statements=())) != []
    assert losses(PAPER, replace(PAPER, identifiers=())) != []
    replaced = replace(PAPER, statements=(replace(TITLE, value="Rate exceeded"),))
    assert losses(PAPER, replaced) != []
    assert losses(replaced, PAPER) == []  # arXiv says it


def test_a_lost_row_of_the_history_is_seen() -> None:
    findings = Findings()
    check_losses(Held(Dataset(), (ROW,)), Held(Dataset(), ()), TRUTH, DAY, findings)
    assert findings.losses == ["the row of o/r is lost"]


def values(paper: Paper, row: RepositoryState) -> list[str]:
    findings = Findings()
    check_values(Held(Dataset((paper,)), (row,)), TRUTH, findings)
    return findings.losses


def test_a_wrong_value_is_seen() -> None:
    assert values(PAPER, ROW) == []
    wrong = replace(PAPER, statements=(replace(TITLE, value="Rate exceeded"),))
    assert len(values(wrong, ROW)) == 1
    assert values(replace(PAPER, statements=(TITLE, replace(TITLE, source="list"))), ROW) != []
    assert values(PAPER, replace(ROW, stars=4)) != []
    assert values(PAPER, RepositoryState("o/r", DAY, state="gone")) != []
    assert values(PAPER, RepositoryState("o/other", DAY, state="gone")) == []


def entry(path: str, asked: str, fault: str = "") -> LogEntry:
    return LogEntry("arxiv", "GET", path, 0.0, status=200, asked=asked, fault=fault)


def test_what_is_asked_again_is_seen() -> None:
    first = [entry("/api/query", "id_list=1%2C2"), entry("/api/query", "id_list=3")]
    for killed in (False, True):
        repeats = Repeats()
        repeats.learn([*first, entry("/api/query", "id_list=4", "503")], killed)
        again = repeats.repeated([entry("/api/query", "id_list=2,3,4")])
        # The last answer may not have reached a process that was killed.
        assert again == ([("arxiv", "2")] if killed else [("arxiv", "2"), ("arxiv", "3")])
        assert repeats.checked == 3


def test_a_question_that_needs_two_answers_is_answered_by_both() -> None:
    asked = json.dumps({"query": query_for(["o/blocked", "o/fine"])})
    repeats = Repeats(["o/blocked"])
    repeats.learn([entry("/github/graphql", asked)], killed=False)
    assert repeats.repeated([entry("/github/graphql", asked)]) == [("arxiv", "o/fine")]


def test_repositories_are_told_apart_in_one_query() -> None:
    query = json.dumps({"query": query_for(["o/a", "o/b"])})
    assert [key for _, key in things_of(entry("/graphql", query))] == ["o/a", "o/b"]


def test_what_was_not_answered_may_not_stand_as_absent(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    store = RecordCache(tmp_path / "cache" / "records.sqlite")
    store.store(
        "arxiv", [CachedRecord("2504.00001", f"{DAY}T00:00:00Z", "", None, "does not know it")]
    )
    store.store(
        "arxiv", [CachedRecord("2504.00002", f"{DAY}T00:00:00Z", "", None, "does not know it")]
    )
    store.close()
    findings = Findings()
    check_absences(tmp_path, TRUTH, {"arxiv": ["2504.00001", "2504.00002"]}, findings)
    assert findings.losses == ["arxiv 2504.00001 counts as absent: does not know it"]
