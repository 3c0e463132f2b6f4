"""Entries that bear a number: `**[12]** …`, `3) …`, `7. …`; what a new one is numbered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from harvester.lists.sections import lines_of
from harvester.lists.style import ParsedList
from harvester.model import Mention

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
    found = _NUMBER.match(block)
    if not sign or found is None:
        return block
    numbers = [_number(document, one) for one in entries]
    known = numbers[-1] if at >= len(entries) else numbers[at]
    if known is None:
        return block
    return block[: found.start("number")] + str(known + 1) + block[found.end("number") :]


def _number(document: ParsedList, mention: Mention) -> int | None:
    line = lines_of(document.text, mention.span)
    found = _NUMBER.match(document.text, line.start, line.end)
    return int(found["number"]) if found else None
