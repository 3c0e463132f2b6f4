"""A preprint and its published form are one paper; a shared identifier alone joins nothing."""

from __future__ import annotations

import pytest

from harvester.dataset.assembly.assemble import assemble_papers
from harvester.dataset.assembly.same_papers import redirects_after
from harvester.dataset.entries import paper_entries
from harvester.lists import parse
from harvester.model import Dataset, Identifier, Paper, PersonName, Reading
from harvester.sources import RANKING
from harvester.values.person_names import parse_person

ARXIV, DOI = Identifier("arxiv", "2504.00001"), Identifier("doi", "10.1000/rooms")
TITLE = "Seeing Worlds in Crowded Rooms"
READINGS = {ARXIV: {"arxiv": Reading(ARXIV, (("title", TITLE),), identifiers=(DOI,))}}


def assembled(second_title: str, dataset: Dataset | None = None) -> tuple[Paper, ...]:
    text = (
        f"- **{TITLE}** [[pdf](https://arxiv.org/abs/2504.00001)]\n"
        f"- **{second_title}** [[doi](https://doi.org/10.1000/rooms)]\n"
    )
    entries = paper_entries(parse(text, "list.md").mentions, dataset or Dataset())
    return assemble_papers(entries, {}, READINGS, (), "2026-01-01", {}, RANKING).papers


def test_a_preprint_and_its_published_form_are_one_paper() -> None:
    (paper,) = assembled(TITLE)
    assert paper.id == ARXIV
    assert set(paper.identifiers) == {ARXIV, DOI}
    assert assembled(TITLE, Dataset((paper,))) == (paper,)


def test_another_title_under_the_same_identifier_stays_a_paper_of_its_own() -> None:
    papers = assembled("Sintering of Copper Powders under Cyclic Mechanical Load")
    assert [paper.id for paper in papers] == [ARXIV, DOI]


def test_a_merged_paper_stays_as_a_redirect() -> None:
    (paper,) = assembled(TITLE)
    before = Dataset((Paper(ARXIV, (ARXIV,)), Paper(DOI, (DOI,))))
    assert redirects_after(before, (paper,)) == ((str(DOI), str(ARXIV)),)
    assert redirects_after(before, ()) == ()


def people(*names: str) -> tuple[PersonName, ...]:
    return tuple(map(parse_person, names))


@pytest.mark.parametrize("declared_by", ["article", "preprint", "both"])
@pytest.mark.parametrize("source", ["crossref", "datacite", "semanticscholar"])
@pytest.mark.parametrize(
    ("title", "authors", "one"),
    [
        (TITLE, ("Ann Bee", "Cy Dee"), True),
        (f"{TITLE}: A Study", ("A. Bee", "C. Dee"), True),
        (f"{TITLE}, Part II", ("Ann Bee", "Cy Dee"), False),
        (f"Erratum: {TITLE}", ("Ann Bee", "Cy Dee"), False),
        ("Sintering of Copper Powders under Load", ("Ann Bee", "Cy Dee"), False),
        (TITLE, ("Eve Eff", "Gus Gee"), False),
    ],
)
def test_a_declared_version_joins_only_what_titles_and_people_allow(
    declared_by: str, source: str, title: str, authors: tuple[str, ...], one: bool
) -> None:
    preprint = (("title", TITLE), ("authors", people("Ann Bee", "Cy Dee")))
    article = (("title", title), ("authors", people(*authors)))
    readings = {
        ARXIV: {"arxiv": Reading(ARXIV, preprint, (DOI,) if declared_by != "article" else ())},
        DOI: {source: Reading(DOI, article, (ARXIV,) if declared_by != "preprint" else ())},
    }
    text = (
        f"- **{TITLE}** *Ann Bee, Cy Dee* [[pdf](https://arxiv.org/abs/2504.00001)]\n"
        f"- **{title}** *{', '.join(authors)}* [[doi](https://doi.org/10.1000/rooms)]\n"
    )
    entries = paper_entries(parse(text, "list.md").mentions, Dataset())
    papers = assemble_papers(entries, {}, readings, (), "2026-01-01", {}, RANKING).papers
    assert len(papers) == (1 if one else 2)
    if not one:
        chosen = [paper.chosen("title") for paper in papers]
        assert {str(one.value) for one in chosen if one} == {TITLE, title}
