"""A venue or year that the list names against what sources say: never silenced, never invented."""

from __future__ import annotations

import pytest

from harvester.checks.check import check
from harvester.model import FieldData, Paper, Problem, Severity, Statement
from tests.checks.worlds import look, names, only, paper

HEAD = "# A\n\n## F\n\n| Paper | Year | Venue |\n|---|---|---|\n"


def row(name: str, year: str, venue: str, arxiv: str) -> str:
    return f"| [{name}](https://arxiv.org/abs/{arxiv}) | {year} | {venue} |\n"


def known(arxiv: str, submitted: str, **values: FieldData) -> Paper:
    return paper(arxiv, submitted=submitted, title="A Title", authors=names("Ada Maker"), **values)


def by(source: str, one: Paper) -> Paper:
    from dataclasses import replace

    statements = tuple(
        replace(said, source=source) if said.field in {"event_title", "container_title"} else said
        for said in one.statements
    )
    return replace(one, statements=statements)


def found(text: str, **papers: Paper) -> tuple[Problem, ...]:
    return check(look(HEAD + text, papers))


TIDE = known("1912.01603", "2019-12-03", event_title="ICLR 2020")
DUNE = known("1911.08265", "2019-11-19", event_title="ICML 2020")


def test_a_year_of_submission_beside_a_venue_is_a_hint() -> None:
    problem = only(found(row("Tide", "2019", "ICLR", "1912.01603"), Tide=TIDE), "date-differs")
    assert problem.severity is Severity.INFO
    assert "ICLR 2020" in problem.fix


def test_where_the_table_mixes_both_kinds_it_is_a_contradiction() -> None:
    text = row("Tide", "2019", "ICLR", "1912.01603") + row("Dune", "2020", "ICML", "1911.08265")
    problem = only(found(text, Tide=TIDE, Dune=DUNE), "date-differs")
    assert (problem.subject, problem.severity) == ("Tide", Severity.WARNING)


@pytest.mark.parametrize(
    ("source", "severity"),
    [("arxiv", Severity.WARNING), ("crossref", Severity.WARNING), ("openalex", Severity.INFO)],
)
def test_another_venue(source: str, severity: Severity) -> None:
    other = by(source, TIDE)
    problem = only(found(row("Tide", "2020", "ICML", "1912.01603"), Tide=other), "venue-differs")
    assert (problem.claimed, problem.known) == ("ICML 2020", "ICLR 2020")
    assert problem.severity is severity


def test_a_journal_article_beside_a_conference_is_a_hint() -> None:
    """Both can be true: journals print what a conference showed first."""
    later = by("crossref", known("1912.01603", "2019-12-03", container_title="Nature"))
    problem = only(found(row("Tide", "2020", "ICLR", "1912.01603"), Tide=later), "venue-differs")
    assert problem.severity is Severity.INFO
    twice = Statement("container_title", "Nature", "semanticscholar", "2026-01-01")
    both = Paper(later.id, later.identifiers, (*later.statements, twice))
    problem = only(found(row("Tide", "2020", "ICLR", "1912.01603"), Tide=both), "venue-differs")
    assert problem.severity is Severity.WARNING


@pytest.mark.parametrize("venue", ["ICLR", "ICLR 2020 (oral)", "**ICLR**"])
def test_what_agrees_is_left_alone(venue: str) -> None:
    problems = found(row("Tide", "2020", venue, "1912.01603"), Tide=TIDE)
    assert not {one.code for one in problems} & {"venue-differs", "date-differs", "published-since"}


@pytest.mark.parametrize("venue", ["arXiv", "-", "arXiv 2019", "OpenReview"])
def test_an_archive_is_no_venue(venue: str) -> None:
    assert only(found(row("Tide", "2019", venue, "1912.01603"), Tide=TIDE), "published-since")


def test_a_conference_that_no_index_knows_is_a_hint() -> None:
    """Semantic Scholar knows the paper and no venue of it: the venue may be another paper's."""
    tide = known("1803.10122", "2018-03-27")
    told = Statement("title", "A Title", "semanticscholar", "2026-01-01")
    indexed = Paper(tide.id, tide.identifiers, (*tide.statements, told))
    text = row("Tide", "2018", "NeurIPS", "1803.10122")
    problem = only(found(text, Tide=indexed), "venue-differs")
    assert problem.severity is Severity.INFO
    assert "another one of its authors" in problem.fix
    assert "venue-differs" not in {one.code for one in found(text, Tide=tide)}
    recent = row("Tide", "2025", "NeurIPS", "1803.10122")
    assert "venue-differs" not in {one.code for one in found(recent, Tide=indexed)}


def test_an_index_that_knows_few_of_the_lists_venues_is_no_witness() -> None:
    told = Statement("title", "A Title", "semanticscholar", "2026-01-01")
    papers = {}
    text = ""
    for place, name in enumerate(("Tide", "Dune", "Reef")):
        one = known(f"1803.1012{place}", "2018-03-27")
        papers[name] = Paper(one.id, one.identifiers, (*one.statements, told))
        text += row(name, "2018", "NeurIPS", f"1803.1012{place}")
    assert "venue-differs" not in {one.code for one in found(text, **papers)}


@pytest.mark.parametrize(
    ("written", "submitted", "differs"),
    [
        ("2024-10", "2024-09-30", False),
        ("2025-01", "2024-12-27", False),
        ("2024-10", "2024-09-20", True),
        ("2024-08", "2024-09-01", True),
    ],
)
def test_the_month_of_the_announcement_is_no_other_date(
    written: str, submitted: str, differs: bool
) -> None:
    one = known("2409.20053", submitted)
    codes = {p.code for p in found(row("Tide", written, "-", "2409.20053"), Tide=one)}
    assert ("date-differs" in codes) is differs
