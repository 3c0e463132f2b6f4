"""Lists in other markups read as those in Markdown, every claim at its place in the file."""

from __future__ import annotations

import io

import pytest
from docutils import nodes  # type: ignore[import-untyped]
from docutils.core import publish_doctree  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.lists import document_as_json, parse
from harvester.lists.formats import view_of
from harvester.model import Span
from tests.lists.formats.samples import RST, SAMPLES
from tests.lists.one_mention import only

_EDGE, _GAP = "-" * 43 + "+", " " * 43 + "|"
_RULE = "====================== ==="
TITLES = ["Deep Worlds of Things", "Flat Worlds of Things", "Thin Worlds of Things"]


@pytest.mark.parametrize("path", SAMPLES)
def test_titles_people_and_links_are_read(path: str) -> None:
    mentions = parse(SAMPLES[path], path).mentions
    assert [one.title.text for one in mentions if one.title] == TITLES
    assert [[str(name.text) for name in one.authors] for one in mentions[:2]] == [
        ["Ann Lee", "Bo Chen"],
        ["Ann Lee"],
    ]
    ids = [str(one.identifiers[0]) for one in mentions]
    assert ids == [f"arxiv:2001.0000{at}" for at in (1, 2, 3)]
    assert mentions[0].event is not None
    assert mentions[0].event.text == "CVPR 2020"
    assert mentions[0].section[-1] == "Vision"


@pytest.mark.parametrize("path", SAMPLES)
def test_json_gives_places_and_lines_of_the_file(path: str) -> None:
    text = SAMPLES[path]
    document = parse(text, path)
    shown = document_as_json(document, path)["mentions"]
    assert isinstance(shown, list)
    for one in shown:
        assert text[slice(*one["spans"]["title"])] == one["title"]
        assert all(text[slice(*link["span"])] == link["url"] for link in one["links"])
        assert one["title"] in "\n".join(text.splitlines()[one["line"] - 1 :][:2])
    assert document.file_text == text
    assert document.edited([]) == text


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.rst", "- `Deep Worlds of Things`_\n\n.. _Deep Worlds of Things: {}\n"),
        ("a.rst", "- `Deep Worlds of Things`__\n\n__ {}\n"),
        ("a.rst", "- `Deep Worlds\n  of Things <{}>`_\n"),
        ("a.rst", "Papers\n\n    - **Deep Worlds of Things** `pdf <{}>`_\n"),
        ("a.rst", ".. note::\n\n   * **Deep Worlds of Things** `pdf <{}>`_\n"),
        ("a.rst", "* **Deep Worlds of Things** :arxiv:`2001.00001`\n"),
        ("a.rst", f"+------------+{_EDGE}\n| Deep       | `pdf <{{}}>`_ |\n"
                  f"| Worlds of  |{_GAP}\n| Things     |{_GAP}\n+------------+{_EDGE}\n"),
        ("a.rst", f"{_RULE}\nTitle                  Url\n{_RULE}\n"
                  f"Deep Worlds of Things  {{}}\n{_RULE}\n"),
        ("a.rst", ".. card:: Deep Worlds of Things\n   :link: {}\n"),
        ("a.rst", '.. csv-table::\n   :header: "Title", "Url"\n\n   "Deep Worlds of Things", {}\n'),
        ("a.org", "* Deep Worlds of Things\n:PROPERTIES:\n:URL: {}\n:END:\n"),
        ("a.org", "1. /Deep Worlds of Things/ [[{}]]\n"),
        ("a.org", "* TODO [[{}][Deep Worlds of Things]]\n"),
        ("a.adoc", "- link:{}[Deep Worlds of Things^]\n"),
        ("a.adoc", ". *Deep Worlds of Things*, {}[PDF]\n"),
        ("a.md", "!!! note\n    - [Deep Worlds of Things]({})\n"),
        ("a.md", "+++\nurl = 'https://x.org/2001.00009'\n+++\n- [Deep Worlds of Things]({})\n"),
        ("a.md", ":::{{grid-item-card}} [Deep Worlds of Things]({})\n:::\n"),
    ],
)  # fmt: skip
def test_each_form_of_entry_is_read(path: str, text: str) -> None:
    mention = only(text.format("https://arxiv.org/abs/2001.00001"), path)
    assert mention.title is not None
    assert mention.title.text == TITLES[0]
    assert [str(one) for one in mention.identifiers] == ["arxiv:2001.00001"]


def test_the_view_has_every_address_that_docutils_finds() -> None:
    tree = publish_doctree(RST, settings_overrides={"warning_stream": io.StringIO()})
    addresses = {one["refuri"] for one in tree.findall(nodes.reference) if "refuri" in one}
    read = {link.url for one in parse(RST, "list.rst").mentions for link in one.links}
    assert addresses == read


_ALPHABET = st.sampled_from(
    [
        *(
            "- ",
            "* ",
            "** ",
            "\n",
            "\n\n",
            "    ",
            "  ",
            "`a <https://x.org>`_",
            "[[https://x.org][a]]",
        ),
        *(
            '=== "a"',
            "!!! note",
            ":::{note}",
            ":::",
            "|",
            "|--|",
            "|===",
            "====",
            "----",
            ".. a:: b",
        ),
        *(
            ".. _a: https://x.org",
            "a_",
            "`",
            "*",
            "_",
            "=",
            "Title",
            ":key: value",
            "---\n",
            "\r\n",
        ),
        *('{"cells":[{"cell_type":"markdown","source":["a\\n"', "]}]}", "\\u00e9", "é", "+-+"),
    ]
)


@pytest.mark.parametrize("path", SAMPLES)
@given(st.lists(_ALPHABET, max_size=25).map("".join))
@settings(max_examples=25, deadline=None)
def test_a_view_says_where_each_of_its_characters_stands(path: str, text: str) -> None:
    view = view_of(text, path)
    if view is None:
        assert parse(text, path).file_text == text
        return
    assert view.source == text
    position = 0
    for piece in view.pieces:
        assert piece.span.start == position
        position = piece.span.end
        if piece.is_copy:
            assert view.text[slice(*piece.span)] == text[slice(*piece.source)]
            assert view.source_span(piece.span) == piece.source
    assert position == len(view.text)
    assert view.edited([]) == text
    whole = view.source_span(Span(0, len(view.text)))
    assert 0 <= whole.start <= whole.end <= len(text)
    parse(text, path)


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("a.tex", "\\begin{itemize}\\item x", "LaTeX"),
        ("a.toml", '[[papers]]\ntitle = "x"\nurl = "https://arxiv.org/abs/2001.00001"', "TOML"),
    ],
)
def test_a_format_that_is_not_read_is_named(path: str, text: str, name: str) -> None:
    document = parse(text, path)
    assert not document.mentions
    assert document.notes[0].text.startswith(name)


def test_views_take_time_by_their_length() -> None:
    text = "- `Deep Worlds of Things <https://arxiv.org/abs/2001.00001>`_, Ann Lee\n" * 3000
    document = parse(text, "list.rst")
    assert len(document.mentions) == 3000
