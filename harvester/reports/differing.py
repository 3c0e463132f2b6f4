"""Which words of two texts differ: so that a reader sees the one wrong name in a line of six."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_TOKEN = re.compile(r"\s+|[^\s,;]+|[,;]")
_ALIKE = 0.45
_LONGEST = 2_000

Piece = tuple[str, bool]
"""Some text, and whether it is only on this side."""


def differing_words(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Split both texts into pieces that are common and pieces that are not.

    Texts that have little in common are left whole, marked on neither side.

    >>> differing_words("Ann Lee, Bo Xu", "Ann Lee, Bo Wu")[1]
    [('Ann Lee, Bo ', False), ('Wu', True)]
    """
    whole: tuple[list[Piece], list[Piece]] = ([(before, False)], [(after, False)])
    if not before or not after or len(before) + len(after) > _LONGEST:
        return whole
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return whole
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        _add(left, "".join(old[a1:a2]), kind != "equal")
        _add(right, "".join(new[b1:b2]), kind != "equal")
    return left, right


def _add(pieces: list[Piece], text: str, changed: bool) -> None:
    """Append `text`; blanks between two changed words are part of the change."""
    if not text:
        return
    if changed and len(pieces) > 1 and pieces[-2][1] and pieces[-1][0].isspace():
        text = pieces.pop(-2)[0] + pieces.pop()[0] + text
    pieces.append((text, changed))
