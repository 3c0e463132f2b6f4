"""Traps of aggregators that were seen in public: each is told from the work that is meant."""

from __future__ import annotations

import json

import pytest

from harvester.dataset.assembly.merging import rank_statements
from harvester.matching.resolve import resolve
from harvester.model import Candidate, Identifier, Query, Record, Statement, Strength
from harvester.sources import RANKING
from harvester.sources.semantic_scholar import SemanticScholarSource

CERTAIN = (Strength.EXACT, Strength.STRONG)
PEOPLE = ("Ada Maker", "Bo Weaver", "Cy Turner")
TITLE = "Made-up Attention Is Nearly All You Need"
REAL = Candidate(Identifier("arxiv", "1706.00001"), TITLE, PEOPLE, True, "2017-06-12")
MIRROR = Candidate(
    Identifier("doi", "10.5555/mirror"), TITLE, ("Paper Mill", "Ann Other"), True, "2025-01-01"
)


@pytest.mark.parametrize("registrar", ["arxiv", "crossref"])
def test_an_index_with_the_right_doi_and_a_wrong_title_is_not_believed(registrar: str) -> None:
    said = [
        Statement("title", "Another Title Entirely", "openalex", "2026-01-01"),
        Statement("title", TITLE, registrar, "2026-01-01"),
    ]
    for order in (said, said[::-1]):
        assert rank_statements(order, RANKING)[0].value == TITLE


def test_a_spam_mirror_of_a_famous_title_is_never_the_paper() -> None:
    query = Query(title=TITLE, authors=PEOPLE, year=2017)
    for candidates in ((MIRROR, REAL), (REAL, MIRROR)):
        assert resolve(query, candidates).identifier == REAL.identifier
    assert resolve(query, (MIRROR,)).strength not in CERTAIN


def test_a_venue_is_not_dated_by_its_preprint() -> None:
    paper = {
        "title": TITLE,
        "authors": [{"name": name} for name in PEOPLE],
        "year": 2017,
        "venue": "Nature",
        "externalIds": {"ArXiv": "1706.00001", "DOI": "10.1000/a"},
    }
    record = Record("semanticscholar", REAL.identifier, "", "", json.dumps(paper))
    fields = dict(SemanticScholarSource().read(record).fields)
    assert fields["container_title"] == "Nature"
    assert "issued" not in fields
    del paper["externalIds"]["ArXiv"]  # type: ignore[attr-defined] # an article by itself
    record = Record("semanticscholar", REAL.identifier, "", "", json.dumps(paper))
    assert dict(SemanticScholarSource().read(record).fields)["issued"] == "2017"


def test_a_search_that_always_answers_proves_nothing() -> None:
    unrelated = Candidate(
        Identifier("doi", "10.1000/x"),
        "Paying Attention at Work",
        ("Di Rower",),
        True,
        "2017-03-01",
    )
    verdict = resolve(Query(title=TITLE, authors=PEOPLE[:1], year=2017), (unrelated,))
    assert verdict.identifier is None


@pytest.mark.parametrize("title", ["A Survey of Image Segmentation", "Deep Learning for Robotics"])
def test_equal_generic_titles_years_apart_are_other_works(title: str) -> None:
    earlier = Candidate(Identifier("arxiv", "1801.00001"), title, ("Di Rower",), True, "2018-01-02")
    query = Query(title=title, authors=("Ada Maker",), year=2023)
    assert resolve(query, (earlier,)).strength not in CERTAIN
    assert resolve(Query(title=title, year=2023), (earlier,)).strength not in CERTAIN
