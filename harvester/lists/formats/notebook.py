r"""Notebooks as Markdown: the text cells, each character with its place in the JSON.

https://nbformat.readthedocs.io/en/latest/format_description.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TypeAlias

from harvester.lists.formats.view import View, ViewBuilder

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]', re.DOTALL)
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
)
_CELL = ["{", "[", "{"]


_Strings: TypeAlias = list[tuple[int, int]]


class _Walk:
    """Where a walk over the tokens of a notebook stands, and what it read of the cell there."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.keys: list[str] = []
        self.strings: _Strings = []
        self.kind = ""

    def open(self, sign: str) -> None:
        """Enter an object or a list."""
        self.stack.append(sign)
        self.keys.append("")
        if self.stack == _CELL:
            self.strings, self.kind = [], ""

    def close(self) -> _Strings:
        """Leave an object or a list; return the strings of a text cell that ends here."""
        is_text = self.stack == _CELL and self.keys[0] == '"cells"' and self.kind == '"markdown"'
        self.stack.pop()
        self.keys.pop()
        return self.strings if is_text else []

    def string(self, token: re.Match[str], *, is_key: bool) -> None:
        """Take in a string."""
        if is_key:
            self.keys[-1] = token[0]
        elif self.stack == _CELL and self.keys[-1] == '"cell_type"':
            self.kind = token[0]
        elif self.keys[2:3] == ['"source"'] and len(self.stack) <= len(_CELL) + 1:
            self.strings.append(token.span())


def _cells(source: str) -> Iterator[_Strings]:
    """Yield the strings, with their quotes, that each text cell of a notebook is written in."""
    walk, before = _Walk(), ""
    for token in _TOKEN.finditer(source):
        sign = token[0][0]
        if sign in "[{":
            walk.open(sign)
        elif sign in "]}" and walk.stack:
            if strings := walk.close():
                yield strings
        elif sign == '"' and walk.stack:
            walk.string(token, is_key=walk.stack[-1] == "{" and before in "{,")
        before = sign


class Notebook:
    """The format of Jupyter notebooks."""

    name = "notebook"

    def read(self, source: str) -> View:
        """Return the text cells of a notebook, blank lines between them."""
        builder = ViewBuilder(source)
        for cell in _cells(source):
            for start, end in cell:
                self._copy(builder, start + 1, end - 1)
            end = cell[-1][1]
            builder.write("\n\n", end, end)
        return builder.view(self)

    def _copy(self, builder: ViewBuilder, start: int, end: int) -> None:
        position = start
        for escape in _ESCAPE.finditer(builder.source, start, end):
            builder.copy(position, escape.start())
            builder.write(_unescaped(escape[0]), *escape.span())
            position = escape.end()
        builder.copy(position, end)

    def write(self, markdown: str) -> str:
        """Return Markdown as the strings of a cell hold it."""
        return json.dumps(markdown, ensure_ascii=False)[1:-1]


def _unescaped(escape: str) -> str:
    try:
        return str(json.loads(f'"{escape}"'))
    except ValueError:
        return escape
