from __future__ import annotations

import pytest

from harvester.checks.check import check
from harvester.model import FieldData, Problem, Severity
from tests.checks.worlds import codes, look, names, only, paper

PEOPLE = ("Ann Lee", "Bo Xu", "Carl Ito", "Dana Roe")
KNOWN: dict[str, FieldData] = {
    "title": "Tidal Lattice Forecasting for Coastal Gauges",
    "authors": names(*PEOPLE),
    "submitted": "2025-03-03",
}


def entry(
    title: str = "TideNet: Tidal Lattice Forecasting for Coastal Gauges",
    authors: str = "Ann Lee, Bo Xu, et al.",
    date: str = "Mar 2025",
) -> str:
    return (
        f"# A list\n\n## Papers\n\n**{title}.** [{date}]<br>\n*{authors}*<br>\n"
        "[[PDF](https://arxiv.org/abs/2503.01234)]\n"
    )


def found(text: str, **more: FieldData) -> tuple[Problem, ...]:
    return check(look(text, {"TideNet": paper("2503.01234", "", **{**KNOWN, **more})}))


def test_a_true_entry_has_no_problem() -> None:
    assert found(entry()) == ()


@pytest.mark.parametrize("authors", ["A. Lee, et al.", "Ann Lee, B. Xu, Carl Ito, Dana Roe."])
def test_initials_and_whole_lines_are_fine(authors: str) -> None:
    assert found(entry(authors=authors)) == ()


def test_wholly_other_authors_are_an_error() -> None:
    problem = only(found(entry(authors="Eve Fox, Guy Hall, et al.")), "authors-differ")
    assert problem.severity is Severity.ERROR
    assert problem.line == 6
    assert problem.claimed == "Eve Fox, Guy Hall, et al."
    assert problem.known == "Ann Lee, Bo Xu, Carl Ito, Dana Roe"
    assert problem.source == "arxiv"
    assert "Ann Lee" in problem.fix


def test_one_stranger_is_named() -> None:
    problem = only(found(entry(authors="Ann Lee, Guy Hall, et al.")), "authors-differ")
    assert problem.severity is Severity.WARNING
    assert "Guy Hall is not among the authors" in problem.fix


def test_authors_left_out_without_et_al() -> None:
    problem = only(found(entry(authors="Ann Lee, Bo Xu")), "authors-differ")
    assert "Carl Ito, Dana Roe" in problem.fix


def test_a_shortened_title_is_a_hint_and_another_one_a_warning() -> None:
    short = only(found(entry("TideNet: Tidal Lattice Forecasting")), "title-differs")
    assert short.severity is Severity.INFO
    text = entry("TideNet: Lattice Forecasting of Storm Surges")
    assert only(found(text), "title-differs").severity is Severity.WARNING


@pytest.mark.parametrize("name", ["tide-oss-20b-Sea-Fin", "Tidal-VL 2.2B", "TideNet"])
def test_the_name_of_a_model_claims_no_title(name: str) -> None:
    assert found(entry(name).replace("*Ann Lee, Bo Xu, et al.*<br>\n", "")) == ()


def test_a_date_tag_names_submission_and_publication() -> None:
    problems = found(entry(date="Sep 2025"), issued="2025-11-02")
    problem = only(problems, "date-differs")
    assert problem.known == "submitted 3 March 2025, published 2 November 2025"
    assert "March 2025" in problem.fix


@pytest.mark.parametrize("date", ["Mar 2025", "2025", "2025-03"])
def test_a_date_tag_that_fits(date: str) -> None:
    assert "date-differs" not in codes(found(entry(date=date)))


def test_the_month_of_the_id_is_a_month_of_submission_too() -> None:
    assert found(entry(date="Mar 2025"), submitted="2025-02-28") == ()


def test_published_since_names_the_venue() -> None:
    problems = found(entry(), journal_ref="Coastal Letters 4 (2025) 1-9", doi="10.1234/cl.9")
    problem = only(problems, "published-since")
    assert problem.known == "Coastal Letters 4 (2025) 1-9 (doi:10.1234/cl.9)"
    assert problem.claimed == "Mar 2025"


@pytest.mark.parametrize("doi", ["10.48550/arXiv.2503.01234", "10.5281/zenodo.1"])
def test_the_doi_of_a_deposit_is_no_publication(doi: str) -> None:
    assert found(entry(), doi=doi) == ()


def test_a_venue_that_the_list_names_is_enough() -> None:
    assert found(entry(date="ICCV 2025"), journal_ref="ICCV 2025, 1-9") == ()


def test_withdrawn() -> None:
    assert only(found(entry(), withdrawn=True), "withdrawn").severity is Severity.ERROR


def test_what_only_the_list_says_contradicts_nothing() -> None:
    assert check(look(entry(), {})) == ()
