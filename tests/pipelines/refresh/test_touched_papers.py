"""After an edit of the list only the papers that it touched are put together again."""

from __future__ import annotations

from dataclasses import replace

from harvester.dataset.assembly.assemble import assemble_papers, touched_papers
from harvester.dataset.entries import Entry, paper_entries
from harvester.lists import parse
from harvester.model import Dataset, Identifier, Paper, Reading, Statement
from harvester.sources import RANKING

DAY = "2026-01-01"
FIRST, SECOND = Identifier("arxiv", "2504.00001"), Identifier("arxiv", "2504.00002")
TEXT = """# List

**Seeing Worlds: A Study of Rooms.** [2025]<br>
*Ann Ho, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.00001)]

**Hearing Worlds: A Study of Halls.** [2025]<br>
*Bo Li, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.00002)]
"""


def entries(text: str, papers: tuple[Paper, ...] = ()) -> tuple[Entry, ...]:
    return paper_entries(parse(text, "list.md").mentions, Dataset(papers))


def assembled(text: str = TEXT) -> tuple[Paper, ...]:
    return assemble_papers(entries(text), {}, {}, (), DAY, {}, RANKING).papers


def touched(text: str, papers: tuple[Paper, ...] | None = None) -> frozenset[Identifier]:
    return touched_papers(entries(TEXT), entries(text, papers or assembled()), {}, DAY)


def test_an_entry_that_only_moved_is_not_touched() -> None:
    assert touched(TEXT.replace("# List", "# A longer name of the list")) == frozenset()


def test_an_entry_that_says_something_else_is_touched() -> None:
    assert touched(TEXT.replace("Bo Li", "Bo Lin")) == {SECOND}


def test_a_second_entry_of_a_paper_touches_it() -> None:
    assert touched(TEXT.replace("2504.00002", "2504.00001")) == {FIRST}


def test_an_identifier_learnt_since_touches_where_a_source_speaks_of_it() -> None:
    doi = Identifier("doi", "10.1000/x")
    first, second = assembled()
    papers = (replace(first, identifiers=(FIRST, doi)), second)
    after = entries(TEXT, papers)
    by_name = {doi: {"datacite": Reading(doi, (("title", "Seeing Worlds"),))}}
    assert touched_papers(entries(TEXT), after, {}, DAY) == frozenset()
    assert touched_papers(entries(TEXT), after, by_name, DAY) == {FIRST}


def test_what_is_not_touched_would_come_out_the_same() -> None:
    papers = assembled()
    again = assemble_papers(entries(TEXT, papers), {}, {}, (), DAY, {}, RANKING).papers
    assert again == papers
    assert Statement("name", "Seeing Worlds", "list", DAY) in papers[0].statements
