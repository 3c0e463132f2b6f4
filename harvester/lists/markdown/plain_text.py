"""The words of a stretch of text, less its markup."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from harvester.lists.markdown.elements import BRACKET, BREAK, IMAGE, NOTE, TAG, Inline
from harvester.values.text import HIDDEN

_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HIDDEN = re.compile(f"[{HIDDEN}]")
_LINE_PREFIX = re.compile(r"\r?\n[ \t]*(?:>[ \t]?)*")


def plain(text: str, start: int, end: int, inline: Iterable[Inline]) -> str:
    """Return `text[start:end]` less the markup of `inline`, on one line."""
    cuts = sorted(_cuts(start, end, inline)) if inline else []
    joined = _less(text, start, end, cuts) if cuts else text[start:end]
    if "\n" in joined:
        joined = _LINE_PREFIX.sub(" ", joined)
    if "&" in joined:
        joined = _ENTITY.sub(lambda match: unescape(match[0]), joined)
    if "\\" in joined:
        joined = _ESCAPE.sub(r"\1", joined)
    if not joined.isascii():
        joined = _HIDDEN.sub("", joined)
    return " ".join(joined.split())


def _less(text: str, start: int, end: int, cuts: list[tuple[int, int, str]]) -> str:
    pieces: list[str] = []
    for cut_start, cut_end, keep in cuts:
        if cut_end > start:
            pieces += (text[start : max(cut_start, start)], keep)
            start = cut_end
    return "".join((*pieces, text[start:end]))


def _cuts(start: int, end: int, inline: Iterable[Inline]) -> Iterable[tuple[int, int, str]]:
    for element in inline:
        if element.start < start:
            if element.end > end or element.end <= start or element.kind in {BRACKET, NOTE}:
                continue
            yield max(element.inner_end, start), element.end, ""
        elif element.end <= end:
            if element.kind in {IMAGE, TAG, NOTE}:
                yield element.start, element.end, ""
            elif element.kind == BREAK:
                yield element.start, element.end, " "
            elif element.kind != BRACKET:
                yield element.start, element.inner_start, ""
                yield element.inner_end, element.end, ""
        elif element.start < end:
            yield element.start, min(element.inner_start, end), ""
