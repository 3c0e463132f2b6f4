"""What people write and CommonMark does not know, read from the text between its elements.

Brackets without a target, bare URLs, `[pdf] (URL)`, `Title](URL)`, targets with blanks, emphasis
whose asterisks CommonMark leaves alone (`**Name:**Title`), tags that are no HTML. One scan from
left to right over the text of a block, past what the Markdown parser has read: linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from harvester.lists.markdown.addresses import match_target, trim_url
from harvester.lists.markdown.elements import (
    BRACKET,
    BREAK,
    CODE,
    EM,
    IMAGE,
    LINK,
    NOTE,
    STRIKE,
    STRONG,
    TAG,
    Inline,
    in_order,
)
from harvester.lists.markdown.html_tags import TagPairs

UNOFFICIAL = re.compile(r"[\[\]<~$*_h](?:(?<!h)|ttps?://)")
_TOKEN = re.compile(
    r"[\\<!\[\]*_~h](?:"
    r"(?P<escape>(?<=\\)[!-/:-@\[-`{-~])"
    r"|(?P<tag>(?<=<)/?[A-Za-z][^<>]*>)"
    r"|(?P<open>(?<=!)\[|(?<=\[))"
    r"|(?P<close>(?<=\]))"
    r"|(?P<run>(?<=\*)\**|(?<=_)_*|(?<=~)~)"
    r"|(?P<raw>(?<=h)(?<![A-Za-z0-9]h)ttps?://[^\s<>\"`|\[\]\\\u3000-\u303f\uff00-\uffef]+)"
    r")"
)
"""The first sign of each token stands in front, which lets the search skip all other text."""
_MATH = re.compile(r"\$[^\s$\[\]`<>](?:[^$\n\[\]`<>]{0,200}[^\s$\[\]`<>])?\$(?!\d)")
_PARTED = re.compile(r"[ \t]{1,3}\((?=https?://)")
_LABEL = re.compile(r"\[(?P<label>[^\[\]\n]*)\]")
_NO_DEFINITIONS: Mapping[str, tuple[int, int]] = MappingProxyType({})
_BLANKS = re.compile(r"\s+")
_WIDE = re.compile(r"[ \t]?（\s*(?P<url>https?://[^\s（）<>\[\]|]+)\s*）")
_LEFT_OF_TITLE = re.compile(r"[\s\-–—:,;|*_+.]*(?:\d{1,3}[.)]\s+)?")
_OPENS, _CLOSES, _IS_TAG = 1, 2, 3
_EMPHASES = frozenset({STRONG, EM, STRIKE})


def reference_label(label: str) -> str:
    """Return a reference's label as CommonMark compares them: case and spaces do not count."""
    return _BLANKS.sub(" ", label.strip()).casefold()


class _Reader:
    """One scan over `text[start:end]`, whose official elements are `official`."""

    def __init__(
        self,
        text: str,
        start: int,
        end: int,
        official: Sequence[Inline],
        definitions: Mapping[str, tuple[int, int]],
    ):
        self.text, self.start, self.end = text, start, end
        self.definitions = definitions
        self.official = official
        self.starts = [one.start for one in official]
        self.added: list[Inline] = []
        self.brackets: list[tuple[int, int, int]] = []
        self.runs: dict[str, list[tuple[int, int]]] = {"*": [], "_": [], "~": []}
        self.tags = TagPairs(text)

    def read(self, tags: Sequence[tuple[int, int]]) -> list[Inline]:
        readers = {
            "run": self._run,
            "open": self._open,
            "close": self._close,
            "tag": self._tag,
            "raw": self._raw,
            "escape": self._escape,
        }
        position, search, end = self.start, _TOKEN.search, self.end
        formulas = ((*one, 0) for one in _formulas(self.text, self.start, end))
        areas = iter(sorted([*_areas(self.official, tags), *formulas]))
        area = next(areas, None)
        while token := search(self.text, position, end):
            while area is not None and area[1] <= token.start():
                self._pass(*area)
                area = next(areas, None)
            if area is not None and area[0] <= token.start():
                position = area[1]
                self._pass(*area)
                area = next(areas, None)
            else:
                position = readers[token.lastgroup or "escape"](token.start(), token.end())
        while area is not None:
            self._pass(*area)
            area = next(areas, None)
        return in_order([*_kept(self.official, self.added), *self.added])

    def _pass(self, start: int, end: int, edge: int) -> None:
        """Step over markup that is read already; emphasis does not cross the edges of a link."""
        if edge == _IS_TAG:
            self.added += self.tags.read(start, end)
        elif edge == _OPENS:
            self.brackets.append((-1, end, len(self.added)))
        elif edge == _CLOSES:
            while self.brackets:
                whole, inner, _ = self.brackets.pop()
                if whole < 0:
                    self._drop_runs(inner - 1)
                    break

    def _escape(self, _start: int, end: int) -> int:
        return end

    def _open(self, start: int, end: int) -> int:
        self.brackets.append((start, end, len(self.added)))
        return end

    def _tag(self, start: int, end: int) -> int:
        self.added += self.tags.read(start, end)
        return end

    def _raw(self, start: int, end: int) -> int:
        end = trim_url(self.text, start, end)
        self.added.append(Inline(LINK, start, end, start, end, start, end, "raw"))
        return end

    def _run(self, start: int, end: int) -> int:
        """Pair a run of `*`, `_` or `~~` with the nearest open run of the same character."""
        text, char = self.text, self.text[start]
        before = text[start - 1] if start > self.start else " "
        after = text[end] if end < self.end else " "
        opens, closes = not after.isspace(), not before.isspace()
        if after in ",.;)" and before.isalnum():
            opens = False  # `Ann Bee*, Cy Dee*`: signs at names
        if char == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        stack = self.runs[char]
        floor = self.brackets[-1][1] if self.brackets else self.start
        while closes and end > start and stack and stack[-1][0] >= floor:
            open_start, open_end = stack.pop()
            width = min(2, end - start, open_end - open_start)
            kind = STRIKE if char == "~" else STRONG if width == 2 else EM
            self.added.append(Inline(kind, open_end - width, start + width, open_end, start))
            start += width
            if open_end - width > open_start:
                stack.append((open_start, open_end - width))
        if opens and end > start:
            stack.append((start, end))
        return end

    def _drop_runs(self, start: int) -> None:
        """Emphasis that opened inside the bracket cannot close outside of it."""
        for stack in self.runs.values():
            while stack and stack[-1][0] > start:
                stack.pop()

    def _close(self, start: int, end: int) -> int:
        if not self.brackets or self.brackets[-1][0] < 0:
            return self._untitled(start, end)
        whole, inner, count = self.brackets.pop()
        is_image = self.text[whole] == "!"
        self._drop_runs(whole)
        target = self._target(end)
        if target is not None and (is_image or not self._holds_link(whole, end, count)):
            url_start, url_end, stop = target
            kind = IMAGE if is_image else LINK
            self.added.append(Inline(kind, whole, stop, inner, start, url_start, url_end))
            return stop
        if not is_image and (link := self._reference(whole, inner, start, end)):
            self.added.append(link)
            return link.end
        if not is_image:
            kind = NOTE if self.text.startswith("^", inner) else BRACKET
            self.added.append(Inline(kind, whole, end, inner, start))
        return end

    def _reference(self, whole: int, inner: int, start: int, end: int) -> Inline | None:
        """`[Title][label]` and `[label]` whose definition CommonMark does not read as one."""
        if not self.definitions or self.text.startswith(":", end):
            return None
        label, stop = self.text[inner:start], end
        if behind := _LABEL.match(self.text, end, self.end):
            label, stop = behind["label"] or label, behind.end()
        url = self.definitions.get(reference_label(label))
        return Inline(LINK, whole, stop, inner, start, *url, "reference") if url else None

    def _target(self, end: int) -> tuple[int, int, int] | None:
        """The target behind a `]`: with blanks in it, after a blank, or in wide parentheses."""
        if end < self.end and self.text[end] == "(":
            return match_target(self.text, end, self.end)
        if parted := _PARTED.match(self.text, end, self.end):
            return match_target(self.text, parted.end() - 1, self.end)
        if wide := _WIDE.match(self.text, end, self.end):
            return *wide.span("url"), wide.end()
        return None

    def _holds_link(self, start: int, end: int, count: int) -> bool:
        if any(one.kind == LINK and one.syntax != "raw" for one in self.added[count:][-8:]):
            return True
        first = bisect_left(self.starts, start)
        last = min(bisect_left(self.starts, end, lo=first), first + 8)
        return any(one.kind == LINK for one in self.official[first:last])

    def _untitled(self, start: int, end: int) -> int:
        """`Title](URL)`, its opening bracket forgotten: the words of its line are the label."""
        if not self.text.startswith("(http", end) or self.brackets:
            return end
        target = match_target(self.text, end, self.end)
        if target is None:
            return end
        left = max(self.start, self.text.rfind("\n", self.start, start) + 1)
        at = bisect_left(self.starts, start)
        before = (*self.official[max(0, at - 8) : at], *self.added[-8:])
        left = max([left, *(one.end for one in before if one.end <= start)])
        lead = _LEFT_OF_TITLE.match(self.text, left, start)
        left = lead.end() if lead else left
        if left < start:
            self.added.append(Inline(LINK, left, target[2], left, start, target[0], target[1]))
        return target[2]


def _areas(
    official: Sequence[Inline], tags: Sequence[tuple[int, int]]
) -> list[tuple[int, int, int]]:
    """Return the spans of markup that is read already, and whether a link opens or closes there."""
    areas = [(start, end, _IS_TAG) for start, end in tags]
    for one in official:
        is_whole = one.kind in {IMAGE, CODE, TAG, BREAK} or one.syntax == "auto"
        if is_whole or one.inner_start >= one.inner_end:
            areas.append((one.start, one.end, 0))
            continue
        opens, closes = (_OPENS, _CLOSES) if one.kind == LINK else (0, 0)
        areas.append((one.start, one.inner_start, opens))
        areas.append((one.inner_end, one.end, closes))
    return areas


def _kept(official: Sequence[Inline], added: list[Inline]) -> Iterator[Inline]:
    """Yield the official elements less the emphasis whose signs belong to a bare URL."""
    urls = [(one.start, one.end) for one in added if one.syntax == "raw"]
    starts = [start for start, _ in urls]
    for one in official:
        at = bisect_right(starts, one.start) - 1
        inside = at >= 0 and one.end <= urls[at][1] + 1
        if not (inside and one.kind in _EMPHASES):
            yield one


def _formulas(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if text.find("$", start, end) < 0:
        return []
    return [match.span() for match in _MATH.finditer(text, start, end)]


def without_math(text: str, start: int, end: int, inline: list[Inline]) -> list[Inline]:
    """Drop the emphasis that a formula's signs would make: `$a_{i}^* b^*$`."""
    formulas = _formulas(text, start, end) if inline else []
    if not formulas:
        return inline
    return [
        one
        for one in inline
        if one.kind not in _EMPHASES
        or one.syntax == "html"
        or not any(left < one.start < right or left < one.end < right for left, right in formulas)
    ]


def without_asterisks(text: str, inline: list[Inline]) -> list[Inline]:
    """Drop the emphasis by asterisks where some are left over: one rule must pair them all.

    `**Name:**Title *of* it*`: CommonMark closes no bold before a letter, and pairs the wrong ones.
    """
    return [
        one for one in inline if one.kind not in {STRONG, EM} or not text.startswith("*", one.start)
    ]


def read_unofficial(
    text: str,
    start: int,
    end: int,
    official: Sequence[Inline],
    tags: Sequence[tuple[int, int]] = (),
    definitions: Mapping[str, tuple[int, int]] = _NO_DEFINITIONS,
) -> list[Inline]:
    """Return the elements of `text[start:end]`: the official ones and those people mean.

    `official` are in order; `tags` are the spans of the HTML tags, in order; `definitions` where
    the URL of each link reference stands.
    """
    return _Reader(text, start, end, official, definitions).read(tags)
