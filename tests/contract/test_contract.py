"""The sandbox and the recorded answers keep the contracts that sources rely on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harvester.sources import SERVICE_RULES
from tests.contract.__main__ import compare
from tests.contract.probes import PROBES, Probe
from tests.contract.shapes import Contract, shape_of
from tests.paths import SHARED

RECORDED = SHARED / "recorded"
ANSWERS = (
    ("crossref", "crossref/2026-07/works_filter_list_polite-array.json"),
    ("semanticscholar", "semanticscholar/batch_one_null.json"),
    ("openalex", "openalex/2026-07/works_sample5.json"),
    ("datacite", "datacite/arxiv_doi_1902.02534_v2.json"),
    ("unpaywall", "unpaywall/doi_10.1016_j.xgen.2025.100814.json"),
    ("unpaywall", "unpaywall/doi_10.1007_s40278-023-41815-2.json"),
    ("dblp", "dblp/publ_search_1hit.json"),
    ("huggingface", "huggingface/paper_2509.04664.json"),
    ("github", "github/repo_hello-world.json"),
    ("openreview", "openreview/challenge_403.json"),
    ("arxiv", "arxiv/atom-2026/id_1605.08386_s0_m100.xml"),
)
SUMMARIES = ("pubmed/esummary1.xml",)
CORPORA = (
    ("dblp", "dblp/hits_540.jsonl", '{"result": {"hits": {"hit": [%s]}}}'),
    ("crossref", "crossref/items_2001.jsonl", '{"message": {"items": [%s]}}'),
    ("semanticscholar", "semanticscholar/corpus_465.jsonl", "[%s]"),
    ("openalex", "openalex/corpus_264.jsonl", '{"results": [%s]}'),
)


def probe_of(service: str) -> Probe:
    return next(probe for probe in PROBES if probe.service == service)


def test_the_sandbox_keeps_every_contract(tmp_path: Path) -> None:
    outcomes = list(compare({}, tmp_path, 0.01))
    assert [(one.probe.kind, one.status) for one in outcomes] == [
        (probe.kind, probe.status) for probe in PROBES
    ]
    assert [one.breaches for one in outcomes] == [()] * len(PROBES)


def test_every_service_is_asked() -> None:
    assert {probe.service for probe in PROBES} == SERVICE_RULES.keys()


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
@pytest.mark.parametrize(("service", "path"), ANSWERS)
def test_recorded_answers_keep_them(service: str, path: str) -> None:
    shape = shape_of((RECORDED / path).read_text("utf-8"))
    assert probe_of(service).contract.breaches(shape) == ()


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
@pytest.mark.parametrize("path", SUMMARIES)
def test_recorded_summaries_keep_theirs(path: str) -> None:
    probe = next(one for one in PROBES if one.path == "/esummary.fcgi")
    shape = shape_of((RECORDED / path).read_text("utf-8"))
    assert probe.contract.breaches(shape) == ()


@pytest.mark.skipif(not RECORDED.exists(), reason=f"{RECORDED} is not there")
@pytest.mark.parametrize(("service", "path", "frame"), CORPORA)
def test_recorded_corpora_have_no_other_types(service: str, path: str, frame: str) -> None:
    lines = (RECORDED / path).read_text("utf-8").splitlines()
    shape = shape_of(frame % ", ".join(lines))
    assert probe_of(service).contract.breaches(shape) == ()


def test_drift_is_told_in_words() -> None:
    contract = Contract({"a[].b": "text", "c": "number"}, {"d": "text|number"})
    shape = shape_of(json.dumps({"a": [{"b": 1}], "d": None}))
    assert contract.breaches(shape) == ("c is missing", "a[].b is number instead of text")
