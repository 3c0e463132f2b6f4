"""Where links, emphasis, code and tags stand in a stretch of Markdown or HTML text.

markdown-it-py says which lines a block has, and not where in them a link's URL stands. An edit
needs that place. So the inline text is scanned once, from left to right, with one stack of open
brackets and one of open emphasis: linear in the text, whatever the text is.
A test compares the URLs found here with markdown-it-py's own, over every real list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

LONGEST_DESTINATION = 4000
DEEPEST_PARENTHESES = 32
_SPACE = re.compile(r"[ \t]*(?:\r?\n[ \t>]*)?")
_ANGLE = re.compile(r"<([^<>\r\n]*)>")
_STEP = re.compile(r"\\.|[^\s()\\]+|[()]")
_TITLE = re.compile(r"\s+(?:\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|\((?:\\.|[^()\\])*\))")
_LOOSE = re.compile(r"(?:https?://|www\.)[^()\r\n<>\[\]|]*(?=\))")
_CLOSERS = {")": "(", "]": "[", "}": "{"}


def match_destination(text: str, start: int, end: int) -> tuple[int, int, int] | None:
    """Match a link's target at `text[start] == "("`.

    Returns where the URL starts and ends, and where the construct ends after the `)`; None where
    it is no target. The URL may be empty, stand in `<>`, hold balanced parentheses; one with
    blanks in it is no Markdown link, but people mean it and so it counts.
    """
    end = min(end, start + LONGEST_DESTINATION)
    position = _skip(text, start + 1, end)
    if angle := _ANGLE.match(text, position, end):
        url_start, url_end = angle.span(1)
        position = angle.end()
    else:
        url_start = position
        url_end = position = _balanced(text, position, end)
    if title := _TITLE.match(text, position, end):
        position = title.end()
    position = _skip(text, position, end)
    if position < end and text[position] == ")":
        return url_start, url_end, position + 1
    if loose := _LOOSE.match(text, url_start, end):
        return url_start, url_start + len(loose[0].rstrip()), loose.end() + 1
    return None


def _skip(text: str, position: int, end: int) -> int:
    found = _SPACE.match(text, position, end)
    return found.end() if found else position


def _balanced(text: str, position: int, end: int) -> int:
    depth = 0
    while step := _STEP.match(text, position, end):
        if step[0] == "(":
            depth += 1
            if depth > DEEPEST_PARENTHESES:
                break
        elif step[0] == ")":
            if depth == 0:
                break
            depth -= 1
        position = step.end()
    return position


def trim_url(text: str, start: int, end: int) -> int:
    """Return where the raw URL `text[start:end]` ends less the punctuation of the sentence."""
    surplus: dict[str, int] = {}
    while end > start:
        last = text[end - 1]
        if last in _CLOSERS:
            if last not in surplus:
                opener = _CLOSERS[last]
                surplus[last] = text.count(last, start, end) - text.count(opener, start, end)
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in ".,;:!?*_~'\"":
            break
        end -= 1
    return end


LINK, IMAGE, BRACKET = "link", "image", "bracket"
STRONG, EM, CODE, STRIKE, TAG, BREAK, NOTE = (
    "strong",
    "em",
    "code",
    "strike",
    "tag",
    "break",
    "note",
)

_MARK = re.compile(
    r"(?=[\\`<!\[\]*_~h$])(?:"
    r"(?P<escape>\\(?:[!-/:-@\[-`{-~]|\r?\n))"
    r"|(?P<math>\$[^\s$\[\]`<>](?:[^$\n\[\]`<>]{0,200}[^\s$\[\]`<>])?\$(?!\d))"
    r"|(?P<code>`+)"
    r"|(?P<comment><!--)"
    r"|<(?P<auto>(?:https?|ftp)://[^\s<>]*)>"
    r"|(?P<tag></?[A-Za-z][^<>]*>)"
    r"|(?P<open>!?\[)"
    r"|(?P<close>\])"
    r"|(?P<run>\*+|_+|~~)"
    r"|(?P<raw>(?<![A-Za-z0-9])https?://[^\s<>\"`|\[\]\\\u3000-\u303f\uff00-\uffef]+)"
    r")",
)
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_ATTRIBUTE = re.compile(
    r"\b(?P<name>href|src|alt|title)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s>\"']+))",
    re.IGNORECASE,
)
_EMPHASIS_TAGS = {"b": STRONG, "strong": STRONG, "i": EM, "em": EM, "code": CODE, "s": STRIKE}
_TICKS = re.compile(r"`+")
_LABEL = re.compile(r"\s+")


class Mark(NamedTuple):
    """One construct: its place, the place of what it holds, and for links the place of the URL."""

    kind: str
    start: int
    end: int
    inner_start: int
    inner_end: int
    url_start: int = -1
    url_end: int = -1
    written: str = "md"


class _Scanner:
    def __init__(self, text: str, start: int, end: int, references: Mapping[str, tuple[int, int]]):
        self.text, self.start, self.end = text, start, end
        self.references = references
        self.marks: list[Mark] = []
        self.brackets: list[tuple[int, int, int]] = []
        self.runs: dict[str, list[tuple[int, int]]] = {"*": [], "_": [], "~": []}
        self.tags: dict[str, list[tuple[int, int, int, int]]] = {}
        self.ticks: dict[int, list[int]] = {}
        self.comments = True

    def scan(self) -> list[Mark]:
        readers = {
            "run": self._run,
            "open": self._open,
            "close": self._close,
            "code": self._code,
            "tag": self._tag,
            "raw": self._raw,
            "auto": self._auto,
            "comment": self._comment,
            "escape": self._escape,
            "math": self._math,
        }
        position, match_at, end = self.start, _MARK.search, self.end
        while found := match_at(self.text, position, end):
            position = readers[found.lastgroup or "escape"](found.start(), found.end())
        self.marks.sort(key=lambda mark: (mark.start, -mark.end))
        return self.marks

    def _open(self, start: int, end: int) -> int:
        self.brackets.append((start, end, len(self.marks)))
        return end

    def _auto(self, start: int, end: int) -> int:
        self._add(LINK, start, end, start + 1, end - 1, start + 1, end - 1, "auto")
        return end

    def _math(self, _start: int, end: int) -> int:
        return end

    def _escape(self, start: int, end: int) -> int:
        if self.text[end - 1] == "\n":
            self._add(BREAK, start, end, end, end)
        return end

    def _add(
        self,
        kind: str,
        start: int,
        end: int,
        inner_start: int,
        inner_end: int,
        url_start: int = -1,
        url_end: int = -1,
        written: str = "md",
    ) -> None:
        self.marks.append(
            Mark(kind, start, end, inner_start, inner_end, url_start, url_end, written)
        )

    def _comment(self, _start: int, position: int) -> int:
        closing = self.text.find("-->", position, self.end) if self.comments else -1
        self.comments = closing >= 0
        return closing + 3 if self.comments else position

    def _raw(self, start: int, end: int) -> int:
        end = trim_url(self.text, start, end)
        self._add(LINK, start, end, start, end, start, end, "raw")
        return end

    def _code(self, start: int, end: int) -> int:
        """Find the closing run of the same length, among all runs of the text, found once."""
        if not self.ticks:
            for run in _TICKS.finditer(self.text, start, self.end):
                self.ticks.setdefault(run.end() - run.start(), []).append(run.start())
        runs = self.ticks.get(end - start, [])
        at = bisect_left(runs, end)
        if at == len(runs):
            return end
        self._add(CODE, start, runs[at] + end - start, end, runs[at])
        return runs[at] + end - start

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
            self._add(kind, open_end - width, start + width, open_end, start)
            start += width
            if open_end - width > open_start:
                stack.append((open_start, open_end - width))
        if opens and end > start:
            stack.append((start, end))
        return end

    def _close(self, start: int, end: int) -> int:
        if not self.brackets:
            return end
        whole, inner, known = self.brackets.pop()
        is_image = self.text[whole] == "!"
        self._drop_runs(whole)
        if end < self.end and self.text[end] == "(":
            target = match_destination(self.text, end, self.end)
            if target is not None and (is_image or not self._holds_link(known)):
                kind = IMAGE if is_image else LINK
                self._add(kind, whole, target[2], inner, start, target[0], target[1])
                return target[2]
        if self._reference(whole, inner, start, end, known, is_image):
            return self.marks[-1].end
        if not is_image:
            kind = NOTE if self.text.startswith("^", inner) else BRACKET
            self._add(kind, whole, end, inner, start)
        return end

    def _drop_runs(self, whole: int) -> None:
        """Emphasis that opened inside the bracket cannot close outside of it."""
        for stack in self.runs.values():
            while stack and stack[-1][0] > whole:
                stack.pop()

    def _holds_link(self, known: int) -> bool:
        return any(mark.kind == LINK and mark.written != "raw" for mark in self.marks[known:][-8:])

    def _reference(
        self, whole: int, inner: int, start: int, end: int, known: int, is_image: bool
    ) -> bool:
        if not self.references:
            return False
        label, stop = self.text[inner:start], end
        if end < self.end and self.text[end] == "[":
            closing = self.text.find("]", end, min(self.end, end + 300))
            if closing > end + 1:
                label, stop = self.text[end + 1 : closing], closing + 1
            elif closing == end + 1:
                stop = closing + 1
        if len(label) > 300:
            return False
        target = self.references.get(reference_label(label))
        if target is None or (not is_image and self._holds_link(known)):
            return False
        kind = IMAGE if is_image else LINK
        self._add(kind, whole, stop, inner, start, target[0], target[1], "reference")
        return True

    def _tag(self, start: int, end: int) -> int:
        found = _TAG_NAME.match(self.text, start)
        if found is None:
            return end
        name, closing = found[1].lower(), self.text[start + 1] == "/"
        if name == "img":
            where = attribute(self.text, start, end, "src") or (end, end)
            alt = attribute(self.text, start, end, "alt") or (end, end)
            self._add(IMAGE, start, end, *alt, *where, "html")
        elif name in {"br", "p", "li", "tr", "td", "th", "div", "h1", "h2", "h3", "h4", "summary"}:
            self._add(BREAK, start, end, end, end, written=name)
        elif closing:
            self._close_tag(name, start, end)
        elif name == "a" or name in _EMPHASIS_TAGS:
            url = (attribute(self.text, start, end, "href") if name == "a" else None) or (-1, -1)
            self.tags.setdefault(name, []).append((start, end, *url))
        else:
            self._add(TAG, start, end, end, end, written=name)
        return end

    def _close_tag(self, name: str, start: int, end: int) -> None:
        opened = self.tags.get(name)
        if not opened:
            self._add(TAG, start, end, end, end, written=name)
            return
        tag_start, tag_end, url_start, url_end = opened.pop()
        if name != "a":
            self._add(_EMPHASIS_TAGS[name], tag_start, end, tag_end, start, written="html")
        elif url_start >= 0:
            self._add(LINK, tag_start, end, tag_end, start, url_start, url_end, "html")
        else:
            self._add(TAG, tag_start, tag_end, tag_end, tag_end, written=name)
            self._add(TAG, start, end, end, end, written=name)


def attribute(text: str, start: int, end: int, name: str) -> tuple[int, int] | None:
    """Return where the value of attribute `name` stands in the tag `text[start:end]`."""
    for found in _ATTRIBUTE.finditer(text, start, end):
        if found["name"].lower() == name:
            group = next(key for key in ("double", "single", "bare") if found[key] is not None)
            return found.span(group)
    return None


def within(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """Return the marks that stand whole in `start` to `end`; `marks` are in order of start."""
    first = bisect_left(marks, start, key=_start_of)
    last = bisect_left(marks, end, lo=first, key=_start_of)
    return [one for one in marks[first:last] if one.end <= end]


def _start_of(mark: Mark) -> int:
    return mark.start


def reference_label(label: str) -> str:
    """Return a reference's label as CommonMark compares them: case and spaces do not count."""
    return _LABEL.sub(" ", label.strip()).casefold()


def scan(
    text: str, start: int, end: int, references: Mapping[str, tuple[int, int]] | None = None
) -> list[Mark]:
    """Return the marks in `text[start:end]`, in the order in which they start, outer ones first."""
    return _Scanner(text, start, end, references or {}).scan()
