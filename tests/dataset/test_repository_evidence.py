"""Official code, third-party code and what the list alone says, each with its evidence."""

from __future__ import annotations

import pytest

from harvester.dataset.repository_evidence import (
    THIRD_PARTY,
    CodeStanding,
    code_evidence,
    with_repository_evidence,
)
from harvester.model import FieldData, Identifier, Paper, Reading, Relation, Statement

CODE = "IsSupplementedBy"
REPOSITORY = Identifier("github", "ada/tides")
ID = Identifier("arxiv", "2401.00001")
TITLE = "Made-up Tides of the Northern Sea"


def paper(*sources: str) -> Paper:
    relations = tuple(Relation(CODE, REPOSITORY, source) for source in sources)
    stated = Statement("title", TITLE, "arxiv", "2024-01-02")
    return Paper(ID, (ID,), (stated,), relations=relations)


def after(before: Paper, **fields: FieldData) -> Paper:
    reading = Reading(REPOSITORY, tuple(fields.items()))
    (made,) = with_repository_evidence([before], {REPOSITORY: reading}, "github")
    return made


@pytest.mark.parametrize(
    ("sources", "fields", "standing", "words"),
    [
        (("list",), {}, "stated", "the list alone"),
        (("list", "arxiv"), {}, "official", "arXiv's comment or abstract"),
        (("landing-pages",), {}, "official", "landing page"),
        (("list",), {"readme_titles": (TITLE,)}, "official", "README names"),
        (("list",), {"readme_identifiers": (str(ID), "arxiv:2401.00002")}, "official", "README"),
        (("list",), {"readme_identifiers": ("arxiv:2401.00002", str(ID))}, "stated", "the list"),
        (("list",), {"readme_titles": (TITLE,), "unofficial": True}, "third-party", "unofficial"),
        (("list", "arxiv"), {"readme_titles": (TITLE,), "unofficial": True}, "official", "arXiv"),
    ],
)
def test_each_relation_says_whose_code_it_is(
    sources: tuple[str, ...], fields: dict[str, FieldData], standing: str, words: str
) -> None:
    made = after(paper(*sources), readme_read=True, **fields)
    (one,) = code_evidence(made)
    assert (one.standing, words in one.evidence) == (CodeStanding(standing), True), one


def test_what_was_not_read_today_stays_and_what_was_is_renewed() -> None:
    known = after(paper("list"), readme_read=True, readme_titles=(TITLE,), homepage="https://a.b/c")
    assert with_repository_evidence([known], {}, "github") == (known,)
    unread = after(known, stars=3)  # the README was not asked for
    assert Relation(CODE, REPOSITORY, "github") in unread.relations
    changed = after(known, readme_read=True, readme_titles=("Another Work Entirely",))
    assert changed == paper("list")


def test_the_homepage_of_official_code_is_the_projects_page() -> None:
    page = Relation(CODE, Identifier("url", "https://ada.example/tides"), "github")
    assert page in after(paper("arxiv"), homepage="https://ada.example/tides").relations
    assert page not in after(paper("list"), homepage="https://ada.example/tides").relations
    for other in ("https://arxiv.org/abs/2401.00001", "https://github.com/a/b", "ada", "ftp://a"):
        assert after(paper("arxiv"), homepage=other) == paper("arxiv")


def test_third_party_code_is_not_the_papers_own() -> None:
    made = after(paper("list"), readme_read=True, readme_titles=(TITLE,), unofficial=True)
    assert [one.kind for one in made.relations if one.source == "github"] == [THIRD_PARTY]
