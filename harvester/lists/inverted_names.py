"""Names with the family name in front, whose comma is not the one between two authors."""

from __future__ import annotations

import re
from itertools import pairwise

from harvester.model import Span, Written

_INITIALS = re.compile(r"(?:[A-Z]\.[ -]?)+|[A-Z]")


def family_first(text: str, names: tuple[Written, ...]) -> tuple[Written, ...]:
    """Join what a comma parted: `Bee, Ann and Dee, Cy`, or `Bee, Ann, Cy Dee, and Eve Eff`."""
    if _alternate(text, names):
        pairs = zip(names[::2], names[1::2], strict=True)
        return tuple(_joined(family, given) for family, given in pairs)
    words = names[1].text.split() if len(names) > 2 else []
    if len(words) == 1 or (len(words) == 2 and words[1].rstrip(".").isupper()):
        return turned(text, names)
    return names


def turned(text: str, names: tuple[Written, ...]) -> tuple[Written, ...]:
    """`Graves, Alex, and Geoffrey Hinton`: only the first author's family name comes first."""
    if len(names) < 2 or " " in names[0].text or len(names[1].text.split()) > 2:
        return names
    if _between(text, names[0], names[1]) != "," or any(" " not in one.text for one in names[2:]):
        return names
    return (_joined(names[0], names[1]), *names[2:])


def _alternate(text: str, names: tuple[Written, ...]) -> bool:
    """A comma inside each name and "and" between two, or initials behind each family name."""
    if len(names) < 4 or len(names) % 2:
        return False
    if all(_INITIALS.fullmatch(one.text) for one in names[1::2]):
        return not any(_INITIALS.fullmatch(one.text) for one in names[::2])
    dividers = [_between(text, one, other) for one, other in pairwise(names)]
    is_so = all(one == "," for one in dividers[::2]) and all(
        one in {"and", "&", "&amp;"} for one in dividers[1::2]
    )
    return is_so and sum(" " not in one.text for one in names[::2]) * 2 >= len(names[::2])


def _between(text: str, one: Written, other: Written) -> str:
    return text[one.span.end : other.span.start].strip().lower()


def _joined(one: Written, other: Written) -> Written:
    return Written(f"{one.text}, {other.text}", Span(one.span.start, other.span.end))
