"""Add an entry to a section, in the section's own style and order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from harvester.errors import BadInput
from harvester.lists.editing.additions.from_model import in_form_of
from harvester.lists.editing.additions.new_entry import NewEntry
from harvester.lists.editing.additions.new_record import record_like
from harvester.lists.editing.additions.rows import rows_for
from harvester.lists.editing.additions.usual_form import usual_forms
from harvester.lists.editing.forms import NameForm, form_of
from harvester.lists.editing.links import add_code_link, is_framework
from harvester.lists.editing.sections import (
    direction,
    entries_in,
    entries_of,
    lines_of,
    numbered,
    place_for,
    whole_entry,
)
from harvester.lists.editing.style import ParsedList, escape, line_end, plain
from harvester.lists.edits import HandEdit, apply
from harvester.lists.reading.parse import parse
from harvester.model import Edit, Identifier, LinkRole, Mention, MentionKind, Span
from harvester.values.identifiers import url_of
from harvester.values.text import normalize_title

_MOST_MODELS = 12


def entry_like(document: ParsedList, entry: NewEntry) -> Mention | None:
    """Return the mention that speaks of the same paper: same identifier, or the same title."""
    title = normalize_title(entry.title)
    for mention in document.mentions:
        if mention.refers_to is not None:
            continue
        if _names(mention, entry.identifier):
            return mention
        written = mention.title.text if mention.title else ""
        if title and title in {
            normalize_title(written),
            normalize_title(written.partition(":")[2]),
        }:
            return mention
    return None


def _names(mention: Mention, identifier: Identifier) -> bool:
    """Tell whether an entry bears `identifier`, or links the page that is all there is of it."""
    if mention.kind is MentionKind.REPOSITORY and identifier.is_paper:
        return False  # its description speaks of the paper
    if identifier.scheme == "url":
        return any(link.url == identifier.value for link in mention.links)
    return identifier in mention.identifiers


def add_entry(document: ParsedList, entry: NewEntry, section: str) -> tuple[Edit | HandEdit, ...]:
    """Return the edits that put `entry` into `section` and a row into each table of such papers.

    Raises `BadInput` where the paper is in the list already, or the section is not. Where no entry
    of the section (then of the list) shows a form that fits, a `HandEdit` gives the text.
    """
    if there := entry_like(document, entry):
        name = plain(there.name)
        raise BadInput(f"{entry.identifier} is already at line {there.line} as '{name}'")
    entries = entries_in(document, section)
    made = _written(document, entries, entry)
    if made is None:
        at = entries[-1]
        line = document.text[lines_of(document.text, at.span).start :]
        bullet = re.match(r"[ \t]*[-*+][ \t]+", line)
        link = f"[{escape(entry.title)}]({url_of(entry.identifier)})"
        text = (bullet[0] if bullet and not document.form else "") + link
        return (
            HandEdit(document.line_of(at.span.end), text, "no entry here shows a form that fits"),
        )
    edits = (made, *_left_out(document, made, entry), *rows_for(document, entry, entries))
    return tuple(
        by_hand(document, one) if isinstance(one, Edit) and not document.can_write(one) else one
        for one in edits
    )


def by_hand(document: ParsedList, edit: Edit) -> HandEdit:
    """Return what a person is to write where the file's markup cannot be edited."""
    why = "the file's markup cannot be edited there; write it in its own form"
    return HandEdit(document.line_of(edit.span.start), edit.text.strip(), why)


def _left_out(document: ParsedList, edit: Edit, entry: NewEntry) -> Iterator[HandEdit]:
    """What was asked for, and has no place in the form that the entry got."""
    line = document.line_of(edit.span.end)
    if missing := [tag for tag in entry.tags if plain(tag) not in edit.text]:
        yield HandEdit(line, ", ".join(map(plain, missing)), "no entry here shows where tags stand")
    if entry.code and entry.code.value.lower() not in edit.text.lower():
        yield HandEdit(
            line, f"https://github.com/{entry.code.value}", "no entry here shows a code link"
        )


def _written(document: ParsedList, entries: tuple[Mention, ...], entry: NewEntry) -> Edit | None:
    """The first form that, read again, gives the new entry and leaves all others as they are.

    Where none in the usual forms can be copied, the entries most like the new one are tried.
    """
    for model in _models(document, entries, entry):
        make = record_like if document.form else in_form_of
        block = make(document, model, entry)
        if block is None:
            continue
        edit = _placed(document, entries, entry, block)
        edit = edit if document.form else _with_code(document, edit, entry)
        if _reads_well(document, edit, entry):
            return edit
    return None


def _models(
    document: ParsedList, entries: tuple[Mention, ...], entry: NewEntry
) -> tuple[Mention, ...]:
    """The entries to copy, best first: in usual forms, then one of each form, then the nearest."""
    tables = bool(entries[0].cells)
    others = [] if tables else [one for one in entries_of(document) if not one.cells]
    depth = min(_depth(document, one) for one in entries)
    models = [one for one in dict.fromkeys((*entries, *others)) if _depth(document, one) == depth]
    near = _place(document, entries, entry)
    usual = Counter(map(_claims, entries)).most_common(1)[0][0]
    order = {one.span: abs(at - near) for at, one in enumerate(entries)}
    far = len(entries)
    bars = {one.span: _bars(document, one) for one in models}
    most = max(bars.values(), default=0)
    votes = usual_forms(document, entries)
    fit = {
        one.span: (
            one.span not in order,
            _unlike(one, entry, len(entry.authors)) + (most - bars[one.span]),
            [-count for count in votes[one.span].counts] if one.span in votes else [],
            _misfit(one, entry, usual),
            order.get(one.span, far),
        )
        for one in models
    }
    models.sort(key=lambda one: fit[one.span])
    of_form = {votes[one.span].form: one for one in reversed(models) if one.span in votes}
    firsts = sorted(of_form.values(), key=lambda one: fit[one.span])
    nearest = sorted(models, key=lambda one: (*fit[one.span][:2], *fit[one.span][3:]))
    ranked = (models, firsts, nearest)
    return tuple(dict.fromkeys(one for each in ranked for one in each[:_MOST_MODELS]))


def _bars(document: ParsedList, mention: Mention) -> int:
    """How many bars part the cells of a row, which may end before the last column."""
    lines = lines_of(document.text, mention.span)
    return document.text_of(lines).count("|") if mention.cells else 0


def _claims(one: Mention) -> tuple[bool, ...]:
    """Which claims an entry makes."""
    linked = any(
        link.label in (one.name, one.title.text if one.title else "") for link in one.links
    )
    return bool(one.authors), one.et_al, bool(one.date), bool(one.event), bool(one.cells), linked


def _depth(document: ParsedList, mention: Mention) -> int:
    """How far the entry's first line stands in."""
    line = document.text[lines_of(document.text, mention.span).start : mention.span.end]
    return len(line) - len(line.lstrip(" \t"))


def _unlike(model: Mention, entry: NewEntry, people: int) -> int:
    """How many claims the new entry has and the model does not, or the other way round."""
    code = any(link.role is LinkRole.CODE for link in model.links)
    published = model.event is not None and "arxiv" not in model.event.text.lower()
    nicknamed = model.title is not None and model.name != model.title.text
    unlike = [
        nicknamed != bool(entry.nickname),
        code != (entry.code is not None),
        published != bool(entry.event) and model.event is not None,
        bool(model.tags) != bool(entry.tags),
        bool(model.authors) and model.et_al and len(model.authors) >= people,
        not any(link.url.startswith("https://arxiv.org/") for link in model.links),
        any(is_framework(link.label) for link in model.links) and entry.code is not None,
    ]
    return sum(unlike)


def _misfit(model: Mention, entry: NewEntry, usual: tuple[bool, ...]) -> int:
    """How many links would have to go or to come, and how unusual the model is."""
    code = any(link.role is LinkRole.CODE for link in model.links)
    other = sum(link.role not in (LinkRole.PAPER, LinkRole.CODE) for link in model.links)
    short = any(form_of(name.text) is not NameForm.FULL for name in model.authors)
    unusual = sum(one != wanted for one, wanted in zip(_claims(model), usual, strict=True))
    tagged = int(bool(model.tags) != bool(entry.tags))
    if model.event and not entry.event and "arxiv" not in model.event.text.lower():
        other += 1
    if entry.code and any(is_framework(link.label) for link in model.links):
        other += 1
    nicknamed = model.title is not None and model.name != model.title.text
    tagged += nicknamed != bool(entry.nickname)
    other += not any(link.url.startswith("https://arxiv.org/") for link in model.links)
    return other + short + 2 * unusual + tagged + 2 * (code != (entry.code is not None))


def _with_code(document: ParsedList, edit: Edit, entry: NewEntry) -> Edit:
    """The new entry with its code link, where the model had none to fill."""
    if entry.code is None or entry.code.value in edit.text:
        return edit
    after = parse(apply(document.text, [edit]))
    mention = entry_like(after, entry)
    link = add_code_link(after, mention, entry.code) if mention else None
    if not isinstance(link, Edit):
        return edit
    at = link.span.start - edit.span.start
    longer = edit.text[:at] + link.text + edit.text[at + link.span.end - link.span.start :]
    return Edit(edit.span, longer, edit.why)


def _reads_well(document: ParsedList, edit: Edit, entry: NewEntry) -> bool:
    after = parse(apply(document.text, [edit]), f"list.{document.form or 'md'}")
    mention = entry_like(after, entry)
    if mention is None or mention.title is None or not _names(mention, entry.identifier):
        return False
    same_title = normalize_title(plain(entry.title)) in normalize_title(mention.title.text)
    return same_title and len(after.mentions) == len(document.mentions) + 1


def _placed(
    document: ParsedList, entries: tuple[Mention, ...], entry: NewEntry, block: str
) -> Edit:
    text, end = document.text, line_end(document.text)
    gap = end * (2 if _apart(document, entries) else 1)
    if document.form == "csv":
        stop = len(text.rstrip("\r\n"))
        return Edit(Span(stop, stop), end + block, f"{entry.identifier} added")
    at = _place(document, entries, entry)
    block = numbered(document, entries, block, at)
    why = f"{entry.identifier} added"
    if at < len(entries):
        start = lines_of(text, entries[at].span).start
        return Edit(Span(start, start), block + gap, why)
    stop = whole_entry(document, entries[-1]).end
    return Edit(Span(stop, stop), gap + block, why)


def _place(document: ParsedList, entries: tuple[Mention, ...], entry: NewEntry) -> int:
    """Before which entry it goes: in their order of time, where numbers do not say another."""
    place = place_for(entries, _key(entry), entry.date, entry.title)
    return {1: len(entries), -1: 0}.get(direction(document, entries), place)


def _key(entry: NewEntry) -> str:
    value = entry.identifier.value
    if entry.identifier.scheme == "arxiv" and "/" not in value:
        return f"20{value[:2]}-{value[2:4]}-{value[5:]}"
    return entry.date


def _apart(document: ParsedList, entries: tuple[Mention, ...]) -> bool:
    """Tell whether blank lines stand between the entries."""
    text = document.text
    first = entries[0]
    if first.cells:
        return False
    if len(entries) > 1:
        gap = text[whole_entry(document, first).end : lines_of(text, entries[1].span).start]
        return len(re.findall(r"\r\n?|\n", gap)) > 1
    line = text[lines_of(text, first.span).start :].lstrip(" \t")
    return not re.match(r"(?:[-*+]|\d+[.)])\s", line)
