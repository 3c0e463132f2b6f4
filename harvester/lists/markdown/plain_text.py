"""The words of a stretch of text, less its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from harvester.lists.markdown.inline import BRACKET, BREAK, IMAGE, NOTE, TAG, Mark

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINE_PREFIX = re.compile(r"\r?\n[ \t]*(?:>[ \t]?)*")


def plain(text: str, start: int, end: int, marks: Iterable[Mark]) -> str:
    """Return `text[start:end]` less the markup of `marks`, on one line."""
    pieces: list[str] = []
    position = start
    for cut_start, cut_end, keep in sorted(_cuts(start, end, marks)):
        if cut_end <= position:
            continue
        pieces.append(text[position : max(cut_start, position)])
        pieces.append(keep)
        position = cut_end
    pieces.append(text[position:end])
    joined = "".join(pieces)
    if "\n" in joined:
        joined = _LINE_PREFIX.sub(" ", joined)
    if "&" in joined:
        joined = _ENTITY.sub(lambda found: unescape(found[0]), joined)
    if "\\" in joined:
        joined = _ESCAPE.sub(r"\1", joined)
    return " ".join(joined.split())


def _cuts(start: int, end: int, marks: Iterable[Mark]) -> Iterable[tuple[int, int, str]]:
    for mark in marks:
        if mark.start < start:
            if mark.end > end or mark.end <= start or mark.kind in {BRACKET, NOTE}:
                continue
            yield max(mark.inner_end, start), mark.end, ""
        elif mark.end <= end:
            if mark.kind in {IMAGE, TAG, NOTE}:
                yield mark.start, mark.end, ""
            elif mark.kind == BREAK:
                yield mark.start, mark.end, " "
            elif mark.kind != BRACKET:
                yield mark.start, mark.inner_start, ""
                yield mark.inner_end, mark.end, ""
        elif mark.start < end:
            yield mark.start, min(mark.inner_start, end), ""
