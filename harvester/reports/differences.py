"""What differs between a value before and after: words, or people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from harvester.values.person_names import same_person, split_names

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


@dataclass(frozen=True, slots=True)
class PeopleDifference:
    """Who was added, who was removed, and whether those who stayed stand in another order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reordered: bool


def people_difference(before: str, after: str) -> PeopleDifference | None:
    """Compare two author lines person by person; None where a side names nobody.

    >>> people_difference("Ann Lee, Bo Xu", "Bo Xu, Ann Lee, Cy Ito")
    PeopleDifference(added=('Cy Ito',), removed=(), reordered=True)
    """
    if len(before) + len(after) > _LONGEST:
        return None
    old, _ = split_names(before)
    new, _ = split_names(after)
    if not old or not new:
        return None
    pairs: dict[int, int] = {}
    for at, name in enumerate(new):
        free = (i for i, other in enumerate(old) if i not in pairs.values())
        match = next((i for i in free if same_person(old[i], name)), None)
        if match is not None:
            pairs[at] = match
    stayed = list(pairs.values())
    return PeopleDifference(
        added=tuple(name for at, name in enumerate(new) if at not in pairs),
        removed=tuple(name for i, name in enumerate(old) if i not in stayed),
        reordered=stayed != sorted(stayed),
    )
