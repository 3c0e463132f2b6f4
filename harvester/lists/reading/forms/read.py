"""Read the entries of a list again by the forms that its known entries teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from harvester.lists.claims.title_spans import nickname_of
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.document import ListDocument, Note
from harvester.lists.reading.forms.alignment import Words
from harvester.lists.reading.forms.ballots import NOTHING, Choice, choose, is_misread
from harvester.lists.reading.forms.landmarks import Landmarks
from harvester.lists.reading.forms.learn import FIELDS, Forms, readable_entries
from harvester.lists.reading.forms.people import FAMILY_FIRST, read_names
from harvester.lists.reading.forms.shapes import Shape, groups_of, show_shape, style_of
from harvester.lists.reading.forms.slots import Layout, read_layout, shown
from harvester.model import EntryForm, Mention, Span, Written
from harvester.values.dates import parse_date

_LONGEST_SHAPE = 60


def read_again(document: ListDocument, forms: Forms) -> ListDocument:
    """Read a list's entries by its forms; text and spans of entries stay as they are."""
    if not forms:
        return document
    readable = {id(mention) for mention in readable_entries(document)}
    mentions = tuple(
        _read(document.text, mention, forms) if id(mention) in readable else mention
        for mention in document.mentions
    )
    return replace(
        document, mentions=mentions, notes=(*document.notes, *_notes(mentions, document))
    )


def _notes(mentions: Sequence[Mention], document: ListDocument) -> Iterator[Note]:
    """Say once of each form, by the claims it loses, which lines could not be read."""
    spoilt: dict[tuple[str, tuple[str, ...]], list[Mention]] = {}
    for mention in mentions:
        if mention.form is not None and mention.form.misread:
            style = style_of(document.text, mention.span.start)
            spoilt.setdefault((style, mention.form.misread), []).append(mention)
    for (_, claims), entries in spoilt.items():
        first, last = entries[0].line, document.line_of(entries[-1].span.end)
        shape = Counter(one.form.shape for one in entries if one.form).most_common(1)[0][0]
        yield Note(
            first,
            f"lines {first}–{last}: the {' and the '.join(claims)} of {len(entries)} entries of "
            f"this form could not be read (most of those whose papers are known differ from "
            f"them): {shape[:_LONGEST_SHAPE]}",
        )


def _read(text: str, mention: Mention, forms: Forms) -> Mention:
    taught = forms.entries.get(mention.span)
    layout = None
    if taught is not None:
        groups = taught.groups
    else:
        layout = read_layout(text, *mention.span)
        groups = groups_of(text, mention, layout)
    choices = _choices(mention, groups, forms)
    misread = tuple(name for name in FIELDS[:2] if is_misread(groups, forms.ballots[name]))
    if not choices and not misread:
        return mention
    reader = _EntryReader(text, mention, layout)
    for name, choice in choices.items():
        if choice.methods:
            reader.read(name, choice)
    main = choices.get("title") or next(iter(choices.values()), Choice((), 0, 0))
    learnt = tuple(reader.learnt)
    form = EntryForm(show_shape(groups), learnt, main.agreeing, main.size, misread)
    return replace(reader.mention, form=form)


def _choices(mention: Mention, groups: list[Shape], forms: Forms) -> dict[str, Choice]:
    own = [one for key in mention.identifiers for one in forms.lessons.get(key, ())]
    choices: dict[str, Choice] = {}
    for name in FIELDS:
        lessons = [(one.groups, one.lessons[name]) for one in own if name in one.lessons]
        is_open = _leaves_open(mention, name)
        choice = choose(groups, forms.ballots[name], lessons, is_open=is_open)
        if choice is not None:
            choices[name] = choice
    return choices


def _leaves_open(mention: Mention, name: str) -> bool:
    if name == "title":
        return mention.title is None
    if name == "authors":
        return not mention.authors
    return not (mention.date or mention.event)


class _EntryReader:
    """An entry while its claims are read again, one by one."""

    def __init__(self, text: str, mention: Mention, layout: Layout | None) -> None:
        self.text, self.mention, self.layout = text, mention, layout
        self.learnt: list[str] = []

    @cached_property
    def marks(self) -> Landmarks:
        """The landmarks of the entry, worked out where a method is tried."""
        return Landmarks(self.layout or read_layout(self.text, *self.mention.span))

    def read(self, name: str, choice: Choice) -> None:
        """Read one claim by the methods of a choice, where they lead to something else."""
        before = self.mention
        if name == "authors":
            if choice.is_clear or _leaves_authors_open(before, choice):
                self.mention = self._authors(choice)
        elif name == "title" and (choice.is_clear or _leaves_open(before, name)):
            self.mention = self._title(self._agreed(choice))
        elif name == "date" and (choice.is_clear or _leaves_open(before, name)):
            self.mention = self._date(self._agreed(choice))
        if self.mention != before:
            self.learnt.append(name)

    def _agreed(self, choice: Choice) -> Words | None:
        """Return the words that the methods lead to, weighed by the entries that agree."""
        weights: dict[Words, int] = {}
        for reading, votes in choice.methods:
            place = self.marks.apply(reading.rule) if reading.rule is not None else None
            if place is not None:
                words = Words(*place)
                weights[words] = weights.get(words, 0) + votes
        return max(weights, key=lambda one: (weights[one], one), default=None)

    def _title(self, words: Words | None) -> Mention:
        mention = self.mention
        if words is None:
            return mention
        title = shown(self.text, self.marks.layout, *words)
        if not any(one.isalpha() for one in title.text) or is_role_label(title.text):
            return mention
        old = mention.title
        if old is not None and old.text == title.text:
            return mention
        name = nickname_of(title.text) or _nickname(mention, title) or title.text
        longer = old.text if old is not None and title.text in old.text else ""
        told = f"{longer} {mention.description}".strip()
        mention = replace(mention, title=title, name=name, description=told)
        return _without_claims_in(mention, title.span)

    def _authors(self, choice: Choice) -> Mention:
        mention = self.mention
        if choice.methods[0][0] == NOTHING:
            return replace(mention, authors=(), authors_span=None, et_al=False)
        words = self._agreed(choice)
        variant = choice.methods[0][0].variant
        if words is None:
            return mention
        names = read_names(
            self.text, self.marks.layout, words, family_first=variant == FAMILY_FIRST
        )
        if names is None or (mention.title and names.span.overlaps(mention.title.span)):
            return mention
        return replace(mention, authors=names.names, authors_span=names.span, et_al=names.et_al)

    def _date(self, words: Words | None) -> Mention:
        mention = self.mention
        if words is None:
            return mention
        date = shown(self.text, self.marks.layout, *words)
        year, _ = parse_date(date.text)
        if year is None or (mention.date is not None and mention.date.text == date.text):
            return mention
        return replace(mention, date=date)


def _leaves_authors_open(mention: Mention, choice: Choice) -> bool:
    """Tell an entry with no authors where its like have some, or with some where they have none."""
    has_none = choice.methods[0][0] == NOTHING and choice.agreeing == choice.size
    return has_none if mention.authors else choice.methods[0][0] != NOTHING


def _nickname(mention: Mention, title: Written) -> str | None:
    """Return what the entry was called, where it is short and stands outside the title."""
    old = mention.title
    if old is None or len(mention.name.split()) > 4 or mention.name not in old.text:
        return None
    return (
        None if old.span.overlaps(title.span) and mention.name not in title.text else mention.name
    )


def _without_claims_in(mention: Mention, title: Span) -> Mention:
    """Drop what was read as authors, date, event or tag and is part of the title."""
    if mention.authors_span is not None and mention.authors_span.overlaps(title):
        mention = replace(mention, authors=(), authors_span=None, et_al=False)
    if mention.date is not None and mention.date.span.overlaps(title):
        mention = replace(mention, date=None)
    if mention.event is not None and mention.event.span.overlaps(title):
        mention = replace(mention, event=None)
    return replace(mention, tags=tuple(one for one in mention.tags if not one.span.overlaps(title)))
