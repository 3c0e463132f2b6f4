"""Learn the forms of a list: where its entries write title, authors and date.

Entries whose papers are known teach where title, authors and date stand in entries of their
shape. The general rules stay the first reading; a learnt form replaces it where clearly more of
the *other* known entries agree with the form. Nothing of an entry's own record is used to read it,
so that its reading remains a witness for or against its link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from harvester.lists.document import ListDocument
from harvester.lists.reading.forms.alignment import (
    Words,
    author_places,
    is_another_title,
    is_date,
    is_title,
    names_someone,
    title_places,
)
from harvester.lists.reading.forms.ballots import NOTHING, SILENT, Ballot, Lesson, Method
from harvester.lists.reading.forms.landmarks import Landmarks
from harvester.lists.reading.forms.people import FAMILY_FIRST, agree, are_authors, read_names, share
from harvester.lists.reading.forms.shapes import Shape, groups_of
from harvester.lists.reading.forms.slots import Layout, dates_of, read_layout, shown
from harvester.model import Candidate, Identifier, Mention

FIELDS = ("title", "authors", "date")
_MOST_LESSONS = 3


@dataclass(frozen=True, slots=True)
class Forms:
    """What the known entries of one list teach, by group of entries and claim.

    `lessons` keeps by identifier what each paper taught, so that its own entries are read without.
    """

    ballots: Mapping[str, Mapping[Shape, Ballot]] = field(default_factory=dict)
    lessons: Mapping[Identifier, tuple[tuple[list[Shape], Mapping[str, Lesson]], ...]] = field(
        default_factory=dict
    )

    def __bool__(self) -> bool:
        return bool(self.lessons)


def learn_forms(document: ListDocument, records: Mapping[Identifier, Candidate]) -> Forms:
    """Learn where entries write their claims from those whose papers have `records`.

    A paper teaches by its first three entries; entries of several known papers teach nothing.
    """
    ballots: dict[str, dict[Shape, Ballot]] = {name: {} for name in FIELDS}
    lessons: dict[Identifier, list[tuple[list[Shape], dict[str, Lesson]]]] = {}
    for mention in readable_entries(document):
        paper = _paper_of(mention, records)
        if paper is None or len(lessons.get(paper, ())) >= _MOST_LESSONS:
            continue
        layout = read_layout(document.text, *mention.span)
        groups = groups_of(document.text, mention, layout)
        taught = _lessons(document.text, mention, layout, records[paper])
        lessons.setdefault(paper, []).append((groups, taught))
        for name, lesson in taught.items():
            for group in groups:
                ballots[name].setdefault(group, Ballot()).add(lesson)
    return Forms(ballots, {paper: tuple(each) for paper, each in lessons.items()})


def readable_entries(document: ListDocument) -> Iterator[Mention]:
    """Yield the entries that stand for themselves, of lists that are no data files."""
    if not document.form:
        yield from (one for one in document.mentions if one.refers_to is None)


def _paper_of(mention: Mention, records: Mapping[Identifier, Candidate]) -> Identifier | None:
    """Return the identifier of the one known paper of an entry."""
    papers = [one for one in mention.identifiers if one in records]
    titles = {records[one].title for one in papers}
    return papers[0] if len(titles) == 1 else None


def _lessons(text: str, mention: Mention, layout: Layout, record: Candidate) -> dict[str, Lesson]:
    marks = Landmarks(layout)
    lessons: dict[str, Lesson] = {}
    places = title_places(layout, record.title)
    right = mention.title is not None and is_title(mention.title.text, record.title)
    if places or right:
        methods = {Method(rule) for one in places for rule in marks.rules_of(*one)}
        lessons["title"] = Lesson(right, frozenset(methods))
    elif mention.title is not None and is_another_title(mention.title.text, record.title):
        lessons["title"] = SILENT
    taught = _authors_lesson(text, mention, marks, record, places)
    if taught is not None:
        lessons["authors"] = taught
    taught = _date_lesson(text, mention, marks, record)
    if taught is not None:
        lessons["date"] = taught
    return lessons


def _authors_lesson(
    text: str, mention: Mention, marks: Landmarks, record: Candidate, titles: list[Words]
) -> Lesson | None:
    if not record.authors or not record.authors_complete:
        return None
    written = [one.text for one in mention.authors]
    right = agree(written, record.authors, is_cut=mention.et_al)
    place = author_places(marks.layout, record.authors, titles)
    if place is None:
        if right:
            return Lesson(True, frozenset())
        if names_someone(marks.layout, record.authors, titles):
            return SILENT if written and not share(written, record.authors) else None
        return Lesson(not written, frozenset([NOTHING]))
    methods = set()
    for variant in ("", FAMILY_FIRST):
        names = read_names(text, marks.layout, place, family_first=variant == FAMILY_FIRST)
        if names and are_authors([n.text for n in names.names], record.authors, is_cut=names.et_al):
            methods |= {Method(rule, variant) for rule in marks.rules_of(*place)}
    return Lesson(right, frozenset(methods))


def _date_lesson(text: str, mention: Mention, marks: Landmarks, record: Candidate) -> Lesson | None:
    claims = [one.text for one in (mention.date, mention.event) if one is not None]
    fits = [is_date(one, record.submitted) for one in claims]
    right = True in fits
    if not record.submitted or (claims and set(fits) == {None}):
        return None
    methods = set()
    for place in dates_of(marks.layout):
        if is_date(shown(text, marks.layout, *place).text, record.submitted):
            methods |= {Method(rule) for rule in marks.rules_of(*place)}
    return Lesson(right, frozenset(methods)) if methods or right else None
