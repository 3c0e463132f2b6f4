"""The sections of a list and the entries in them: where they end, and in what order they stand."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from harvester.errors import BadInput
from harvester.lists.editing.style import ByIdentity, ParsedList, line_span, plain
from harvester.model import Mention, Span
from harvester.values.dates import parse_date
from harvester.values.text import fold

_NOT_LETTERS = re.compile(r"[\W_]+")
_FEW_PAIRS = 2
_SOME_PAIRS = 4
_DIFFERENT = 2


def section_key(heading: str) -> str:
    """Return what two spellings of one heading have in common."""
    return _NOT_LETTERS.sub(" ", fold(plain(heading))).strip()


def entries_of(document: ParsedList) -> tuple[Mention, ...]:
    """Return the papers that stand for themselves, in the list's order."""
    return tuple(one for one in document.mentions if one.is_paper_entry)


def entries_in(document: ParsedList, section: str) -> tuple[Mention, ...]:
    """Return the entries right under the heading `section`, or under its subheadings.

    Raises `BadInput` where no section with entries has that name, or several have it.
    """
    entries = entries_of(document)
    if not section:
        return _only_section(entries)
    path = tuple(section_key(part) for part in section.split(">"))
    above = path[:-1]
    for fits in (_exactly, _named, _below, _beginning):
        neighbours = [one for one in entries if fits(one, path) and _under(one, above)]
        paths = dict.fromkeys(one.section for one in neighbours)
        if len(paths) == 1:
            return tuple(neighbours)
        if paths:
            raise BadInput(_several(section, paths))
    headings = dict.fromkeys(one.section[-1] for one in entries if one.section)
    names = ", ".join(list(headings)[:20]) or "none"
    raise BadInput(f"no section '{plain(section)}' with entries; there are: {names}")


def _exactly(one: Mention, path: tuple[str, ...]) -> bool:
    return tuple(map(section_key, one.section)) == path


def _named(one: Mention, path: tuple[str, ...]) -> bool:
    return bool(one.section) and section_key(one.section[-1]) == path[-1]


def _below(one: Mention, path: tuple[str, ...]) -> bool:
    return path[-1] in map(section_key, one.section)


def _beginning(one: Mention, path: tuple[str, ...]) -> bool:
    return bool(path[-1] and one.section) and path[-1] in section_key(one.section[-1])


def _under(one: Mention, above: Sequence[str]) -> bool:
    """Tell whether the headings `above` stand over the entry in this order, others between."""
    path = map(section_key, one.section[:-1])
    return all(any(part == heading for heading in path) for part in above)


def _only_section(entries: tuple[Mention, ...]) -> tuple[Mention, ...]:
    """All entries of a list that has one section, or none at all."""
    paths = dict.fromkeys(one.section for one in entries)
    if len(paths) == 1:
        return entries
    names = ", ".join(path[-1] for path in list(paths)[:20] if path) or "none"
    raise BadInput(f"say under which section; there are: {names}")


def _several(section: str, paths: Iterable[tuple[str, ...]]) -> str:
    return (
        f"'{plain(section)}' names several sections: "
        f"{'; '.join(' > '.join(path) for path in list(paths)[:6])}; name one of them"
    )


def lines_of(text: str, span: Span) -> Span:
    """Return the span of the whole lines that `span` touches, without the last line end."""
    last = max(span.end - 1, span.start)
    while last > span.start and text[last] in "\r\n":
        last -= 1
    return Span(line_span(text, span.start).start, line_span(text, last).end)


def whole_entry(document: ParsedList, mention: Mention) -> Span:
    """Return the lines of an entry with the quoted or indented description right below it."""
    text = document.text
    start, end = lines_of(text, mention.span)
    if mention.cells:
        return Span(start, end)
    starts = _starts(ByIdentity(document))
    behind = bisect_left(starts, end)
    limit = starts[behind] if behind < len(starts) else len(text)
    indent = len(text[start:]) - len(text[start:].lstrip(" \t"))
    while end < len(text):
        block = _description(text, end, indent)
        if block is None or block.start >= limit or block.end > limit:
            break
        end = block.end
    return Span(start, end)


@lru_cache(maxsize=2)
def _starts(key: ByIdentity) -> tuple[int, ...]:
    """Where the mentions of a list begin, in order."""
    return tuple(sorted(one.span.start for one in key.document.mentions))


def _description(text: str, end: int, indent: int) -> Span | None:
    """The next line that is not blank, where it is a quote or stands deeper than the entry."""
    match = re.compile(r"(?:(?:\r\n?|\n)[ \t]*)*?(?:\r\n?|\n)(?P<line>[ \t]*[^\s][^\r\n]*)").match(
        text, end
    )
    if match is None:
        return None
    line = match["line"]
    deep = len(line) - len(line.lstrip(" \t"))
    if line.lstrip().startswith(">") or deep > indent + 1:
        return Span(*match.span("line"))
    return None


def order_key(mention: Mention) -> str:
    """Return what entries are ordered by in time, from the arXiv id; empty without one."""
    for identifier in mention.identifiers:
        if identifier.scheme == "arxiv" and "/" not in identifier.value:
            return f"20{identifier.value[:2]}-{identifier.value[2:4]}-{identifier.value[5:]}"
    return ""


def place_for(entries: Sequence[Mention], key: str, date: str = "", title: str = "") -> int:
    """Return before which of `entries` a new one stands; their number for the end.

    They are taken to be in order of time (by arXiv id, or else by the months they write) or of
    the alphabet where at least three entries in four follow it; any other order gets the new
    entry at the end.
    """
    orders = (
        ([order_key(one) for one in entries], key, _FEW_PAIRS),
        ([_month(one) for one in entries], date[:7], _SOME_PAIRS),
        ([_letters(one.title_or_name) for one in entries], _letters(title), _SOME_PAIRS),
        ([_letters(one.name) for one in entries], _letters(title), _SOME_PAIRS),
    )
    for keys, new, fewest in orders:
        place = _place_by(keys, new, fewest)
        if place is not None:
            return place
    return len(entries)


def _place_by(keys: Sequence[str], new: str, fewest: int) -> int | None:
    """The place of a new key among keys in order; None where they are in none, or all the same."""
    pairs = [(one, other) for one, other in pairwise(keys) if one and other]
    if not new or len(pairs) < fewest or len({one for pair in pairs for one in pair}) < _DIFFERENT:
        return None
    falling = sum(one >= other for one, other in pairs)
    rising = sum(one <= other for one, other in pairs)
    if falling * 4 >= len(pairs) * 3 and falling > rising:
        return next((at for at, one in enumerate(keys) if one and one <= new), len(keys))
    if rising * 4 >= len(pairs) * 3:
        return next((at for at, one in enumerate(keys) if one and one > new), len(keys))
    return None


def _month(mention: Mention) -> str:
    """The month that an entry writes, as `2024-05`; empty without one."""
    for claim in (mention.date, mention.event):
        year, month = parse_date(claim.text) if claim else (None, None)
        if year and month:
            return f"{year}-{month:02}"
    return ""


def _letters(title: str) -> str:
    return _NOT_LETTERS.sub(" ", fold(title)).strip()


_NUMBER = re.compile(
    r"(?P<lead>[ \t>]*(?:\|[ \t]*)?(?:[-*+][ \t]+)?[*_]*\[?)(?P<number>\d{1,4})"
    r"(?P<behind>[.)][ \t]|\]|[ \t]*\|)"
)


def direction(document: ParsedList, entries: Sequence[Mention]) -> int:
    """Tell whether the numbers of the entries rise (1), fall (-1), or are none or the same (0)."""
    numbers = [_number(document, one) for one in entries]
    pairs = [(one, other) for one, other in pairwise(numbers) if one is not None and other]
    steps = [other - one for one, other in pairs]
    if len(numbers) == 1 and numbers[0] not in (None, 1):
        return 1
    for sign in (1, -1):
        if steps and sum(step == sign for step in steps) * 3 >= len(steps) * 2:
            return sign
    return 0


def numbered(document: ParsedList, entries: Sequence[Mention], block: str, at: int) -> str:
    """Return the lines of a new entry with the number that comes next at place `at`."""
    sign = direction(document, entries)
    match = _NUMBER.match(block)
    if not sign or match is None:
        return block
    numbers = [_number(document, one) for one in entries]
    number = numbers[-1] if at >= len(entries) else numbers[at]
    if number is None:
        return block
    return block[: match.start("number")] + str(number + 1) + block[match.end("number") :]


def _number(document: ParsedList, mention: Mention) -> int | None:
    line = lines_of(document.text, mention.span)
    match = _NUMBER.match(document.text, line.start, line.end)
    return int(match["number"]) if match else None
