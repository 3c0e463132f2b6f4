"""Org files as Markdown: headlines, lists, tables, drawers, links with the address in front.

https://orgmode.org/worg/org-syntax.html
"""

from __future__ import annotations

import re

from harvester.lists.claims.vocabulary import FIELD
from harvester.lists.formats.inline_marks import InlineMarks, between, lines_in, translate
from harvester.lists.formats.view import View, ViewBuilder

_HEADLINE = re.compile(
    r"(?P<stars>\*+)[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|READING|READ)[ \t]+)?"
    r"(?:\[#[A-Z]\][ \t]+)?"
    r"(?P<title>\S.*?)(?P<tags>[ \t]+:[\w@#%:]+:)?[ \t]*"
)
_KEYWORD = re.compile(r"[ \t]*#\+(?P<key>[A-Za-z_]+)(?::|(?=[ \t]|$))[ \t]*(?P<value>.*)")
_PROPERTY = re.compile(r"[ \t]*:(?P<key>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*")
_RULE = re.compile(r"[ \t]*\|[-+]+\|?[ \t]*")
_LITERAL = frozenset({"begin_src", "begin_example", "begin_export", "begin_comment"})
_DEEPEST = 6
_AT_START = r"(?:(?<=[\s\-({'\"\[|])|(?<![^\n]))"
_AT_END = r"(?=[\s\-.,:!?;'\")}\[\]|]|$)"


def _emphasis(mark: str, group: str) -> str:
    sign = re.escape(mark)
    inner = rf"(?P<{group}_inner>[^\s{sign}](?:[^{sign}\n]*[^\s{sign}])?)"
    return rf"(?P<{group}>{_AT_START}{sign}{inner}{sign}{_AT_END})"


def _link(builder: ViewBuilder, match: re.Match[str]) -> None:
    url, label = match.span("url"), match.span("label")
    is_picture = match["url"].lower().endswith((".png", ".jpg", ".svg", ".gif"))
    if match["label"] is None:
        builder.write("![](" if is_picture else "<", match.start(), url[0])
        builder.copy(*url)
        builder.write(")" if is_picture else ">", url[1], match.end())
        return
    builder.write("[", match.start(), url[0])
    builder.copy(*label)
    builder.write("](", url[1], label[0])
    builder.copy(*url)
    builder.write(")", label[1], match.end())


_INLINE = InlineMarks(
    re.compile(
        r"(?P<link>\[\[(?P<url>[^\[\]\n]+)\](?:\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]*\])+)\])?\])"
        r"|(?P<bare>https?://[^\s<>\[\]]+)|"
        + "|".join(
            (
                _emphasis("=", "verbatim"),
                _emphasis("~", "code"),
                _emphasis("*", "bold"),
                _emphasis("/", "italic"),
                _emphasis("+", "strike"),
            )
        ),
        re.MULTILINE,
    ),
    {
        "link": _link,
        "verbatim": between("`", "verbatim_inner"),
        "code": between("`", "code_inner"),
        "bold": between("**", "bold_inner"),
        "italic": between("*", "italic_inner"),
        "strike": between("~~", "strike_inner"),
    },
)


class Org:
    """The format of org files."""

    name = "org"

    def read(self, source: str) -> View:
        """Return an org file as Markdown."""
        return _Reader(source, self).read()

    def write(self, markdown: str) -> str:
        """Return Markdown as org writes it."""
        marks = {"bold": "*{inner}*", "italic": "/{inner}/", "code": "~{inner}~"}
        return translate(markdown, "[[{url}][{label}]]", "[[{url}]]", marks)


class _Reader:
    """Reads the lines of one org file into a view."""

    def __init__(self, source: str, form: Org):
        self.builder, self.form = ViewBuilder(source), form
        self.lines = lines_in(source)
        self.literal = ""

    def read(self) -> View:
        """Read every line."""
        at = 0
        while at < len(self.lines):
            start, stop, end = self.lines[at]
            line = self.builder.source[start:stop]
            if not self.literal and line.lstrip().startswith("|"):
                at = self._table(at)
                continue
            keyword = _KEYWORD.fullmatch(line)
            if self.literal or keyword:
                self._keyword(keyword, start, stop)
            else:
                self._words(line, start, stop)
            self.builder.copy(stop, end)
            at += 1
        return self.builder.view(self.form)

    def _keyword(self, keyword: re.Match[str] | None, start: int, stop: int) -> None:
        key = keyword["key"].lower() if keyword else ""
        if self.literal and key != self.literal.replace("begin", "end", 1):
            self.builder.copy(start, stop)
        elif self.literal or key in _LITERAL:
            self.literal = "" if self.literal else key
            self.builder.write("```", start, stop)
        else:
            self.builder.write("", start, stop)

    def _table(self, first: int) -> int:
        """Copy a table, whose first row is its head where a rule stands below; return its end."""
        source, last = self.builder.source, first
        while last < len(self.lines):
            start, stop, _ = self.lines[last]
            if not source[start:stop].lstrip().startswith("|"):
                break
            last += 1
        rows = [at for at in range(first, last) if not self._is_rule(at)]
        if rows:
            self._rows(first, last, rows)
        return last

    def _rows(self, first: int, last: int, rows: list[int]) -> None:
        builder = self.builder
        if self._has_words_above(first):
            builder.write("\n", self.lines[first][0], self.lines[first][0])
        head = rows[0]
        start, stop, _ = self.lines[head]
        columns = max(1, builder.source[start:stop].strip().strip("|").count("|") + 1)
        below = "|" + "--|" * columns
        if not (head + 1 < last and self._is_rule(head + 1)):
            at = self.lines[first][0]
            builder.write("|" + " |" * columns + "\n" + below + "\n", at, at)
            head = -1
        for at in range(first, last):
            start, stop, end = self.lines[at]
            if at in (head + 1, head) and head >= 0 and self._is_rule(at):
                builder.write(below, start, stop)
                builder.copy(stop, end)
            elif self._is_rule(at):
                builder.write("", start, end)
            else:
                _INLINE.copy(builder, start, stop)
                builder.copy(stop, end)

    def _has_words_above(self, at: int) -> bool:
        return at > 0 and self.lines[at - 1][1] > self.lines[at - 1][0]

    def _is_rule(self, at: int) -> bool:
        start, stop, _ = self.lines[at]
        return _RULE.fullmatch(self.builder.source, start, stop) is not None

    def _words(self, line: str, start: int, stop: int) -> None:
        builder = self.builder
        if headline := _HEADLINE.fullmatch(line):
            level = min(len(headline["stars"]), _DEEPEST)
            left, right = (start + one for one in headline.span("title"))
            builder.write("#" * level + " ", start, left)
            _INLINE.copy(builder, left, right)
            builder.write("", right, stop)
        elif field := _PROPERTY.fullmatch(line):
            self._property(field, start, stop)
        elif line.startswith("# ") or line == "#":
            builder.write("", start, stop)
        else:
            _INLINE.copy(builder, start, stop)

    def _property(self, match: re.Match[str], start: int, stop: int) -> None:
        """`:URL: https://…` in a drawer is a field of the headline above."""
        builder = self.builder
        key, value = match.span("key"), match.span("value")
        is_field = match["value"].startswith("http") or FIELD.match(f"{match['key']}:")
        if not match["value"] or not is_field:
            builder.write("", start, stop)
            return
        builder.write("- ", start, start + key[0])
        builder.copy(start + key[0], start + key[1])
        builder.write(": ", start + key[1], start + value[0])
        _INLINE.copy(builder, start + value[0], start + value[1])
        builder.write("", start + value[1], stop)
