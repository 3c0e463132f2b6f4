"""Edits of lists in other markups: written in their own form, all other bytes as they were."""

from __future__ import annotations

import json

import pytest

from harvester.lists import ListDocument, parse
from harvester.lists.editing.additions import NewEntry, add_entry, remove_entry
from harvester.lists.editing.corrections import correct_title, replace_identifier
from harvester.lists.editing.links import add_code_link
from harvester.lists.edits import Correction
from harvester.model import Edit, Identifier, PersonName
from tests.lists.formats.samples import SAMPLES

NEW = NewEntry(
    Identifier("arxiv", "2402.00007"),
    "Wide Worlds of Things",
    (PersonName("Dee", "Cy"), PersonName("Eff", "Eve")),
    date="2024-02-01",
    event="CVPR",
    year="2024",
)


def made(document: ListDocument, correction: Correction) -> str:
    assert isinstance(correction, Edit)
    assert document.can_write(correction)
    return document.edited([correction])


@pytest.mark.parametrize("path", SAMPLES)
def test_a_title_and_an_identifier_change_alone(path: str) -> None:
    text = SAMPLES[path]
    document = parse(text, path)
    first, *_ = document.mentions
    titled = made(document, correct_title(document, first, "Deep Worlds of All Things"))
    assert titled == text.replace("Deep Worlds of Things", "Deep Worlds of All Things")
    old, new = Identifier("arxiv", "2001.00001"), Identifier("arxiv", "2402.00008")
    (edit,) = replace_identifier(document, first, old, new)
    assert isinstance(edit, Edit)
    assert made(document, edit) == text.replace("2001.00001", "2402.00008")


@pytest.mark.parametrize("path", SAMPLES)
def test_a_code_link_has_the_form_of_its_markup(path: str) -> None:
    document = parse(SAMPLES[path], path)
    third = document.mentions[2]
    edit = add_code_link(document, third, Identifier("github", "x/y"))
    if not isinstance(edit, Edit) or not document.can_write(edit):
        return  # no entry shows such a link where this one stands
    after = parse(document.edited([edit]), path)
    assert Identifier("github", "x/y") in after.mentions[2].identifiers


@pytest.mark.parametrize("path", SAMPLES)
def test_a_new_entry_is_written_in_the_markup_of_the_file(path: str) -> None:
    text = SAMPLES[path]
    document = parse(text, path)
    edits = [one for one in add_entry(document, NEW, "Vision") if isinstance(one, Edit)]
    assert edits
    then = document.edited(edits)
    mentions = parse(then, path).mentions
    assert len(mentions) == 4
    (new,) = (one for one in mentions if NEW.identifier in one.identifiers)
    assert new.title is not None
    assert new.title.text == NEW.title
    assert [one.text for one in new.authors] == ["Cy Dee", "Eve Eff"]
    rest = iter(then)
    assert all(sign in rest for sign in text), "a character of the file is gone"
    if path.endswith(".ipynb"):
        json.loads(then)


@pytest.mark.parametrize("path", SAMPLES)
def test_an_entry_can_be_taken_out(path: str) -> None:
    document = parse(SAMPLES[path], path)
    edits = [one for one in remove_entry(document, document.mentions[0]) if isinstance(one, Edit)]
    then = document.edited([one for one in edits if document.can_write(one)])
    titles = [one.name for one in parse(then, path).mentions]
    assert titles in (
        ["Flat Worlds of Things", "Thin Worlds of Things"],
        [one.name for one in document.mentions],
    )


def test_what_the_markup_cannot_say_is_left_to_a_person() -> None:
    edge = "+-----------------------------+-------------------------------------------+\n"
    row = "| Deep Worlds of Many Things  | `pdf <https://arxiv.org/abs/2001.00001>`_ |\n"
    document = parse(edge + row + edge, "list.rst")
    edit = correct_title(document, document.mentions[0], "Deep Worlds of Many More Other Things")
    assert isinstance(edit, Edit)
    assert not document.can_write(edit)
