"""Made-up papers, statements and datasets for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from harvester.dataset.assembly.merging import combine_statements, rank_statements
from harvester.dataset.paper_json import canonical
from harvester.model import (
    Dataset,
    FieldData,
    Identifier,
    Paper,
    PersonName,
    Relation,
    Resolution,
    Statement,
    Strength,
    Version,
)
from harvester.sources import RANKING
from harvester.values.fields import FIELDS, Form

SOURCES = ("list", "arxiv", "arxiv-oai", "arxiv-snapshot", "datacite", "github", "elsewhere")
TEXT = st.text(max_size=12) | st.sampled_from(
    [
        "",
        " ",
        "World Models",
        "world-models",
        "WORLD  MODELS",
        "Ünïcode é",
        "\x00",
        "a\nb\n\nc",
        "0",
    ]
)
DAYS = st.sampled_from(["2024-03-05", "2025-01-01", "2026-11-23"])
DATES = st.sampled_from(["2024", "2024-03", "2024-03-05", "2025-01-01"])
NAMES = st.builds(PersonName, TEXT, TEXT, TEXT, st.lists(TEXT, max_size=2).map(tuple))

_VALUES: dict[Form, st.SearchStrategy[FieldData]] = {
    Form.TEXT: TEXT,
    Form.PARAGRAPHS: TEXT,
    Form.DATE: DATES,
    Form.NAMES: st.lists(NAMES, max_size=3).map(tuple),
    Form.WORDS: st.lists(TEXT, max_size=3).map(tuple),
    Form.NUMBER: st.integers(0, 3),
    Form.FLAG: st.booleans(),
}


def statements_of(field: str) -> st.SearchStrategy[Statement]:
    value = _VALUES[FIELDS[field].form]
    return st.builds(Statement, st.just(field), value, st.sampled_from(SOURCES), DAYS)


STATEMENT = st.sampled_from(
    ["name", "title", "authors", "abstract", "submitted", "categories", "version", "withdrawn"]
).flatmap(statements_of)
STATEMENTS = st.lists(STATEMENT, max_size=12)

_ODD_VALUES = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=15
)
IDENTIFIERS = st.builds(
    Identifier, st.sampled_from(["arxiv", "doi", "openreview", "url", "local"]), _ODD_VALUES
)
VERSIONS = st.builds(
    Version,
    IDENTIFIERS,
    st.sampled_from(["submitted", "published", "withdrawn"]),
    st.none() | st.integers(1, 9),
    st.none() | DATES,
)
RELATIONS = st.builds(Relation, st.just("IsSupplementedBy"), IDENTIFIERS, st.sampled_from(SOURCES))
RESOLUTIONS = st.builds(
    Resolution,
    IDENTIFIERS,
    st.sampled_from(Strength),
    st.just("title and authors"),
    st.lists(st.tuples(TEXT, TEXT), max_size=2).map(tuple),
    st.none() | st.just("2504.xxxxx"),
    DAYS,
)


@st.composite
def papers(draw: st.DrawFn) -> Paper:
    statements = combine_statements((), draw(STATEMENTS), ())
    paper = Paper(
        draw(IDENTIFIERS),
        tuple(draw(st.lists(IDENTIFIERS, max_size=2))),
        rank_statements(statements, RANKING),
        tuple(draw(st.lists(VERSIONS, max_size=2))),
        tuple(draw(st.lists(RELATIONS, max_size=2))),
        draw(st.none() | RESOLUTIONS),
    )
    return canonical(paper)


@st.composite
def datasets(draw: st.DrawFn) -> Dataset:
    some = draw(st.lists(papers(), max_size=3, unique_by=lambda paper: paper.id))
    return Dataset(tuple(sorted(some, key=lambda paper: paper.id)))


def made_paper(number: int, **fields: FieldData) -> Paper:
    """A paper as three sources tell it, plus `fields` said by arXiv."""
    identifier = Identifier("arxiv", f"2504.{number:05d}")
    authors = tuple(PersonName(f"Family{place}", f"Given {place}") for place in range(5))
    values: dict[str, FieldData] = {
        "title": f"Made-up world model number {number}",
        "authors": authors,
        "submitted": "2025-04-01",
        "categories": ("cs.CV", "cs.LG"),
    }
    seen = [
        Statement(field, value, source, "2026-01-01")
        for field, value in values.items()
        for source in ("arxiv", "arxiv-snapshot")
    ]
    seen.append(Statement("name", f"Made{number}", "list", "2026-01-01"))
    seen.append(Statement("abstract", "Made-up words. " * 60, "arxiv", "2026-01-01"))
    kept = [o for o in seen if o.source != "arxiv" or o.field not in fields]
    kept += [Statement(field, value, "arxiv", "2026-01-02") for field, value in fields.items()]
    statements = combine_statements((), kept, ())
    return Paper(identifier, (identifier,), rank_statements(statements, RANKING))
