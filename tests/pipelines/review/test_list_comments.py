from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import DecisionKind
from pipelines.review.list_comments import read_list_comments

TEXT = """# List
{top}
Some words.

## Rooms
{section}

**Seeing Worlds: A Study of Rooms.** [2025]<br>
*Ann Ho, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.00001)]
{entry}

**Hearing Worlds: A Study of Halls.** [2025]<br>
*Bo Li, et al.*<br>
[[PDF](https://arxiv.org/abs/2504.00002)]
"""


def read(**places: str):  # type: ignore[no-untyped-def] # a decision or None
    text = TEXT.format(**{"top": "", "section": "", "entry": ""} | places)
    return read_list_comments(parse(text, "list.md"))


def test_keep_stands_beside_its_entry() -> None:
    (only,) = read(entry="<!-- harvester: keep authors: as she signs -->").decisions
    assert (only.kind, only.field, only.reason) == (DecisionKind.KEEP, "authors", "as she signs")
    assert only.subject.startswith("Seeing Worlds")


@pytest.mark.parametrize(
    ("place", "subject"), [("top", "list"), ("section", "section: Rooms"), ("entry", "Seeing")]
)
def test_ignore_is_about_where_it_stands(place: str, subject: str) -> None:
    (only,) = read(**{place: "<!-- harvester: ignore dead-link: they move -->"}).decisions
    assert (only.kind, only.value) == (DecisionKind.IGNORE, "dead-link")
    assert only.subject.startswith(subject)


@pytest.mark.parametrize("words", ["keep autors: x", "hello", "keep", "ignore"])
def test_what_is_not_understood_is_told_with_its_line(words: str) -> None:
    answer = read(entry=f"<!-- harvester: {words} -->")
    assert answer.decisions == ()
    assert answer.notes[0].startswith("line 11")


def test_other_comments_are_nobodys_business() -> None:
    assert read(entry="<!-- TODO: keep authors -->") == read()
