"""HTML tags among the text: pairs become elements, line breaks and strange tags are told."""

from __future__ import annotations

import re

from harvester.lists.markdown.elements import (
    BREAK,
    CODE,
    EM,
    IMAGE,
    LINK,
    STRIKE,
    STRONG,
    TAG,
    Inline,
)

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_ATTRIBUTE = re.compile(
    r"\b(?P<name>href|src|alt|title)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s>\"']+))",
    re.IGNORECASE,
)
_EMPHASIS = {"b": STRONG, "strong": STRONG, "i": EM, "em": EM, "code": CODE, "s": STRIKE}
_BREAKS = frozenset(["br", "p", "li", "tr", "td", "th", "div", "h1", "h2", "h3", "h4", "summary"])


class TagPairs:
    """Pairs the opening and closing tags of one stretch of text, in their order."""

    def __init__(self, text: str):
        self.text = text
        self.opened: dict[str, list[tuple[int, int, int, int]]] = {}

    def read(self, start: int, end: int) -> list[Inline]:
        """Return the elements that the tag `text[start:end]` makes or completes."""
        name_match = _TAG_NAME.match(self.text, start, end)
        if name_match is None:
            return [Inline(TAG, start, end, end, end, syntax="!")]
        name, closing = name_match[1].lower(), self.text[start + 1] == "/"
        if name == "img":
            source = attribute(self.text, start, end, "src") or (end, end)
            alt = attribute(self.text, start, end, "alt") or (end, end)
            return [Inline(IMAGE, start, end, *alt, *source, "html")]
        if name in _BREAKS:
            return [Inline(BREAK, start, end, end, end, syntax=name)]
        if closing:
            return self._close(name, start, end)
        if name == "a" or name in _EMPHASIS:
            url = (attribute(self.text, start, end, "href") if name == "a" else None) or (-1, -1)
            self.opened.setdefault(name, []).append((start, end, *url))
            return []
        return [Inline(TAG, start, end, end, end, syntax=name)]

    def _close(self, name: str, start: int, end: int) -> list[Inline]:
        opened = self.opened.get(name)
        if not opened:
            return [Inline(TAG, start, end, end, end, syntax=name)]
        tag_start, tag_end, url_start, url_end = opened.pop()
        if name != "a":
            return [Inline(_EMPHASIS[name], tag_start, end, tag_end, start, syntax="html")]
        if url_start >= 0:
            return [Inline(LINK, tag_start, end, tag_end, start, url_start, url_end, "html")]
        return [
            Inline(TAG, tag_start, tag_end, tag_end, tag_end, syntax=name),
            Inline(TAG, start, end, end, end, syntax=name),
        ]


def attribute(text: str, start: int, end: int, name: str) -> tuple[int, int] | None:
    """Find the span of the value of attribute `name` in the tag `text[start:end]`."""
    for match in _ATTRIBUTE.finditer(text, start, end):
        if match["name"].lower() == name:
            group = next(key for key in ("double", "single", "bare") if match[key] is not None)
            return match.span(group)
    return None
