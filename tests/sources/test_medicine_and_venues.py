"""Europe PMC and OpenReview: batches, states of submissions, challenges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Record
from harvester.network.client import HttpClient
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.world import SubmissionFacts
from harvester.sources import SERVICE_RULES
from harvester.sources.base import Source
from harvester.sources.europe_pmc import EuropePmcSource
from harvester.sources.open_review import OpenReviewSource, is_published
from tests.paths import SHARED

PAPER = PaperFacts(
    "2401.00001",
    "Made-up Rhythms of the Heart",
    ("Ada Maker", "Bo Weaver"),
    ("q-bio.TO",),
    "2024-01-02",
    dois=("10.1000/heart",),
    venue="IEEE Transactions on Medical Imaging, 2025",
)
TAKEN = SubmissionFacts(
    "AbCdEf123", "Made-up Tides", ("Ada Maker",), "ICLR 2025 Poster", "ICLR.cc/2025/Conference"
)
REJECTED = SubmissionFacts(
    "GhIjKl456",
    "Made-up Dunes",
    ("Bo Weaver",),
    "Submitted to ICLR 2025",
    "ICLR.cc/2025/Conference/Rejected_Submission",
)
WORLD = World((PAPER,), submissions=(TAKEN, REJECTED))


def ask(folder: Path, kind: type[EuropePmcSource], *ids: Identifier) -> dict[str, Lookup]:
    with SandboxServer(world=WORLD) as server:
        return _ask(folder, kind(server.endpoints["europepmc"]), ids)


def _ask(folder: Path, source: Source, ids: tuple[Identifier, ...]) -> dict[str, Lookup]:
    with HttpClient(folder, SERVICE_RULES, time_factor=0.0001, locks=folder) as client:
        lookups = {one.value: lookup for one, lookup in source.lookup(ids, client)}
        assert client.counts(source.service).requests <= len(ids)
    return lookups


def test_europe_pmc_answers_a_batch(tmp_path: Path) -> None:
    ids = [Identifier("doi", one) for one in ("10.1000/heart", "10.1000/none")]
    lookups = ask(tmp_path, EuropePmcSource, *ids)
    known = lookups["10.1000/heart"]
    assert isinstance(known, Found)
    fields = dict(EuropePmcSource().read(known.record).fields)
    assert fields["title"] == PAPER.title
    assert fields["container_title"] == "IEEE Transactions on Medical Imaging"
    assert fields["issued"] == "2025"
    assert isinstance(lookups["10.1000/none"], NotFound)


def test_europe_pmc_tells_a_retraction() -> None:
    body = json.dumps({"title": "A.", "pubTypeList": {"pubType": ["Retracted Publication"]}})
    record = Record("europepmc", Identifier("doi", "10.1000/a"), "", "", body)
    (version,) = EuropePmcSource().read(record).versions
    assert version.stage == "retracted"


def test_a_rejected_submission_was_never_published(tmp_path: Path) -> None:
    ids = tuple(Identifier("openreview", one.forum) for one in (TAKEN, REJECTED))
    with SandboxServer(world=WORLD) as server:
        source = OpenReviewSource(server.endpoints["openreview"], "secret-token")
        lookups = _ask(tmp_path, source, ids)
    fields = {}
    for key, lookup in lookups.items():
        assert isinstance(lookup, Found)
        fields[key] = dict(source.read(lookup.record).fields)
    assert fields[TAKEN.forum]["event_title"] == "ICLR 2025"
    assert "event_title" not in fields[REJECTED.forum]
    assert fields[REJECTED.forum]["title"] == REJECTED.title


def test_a_challenge_is_no_answer(tmp_path: Path) -> None:
    with SandboxServer(world=WORLD) as server:
        source = OpenReviewSource(server.endpoints["openreview"])
        lookups = _ask(tmp_path, source, (Identifier("openreview", TAKEN.forum),))
    assert isinstance(lookups[TAKEN.forum], Failed)


@pytest.mark.parametrize(
    ("venueid", "venue", "wanted"),
    [
        ("TMLR", "Accepted by TMLR", True),
        ("ICLR.cc/2025/Conference/Withdrawn_Submission", "ICLR 2025 Conference Withdrawn", False),
        ("ICLR.cc/2025/Conference/Desk_Rejected_Submission", "ICLR 2025", False),
        ("ICLR.cc/2026/Conference/Submission", "Submitted to ICLR 2026", False),
        ("", "", False),
    ],
)
def test_states(venueid: str, venue: str, wanted: bool) -> None:
    assert is_published(venueid, venue) is wanted


RECORDED = SHARED / "recorded" / "openreview" / "normalised_28.jsonl"


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_recorded_notes_name_their_venues() -> None:
    named = 0
    for line in RECORDED.read_text("utf-8").splitlines():
        row = json.loads(line)
        content = {
            name: {"value": row.get(name)} for name in ("title", "authors", "venue", "venueid")
        }
        body = json.dumps({"content": content, "pdate": None})
        record = Record("openreview", Identifier("openreview", row["id"]), "", "", body)
        fields = dict(OpenReviewSource().read(record).fields)
        assert fields["title"]
        is_named = bool({"event_title", "container_title"} & fields.keys())
        named += is_named
        if str(row["venue"]).startswith(("Submitted", "CoRR")):
            assert not is_named
    assert named >= 18
