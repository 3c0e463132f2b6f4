"""The shape of an entry: the sequence of its marks, separators and line breaks.

Entries are grouped from the finest shape to the coarsest, within a section (or table) and within
the file: optional parts make shapes differ that the coarser ones take together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from harvester.lists.reading.forms.slots import MAJOR, Layout
from harvester.model import Mention

Shape: TypeAlias = tuple[str, ...]
_SEPARATORS = frozenset([":", "-", "(", ")", "[", "]", ".", ",", "&al", "D(", "V("])
_LONGEST = 60
_COARSE = 5
_HEAD = 3
_SHOWN_SIGNS = 24
_LINE_START = re.compile(r"[ \t>]*(?P<marker>[-*+]|\d{1,4}[.)]|#{1,6}|\||<[a-z]{1,8})?")
_SIGNS = {kind: chr(0x100 + at) for at, kind in enumerate(sorted(MAJOR | _SEPARATORS))}
_KINDS = {sign: kind for kind, sign in _SIGNS.items()}
_REPEATED = re.compile(r"(.{1,8}?)\1+")
_SHOWN = {
    "B(": "**", "B)": "**", "I(": "*", "I)": "*", "C(": "`", "C)": "`", "L(": "[", "L)": "](…)",
    "q(": "“", "q)": "”", "U": "URL", "\n": " ⏎ ", "&al": "et al.", "D(": "date", "V(": "venue",
    ":": ": ", "-": " - ", ".": ". ", ",": ", ",
}  # fmt: skip


def fine_shape(layout: Layout) -> str:
    """Return the marks and separators of an entry, repetitions taken as one."""
    signs = "".join(_SIGNS[one.kind] for one in layout.tokens[: 4 * _LONGEST] if one.kind in _SIGNS)
    return _once(signs[:_LONGEST])


def coarse_shape(layout: Layout) -> str:
    """Return the first marks of an entry without separators, repetitions taken as one."""
    kinds = [one.kind for one in layout.tokens[: 2 * _LONGEST] if one.kind in MAJOR]
    signs = "".join(_SIGNS[one] for one in kinds if not one.endswith(")"))
    return _once(signs)[:_COARSE]


@lru_cache(maxsize=4096)
def _once(signs: str) -> str:
    """Return signs with repetitions taken as one; most entries of a list share theirs."""
    return _REPEATED.sub(r"\1", signs)


def groups_of(text: str, mention: Mention, layout: Layout) -> list[Shape]:
    """Return the groups that an entry belongs to, from the finest to the coarsest."""
    fine, coarse = fine_shape(layout), coarse_shape(layout)
    section = "/".join(mention.section[-3:])
    if mention.cells:
        columns = "|".join(cell.header for cell in mention.cells)
        return [
            ("row", columns, section, fine),
            ("row", columns, fine),
            ("row", columns, section, "all"),
            ("row", columns, "first", coarse),
            ("row", columns),
        ]
    style = style_of(text, mention.span.start)
    shapes = [
        (style, section, fine),
        (style, fine),
        (style, section, "first", coarse),
        (style, "first", coarse),
        (style, "first", coarse[:_HEAD]),
        (style,),
    ]
    return list(dict.fromkeys(shapes))


def style_of(text: str, start: int) -> str:
    """Return what begins the line of an entry: a bullet, a number, `#`, a cell, a tag, nothing."""
    floor = max(start - 200, 0)
    line = max(text.rfind("\n", floor, start), text.rfind("\r", floor, start))
    match = _LINE_START.match(text, line + 1)
    marker = (match["marker"] if match else "") or ""
    return "1." if marker[:1].isdigit() else marker[:1]


def show_shape(groups: Sequence[Shape]) -> str:
    """Return the shape of an entry's finest group as people read it: `**…**: “…”. [[…](…)]`.

    >>> from harvester.lists import parse
    >>> from harvester.lists.reading.forms.slots import read_layout
    >>> line = "**BLIP**: Deep Worlds. [Paper](https://arxiv.org/abs/2501.00001)"
    >>> layout = read_layout(line, 0, len(line))
    >>> show_shape(groups_of(line, parse(line).mentions[0], layout))
    '**…**: …. […](…)'
    """
    signs = groups[0][-1][:_SHOWN_SIGNS]
    return "".join(_SHOWN.get(_KINDS[one], _KINDS[one]) for one in signs).strip()
