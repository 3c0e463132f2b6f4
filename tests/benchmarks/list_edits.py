"""How well each kind of edit goes on every real list: good, left to a person, or bad.

Run: `python -m tests.benchmarks.list_edits [--only NAME] [--each N] [--show hand|bad]`.
An edit is made in the whole list and read again in its own section: good where the entry then
makes the new claim, it lies within the entry, and every other claim of this and all other entries
is what it was. `none` counts entries that
make no such claim. Every list gets N entries spread over it for each kind.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from harvester.errors import BadInput
from harvester.lists import ListDocument, load_list, parse
from harvester.lists.editing.additions import NewEntry, add_entry, remove_entry
from harvester.lists.editing.corrections import (
    correct_authors,
    correct_date,
    correct_event,
    correct_title,
    fill_placeholder,
    replace_identifier,
)
from harvester.lists.editing.links import add_code_link
from harvester.lists.edits import Correction, HandEdit, apply
from harvester.model import Edit, Identifier, LinkRole, Mention, PersonName, Span
from harvester.values.dates import parse_date
from harvester.values.person_names import family_key, parse_person
from harvester.values.text import normalize_title
from tests.benchmarks.list_reading import list_files
from tests.paths import SHARED

TITLE = "Quokka Burrows: Mapping Tunnels With Sparse Lanterns"
PEOPLE = tuple(
    PersonName(family, given)
    for given, family in (
        *(("Wilhelmina", "Quackenbush"), ("Ignatius", "Zwetschke"), ("Rosalind", "Vandermolen")),
        *(("Thaddeus", "Brzezinski"), ("Ottoline", "Fitzwilliam")),
    )
)
PAPER = Identifier("arxiv", "2406.09999")
CODE = Identifier("github", "quokkalab/burrows")
DATE, EVENT = "2024-06-13", "ICLR"
NEW = NewEntry(PAPER, TITLE, PEOPLE, date=DATE, code=CODE)
_EMOJI = re.compile("[\U0001f300-\U0001faff⭐★🌟✨]")
_LINK = re.compile(r"\[[^\[\]]*\]\([^()]*\)")
_SHORT = re.compile(r"\d\d[./-]\d{1,2}")
_LARGEST = 400_000
Made = Sequence[Edit | HandEdit]


class Kind(NamedTuple):
    """One kind of edit: how it is made, and whether an entry then says what was wanted."""

    make: Callable[[ListDocument, Mention], Made]
    holds: Callable[[Mention, Mention], bool]


def _one(correction: Correction) -> Made:
    return [] if correction is None else [correction]


def _identifier(document: ListDocument, mention: Mention) -> Made:
    old = next((one for one in mention.identifiers if one.scheme == "arxiv"), None)
    return replace_identifier(document, mention, old, PAPER) if old else []


def _placeholder(document: ListDocument, mention: Mention) -> Made:
    place = next((one for one in mention.placeholders if one.accepts(PAPER)), None)
    return _one(fill_placeholder(document, mention, place, PAPER)) if place else []


def _code(document: ListDocument, mention: Mention) -> Made:
    has_code = any(link.role is LinkRole.CODE for link in mention.links)
    return [] if has_code else _one(add_code_link(document, mention, CODE))


def _dated(_: Mention, then: Mention) -> bool:
    written = then.date.text if then.date else ""
    year, month = parse_date(f"20{written}" if _SHORT.fullmatch(written) else written)
    return year == 2024 and month in (None, 6)


def _named(then: Mention) -> bool:
    families = [family_key(one.text) for one in then.authors]
    wanted = [family_key(str(one)) for one in PEOPLE]
    return families == wanted[: len(families)] and (len(families) == len(wanted) or then.et_al)


def _paper_people(mention: Mention) -> list[PersonName]:
    """The people as written, the second one spelt otherwise, two more where they are cut."""
    people = [parse_person(one.text) for one in mention.authors]
    if len(people) > 1:
        people[1] = replace(people[1], family="Quackenbush")
    return people + (list(PEOPLE[1:3]) if mention.et_al else [])


def _authors(document: ListDocument, mention: Mention) -> Made:
    if len(mention.authors) < 2:
        return []
    return _one(correct_authors(document, mention, _paper_people(mention)))


def _respelt(before: Mention, then: Mention) -> bool:
    families = [family_key(one.text) for one in then.authors]
    wanted = [family_key(str(one)) for one in _paper_people(before)]
    return families == wanted[: len(families)] and len(families) == len(before.authors)


KINDS = {
    "title": Kind(
        lambda document, one: _one(correct_title(document, one, TITLE)),
        lambda _, then: normalize_title(TITLE) in normalize_title(then.title_or_name),
    ),
    "authors": Kind(_authors, _respelt),
    "date": Kind(lambda document, one: _one(correct_date(document, one, DATE)), _dated),
    "event": Kind(
        lambda document, one: _one(correct_event(document, one, EVENT, "2024")),
        lambda _, then: then.event is not None and EVENT in then.event.text,
    ),
    "identifier": Kind(_identifier, lambda _, then: PAPER in then.identifiers),
    "placeholder": Kind(_placeholder, lambda _, then: PAPER in then.identifiers),
    "code": Kind(_code, lambda _, then: CODE in then.identifiers),
}


def name_of(kind: Kind) -> str:
    """Return the name of a kind of edit."""
    return next(name for name, one in KINDS.items() if one is kind)


def section_of(document: ListDocument, at: int) -> Span:
    """Return the text around an offset, from the heading above to the next heading."""
    if document.form:
        return Span(0, len(document.text))
    starts = [0, *(one.span.start for one in document.headings), len(document.text)]
    lines = [document.text.rfind("\n", 0, one) + 1 for one in starts[1:-1]]
    edges = [0, *lines, len(document.text)]
    start = max(one for one in edges if one <= at)
    end = min(one for one in edges if one > at) if at < len(document.text) else edges[-1]
    if end - start > _LARGEST:
        left = document.text.rfind("\n", 0, max(start, at - _LARGEST // 2)) + 1
        right = document.text.find("\n", min(end, at + _LARGEST // 2))
        start, end = max(start, left), end if right < 0 else min(end, right + 1)
    return Span(start, end)


def claims(mention: Mention) -> tuple[object, ...]:
    """Return what a mention claims, less its places."""
    return (
        mention.kind,
        mention.title and mention.title.text,
        tuple(one.text for one in mention.authors),
        mention.date and mention.date.text,
        mention.event and mention.event.text,
        mention.identifiers,
        tuple(link.url for link in mention.links),
    )


_CHANGED = {"authors": {"authors"}, "date": {"date", "event"}, "event": {"event", "date"}}


def untouched(kind: str, mention: Mention) -> tuple[object, ...]:
    """Return the claims of an entry that an edit of some kind has to leave as they are."""
    made: dict[str, object] = {
        "title": mention.title and mention.title.text,
        "authors": (tuple(one.text for one in mention.authors), mention.et_al),
        "date": mention.date and mention.date.text,
        "event": mention.event and mention.event.text,
        "links": tuple(
            link.url if kind == "title" else (link.label, link.url)
            for link in mention.links
            if kind not in {"identifier", "placeholder", "code"}
        ),
        "identifiers": {one for one in mention.identifiers if one.scheme != "arxiv"} - {CODE},
        "repositories": sum(link.role is LinkRole.CODE for link in mention.links),
    }
    if kind == "code":
        del made["repositories"]
        made["links"] = tuple(one.url for one in mention.links if CODE.value not in one.url)
    gone = _CHANGED.get(kind, {kind})
    return tuple(value for name, value in made.items() if name not in gone)


def judge(document: ListDocument, name: str, mention: Mention, kind: Kind) -> tuple[str, str]:
    """Make one edit; return `none`, `hand`, `good` or `bad`, and what was written."""
    made = kind.make(document, mention)
    edits = [one for one in made if isinstance(one, Edit)]
    if not made:
        return "none", ""
    if len(edits) < len(made):
        hand = next(one for one in made if isinstance(one, HandEdit))
        return "hand", f"{hand.why}: {hand.text}"
    around = section_of(document, mention.span.start)
    text = document.text[slice(*around)]
    moved = [one for one in edits if around.start <= one.span.start and one.span.end <= around.end]
    shifted = [
        Edit(Span(one.span.start - around.start, one.span.end - around.start), one.text)
        for one in moved
    ]
    then = apply(text, shifted)
    old, new = parse(text, name).mentions, parse(then, name).mentions
    start = mention.span.start - around.start
    at = next((at for at, one in enumerate(old) if one.span.start == start), None)
    if at is None:
        return "none", ""
    written = then[slice(*new[at].span)] if at < len(new) else then
    is_good = len(old) == len(new) and kind.holds(old[at], new[at])
    is_good = is_good and untouched(name_of(kind), old[at]) == untouched(name_of(kind), new[at])
    places = [mention.span, *(link.span for link in mention.links)]
    is_good = is_good and all(any(one.contains(edit.span) for one in places) for edit in edits)
    others = [claims(one) for one in old if one is not old[at]]
    is_good = is_good and others == [claims(one) for one in new if one is not new[at]]
    return (
        "good" if is_good else "bad",
        f"{document.text_of(mention.span)[:300]!r} -> {written[:300]!r}",
    )


def judge_addition(document: ListDocument, name: str, mention: Mention) -> tuple[str, str]:
    """Add a new entry to the section of `mention`."""
    try:
        made = add_entry(document, NEW, " > ".join(mention.section))
    except BadInput as error:
        return "none", str(error)
    edits = [one for one in made if isinstance(one, Edit)]
    if not edits:
        hand = next(one for one in made if isinstance(one, HandEdit))
        return "hand", f"{hand.why}: {hand.text}"
    around = section_of(document, edits[0].span.start)
    text = document.text[slice(*around)]
    at = edits[0].span.start - around.start
    then = text[:at] + edits[0].text + text[at:]
    old, new = parse(text, name).mentions, parse(then, name).mentions
    entry = next((one for one in new if PAPER in one.identifiers), None)
    if entry is None or entry.title is None:
        return "bad", edits[0].text
    is_good = normalize_title(TITLE) in normalize_title(entry.title.text)
    is_good = is_good and len(new) == len(old) + 1
    is_good = is_good and (not entry.authors or _named(entry))
    is_good = is_good and (entry.date is None or _dated(entry, entry))
    own = {PAPER, CODE}
    is_good = is_good and all(one in own for one in entry.identifiers)
    usual = "".join(text[slice(*one.span)] for one in old)
    unlinked = _LINK.sub("", edits[0].text)
    marks = [one for one in _EMOJI.findall(unlinked) if usual.count(one) * 2 < len(old)]
    is_good = is_good and not marks
    others = [claims(one) for one in new if one is not entry]
    is_good = is_good and others == [claims(one) for one in old]
    return (
        "good" if is_good else "bad",
        f"{document.text_of(mention.span)[:200]!r} -> {edits[0].text!r}",
    )


def judge_removal(document: ListDocument, name: str, mention: Mention) -> tuple[str, str]:
    """Take an entry out."""
    made = remove_entry(document, mention)
    hand = next((one for one in made if isinstance(one, HandEdit)), None)
    if hand is not None:
        return "hand", f"{hand.why}: {hand.text}"
    around = section_of(document, mention.span.start)
    text = document.text[slice(*around)]
    edits = [
        Edit(Span(one.span.start - around.start, one.span.end - around.start), one.text)
        for one in made
        if isinstance(one, Edit) and around.start <= one.span.start < around.end
    ]
    if any(one.span.end > len(text) for one in edits):
        edits = [Edit(Span(one.span.start, min(one.span.end, len(text))), "") for one in edits]
    then = apply(text, edits)
    old, new = parse(text, name).mentions, parse(then, name).mentions
    start = mention.span.start - around.start
    gone = {one for one in old if one.span.start == start or one.refers_to == mention.name}
    is_good = [claims(one) for one in old if one not in gone] == [claims(one) for one in new]
    return "good" if is_good else "bad", document.text_of(mention.span)[:200]


def spread(entries: Sequence[Mention], count: int) -> Iterator[Mention]:
    """Yield `count` entries at equal distances."""
    step = max(1, len(entries) // count)
    yield from entries[::step][:count]


def _verdicts(path: Path, kinds: Sequence[str], each: int) -> Iterator[tuple[str, int, str, str]]:
    """Yield kind, line, verdict and what was written for each edit of one list."""
    document = parse(load_list(path), path.name)
    entries = [one for one in document.mentions if one.is_paper_entry]
    for kind in (*KINDS, "add", "remove"):
        if kinds != [""] and kind not in kinds:
            continue
        for mention in spread(entries, each // 4 if kind == "add" else each):
            if kind == "add":
                verdict, shown = judge_addition(document, path.name, mention)
            elif kind == "remove":
                verdict, shown = judge_removal(document, path.name, mention)
            else:
                verdict, shown = judge(document, path.name, mention, KINDS[kind])
            yield kind, mention.line, verdict, shown


def main() -> None:
    """Print one row per list and kind that has edits, and the totals."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", default="")
    options.add_argument("--kind", default="")
    options.add_argument("--each", type=int, default=20)
    options.add_argument("--show", default="")
    asked = options.parse_args()
    total: Counter[tuple[str, str]] = Counter()
    names = [*KINDS, "add", "remove"]
    for path in list_files():
        if asked.only not in str(path):
            continue
        row: Counter[tuple[str, str]] = Counter()
        for kind, line, verdict, shown in _verdicts(path, asked.kind.split(","), asked.each):
            row[kind, verdict] += 1
            if asked.show and verdict in asked.show:
                print(f"   {verdict} {kind} {path.parent.name}/{path.name}:{line}: {shown}")
        total.update(row)
        folder = path.relative_to(SHARED / "lists").parts[0].split("__")[1]
        print(f"{folder[:24]}/{path.name[-24:]:26}" + _counts(row, names))
    print(f"{'all':51}" + _counts(total, names))
    for kind in names:
        print(f"{kind:12}" + "".join(f" {word} {total[kind, word]:5}" for word in _WORDS))
    made = Counter({word: sum(total[kind, word] for kind in names) for word in _WORDS})
    asked_for = made["good"] + made["hand"] + made["bad"]
    print(
        f"all: {made['good']} good, {made['hand']} by hand ({made['hand'] / asked_for:.1%}), "
        f"{made['bad']} bad of {asked_for}"
    )


_WORDS = ("good", "hand", "bad", "none")


def _counts(row: Counter[tuple[str, str]], names: Sequence[str]) -> str:
    cells = ("/".join(str(row[kind, word]) for word in _WORDS[:3]) for kind in names)
    return "".join(f"{cell:>10}" for cell in cells)


if __name__ == "__main__":
    main()
