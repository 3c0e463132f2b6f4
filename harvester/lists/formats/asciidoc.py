"""AsciiDoc files as Markdown: titles of sections, lists, tables, links with their label behind.

https://docs.asciidoctor.org/asciidoc/latest/syntax-quick-reference/
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from harvester.lists.formats.inline_marks import InlineMarks, between, lines_in, translate
from harvester.lists.formats.view import View, ViewBuilder

_TITLE = re.compile(r"(?P<signs>={1,6})[ \t]+(?=\S)")
_BULLET = re.compile(r"[ \t]*(?P<signs>\*{1,6}|-|\.{1,6})[ \t]+(?=\S)")
_ATTRIBUTE = re.compile(r":!?[\w-]+!?:.*|\[[\w%#.\"',= -]*\]|//(?!/).*|include::.*|toc::.*")
_FENCE = re.compile(r"(?:-{4,}|\.{4,}|/{4,}|\+{4,})[ \t]*")
_BLOCK = re.compile(r"(?:={4,}|\*{4,}|_{4,}|--)[ \t]*")
_TABLE = re.compile(r"\|===[ \t]*")
_CELL = re.compile(r"(?<!\\)\|(?P<cell>(?:[^|\\\n]|\\.)*)")


def _link(builder: ViewBuilder, match: re.Match[str]) -> None:
    url, label = match.span("url"), match.span("label")
    if not match["label"].strip():
        builder.write("<", match.start(), url[0])
        builder.copy(*url)
        builder.write(">", url[1], match.end())
        return
    right = label[1] - (match["label"].endswith("^"))
    builder.write("[", match.start(), url[0])
    builder.copy(label[0], right)
    builder.write("](", url[1], label[0])
    builder.copy(*url)
    builder.write(")", right, match.end())


_INLINE = InlineMarks(
    re.compile(
        r"(?P<link>(?:link:)?(?P<url>https?://[^\s\[\]<>]+)\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\])"
        r"|(?P<bare>https?://[^\s<>\[\]]+)"
        r"|(?P<code>`(?P<code_inner>[^`\n]+)`)"
        r"|(?P<strong>\*\*(?P<strong_inner>[^*\n]+)\*\*)"
        r"|(?P<bold>(?<![\w*])\*(?P<bold_inner>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*]))"
        r"|(?P<italic>(?<![\w_])_(?P<italic_inner>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_]))",
    ),
    {
        "link": _link,
        "bold": between("**", "bold_inner"),
        "italic": between("*", "italic_inner"),
    },
)


class AsciiDoc:
    """The format of AsciiDoc files."""

    name = "AsciiDoc"

    def read(self, source: str) -> View:
        """Return an AsciiDoc file as Markdown."""
        builder = ViewBuilder(source)
        lines = lines_in(source)
        fence, at = "", 0
        while at < len(lines):
            start, stop, end = lines[at]
            line = source[start:stop]
            at += 1
            if fence or _FENCE.fullmatch(line):
                is_edge = not fence or line.strip() == fence
                fence = "" if fence and is_edge else (fence or line.strip())
                builder.write("```", start, stop) if is_edge else builder.copy(start, stop)
            elif _TABLE.fullmatch(line):
                at = _table(builder, lines, at)
                continue
            else:
                _words(builder, line, start, stop)
            builder.copy(stop, end)
        return builder.view(self)

    def write(self, markdown: str) -> str:
        """Return Markdown as AsciiDoc writes it."""
        marks = {"bold": "*{inner}*", "italic": "_{inner}_"}
        text = re.sub(r"(?m)^( *)[*+-] ", lambda m: "*" * (len(m[1]) // 2 + 1) + " ", markdown)
        return translate(text, "{url}[{label}]", "image::{url}[{label}]", marks)


def _words(builder: ViewBuilder, line: str, start: int, stop: int) -> None:
    if title := _TITLE.match(line):
        builder.write("#" * len(title["signs"]) + " ", start, start + title.end())
        _INLINE.copy(builder, start + title.end(), stop)
    elif _ATTRIBUTE.fullmatch(line) or _BLOCK.fullmatch(line) or line == "+":
        builder.write("", start, stop)
    elif bullet := _BULLET.match(line):
        depth = len(bullet["signs"]) - 1
        mark = "1. " if bullet["signs"][0] == "." else "* "
        builder.write("  " * depth + mark, start, start + bullet.end())
        _INLINE.copy(builder, start + bullet.end(), stop)
    else:
        _INLINE.copy(builder, start, stop)


def _table(builder: ViewBuilder, lines: Sequence[tuple[int, int, int]], at: int) -> int:
    """Copy the cells up to the end of the table, as many in a row as in the first line."""
    source, columns, row = builder.source, 0, 0
    opening = lines[at - 1]
    builder.write("", opening[0], opening[1])
    builder.copy(opening[1], opening[2])
    while at < len(lines):
        start, stop, end = lines[at]
        at += 1
        line = source[start:stop]
        if _TABLE.fullmatch(line):
            builder.write("", start, stop)
            builder.copy(stop, end)
            return at
        for cell in _CELL.finditer(source, start, stop):
            columns = columns or _columns(source, lines, at - 1)
            builder.write("| ", cell.start(), cell.start("cell"))
            _INLINE.copy(builder, *cell.span("cell"))
            row += 1
            if row % columns == 0:
                below = "\n" + "|" + "--|" * columns if row == columns else ""
                builder.write(f" |{below}\n", cell.end(), cell.end())
        builder.write("", stop, end)
    return at


def _columns(source: str, lines: Sequence[tuple[int, int, int]], at: int) -> int:
    """Count the cells of the first row: of its line, or of one cell a line up to a blank one."""
    count = 0
    for start, stop, _ in lines[at:]:
        here = len(_CELL.findall(source, start, stop))
        if not here or _TABLE.fullmatch(source, start, stop):
            break
        count += here
        if here > 1:
            break
    return max(count, 1)
