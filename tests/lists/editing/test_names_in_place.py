"""Single names put right in lines that hold more than names: links, marks, folded values."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.lists.editing.corrections import correct_authors
from harvester.lists.edits import apply
from harvester.model import Edit
from harvester.values.person_names import parse_person

RECORD = (
    "- title: 'Deep Worlds of Many Things'\n  authors: {}\n"
    "  url: https://arxiv.org/abs/2401.00001\n"
)
LINE = (
    "# L\n\n## S\n\n**Deep Worlds of Many Things.**<br>\n*{}.*<br>\n"
    "[[PDF](https://arxiv.org/abs/2401.00001)]\n\n**Thin Worlds of Few Things.**<br>\n"
    "*Liz Low, Mo Moss.*<br>\n[[PDF](https://arxiv.org/abs/2401.00002)]\n"
)


def corrected(text: str, people: str, path: str = "README.md") -> str | None:
    document = parse(text, path)
    names = [parse_person(one) for one in people.split(", ")]
    edit = correct_authors(document, document.mentions[0], names)
    if not isinstance(edit, Edit):
        return None
    then = apply(text, [edit])
    assert correct_authors(parse(then, path), parse(then, path).mentions[0], names) is None
    return then


@pytest.mark.parametrize(
    ("written", "true", "wanted"),
    [
        (
            "[Ann Ames](https://a.example), Ben Bel, Cyd Cole",
            "Ann Ames, Ben Bell, Cyd Cole",
            "[Ann Ames](https://a.example), Ben Bell, Cyd Cole",
        ),
        (
            r"Ann Ames\*, Ben Bele\*, Cyd Cole",
            "Ann Ames, Ben Bell, Cyd Cole",
            r"Ann Ames\*, Ben Bell\*, Cyd Cole",
        ),
        ("[Ann Ames](https://a.example), [Ben Zed](https://b.example)", "Ann Ames, Liz Low", None),
        ("[Ann Ames](https://a.example), Ben Zed", "Liz Low, Ben Zed, Cyd Cole", None),
        (r"Ann Ames\*, Ben Bell, Cyd Cole", "Liz Low, Ben Bell, Cyd Cole", None),
    ],
)
def test_one_name_changes_and_the_rest_of_the_line_stays(
    written: str, true: str, wanted: str | None
) -> None:
    text = LINE.format(written)
    assert corrected(text, true) == (text.replace(written, wanted) if wanted else None)


@pytest.mark.parametrize(
    ("value", "wrong", "right"),
    [
        ("Ann Ames, Ben\n    Bell, Cyd Cole, Dan Bean", "Dan Bean", "Dan Dean"),
        ("Ann Ames, Ben Bell, Cyd\n    Cole, Dan Dean", "Cyd\n    Cole", "Cyd Cone"),
        ("'Ann O''Neil, Ben Bell, Cyd Bole'", "Cyd Bole", "Cyd Cole"),
    ],
)
def test_names_behind_a_fold_or_an_escape_are_where_they_stand(
    value: str, wrong: str, right: str
) -> None:
    text = RECORD.format(value)
    true = " ".join(value.replace(wrong, right).split()).strip("'").replace("''", "'")
    assert corrected(text, true, "papers.yaml") == text.replace(wrong, right)


def test_names_of_a_file_that_escapes_letters_are_where_they_stand() -> None:
    people = '"Bj\\u00f6rn Ommer, Ren\\u00e9e Ames, Ben Bell"'
    text = (
        '[{"title": "Deep Worlds of Many Things", "authors": '
        + people
        + ', "url": "https://arxiv.org/abs/2401.00001"}]\n'
    )
    (mention,) = parse(text, "papers.json").mentions
    places = [text[slice(*one.span)] for one in mention.authors]
    assert places == ["Bj\\u00f6rn Ommer", "Ren\\u00e9e Ames", "Ben Bell"]
