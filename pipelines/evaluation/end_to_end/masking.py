"""Take arXiv ids and DOI links out of a list, as if its writers had not known them yet.

An id of four digits, a point and four or five more becomes a placeholder of its month
(`2504.xxxxx`), as people write them; an older arXiv link and a DOI link leave an empty one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from harvester.model import Span

_IDENTIFIER = re.compile(
    r"(?P<address>https?://(?:dx\.)?doi\.org/(?!10\.48550)[^\s)\]>\"'|]+"
    r"|https?://arxiv\.org/(?:abs|pdf)/[a-z-]+(?:\.[A-Z]{2})?/\d{7}[^\s)\]>\"'|]*)"
    r"|(?<!\d)(?<!\d\.)(?P<month>\d\d(?:0[1-9]|1[0-2]))\.(?P<number>\d{4,5})(?:v\d{1,2})?(?!\d)"
)


class MaskedPlace(NamedTuple):
    """One id that was taken out: what it was, and where its placeholder stands now."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class MaskedText:
    """A list whose chosen ids were taken out; `places` in the order of the text."""

    text: str
    places: tuple[MaskedPlace, ...]


def mask_identifiers(text: str, chosen: Callable[[int, str], bool]) -> MaskedText:
    """Take out the ids for which `chosen(line, value)` says so; lines count from 1.

    >>> mask_identifiers("[a](https://arxiv.org/abs/2504.13065v2)", lambda line, value: True).text
    '[a](https://arxiv.org/abs/2504.xxxxx)'
    """
    return _replaced(
        text, lambda line, match: _mask_of(match) if chosen(line, _value_of(match)) else None
    )


def swap_identifiers(text: str, other: Callable[[int, str], str | None]) -> MaskedText:
    """Put `other(line, value)` in the place of arXiv ids, None for those that stay.

    >>> swap_identifiers("[a](https://arxiv.org/abs/2504.13065v2)", lambda *_: "2501.00001").text
    '[a](https://arxiv.org/abs/2501.00001)'
    """
    return _replaced(
        text, lambda line, match: other(line, _value_of(match)) if match["month"] else None
    )


def _replaced(text: str, choose: Callable[[int, re.Match[str]], str | None]) -> MaskedText:
    pieces: list[str] = []
    places: list[MaskedPlace] = []
    end = length = 0
    line = 1
    for match in _IDENTIFIER.finditer(text):
        line += text.count("\n", end, match.start())
        kept = text[end : match.start()]
        new = choose(line, match)
        mask = match[0] if new is None else new
        pieces += [kept, mask]
        start = length + len(kept)
        length = start + len(mask)
        if mask != match[0]:
            places.append(MaskedPlace(_value_of(match), Span(start, length)))
        end = match.end()
    return MaskedText("".join((*pieces, text[end:])), tuple(places))


def _value_of(match: re.Match[str]) -> str:
    """Return the id or address that stands there."""
    return match["address"] or f"{match['month']}.{match['number']}"


def _mask_of(match: re.Match[str]) -> str:
    """Return what is to stand in the place of an id or address."""
    return "" if match["address"] else f"{match['month']}.{'x' * len(match['number'])}"
