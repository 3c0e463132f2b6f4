"""PubMed: batches of PMIDs, DOIs and ids of PubMed Central; errors with status 200."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.model import Found, Identifier, Lookup, NotFound, Record
from harvester.network.client import HttpClient
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.services.pubmed import pubmed_number
from harvester.sources import SERVICE_RULES
from harvester.sources.pubmed import PubmedSource, parse_summaries
from tests.loopback import Loopback, Reply
from tests.paths import SHARED

DOI = "10.1000/heart"
PAPER = PaperFacts(
    "2401.00001",
    "Made-up Rhythms of the Heart & Lung",
    ("Ada Maker", "Bo Lee Weaver"),
    ("q-bio.TO",),
    "2024-01-02",
    dois=(DOI,),
    venue="IEEE Transactions on Medical Imaging, 2025",
)
NUMBER = pubmed_number(DOI)
RECORDED = SHARED / "recorded" / "pubmed"


def ask(folder: Path, endpoint: str, *ids: Identifier) -> tuple[dict[Identifier, Lookup], int]:
    source = PubmedSource(endpoint, "ann@lists.example.org")
    with HttpClient(folder, SERVICE_RULES, time_factor=0, locks=folder) as client:
        return dict(source.lookup(ids, client)), client.counts("pubmed").requests


def test_every_kind_of_identifier_finds_its_article(tmp_path: Path) -> None:
    known = (
        Identifier("doi", DOI),
        Identifier("pmid", NUMBER),
        Identifier("pmcid", f"PMC{NUMBER}"),
    )
    unknown = (Identifier("doi", "10.1000/none"), Identifier("pmid", "99999999"))
    with SandboxServer(world=World((PAPER,))) as server:
        lookups, requests = ask(tmp_path, server.endpoints["pubmed"], *known, *unknown)
    assert requests == 2
    for identifier in known:
        lookup = lookups[identifier]
        assert isinstance(lookup, Found)
        reading = PubmedSource().read(lookup.record)
        fields = dict(reading.fields)
        assert fields["title"] == PAPER.title
        assert fields["container_title"] == "IEEE Transactions on Medical Imaging"
        assert fields["issued"] == "2025"
        assert [str(one) for one in fields["authors"]] == ["A. Maker", "B. L. Weaver"]  # type: ignore[union-attr]
        assert set(known) <= {*reading.identifiers, identifier}
    assert all(isinstance(lookups[identifier], NotFound) for identifier in unknown)


def test_pmids_alone_take_one_request(tmp_path: Path) -> None:
    with SandboxServer(world=World((PAPER,))) as server:
        _, requests = ask(tmp_path, server.endpoints["pubmed"], Identifier("pmid", NUMBER))
    assert requests == 1


@pytest.mark.parametrize(
    "text",
    [
        "<eSummaryResult><ERROR>Neither query_key nor id specified</ERROR></eSummaryResult>",
        '<!DOCTYPE a [<!ENTITY b "c">]><eSummaryResult/>',
        "<html>Down</html>",
        "",
    ],
)
def test_what_is_no_list_of_summaries_fails(tmp_path: Path, text: str) -> None:
    with Loopback(lambda _: Reply(text, 200)).running() as server:
        lookups, _ = ask(tmp_path, server.url, Identifier("pmid", "1"))
    assert not any(isinstance(one, Found | NotFound) for one in lookups.values())


def test_a_summary_left_out_without_a_word_is_no_absence(tmp_path: Path) -> None:
    with Loopback(lambda _: Reply("<eSummaryResult/>", 200)).running() as server:
        lookups, _ = ask(tmp_path, server.url, Identifier("pmid", "1"))
    assert not isinstance(lookups[Identifier("pmid", "1")], NotFound)


def test_a_retraction_is_a_state_of_the_work() -> None:
    body = json.dumps({"Title": "A.", "PubTypeList": [["PubType", "Retracted Publication"]]})
    reading = PubmedSource().read(Record("pubmed", Identifier("pmid", "1"), "", "", body))
    assert [version.stage for version in reading.versions] == ["retracted"]
    assert dict(reading.fields)["retracted"] is True


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_recorded_summaries_are_read() -> None:
    summaries, unknown = parse_summaries((RECORDED / "esummary1.xml").read_text("utf-8"))
    assert not unknown
    record = Record("pubmed", Identifier("pmid", "11850928"), "", "", "")
    for number, work in summaries.items():
        fields = dict(
            PubmedSource()
            .read(Record(record.source, record.identifier, "", "", json.dumps(work)))
            .fields
        )
        assert fields["title"], number
        assert fields["authors"], number
        assert str(fields["issued"])[:4].isdigit(), number
        assert fields["container_title"], number
    first = PubmedSource().read(
        Record("pubmed", record.identifier, "", "", json.dumps(summaries["11850928"]))
    )
    fields = dict(first.fields)
    assert [str(one) for one in fields["authors"]] == ["P. J. LoPresti", "G. W. Hambrick Jr"]  # type: ignore[union-attr]
    assert fields["issued"] == "1965-08"


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
def test_a_recorded_error_is_no_answer() -> None:
    with pytest.raises(ValueError, match="an error"):
        parse_summaries((RECORDED / "esummary8.xml").read_text("utf-8"))
