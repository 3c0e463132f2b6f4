"""Where most entries of one form differ from their papers, the form was misread."""

from __future__ import annotations

from dataclasses import replace

from harvester.checks.check import check
from harvester.checks.inputs import CheckInput
from harvester.lists import ListDocument, parse
from harvester.lists.reading.forms import learn_forms, read_again
from harvester.model import Candidate, Identifier, Severity
from tests.lists.reading.forms.styles import made_up_papers, records_of, write_list

PAPERS = made_up_papers(20)
STRANGERS = made_up_papers(40, seed=5)[20:]
DISPUTES = {"title-differs", "authors-differ", "wrong-link"}


def _problems(document: ListDocument, records: dict[Identifier, Candidate]) -> set[str]:
    given = CheckInput(
        document=document,
        path="list.md",
        mentions=[(mention, None) for mention in document.mentions],
        records=records,
    )
    return {problem.code for problem in check(given)} & DISPUTES


def _others(count: int) -> dict[Identifier, Candidate]:
    """Return records that dispute the last `count` entries of the list."""
    records = records_of(PAPERS)
    for paper, other in list(zip(PAPERS, STRANGERS, strict=True))[-count:]:
        records[paper.identifier] = replace(other, identifier=paper.identifier)
    return records


def test_a_form_that_disagrees_throughout_accuses_nobody() -> None:
    document = parse(write_list("tag and quotes", PAPERS))
    records = _others(16)
    assert _problems(document, records) == {"wrong-link"}
    again = read_again(document, learn_forms(document, records))
    assert all(one.form and "title" in one.form.misread for one in again.mentions)
    assert _problems(again, records) == set()
    (note,) = again.notes
    assert "of 20 entries of this form could not be read" in note.text
    assert note.text.startswith(f"lines {again.mentions[0].line}–{again.mentions[-1].line}: ")


def test_where_most_links_disagree_alike_the_reading_is_doubted_once() -> None:
    document = parse(write_list("tag and quotes", PAPERS))
    mentions = [(mention, None) for mention in document.mentions]
    given = CheckInput(document, "list.md", mentions, records=_others(16))
    (problem,) = [one for one in check(given) if one.code in DISPUTES]
    assert (problem.code, problem.severity) == ("wrong-link", Severity.INFO)
    assert problem.claimed.startswith("16 entries of this form bear other titles")
    few = [one for one in check(replace(given, records=_others(3))) if one.code == "wrong-link"]
    assert len(few) == 3
    assert Severity.INFO not in {one.severity for one in few}


def test_a_few_wrong_links_are_still_told() -> None:
    document = parse(write_list("tag and quotes", PAPERS))
    records = _others(3)
    again = read_again(document, learn_forms(document, records))
    assert _problems(again, records) == {"wrong-link"}
    assert again.notes == ()


def test_a_form_that_can_be_learnt_is_not_doubted() -> None:
    document = parse(write_list("citation", PAPERS))
    again = read_again(document, learn_forms(document, records_of(PAPERS)))
    assert again.notes == ()
    assert not any(one.form.misread for one in again.mentions if one.form)
    assert _problems(again, records_of(PAPERS)) == set()
