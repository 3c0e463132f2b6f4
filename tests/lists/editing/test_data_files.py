"""Corrections of YAML, CSV and BibTeX files: in their own form, and never a broken file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
import yaml

from harvester.lists import ListDocument, parse
from harvester.lists.editing.additions import NewEntry, add_entry, remove_entry
from harvester.lists.editing.corrections import (
    correct_authors,
    correct_event,
    correct_title,
    replace_identifier,
)
from harvester.lists.edits import Correction, apply
from harvester.model import Edit, Identifier, Mention
from harvester.values.person_names import parse_person

BIB = """\
@article{ames23,
  Author = {Ann Ames and Ben Bell and Cyd Cole},
  Title = {{DuneNet}: Walking on {3D} Dunes},
  Journal = {https://arxiv.org/abs/2303.00001},
  Year = {2023}
}

@article{dean24,
  author = {Dean, Dan and East, Eve},
  title = {Learning to Run in Rain},
  journal = {arXiv preprint arXiv:2402.00002},
  year = {2024}
}
"""

YAML = """\
- title: 'DuneNet: Walking on Dunes'
  link: https://arxiv.org/abs/2303.00001
  authors:
  - Ann Ames
  - Ben Bell
  date: '2023-03-05'
  publisher: arXiv
  bibtex: |-
    @misc{ames23,
      eprint = {2303.00001},
      url = {https://arxiv.org/abs/2303.00001}
    }
- title: Learning to Run in Rain
  link: https://arxiv.org/abs/2402.00002
  authors:
  - Cyd Cole
  date: '2024-02-09'
  publisher: arXiv
"""

CSV = """\
"title","authors",paper,code
"DuneNet, on Dunes","Ann Ames, Ben Bell",https://arxiv.org/abs/2303.00001,https://github.com/a/dune
Running in Rain,Cyd Cole,https://arxiv.org/abs/2402.00002,
"""

TRUE = [parse_person(name) for name in ("Liz Low", "Mo Moss", "Ned Nye")]


def read(text: str, name: str) -> tuple[ListDocument, tuple[Mention, ...]]:
    document = parse(text, name)
    assert document.mentions
    return document, document.mentions


def after(text: str, *made: Correction) -> str:
    assert all(isinstance(one, Edit) for one in made), made
    return apply(text, [one for one in made if isinstance(one, Edit)])


def test_bibtex_authors_are_joined_by_and() -> None:
    document, (dune, rain) = read(BIB, "refs.bib")
    then = after(BIB, correct_authors(document, dune, TRUE), correct_authors(document, rain, TRUE))
    assert "Author = {Liz Low and Mo Moss and Ned Nye}," in then
    assert "author = {Low, Liz and Moss, Mo and Nye, Ned}," in then


def test_bibtex_titles_keep_their_braces_and_escape() -> None:
    document, (dune, rain) = read(BIB, "refs.bib")
    then = after(
        BIB,
        correct_title(document, dune, "DuneNet: Surfing on 3D Waves"),
        correct_title(document, rain, "Running & {Jumping} in 50% Rain"),
    )
    assert "Title = {{DuneNet}: Surfing on {3D} Waves}," in then
    assert r"title = {Running \& Jumping in 50\% Rain}," in then


def test_yaml_sequences_of_authors_grow_and_shrink() -> None:
    document, (dune, rain) = read(YAML, "papers.yaml")
    then = after(
        YAML, correct_authors(document, dune, TRUE[:1]), correct_authors(document, rain, TRUE[:1])
    )
    assert [row["authors"] for row in yaml.safe_load(then)] == [["Liz Low"], ["Liz Low"]]
    then = after(YAML, correct_authors(document, dune, TRUE))
    assert yaml.safe_load(then)[0]["authors"] == ["Liz Low", "Mo Moss", "Ned Nye"]


def test_an_id_is_replaced_in_the_bibtex_of_a_record_too() -> None:
    document, (dune, _) = read(YAML, "papers.yaml")
    new = Identifier("arxiv", "2504.01234")
    then = after(YAML, *replace_identifier(document, dune, Identifier("arxiv", "2303.00001"), new))
    assert "2303.00001" not in then
    assert then.count("2504.01234") == 3


@pytest.mark.parametrize(
    "title", ["It's: a trap", "a # b: c", "- x", "{y}", "[z]", '"q"', "&a *b", "x\n- title: y", "%"]
)
def test_a_hostile_title_breaks_no_yaml(title: str) -> None:
    document, mentions = read(YAML, "papers.yaml")
    for at, mention in enumerate(mentions):
        made = correct_title(document, mention, title)
        assert isinstance(made, Edit)
        rows = yaml.safe_load(apply(YAML, [made]))
        before = yaml.safe_load(YAML)
        assert [{**row, "title": ""} for row in rows] == [{**row, "title": ""} for row in before]
        assert " ".join(title.split()) in rows[at]["title"]


@pytest.mark.parametrize("event", ["CVPR, Workshops", 'Say "Hi"', "=cmd()", "a,b"])
def test_a_hostile_value_breaks_no_csv(event: str) -> None:
    text = CSV.replace("paper,code", "paper,venue").replace("https://github.com/a/dune", "ICCV")
    document, mentions = read(text, "papers.csv")
    made = correct_event(document, mentions[0], event)
    then = after(text, made)
    rows = list(csv.reader(io.StringIO(then)))
    assert [len(row) for row in rows] == [4, 4, 4]
    assert rows[1] == [*list(csv.reader(io.StringIO(text)))[1][:3], event]


ENTRY = NewEntry(
    identifier=Identifier("arxiv", "2504.01234"),
    title="WaveNets: Learning to Surf & Swim",
    authors=tuple(TRUE),
    date="2025-04-17",
    code=Identifier("github", "low/waves"),
)


def with_entry(text: str, name: str, entry: NewEntry = ENTRY) -> str:
    """The file with a new record; the old text around it is untouched."""
    (edit, *_) = (one for one in add_entry(parse(text, name), entry, "") if isinstance(one, Edit))
    assert edit.span.start == edit.span.end
    then = apply(text, [edit])
    assert len(parse(then, name).mentions) == len(parse(text, name).mentions) + 1
    return then


def test_a_new_bibtex_record_has_the_fields_of_the_others() -> None:
    assert with_entry(BIB, "x.bib").removeprefix(BIB[:-1]) == (
        "\n\n@article{low2025wavenets,\n"
        "  Author = {Liz Low and Mo Moss and Ned Nye},\n"
        "  Title = {WaveNets: Learning to Surf \\& Swim},\n"
        "  Journal = {arXiv preprint arXiv:2504.01234},\n"
        "  Year = {2025}\n}\n"
    )


def test_a_new_yaml_record_has_the_keys_of_the_others() -> None:
    then = with_entry(YAML, "x.yaml")
    (row,) = [one for one in yaml.safe_load(then) if one not in yaml.safe_load(YAML)]
    assert row == {
        "title": ENTRY.title,
        "link": "https://arxiv.org/abs/2504.01234",
        "authors": ["Liz Low", "Mo Moss", "Ned Nye"],
        "date": "2025-04-17",
        "publisher": "arXiv",
    }


def test_a_new_csv_row_has_the_columns_of_the_others() -> None:
    then = with_entry(CSV, "x.csv")
    assert then.startswith(CSV)
    assert list(csv.reader(io.StringIO(then)))[-1] == [
        ENTRY.title,
        "Liz Low, Mo Moss, Ned Nye",
        "https://arxiv.org/abs/2504.01234",
        "https://github.com/low/waves",
    ]


@pytest.mark.parametrize(
    "title", ["=cmd|' /C calc'!A0 of Waves", '@SUM(1) "Waves"\n- x: y', "}, }"]
)
@pytest.mark.parametrize(("text", "name"), [(BIB, "x.bib"), (YAML, "x.yaml"), (CSV, "x.csv")])
def test_a_hostile_new_record_breaks_no_file(text: str, name: str, title: str) -> None:
    edits = add_entry(parse(text, name), replace(ENTRY, title=title), "")
    then = apply(text, [one for one in edits if isinstance(one, Edit)])
    again = parse(then, name)
    assert not again.notes
    names = [one.name for one in parse(text, name).mentions]
    assert [one.name for one in again.mentions if one.name in names] == names
    if name == "x.csv":
        cells = [cell for row in csv.reader(io.StringIO(then)) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]


@pytest.mark.parametrize(("text", "name"), [(BIB, "x.bib"), (YAML, "x.yaml"), (CSV, "x.csv")])
def test_a_record_is_removed_whole(text: str, name: str) -> None:
    document, mentions = read(text, name)
    for gone in mentions:
        then = parse(after(text, *remove_entry(document, gone)), name)
        assert [one.name for one in then.mentions] == [
            one.name for one in mentions if one is not gone
        ]
        assert not then.notes
