"""Each form is read back by the parser that its readers use."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings

from harvester.dataset.exports.atom_feed import format_atom
from harvester.dataset.exports.bibtex import format_bibtex
from harvester.dataset.exports.comma_separated import COLUMNS, format_csv
from harvester.dataset.exports.csl_json import format_csl_json
from harvester.dataset.exports.json_lines import format_json_lines
from harvester.dataset.paper_json import canonical, parse_paper
from harvester.dataset.run_facts import Removal
from harvester.model import Dataset, Identifier, PersonName, Statement
from tests.dataset.exports.dangerous import TITLES, dangerous
from tests.paper_strategies import datasets, made_paper

with warnings.catch_warnings():  # their own use of what Python will drop is no fault of ours
    warnings.simplefilter("ignore")
    import citeproc  # type: ignore[import-untyped]
    import feedparser  # type: ignore[import-untyped]
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares import SeparateCoAuthors
    from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]
    from pylatexenc.latex2text import LatexNodes2Text  # type: ignore[import-untyped]

FORMATS: dict[str, Callable[[Dataset], str]] = {
    "bibtex": format_bibtex,
    "csl-json": format_csl_json,
    "csv": format_csv,
    "jsonl": format_json_lines,
    "atom": lambda dataset: format_atom(dataset, "Papers"),
}


def words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text).split()


@pytest.mark.parametrize("form", FORMATS)
def test_the_order_of_papers_changes_no_byte(form: str) -> None:
    papers = dangerous().papers
    assert FORMATS[form](Dataset(papers)) == FORMATS[form](Dataset(papers[::-1]))


@settings(max_examples=25)
@given(datasets())
def test_every_parser_reads_every_paper_of_any_dataset(dataset: Dataset) -> None:
    count = len(dataset.papers)
    library = parse_string(format_bibtex(dataset))
    assert not library.failed_blocks
    assert len(library.entries) == count
    assert len(CiteProcJSON(json.loads(format_csl_json(dataset)))) == count
    assert len(list(csv.reader(io.StringIO(format_csv(dataset))))) == count + 1
    lines = format_json_lines(dataset).splitlines()
    expected = sorted((canonical(paper) for paper in dataset.papers), key=lambda one: one.id)
    assert [parse_paper(line.encode()) for line in lines] == expected
    assert not feedparser.parse(format_atom(dataset, "Papers").encode()).bozo


def bibtex_titles() -> Iterator[str]:
    library = parse_string(format_bibtex(dangerous()))
    for entry in library.entries:
        value = str(entry["title"])
        assert value.startswith("{")
        assert value.endswith("}")
        yield value


def test_bibtex_says_the_titles_and_starts_no_command() -> None:
    titles = list(bibtex_titles())
    read = LatexNodes2Text(math_mode="text")
    for title, expected in zip(titles[1:], TITLES[1:], strict=True):
        assert r"\input" not in title
        assert words(read.latex_to_text(title)) == words(expected)
    assert r"\input" not in titles[0]


def test_bibtex_keeps_one_name_one_name() -> None:
    library = parse_string(format_bibtex(dangerous()))
    names = str(library.entries[0]["author"]).split(" and ")
    assert names[-1] == "others"
    with_names = parse_string(
        format_bibtex(dangerous()),
        append_middleware=[SeparateCoAuthors()],
    )
    assert len(with_names.entries[0]["author"]) == 4


def test_keys_of_bibtex_are_distinct_and_plain() -> None:
    person = (PersonName("Øster-Berg", "A"),)
    papers = tuple(made_paper(n, title="The same, again", authors=person) for n in (1, 2, 3))
    keys = [entry.key for entry in parse_string(format_bibtex(Dataset(papers))).entries]
    assert keys == ["osterberg2025same", "osterberg2025samea", "osterberg2025sameb"]


def test_citeproc_renders_what_csl_json_says() -> None:
    paper = made_paper(1, title="Worlds & models", authors=(PersonName("Müller", "Özge"),))
    source = CiteProcJSON(json.loads(format_csl_json(Dataset((paper,)))))
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    bibliography.register(citeproc.Citation([citeproc.CitationItem(next(iter(source)))]))
    rendered = str(bibliography.bibliography()[0])
    assert "Müller" in rendered
    assert "Worlds & models" in rendered
    assert "2025" in rendered


def test_no_cell_of_csv_is_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(format_csv(dangerous()))))
    assert tuple(rows[0]) == COLUMNS
    cells = [cell for row in rows[1:] for cell in row]
    assert not [cell for cell in cells if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
    assert not [cell for cell in cells if "\n" in cell]
    by_id = {row[0]: row for row in rows[1:]}
    assert by_id["arxiv:2504.00002"][1] == "'" + TITLES[1]
    assert by_id["arxiv:2504.00001"][-1] == "https://github.com/a/b"


def test_atom_tells_first_the_paper_then_what_became_known() -> None:
    paper = made_paper(1, title="Worlds")
    later = Statement("container_title", "Nature", "crossref", "2027-01-02")
    earlier = Dataset((type(paper)(paper.id, paper.identifiers, (later, *paper.statements)),))
    feed = feedparser.parse(format_atom(earlier, "A & <B>").encode())
    assert not feed.bozo
    assert feed.feed.updated == "2027-01-02T00:00:00Z"
    newest, first = feed.entries[0], feed.entries[-1]
    assert "container_title" in newest.title
    assert "Nature (crossref)" in newest.content[0].value
    assert first.title.endswith(": new")
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    assert newest.link == "https://arxiv.org/abs/2504.00001"


def test_atom_tells_what_was_removed_on_its_day() -> None:
    paper = made_paper(1, title="Worlds")
    gone = Identifier("arxiv", "2504.00009"), Identifier("local", "halls")
    removals = [
        Removal(gone[0], "Halls & <Walls>", "2026-12-03"),
        Removal(gone[1], "Bells", "2020-01-01"),
    ]
    feed = feedparser.parse(format_atom(Dataset((paper,)), "Papers", removals).encode())
    assert not feed.bozo
    assert feed.feed.updated == "2026-12-03T00:00:00Z"
    newest, oldest = feed.entries[0], feed.entries[-1]
    assert newest.title_detail.value == "Halls & <Walls>: removed"
    assert newest.link == "https://arxiv.org/abs/2504.00009"
    assert oldest.title == "Bells: removed"
    assert not oldest.get("links")
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)


def test_atom_gives_texts_as_texts() -> None:
    text = format_atom(dangerous(), "Papers")
    assert "<script>" not in text
    assert not feedparser.parse(text.encode()).bozo
