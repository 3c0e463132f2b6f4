"""Markdown into blocks with their inline elements, by pyromark (pulldown-cmark).

pyromark gives every event its range in bytes. Here, and only here, ranges become characters of
the text as it stands, with its byte order mark and line ends.
https://docs.rs/pulldown-cmark
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, TypeAlias, cast

import pyromark

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
    in_order,
)
from harvester.lists.markdown.html_tags import TagPairs
from harvester.lists.markdown.unofficial import (
    UNOFFICIAL,
    read_unofficial,
    reference_label,
    without_asterisks,
    without_math,
)

HEADING, PARA, LIST, ITEM, QUOTE = "heading", "para", "list", "item", "quote"
TABLE, ROW, CELL, HTML, FENCE = "table", "row", "cell", "html", "fence"

Target: TypeAlias = tuple[int, int]
_Content: TypeAlias = Mapping[str, Any]
_Tag: TypeAlias = str | Mapping[str, _Content]
_Event: TypeAlias = str | Mapping[str, Any]
_Range: TypeAlias = Mapping[str, int]
_BLOCKS = {
    "List": LIST,
    "Item": ITEM,
    "BlockQuote": QUOTE,
    "Table": TABLE,
    "TableHead": ROW,
    "TableRow": ROW,
    "HtmlBlock": HTML,
    "CodeBlock": FENCE,
}
_LEAVES = frozenset({"Paragraph", "Heading", "TableCell"})
_EMPHASES = {"Strong": (STRONG, 2), "Emphasis": (EM, 1), "Strikethrough": (STRIKE, 2)}
_SPANS = frozenset({*_EMPHASES, "Link", "Image"})
_OPTIONS = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_STRIKETHROUGH
_MARKDOWN = pyromark.Markdown(options=_OPTIONS)
_SURROGATE = re.compile("[\ud800-\udfff]")
_LINE_END = re.compile(r"[\r\n]")
_CHARACTER_STARTS = bytes(0 if 0x80 <= byte < 0xC0 else 1 for byte in range(256))
_TARGET = re.compile(r"[\s>]*(?:<(?P<angle>[^<>\n]*)>|(?P<url>\S*))")
_DEFINITION = re.compile(
    r"[\s>]*\[(?:[^\[\]\\]|\\.)+\]:[\s>]*(?:<(?P<angle>[^<>\n]*)>|(?P<url>\S+))"
)
_DEFINITION_LINE = re.compile(
    r"^[ ]{0,3}\[(?P<label>(?!\^)[^\[\]\\\n]{1,200})\]:[ \t]*"
    r"(?:<(?P<angle>https?:[^<>\s]*)>|(?P<url>https?:[^\s<>]+))[ \t]*(?:\"[^\"\n]*\")?[ \t]*\r?$",
    re.MULTILINE,
)
"""A definition whatever line stands above it; CommonMark reads none within a paragraph."""

COMMENT_LINE = re.compile(
    r"^[ \t>]*\[(?://[^\]\n]*\]:|[^\[\]\n^]{1,60}\]:[ \t]*(?:#|<>)[ \t]+[\"'(])[^\n]*$",
    re.MULTILINE,
)
"""`[//]: # (…)`: hidden text, also where its brackets are such that CommonMark would show it."""

_TICKS = re.compile(r"`+")
_NUMBER_SIGNS = re.compile(r"(?:#{1,6}(?:[ \t]+|$))?")
INLINE = re.compile(r"[\[\]*_~`<\\]|https?://")
_CELL_END = re.compile(r"(?:[^|\\]|\\.?)*")


@dataclass(slots=True)
class Block:
    """A block: its kind, the span of its content, the blocks inside it, its inline elements.

    `level` is 1 to 6 for a heading, else 0.
    """

    kind: str
    start: int
    end: int
    level: int = 0
    children: list[Block] = field(default_factory=list)
    inline: list[Inline] = field(default_factory=list)


class _Leaf:
    """A paragraph, heading or cell while its events come in."""

    __slots__ = ("asterisks", "block", "inline", "needs_scan", "opened", "position", "tags")

    def __init__(self, block: Block):
        self.block = block
        self.position = block.start
        self.inline: list[Inline] = []
        self.tags: list[tuple[int, int]] = []
        self.opened: list[tuple[int, int, _Content]] = []
        self.needs_scan = False
        self.asterisks = False


class _Builder:
    """Builds blocks from the events of one text."""

    def __init__(self, text: str, chars: Sequence[int], definitions: Mapping[str, Target]):
        self.text, self.chars, self.definitions = text, chars, definitions
        self.stack = [Block("root", 0, len(text))]
        self.leaf: _Leaf | None = None

    def build(self, events: Iterable[tuple[_Event, _Range]]) -> list[Block]:
        """Read every event; return the outermost blocks."""
        chars = self.chars
        for event, place in events:
            start, end = chars[place["start"]], chars[place["end"]]
            if isinstance(event, str):
                self._line_break(event, start, end)
                continue
            ((name, content),) = event.items()
            if name == "Text":
                self._words(content, start, end)
            elif name == "Start":
                self._start(content, start, end)
            elif name == "End":
                self._end(content)
            elif name == "Code":
                self._code(start, end)
            elif name == "InlineHtml":
                leaf = self._leaf_at(start)
                leaf.position = end
                leaf.tags.append((start, end))
        self._close_leaf()
        return self.stack[0].children

    def _words(self, words: str, start: int, end: int) -> None:
        if self.stack[-1].kind == FENCE:
            return
        leaf = self.leaf or self._leaf_at(start)
        leaf.position = end
        leaf.needs_scan = leaf.needs_scan or UNOFFICIAL.search(words) is not None
        leaf.asterisks = leaf.asterisks or "*" in words

    def _code(self, start: int, end: int) -> None:
        leaf = self._leaf_at(start)
        leaf.position = inner = end
        ticks = _TICKS.match(self.text, start, end)
        width = len(ticks[0]) if ticks else 0
        inner = max(start + width, end - width)
        leaf.inline.append(Inline(CODE, start, end, start + width, inner))

    def _line_break(self, event: str, start: int, end: int) -> None:
        if event == "HardBreak" and self.leaf is not None and self.text[start] == "\\":
            self.leaf.inline.append(Inline(BREAK, start, end, end, end))

    def _leaf_at(self, start: int) -> _Leaf:
        """Return the open leaf, or open the paragraph that a tight list item does not tell of."""
        if self.leaf is not None:
            return self.leaf
        start -= start > 0 and self.text[start - 1] == "\\"
        return self._open_leaf(Block(PARA, start, -1))

    def _open_leaf(self, block: Block) -> _Leaf:
        self.stack[-1].children.append(block)
        self.leaf = _Leaf(block)
        return self.leaf

    def _close_leaf(self) -> None:
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        block = leaf.block
        end = leaf.position if block.end < 0 or block.kind == HEADING else block.end
        block.end = _trimmed(self.text, block.start, end)
        if self.definitions and block.kind == PARA:
            _less_definitions(self.text, block)
        inline = in_order([one for one in leaf.inline if one.start < block.end])
        if leaf.needs_scan:
            inline = without_math(self.text, block.start, block.end, inline)
            if leaf.asterisks:
                inline = without_asterisks(self.text, inline)
            inline = read_unofficial(
                self.text, block.start, block.end, inline, leaf.tags, self.definitions
            )
        elif leaf.tags:
            pairs = TagPairs(self.text)
            inline = in_order([*inline, *(one for tag in leaf.tags for one in pairs.read(*tag))])
        block.inline = inline

    def _start(self, tag: _Tag, start: int, end: int) -> None:
        name, content = (tag, {}) if isinstance(tag, str) else next(iter(tag.items()))
        if name in _SPANS:
            leaf = self._leaf_at(start)
            leaf.opened.append((start, end, content))
            leaf.position = start + 1
            return
        self._close_leaf()
        if name == "Heading":
            signs = _NUMBER_SIGNS.match(self.text, start, end)
            start = signs.end() if signs else start
            self._open_leaf(Block(HEADING, start, end, int(content["level"][1])))
        elif name == "Paragraph":
            self._open_leaf(Block(PARA, start, end))
        elif name == "TableCell":
            start = min(_first_word(self.text, start, end), end)
            self._open_leaf(Block(CELL, start, end))
        else:
            block = Block(_BLOCKS.get(name, QUOTE), start, _trimmed(self.text, start, end))
            self.stack[-1].children.append(block)
            self.stack.append(block)

    def _end(self, tag: _Tag) -> None:
        name = tag if isinstance(tag, str) else next(iter(tag))
        if name in _SPANS:
            if self.leaf is not None:
                self._close_span(self.leaf, name)
            return
        self._close_leaf()
        if name in _LEAVES:
            return
        block = self.stack.pop()
        if block.kind == ROW and block.children:
            block.children += _surplus_cells(self.text, block.children[-1].end, block.end)

    def _close_span(self, leaf: _Leaf, name: str) -> None:
        start, end, content = leaf.opened.pop()
        if name in _EMPHASES:
            kind, width = _EMPHASES[name]
            if kind != STRIKE or self.text.startswith("~~", start):
                leaf.inline.append(Inline(kind, start, end, start + width, end - width))
        else:
            leaf.inline.append(self._link(name, start, end, content, leaf.position))
        leaf.position = end

    def _link(self, name: str, start: int, end: int, content: _Content, position: int) -> Inline:
        """Find label and target of a link, whose last inner element ends at `position`."""
        form = content["link_type"]
        if form == "Autolink":
            return Inline(LINK, start, end, start + 1, end - 1, start + 1, end - 1, "auto")
        if form == "Email":
            return Inline(TAG, start, end, end, end)
        kind, inner = (IMAGE, start + 2) if name == "Image" else (LINK, start + 1)
        inner_end = self.text.find("]", max(inner, position), end)
        if form == "Inline":
            target = _TARGET.match(self.text, inner_end + 2, end - 1)
            url = (
                (target.span("angle" if target["angle"] is not None else "url"))
                if target
                else (-1, -1)
            )
            return Inline(kind, start, end, inner, inner_end, *url)
        url = self.definitions.get(reference_label(content["id"]), (-1, -1))
        return Inline(kind, start, end, inner, inner_end, *url, "reference")


def _url_span(match: re.Match[str] | None) -> Target:
    if match is None:
        return -1, -1
    return match.span("angle" if match["angle"] is not None else "url")


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " \t\r\n":
        end -= 1
    return end


def _first_word(text: str, start: int, end: int) -> int:
    while start < end and text[start] in " \t":
        start += 1
    return start


def _surplus_cells(text: str, start: int, end: int) -> list[Block]:
    """Return the cells of a row beyond its headers, which Markdown drops and people write."""
    cells: list[Block] = []
    start = text.find("|", start, end) + 1
    while 0 < start < end:
        piece = _CELL_END.match(text, start, end)
        stop = piece.end() if piece else end
        left = _first_word(text, start, stop)
        right = _trimmed(text, left, stop)
        cells.append(Block(CELL, left, right, inline=read_inline(text, left, right)))
        start = stop + 1
    return cells


def _characters(source: bytes, shift: int) -> Sequence[int]:
    """Return the character at which each byte of `source` stands, `shift` added."""
    if source.isascii():
        return range(shift, shift + len(source) + 1)
    return array("i", accumulate(source.translate(_CHARACTER_STARTS), initial=shift))


def _definitions(text: str, source: str, chars: Sequence[int]) -> dict[str, Target]:
    """Return where the URL of each link reference stands, by its label."""
    if "]:" not in source:
        return {}
    targets: dict[str, Target] = {}
    for label, definition in _MARKDOWN.reference_definitions(source).items():
        place = definition["span"]
        match = _DEFINITION.match(text, chars[place["start"]], chars[place["end"]])
        if match:
            targets.setdefault(reference_label(label), _url_span(match))
    for match in _DEFINITION_LINE.finditer(text):
        targets.setdefault(reference_label(match["label"]), _url_span(match))
    return targets


def _less_definitions(text: str, block: Block) -> None:
    """Cut the definitions off the end of a paragraph, within which CommonMark reads none."""
    while True:
        line = text.rfind("\n", block.start, block.end) + 1
        if line <= block.start or not _DEFINITION_LINE.match(text, line, block.end):
            return
        block.end = _trimmed(text, block.start, line)


def _events(source: str) -> Iterable[tuple[_Event, _Range]]:
    events = _MARKDOWN.events_with_range(source, merge_text=True)
    return cast("Iterable[tuple[_Event, _Range]]", events)


def read_blocks(text: str) -> list[Block]:
    """Return the blocks of a Markdown text, each with its inline elements."""
    source = text if text.isascii() else _SURROGATE.sub("\ufffd", text.removeprefix("\ufeff"))
    chars = _characters(source.encode(), len(text) - len(source))
    definitions = _definitions(text, source, chars)
    shown = COMMENT_LINE.sub(_blank, source) if "]:" in source else source
    return _Builder(text, chars, definitions).build(_events(shown))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0].encode())


def read_inline(text: str, start: int, end: int) -> list[Inline]:
    """Return the inline elements of a stretch that is no block of its own, as of an HTML cell."""
    if not INLINE.search(text, start, end):
        return []
    # One line that begins with a letter is a paragraph, whatever stands in it.
    source = "x" + _LINE_END.sub(" ", _SURROGATE.sub("\ufffd", text[start:end]))
    chars = _characters(source.encode(), start - 1)
    blocks = _Builder(text, chars, {}).build(_events(source))
    return blocks[0].inline if blocks else []


def leaves(block: Block) -> list[Block]:
    """Return the blocks inside `block` that hold text themselves, in their order."""
    texts: list[Block] = []
    waiting = [block]
    while waiting:
        one = waiting.pop()
        if one.kind in {PARA, HEADING, CELL, HTML}:
            texts.append(one)
        waiting.extend(reversed(one.children))
    return texts
