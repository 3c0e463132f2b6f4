"""The block structure of a Markdown text, from markdown-it-py, with character offsets.

markdown-it-py gives each block its lines; here they become offsets into the text as it stands,
with its byte order mark and line ends. Inline rules stay off: `marks` reads those.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from harvester.lists.markdown.inline import reference_label

HEADING, PARA, LIST, ITEM, QUOTE = "heading", "para", "list", "item", "quote"
TABLE, ROW, CELL, HTML, FENCE = "table", "row", "cell", "html", "fence"

_OPENS = {
    "bullet_list_open": LIST,
    "ordered_list_open": LIST,
    "list_item_open": ITEM,
    "blockquote_open": QUOTE,
    "table_open": TABLE,
    "tr_open": ROW,
}
_CLOSES = frozenset(name.replace("_open", "_close") for name in _OPENS)
_LINE_END = re.compile(r"\r\n?")
_MARKERS = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+|#{1,6}\s+|>\s?)*")
_CELL_END = re.compile(r"(?:[^|\\]|\\.?)*")
_REFERENCE = re.compile(r"[\s>]*\[(?P<label>(?:[^\[\]\\]|\\.)+)\]:\s*<?(?P<url>[^\s<>]+)")


@dataclass(slots=True)
class Block:
    """A block: what it is, where its content stands, and the blocks inside it."""

    kind: str
    start: int
    end: int
    level: int = 0
    children: list[Block] = field(default_factory=list)


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    return parser.disable("inline")


_PARSER = _markdown()
_NO_ATTRIBUTES: dict[str, str | int | float] = {}
_NO_META: dict[str, object] = {}


class _Tokens(list[Token]):
    """Tokens without the empty containers that each brings along: they take the most memory.

    A token is slimmed when the next one comes: the rule that made it has filled it in by then.
    """

    def append(self, token: Token) -> None:
        """Take in a token."""
        if self:
            last = self[-1]
            last.attrs, last.meta, last.children = _NO_ATTRIBUTES, _NO_META, None
        super().append(token)


class _Reader:
    def __init__(self, text: str, starts: Sequence[int]):
        self.text, self.starts = text, starts

    def start_of(self, line: int) -> int:
        return self.starts[line] if line < len(self.starts) else len(self.text)

    def end_of(self, line: int) -> int:
        """Return the end of the last of the lines before `line`, without its trailing blanks."""
        end = self.start_of(line)
        while end > 0 and self.text[end - 1] in " \t\r\n":
            end -= 1
        return end

    def blocks(self, tokens: Sequence[Token]) -> list[Block]:
        root = Block("root", 0, len(self.text))
        stack, inline_kind, level = [root], PARA, 0
        for token in tokens:
            kind = _OPENS.get(token.type)
            if kind is not None:
                block = self._container(kind, token)
                stack[-1].children.append(block)
                stack.append(block)
            elif token.type in _CLOSES:
                stack.pop()
            elif token.type == "heading_open":
                inline_kind, level = HEADING, int(token.tag[1])
            elif token.type == "inline":
                if stack[-1].kind != ROW and token.map:
                    stack[-1].children.append(self._inline(inline_kind, token, level))
                inline_kind, level = PARA, 0
            elif token.type in {"html_block", "fence", "code_block"} and token.map:
                block_kind = HTML if token.type == "html_block" else FENCE
                start, end = self.start_of(token.map[0]), self.end_of(token.map[1])
                stack[-1].children.append(Block(block_kind, start, max(start, end)))
        return root.children

    def _container(self, kind: str, token: Token) -> Block:
        first, last = token.map or (0, 0)
        start = self.start_of(first)
        block = Block(kind, start, max(start, self.end_of(last)))
        if kind == ROW:
            block.children = self._cells(block.start, block.end)
        return block

    def _inline(self, kind: str, token: Token, level: int) -> Block:
        first, last = token.map or (0, 0)
        line_start, end = self.start_of(first), self.end_of(last)
        line_end = max(line_start, min(self.end_of(first + 1), end))
        wanted = token.content.split("\n", 1)[0].rstrip()
        at = self.text.rfind(wanted, line_start, line_end) if wanted else -1
        if at < 0:
            found = _MARKERS.match(self.text, line_start, line_end)
            at = found.end() if found else line_start
        if kind == HEADING and "\n" not in token.content:
            end = at + len(wanted)
        return Block(kind, at, max(at, end), level)

    def _cells(self, start: int, end: int) -> list[Block]:
        """Split a table row at its unescaped pipes; the content of each cell, less blanks."""
        found = _MARKERS.match(self.text, start, end)
        position = found.end() if found else start
        cells: list[Block] = []
        if position < end and self.text[position] == "|":
            position += 1
        while position < end:
            piece = _CELL_END.match(self.text, position, end)
            stop = piece.end() if piece else end
            left, right = position, stop
            while left < right and self.text[left] in " \t":
                left += 1
            while right > left and self.text[right - 1] in " \t":
                right -= 1
            cells.append(Block(CELL, left, right))
            position = stop + 1
        return cells


def read_blocks(text: str, starts: Sequence[int]) -> tuple[list[Block], dict[str, tuple[int, int]]]:
    """Return the blocks of a Markdown text, and where the URL of each link reference stands."""
    source = text.removeprefix("\ufeff")
    env: dict[str, dict[str, dict[str, object]]] = {}
    tokens = _Tokens()
    lines = _LINE_END.sub("\n", source).replace("\0", "\ufffd")
    _PARSER.block.parse(lines, _PARSER, env, tokens)
    shifted = [start - 1 if start else 0 for start in starts] if source is not text else starts
    blocks = _Reader(source, shifted).blocks(tokens)
    references = _references(source, shifted, env.get("references", {}))
    if source is not text:
        _shift(blocks)
        references = {label: (s + 1, e + 1) for label, (s, e) in references.items()}
    return blocks, references


def _shift(blocks: list[Block]) -> None:
    waiting = list(blocks)
    while waiting:
        block = waiting.pop()
        block.start, block.end = block.start + 1, block.end + 1
        waiting.extend(block.children)


def _references(
    text: str, starts: Sequence[int], known: dict[str, dict[str, object]]
) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for reference in known.values():
        lines = reference.get("map")
        if isinstance(lines, list) and lines and isinstance(lines[0], int):
            match = _REFERENCE.match(text, starts[lines[0]] if lines[0] < len(starts) else 0)
            if match:
                found.setdefault(reference_label(match["label"]), match.span("url"))
    return found


def leaves(block: Block) -> list[Block]:
    """Return the blocks inside `block` that hold text themselves, in their order."""
    found: list[Block] = []
    waiting = [block]
    while waiting:
        one = waiting.pop()
        if one.kind in {PARA, HEADING, CELL, HTML}:
            found.append(one)
        waiting.extend(reversed(one.children))
    return found
