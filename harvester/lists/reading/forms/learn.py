"""Learn the forms of a list: where its entries write title, authors and date.

Entries whose papers are known teach where title, authors and date stand in entries of their
shape. The general rules stay the first reading; a learnt form replaces it where clearly more of
the *other* known entries agree with the form. Nothing of an entry's own record is used to read it,
so that its reading remains a witness for or against its link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from harvester.lists.reading.forms.people import (
    FAMILY_FIRST,
    agree,
    are_authors,
    ends_within_names,
    read_names,
    share,
)
from harvester.lists.reading.forms.shapes import Shape, groups_of
from harvester.lists.reading.forms.slots import Layout, dates_of, read_layout, shown
from harvester.model import Candidate, Identifier, Mention, Span

FIELDS = ("title", "authors", "date")
_MOST_LESSONS = 3


@dataclass(frozen=True, slots=True)
class Taught:
    """What one known entry taught, and the groups it belongs to."""

    groups: list[Shape]
    lessons: Mapping[str, Lesson]


@dataclass(frozen=True, slots=True)
class Forms:
    """What the known entries of one list teach, by group of entries and claim.

    `lessons` keeps by identifier what each paper taught, so that its own entries are read without;
    `entries` the same by the span of the entry.
    """

    ballots: Mapping[str, Mapping[Shape, Ballot]] = field(default_factory=dict)
    lessons: Mapping[Identifier, Sequence[Taught]] = field(default_factory=dict)
    entries: Mapping[Span, Taught] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.lessons)


def learn_forms(document: ListDocument, records: Mapping[Identifier, Candidate]) -> Forms:
    """Learn where entries write their claims from those whose papers have `records`.

    A paper teaches by its first three entries; entries of several known papers teach nothing.
    """
    ballots: dict[str, dict[Shape, Ballot]] = {name: {} for name in FIELDS}
    lessons: dict[Identifier, list[Taught]] = {}
    entries: dict[Span, Taught] = {}
    for mention in readable_entries(document):
        paper = _paper_of(mention, records)
        if paper is None or len(lessons.get(paper, ())) >= _MOST_LESSONS:
            continue
        taught = _teach(document.text, mention, records[paper])
        entries[mention.span] = taught
        lessons.setdefault(paper, []).append(taught)
        for name, lesson in taught.lessons.items():
            by_group = ballots[name]
            for group in taught.groups:
                ballot = by_group.get(group)
                if ballot is None:
                    ballot = by_group[group] = Ballot()
                ballot.add(lesson)
    return Forms(ballots, lessons, entries)


def _teach(text: str, mention: Mention, record: Candidate) -> Taught:
    layout = read_layout(text, *mention.span)
    groups = groups_of(text, mention, layout)
    return Taught(groups, _EntryLessons(text, mention, record, layout).read())


def readable_entries(document: ListDocument) -> Iterator[Mention]:
    """Yield the entries that stand for themselves, of lists that are no data files."""
    if not document.form:
        yield from (one for one in document.mentions if one.refers_to is None)


def _paper_of(mention: Mention, records: Mapping[Identifier, Candidate]) -> Identifier | None:
    """Return the identifier of the one known paper of an entry."""
    papers = [one for one in mention.identifiers if one in records]
    titles = {records[one].title for one in papers}
    return papers[0] if len(titles) == 1 else None


class _EntryLessons:
    """The lessons of one known entry.

    Where the general reading is right, the methods that are right too are worked out when asked
    for; the words and marks of the entry are not kept for that, but read once more.
    """

    def __init__(self, text: str, mention: Mention, record: Candidate, layout: Layout) -> None:
        self.text, self.mention, self.record = text, mention, record
        self.marks: Landmarks | None = Landmarks(layout)
        self.titles: list[Words] | None = None

    def read(self) -> dict[str, Lesson]:
        """Return the lessons by claim."""
        lessons = {"title": self._title(), "authors": self._authors(), "date": self._date()}
        self.marks = self.titles = None
        return {name: lesson for name, lesson in lessons.items() if lesson is not None}

    def _marks(self) -> Landmarks:
        if self.marks is None:
            self.marks = Landmarks(read_layout(self.text, *self.mention.span))
        return self.marks

    def _titles(self) -> list[Words]:
        if self.titles is None:
            self.titles = title_places(self._marks().layout, self.record.title)
        return self.titles

    def _later(self, methods: Callable[[], frozenset[Method]]) -> Callable[[], frozenset[Method]]:
        """Return `methods` less what they leave in memory."""

        def work_out() -> frozenset[Method]:
            worked_out = methods()
            self.marks = self.titles = None
            return worked_out

        return work_out

    def _title(self) -> Lesson | None:
        title = self.mention.title
        if title is not None and is_title(title.text, self.record.title):
            return Lesson(True, self._later(self._title_methods))
        if self._titles():
            return Lesson(False, self._title_methods())
        if title is not None and is_another_title(title.text, self.record.title):
            return SILENT
        return None

    def _title_methods(self) -> frozenset[Method]:
        marks = self._marks()
        return frozenset(Method(rule) for one in self._titles() for rule in marks.rules_of(*one))

    def _authors(self) -> Lesson | None:
        record, mention = self.record, self.mention
        if not record.authors or not record.authors_complete:
            return None
        written = [one.text for one in mention.authors]
        if agree(written, record.authors, is_cut=mention.et_al):
            return Lesson(True, self._later(self._author_methods))
        layout = self._marks().layout
        if author_places(layout, record.authors, self._titles()) is not None:
            return Lesson(False, self._author_methods())
        if names_someone(layout, record.authors, self._titles()):
            return SILENT if written and not share(written, record.authors) else None
        return Lesson(not written, frozenset([NOTHING]))

    def _author_methods(self) -> frozenset[Method]:
        marks, authors = self._marks(), self.record.authors
        place = author_places(marks.layout, authors, self._titles())
        methods: set[Method] = set()
        if place is None:
            return frozenset()
        for variant in ("", FAMILY_FIRST):
            names = read_names(self.text, marks.layout, place, family_first=variant == FAMILY_FIRST)
            if not names or (
                len(names.names) < len(authors)
                and ends_within_names(self.text, marks.layout, place)
            ):
                continue
            if are_authors([n.text for n in names.names], authors, is_cut=names.et_al):
                methods |= {Method(rule, variant) for rule in marks.rules_of(*place)}
        return frozenset(methods)

    def _date(self) -> Lesson | None:
        submitted = self.record.submitted
        claims = [one.text for one in (self.mention.date, self.mention.event) if one is not None]
        fits = [is_date(one, submitted) for one in claims]
        if not submitted or (claims and set(fits) == {None}):
            return None
        if True in fits:
            return Lesson(True, self._later(self._date_methods))
        methods = self._date_methods()
        return Lesson(False, methods) if methods else None

    def _date_methods(self) -> frozenset[Method]:
        marks, submitted = self._marks(), self.record.submitted
        methods: set[Method] = set()
        for place in dates_of(marks.layout):
            if is_date(shown(self.text, marks.layout, *place).text, submitted):
                methods |= {Method(rule) for rule in marks.rules_of(*place)}
        return frozenset(methods)
