"""Crossref, Semantic Scholar, OpenAlex and Hugging Face: recorded shapes, faults, the sandbox."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound, Reading, Record
from harvester.network.client import HttpClient
from harvester.sandbox import PaperFacts, SandboxServer
from harvester.sources import SERVICE_RULES
from harvester.sources.base import Source
from harvester.sources.crossref import CrossrefSource
from harvester.sources.hugging_face import HuggingFaceSource
from harvester.sources.openalex import OpenAlexSource
from harvester.sources.semantic_scholar import SemanticScholarSource
from tests.loopback import Loopback, Reply, in_turn
from tests.paths import SHARED

NAMES = ("crossref", "semanticscholar", "openalex", "huggingface")
RULES = {
    name: replace(SERVICE_RULES[name], spacing=0.0, first_wait=0.01, limit_wait=0.01)
    for name in NAMES
}
BUILD: dict[str, Callable[[str], Source]] = {
    "crossref": CrossrefSource,
    "semanticscholar": SemanticScholarSource,
    "openalex": OpenAlexSource,
    "huggingface": HuggingFaceSource,
}
CONFERENCE = PaperFacts(
    "2401.00001",
    "A Made-up Method for Grasping",
    ("Ada Maker", "Ben Builder"),
    ("cs.RO",),
    "2024-01-02",
    dois=("10.1109/MADE.2025.01",),
    venue="CVPR 2025, pp. 1-9",
    repository="maker/grasp",
)
JOURNAL = replace(
    CONFERENCE,
    id="2401.00002",
    title="Another Made-up Method",
    dois=("10.1109/MADE.2025.02",),
    venue="IEEE Transactions on Medical Imaging, 2025",
    repository="",
)
PREPRINT = replace(
    CONFERENCE, id="2401.00003", title="Only a Preprint", dois=(), venue="", repository=""
)
WORLD = (CONFERENCE, JOURNAL, PREPRINT)
DOI, JOURNAL_DOI = (
    Identifier("doi", CONFERENCE.dois[0].lower()),
    Identifier("doi", JOURNAL.dois[0].lower()),
)
ARXIV = Identifier("arxiv", CONFERENCE.id)
UNKNOWN = Identifier("doi", "10.1109/nothing.here")


def ask(
    folder: Path, name: str, url: str, identifiers: Sequence[Identifier]
) -> dict[Identifier, Lookup]:
    with HttpClient(folder, RULES, locks=folder) as client:
        return dict(BUILD[name](url).lookup(identifiers, client))


def read(name: str, lookup: Lookup) -> Reading:
    assert isinstance(lookup, Found)
    return BUILD[name]("http://127.0.0.1").read(lookup.record)


def test_crossref_tells_venue_date_and_kind(tmp_path: Path) -> None:
    with SandboxServer(WORLD, ()) as server:
        url = server.endpoints["crossref"]
        answers = ask(tmp_path, "crossref", url, [DOI, JOURNAL_DOI, UNKNOWN])
        again = ask(tmp_path, "crossref", url, [DOI, JOURNAL_DOI, UNKNOWN])
        requests = [entry for entry in server.log.entries if "crossref" in entry.path]
    assert isinstance(answers[UNKNOWN], NotFound)
    conference = dict(read("crossref", answers[DOI]).fields)
    assert (conference["event_title"], conference["issued"]) == ("CVPR 2025", "2025")
    assert conference["type"] == "paper-conference"
    journal = dict(read("crossref", answers[JOURNAL_DOI]).fields)
    assert journal["container_title"] == "IEEE Transactions on Medical Imaging"
    assert "event_title" not in journal
    assert len(requests) == 1
    assert all(getattr(lookup, "cached", False) for lookup in again.values())


def test_semantic_scholar_joins_preprint_and_article(tmp_path: Path) -> None:
    with SandboxServer(WORLD, ()) as server:
        url = server.endpoints["semanticscholar"]
        asked = [ARXIV, UNKNOWN, Identifier("arxiv", PREPRINT.id)]
        answers = ask(tmp_path, "semanticscholar", url, asked)
    assert isinstance(answers[UNKNOWN], NotFound)
    paper = read("semanticscholar", answers[ARXIV])
    assert set(paper.identifiers) == {ARXIV, Identifier("doi", CONFERENCE.dois[0].lower())}
    assert dict(paper.fields)["event_title"] == "CVPR"
    assert "issued" not in dict(paper.fields), "the year may be the preprint's"
    preprint = read("semanticscholar", answers[asked[2]])
    assert "doi" not in dict(preprint.fields)


def test_openalex_answers_for_both_kinds_of_id(tmp_path: Path) -> None:
    with SandboxServer(WORLD, ()) as server:
        answers = ask(tmp_path, "openalex", server.endpoints["openalex"], [ARXIV, DOI, UNKNOWN])
    assert isinstance(answers[UNKNOWN], NotFound)
    assert ARXIV in read("openalex", answers[DOI]).identifiers
    assert str(dict(read("openalex", answers[DOI]).fields)["event_title"]).startswith("CVPR")
    assert "issued" not in dict(read("openalex", answers[ARXIV]).fields)


def test_hugging_face_guesses_are_not_taken() -> None:
    page = {"id": "2401.00001", "githubRepo": "https://github.com/maker/grasp"}
    taken = {}
    for added_by in ("user", "auto"):
        body = json.dumps({**page, "githubRepoAddedBy": added_by})
        record = Record("huggingface", ARXIV, "u", "2026-01-01T00:00:00Z", body)
        taken[added_by] = HuggingFaceSource().read(record).relations
    assert [relation.target.value for relation in taken["user"]] == ["maker/grasp"]
    assert taken["auto"] == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "bad",
    [
        Reply("<html>Making sure you're not a bot!</html>"),
        Reply("", 503),
        Reply('{"message": "Too Many Requests", "code": "429"}', 429),
        Reply("Access denied", 403),
        Reply("[]"),
        Reply('{"message": {"items": 3}, "results": 4}'),
        Reply("{" * 9000),
    ],
    ids=["challenge", "503", "429", "403", "empty", "shape", "nested"],
)
def test_a_fault_is_failed_for_each_id(tmp_path: Path, name: str, bad: Reply) -> None:
    asked = [ARXIV] if name == "huggingface" else [DOI, UNKNOWN]
    with Loopback(in_turn(bad)).running() as server:
        answers = ask(tmp_path, name, server.url, asked)
    assert set(answers) == set(asked)
    assert all(isinstance(lookup, Failed) for lookup in answers.values())


@pytest.mark.parametrize("name", ["crossref", "openalex", "semanticscholar"])
def test_one_bad_record_fails_alone(tmp_path: Path, name: str) -> None:
    good: dict[str, Any]
    if name == "crossref":
        good = {"DOI": DOI.value, "title": ["T"], "type": "journal-article"}
        works = [
            good,
            {"DOI": UNKNOWN.value, "title": ["T"], "author": 3, "type": "journal-article"},
        ]
        body: Any = {"message": {"items": works}}
    elif name == "openalex":
        good = {"doi": f"https://doi.org/{DOI.value}", "title": "T"}
        body = {"results": [good, {"doi": f"https://doi.org/{UNKNOWN.value}", "authorships": 3}]}
    else:
        good = {"title": "T", "externalIds": {}}
        body = [good, {"title": "T", "authors": 3}]
    with Loopback(in_turn(Reply(json.dumps(body)))).running() as server:
        answers = ask(tmp_path, name, server.url, [DOI, UNKNOWN])
    assert isinstance(answers[DOI], Found)
    assert isinstance(answers[UNKNOWN], Failed)


def test_a_retraction_and_a_container_are_told(tmp_path: Path) -> None:
    works = [
        {
            "DOI": DOI.value,
            "title": ["Old"],
            "type": "journal-article",
            "updated-by": [{"type": "retraction", "DOI": "10.1/x"}],
        },
        {"DOI": UNKNOWN.value, "title": ["Proceedings of Everything"], "type": "proceedings"},
    ]
    body = json.dumps({"message": {"items": works}})
    with Loopback(in_turn(Reply(body))).running() as server:
        answers = ask(tmp_path, "crossref", server.url, [DOI, UNKNOWN])
    assert [version.stage for version in read("crossref", answers[DOI]).versions] == ["retracted"]
    assert isinstance(answers[UNKNOWN], NotFound)


@pytest.mark.parametrize("relation", ["has-preprint", "is-preprint-of"])
def test_declared_versions_join(relation: str) -> None:
    work = {
        "DOI": "10.1109/made.1",
        "title": ["T"],
        "type": "proceedings-article",
        "relation": {
            relation: [
                {"id-type": "doi", "id": "10.48550/arXiv.2401.00001", "asserted-by": "subject"},
                {"id-type": "doi", "id": "10.1101/2020.01.01.1", "asserted-by": "object"},
                {"id-type": "arxiv", "id": "2401.00002", "asserted-by": "subject"},
                {"id-type": "issn", "id": "1234-5678"},
                {"id-type": "doi"},
            ],
            "is-review-of": [{"id-type": "doi", "id": "10.1000/reviewed"}],
        },
    }
    record = Record("crossref", DOI, "u", "2026-01-01T00:00:00Z", json.dumps(work))
    assert [str(one) for one in CrossrefSource().read(record).identifiers] == [
        "doi:10.1109/made.1",
        "arxiv:2401.00001",
        "doi:10.1101/2020.01.01.1",
        "arxiv:2401.00002",
    ]


CORPORA = {
    "crossref": "crossref/items_2001.jsonl",
    "semanticscholar": "semanticscholar/corpus_465.jsonl",
    "openalex": "openalex/corpus_264.jsonl",
}


@pytest.mark.parametrize("name", CORPORA)
def test_every_recorded_record_is_read(name: str) -> None:
    path = SHARED / "recorded" / CORPORA[name]
    if not path.is_file():
        pytest.skip("the recorded answers are not here")
    titles = authors = 0
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for about in records:
        record = Record(name, DOI, "u", "2026-01-01T00:00:00Z", json.dumps(about))
        fields = dict(BUILD[name]("http://127.0.0.1").read(record).fields)
        titles += bool(fields.get("title"))
        authors += bool(fields.get("authors"))
        assert "<" not in str(fields.get("container_title", ""))
    assert titles >= 0.97 * len(records)
    assert authors >= 0.9 * len(records)
