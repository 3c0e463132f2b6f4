"""Laws of corrections, over every real list: once is enough, order does not matter."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.lists import ListDocument, parse
from harvester.lists.editing.corrections import (
    add_code_link,
    correct_authors,
    correct_date,
    correct_event,
    correct_title,
)
from harvester.lists.editing.sections import entries_of
from harvester.lists.edits import Correction, OverlappingEdits, apply
from harvester.model import Edit, Identifier, Mention, PersonName
from tests.paths import real_lists

PATHS = real_lists((".md", ".yml", ".yaml", ".csv", ".bib"), largest=100_000)
SAMPLE = 6

PEOPLE = [PersonName("Low", "Liz"), PersonName("Moss", "Mo"), PersonName("Nye", "Ned")]
CORRECTIONS: dict[str, Callable[[ListDocument, Mention], Correction]] = {
    "title": lambda document, one: correct_title(
        document, one, "Waves & Dunes: Learning to Surf on Sand in the Desert"
    ),
    "authors": lambda document, one: correct_authors(document, one, PEOPLE),
    "date": lambda document, one: correct_date(document, one, "2019-11-23"),
    "event": lambda document, one: correct_event(document, one, "MICCAI", "2019"),
    "code": lambda document, one: add_code_link(document, one, Identifier("github", "low/waves")),
}


@pytest.mark.parametrize("path", PATHS, ids=str)
def test_a_correction_made_is_not_made_again(path: Path) -> None:
    chance = random.Random(path.name)
    text = path.read_bytes().decode("utf-8")
    document = parse(text, path.name)
    entries = entries_of(document)
    for mention in chance.sample(entries, min(SAMPLE, len(entries))):
        name = chance.choice(list(CORRECTIONS))
        edit = CORRECTIONS[name](document, mention)
        if not isinstance(edit, Edit):
            continue
        then = parse(apply(text, [edit]), path.name)
        entries_then = entries_of(then)  # tables that name an entry by its old title are free
        assert len(entries_then) == len(entries), (mention.line, name)
        same = entries_then[entries.index(mention)]
        twice = CORRECTIONS[name](then, same)
        assert not isinstance(twice, Edit) or apply(then.text, [twice]) == then.text


def test_corrections_commute_on_real_lists() -> None:
    chance = random.Random(5)
    made = 0
    for path in PATHS:
        text = path.read_bytes().decode("utf-8")
        document = parse(text, path.name)
        entries = entries_of(document)
        edits = [
            edit
            for mention in chance.sample(entries, min(SAMPLE, len(entries)))
            for edit in (make(document, mention) for make in CORRECTIONS.values())
            if isinstance(edit, Edit)
        ]
        made += len(edits)
        try:
            together = apply(text, edits)
        except OverlappingEdits:
            continue
        chance.shuffle(edits)
        assert apply(text, [*edits, *edits]) == together
        assert together.count("\r\n") == text.count("\r\n")
        assert together.startswith("\ufeff") == text.startswith("\ufeff")
        step = text
        for edit in sorted(edits, key=lambda one: one.span, reverse=True):
            step = apply(step, [edit])
        assert step == together
    assert made > 300
