"""Edits: change the characters of some spans and nothing else.

An edit says where, what and why. Edits of one text are a set: they commute, the very same edit
given twice counts once, and two edits that touch the same characters are refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from harvester.errors import BadInput
from harvester.model import Edit


@dataclass(frozen=True, slots=True)
class HandEdit:
    """A correction that cannot be written safely: a person puts `text` in at line `line`.

    `text` is the exact text to write there, `why` what is wrong and why it was not done.
    """

    line: int
    text: str
    why: str


Correction: TypeAlias = Edit | HandEdit | None
"""What a correction answers: an edit, what to do by hand, or None where it is already so."""


class OverlappingEdits(BadInput):
    """Two edits want the same characters, or the same place: nobody can say which is meant."""


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return `text` with every edit's span replaced; all other characters stay as they are.

    The order of `edits` means nothing, and equal edits count once.
    Raises `OverlappingEdits` where two edits share a character, two insert at the same
    place, or one inserts inside what another replaces; `BadInput` where a span lies outside
    the text.
    """
    pieces: list[str] = []
    position = 0
    for edit in ordered(edits):
        start, end = edit.span
        if not 0 <= start <= end <= len(text):
            raise BadInput(
                f"an edit wants characters {start} to {end} of a text of {len(text)} characters; "
                "parse the list again before editing it"
            )
        pieces += (text[position:start], edit.text)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def ordered(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the distinct edits by place.

    Raises:
        OverlappingEdits: two edits want the same place.
    """
    distinct = {(edit.span, edit.text): edit for edit in edits}
    by_place = [distinct[key] for key in sorted(distinct)]
    for first, second in pairwise(by_place):
        if second.span.start < first.span.end or second.span == first.span:
            raise OverlappingEdits(
                f"two edits want the same place (characters {first.span.start} to "
                f"{max(first.span.end, second.span.end)}): "
                f"{first.text[:60]!r} and {second.text[:60]!r}; make one of them by hand"
            )
    return tuple(by_place)
