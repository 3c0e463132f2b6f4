"""reStructuredText as Markdown: titles, lists, links with embedded or named targets, directives.

https://docutils.sourceforge.io/docs/ref/rst/restructuredtext.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from harvester.lists.formats.inline_marks import InlineMarks, between, lines_in, translate
from harvester.lists.formats.pipe_tables import copy_csv_table, copy_list_table
from harvester.lists.formats.restructured_tables import copy_table, table_end
from harvester.lists.formats.view import View, ViewBuilder

_ADORNMENT = re.compile(r"(?P<sign>[!-/:-@\[-`{-~])(?P=sign){2,}[ \t]*")
_TARGET = re.compile(
    r"\.\.[ \t]+_(?:`(?P<quoted>[^`\n]+)`|(?P<name>[^:`\n]+)):[ \t]+(?P<url>\S.*?)[ \t]*|"
    r"(?:__[ \t]+|\.\.[ \t]+__:[ \t]*)(?P<anonymous>\S+)[ \t]*"
)
_DIRECTIVE = re.compile(r"(?P<indent>[ \t]*)\.\.[ \t]+(?P<name>[\w:.-]+)::(?P<rest>.*)")
_OPTION = re.compile(r"[ \t]+:(?P<key>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*")
_COMMENT = re.compile(r"(?P<indent>[ \t]*)\.\.(?:[ \t].*|)")
_BULLET = re.compile(
    r"(?P<mark>[-*+•‣⁃]|(?:\d{1,4}|#|[A-Za-z])[.)]|\(\d{1,4}\))(?P<gap>[ \t]+)(?=\S)"
)
_FIELD = re.compile(r":(?P<key>[^:\n]{1,40}):[ \t]+(?P<value>\S.*)")
_HIDDEN = frozenset(
    {"code", "code-block", "sourcecode", "math", "raw", "contents", "toctree", "include", "meta"}
    | {"highlight", "bibliography", "figure", "replace", "role", "default-role", "graphviz"}
)
_LINKED = frozenset({"card", "grid-item-card"})
_ROLES = {"arxiv": "arXiv:", "doi": "doi:"}


def _role(builder: ViewBuilder, match: re.Match[str]) -> None:
    prefix = _ROLES.get(match["name"].lower().split(":")[-1], "")
    inner = match.span("value")
    builder.write(prefix, match.start(), inner[0])
    builder.copy(*inner)
    builder.write("", inner[1], match.end())


def _link(builder: ViewBuilder, match: re.Match[str]) -> None:
    label, url = match.span("label"), match.span("url")
    builder.write("[", match.start(), label[0])
    builder.copy(*label)
    builder.write("](", label[1], url[0])
    builder.copy(*url)
    builder.write(")", url[1], match.end())


def _named(builder: ViewBuilder, match: re.Match[str]) -> None:
    """`` `Title`_ `` and `Title_`, whose addresses stand elsewhere under their name."""
    group = "phrase" if match["phrase"] else "word"
    start, end = match.span(group)
    builder.write("[", match.start(), start)
    builder.copy(start, end)
    builder.write(f"][{match[group]}]", end, match.end())


_INLINE = InlineMarks(
    re.compile(
        r"(?P<literal>``(?P<literal_inner>[^`\n]+)``)"
        r"|(?P<role>:(?P<name>[\w:+.-]+):`(?P<value>[^`<>\n]+)`)"
        r"|(?P<link>`(?P<label>[^`<>]+?)\s*<(?P<url>[^`<>\s]+)>`__?)"
        r"|(?P<named>`(?P<phrase>[^`<>\n]+)`_(?!_)|(?<![\w`])(?P<word>[A-Za-z][\w.-]*[A-Za-z\d])_(?![\w_]))"
        r"|(?P<anonymous>`(?P<unnamed>[^`<>\n]+)`__)"
        r"|(?P<bare>https?://[^\s<>`]+)"
        r"|(?P<bold>\*\*(?P<bold_inner>[^*\n]+)\*\*)"
        r"|(?P<italic>(?<![\w*])\*(?P<italic_inner>[^\s*][^*\n]*)\*(?![\w*]))"
        r"|(?P<text>(?<![\w`:])`(?P<text_inner>[^`<>\n]+)`(?![_`]))"
    ),
    {
        "literal": between("`", "literal_inner"),
        "role": _role,
        "link": _link,
        "named": _named,
        "text": between("*", "text_inner"),
    },
)
_SPANNING = re.compile(
    r"`[^`<>]{1,400}?\n[^`<>]{0,400}?\s*<[^`<>\s]+>`__?|`[^`<>\n]{1,400}\s*\n\s*<[^`<>\s]+>`__?"
)


class _Level(NamedTuple):
    """How deep a block stands in the file, and in the view."""

    source: int
    view: int


class RestructuredText:
    """The format of reStructuredText files."""

    name = "reStructuredText"

    def read(self, source: str) -> View:
        """Return a reStructuredText file as Markdown."""
        return _Reader(source, self).read()

    def write(self, markdown: str) -> str:
        """Return Markdown as reStructuredText writes it."""
        marks = {"code": "``{inner}``", "italic": "*{inner}*", "bold": "**{inner}**"}
        return translate(markdown, "`{label} <{url}>`__", "`{label} <{url}>`__", marks)


def _logical_lines(source: str) -> list[tuple[int, int, int]]:
    """Return the lines, those that one link runs over as one."""
    lines = lines_in(source)
    spanning = [one.span() for one in _SPANNING.finditer(source) if "\n\n" not in one[0]]
    joined: list[tuple[int, int, int]] = []
    ends = iter([*spanning, (len(source) + 1, len(source) + 1)])
    current = next(ends)
    for line in lines:
        while current[1] <= line[0]:
            current = next(ends)
        if joined and current[0] < line[0] < current[1]:
            joined[-1] = (joined[-1][0], line[1], line[2])
        else:
            joined.append(line)
    return joined


class _Reader:
    """Reads the lines of one file into a view."""

    def __init__(self, source: str, form: RestructuredText):
        self.builder, self.form = ViewBuilder(source), form
        self.lines = _logical_lines(source)
        self.levels = [_Level(0, 0)]
        self.adornments: list[tuple[str, bool]] = []
        self.anonymous = self.referred = 0
        self.inline = InlineMarks(_INLINE.pattern, {**_INLINE.writers, "anonymous": self._refer})

    def read(self) -> View:
        """Read every line."""
        at = 0
        while at < len(self.lines):
            at = self._block(at)
        return self.builder.view(self.form)

    def _refer(self, builder: ViewBuilder, match: re.Match[str]) -> None:
        """`` `Title`__ ``, whose address is the next of those without a name."""
        self.referred += 1
        start, end = match.span("unnamed")
        builder.write("[", match.start(), start)
        builder.copy(start, end)
        builder.write(f"][anonymous-{self.referred}]", end, match.end())

    def _text(self, at: int) -> str:
        return self.builder.source[slice(*self.lines[at][:2])] if at < len(self.lines) else ""

    def _block(self, at: int) -> int:
        """Read what begins at a line; return the line behind it."""
        line = self._text(at)
        if not line.strip():
            self._drop(at, at)
            return at + 1
        if behind := self._title(at, line):
            return behind
        end = table_end(self.builder.source, self.lines, at)
        if end > at and copy_table(self.builder, self.lines, (at, end), self.inline):
            return end
        if directive := _DIRECTIVE.fullmatch(line):
            return self._directive(at, directive)
        start, stop, line_end = self.lines[at]
        if target := _TARGET.fullmatch(line.strip()):
            self._target(target, start + len(line) - len(line.lstrip()), start, stop)
        elif (comment := _COMMENT.fullmatch(line)) and not line.lstrip().startswith(".. ["):
            end = self._body_end(at, len(comment["indent"]))
            self._drop(at, end - 1)
            return end
        else:
            self._words(line, start, stop)
        self.builder.copy(stop, line_end)
        return at + 1

    def _drop(self, first: int, last: int) -> None:
        """Leave out lines but for their line ends."""
        for start, stop, end in self.lines[first : last + 1]:
            self.builder.write("", start, stop)
            self.builder.copy(stop, end)

    def _title(self, at: int, line: str) -> int:
        """Read a title with the line of signs below it, or above it too; 0 where none stands."""
        under = self._text(at + 1)
        if _ADORNMENT.fullmatch(line):
            over, title, under = line, under, self._text(at + 2)
            is_title = title.strip() and under.rstrip() == over.rstrip()
            if not is_title:
                self._drop(at, at)
                return at + 1
            self._drop(at, at)
            self._heading(at + 1, (over[0], True))
            return at + 3
        is_under = _ADORNMENT.fullmatch(under) and len(under.rstrip()) >= min(len(line.rstrip()), 4)
        if line[0].isspace() or not is_under or _BULLET.match(line):
            return 0
        self._heading(at, (under[0], False))
        return at + 2

    def _heading(self, at: int, adornment: tuple[str, bool]) -> None:
        if adornment not in self.adornments:
            self.adornments.append(adornment)
        level = min(self.adornments.index(adornment) + 1, 6)
        start, stop, end = self.lines[at]
        left = start + len(self._text(at)) - len(self._text(at).lstrip())
        self.levels = [_Level(0, 0)]
        self.builder.write("#" * level + " ", start, left)
        self.inline.copy(self.builder, left, stop)
        self.builder.copy(stop, end)
        self._drop(at + 1, at + 1)

    def _target(self, target: re.Match[str], shift: int, start: int, stop: int) -> None:
        group = "anonymous" if target["anonymous"] else "url"
        left, right = (shift + one for one in target.span(group))
        self.anonymous += target["anonymous"] is not None
        name = target["quoted"] or target["name"] or f"anonymous-{self.anonymous}"
        self.builder.write(f"[{name}]: ", start, left)
        self.builder.copy(left, right)
        self.builder.write("", right, stop)

    def _body_end(self, at: int, indent: int) -> int:
        """Return the line behind the deeper lines below line `at`."""
        end = at + 1
        while end < len(self.lines):
            line = self._text(end)
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            end += 1
        return end

    def _directive(self, at: int, directive: re.Match[str]) -> int:
        name = directive["name"].lower()
        end = self._body_end(at, len(directive["indent"]))
        body, options = at + 1, {}
        while body < end and (option := _OPTION.fullmatch(self._text(body))):
            options[option["key"]] = (body, option)
            body += 1
        start, stop, line_end = self.lines[at]
        rest = (
            start
            + directive.start("rest")
            + len(directive["rest"])
            - len(directive["rest"].lstrip())
        )
        heads = options["header-rows"][1]["value"] if "header-rows" in options else ""
        lines = [one for one in self.lines[body:end] if one[1] > one[0]]
        if name in {"list-table", "csv-table"} and lines:
            copy = copy_list_table if name == "list-table" else copy_csv_table
            copy(self.builder, lines, self.inline, int(heads) if heads.isdigit() else 0)
            return end
        if name in _HIDDEN:
            self._drop(at, end - 1)
            return end
        self.builder.write("", start, rest)
        if name in _LINKED and "link" in options:
            self._card(options["link"], rest, stop)
        elif name == "image":
            self.builder.write("![](", rest, rest)
            self.builder.copy(rest, stop)
            self.builder.write(")", stop, stop)
        else:
            self.inline.copy(self.builder, rest, stop)
        self.builder.copy(stop, line_end)
        self.builder.write("\n", line_end, line_end)
        self._drop(at + 1, body - 1)
        return body

    def _card(self, option: tuple[int, re.Match[str]], start: int, stop: int) -> None:
        """`.. card:: Title` with `:link: https://…` below it."""
        at, match = option
        left, right = (self.lines[at][0] + one for one in match.span("value"))
        self.builder.write("[", start, start)
        self.builder.copy(start, stop)
        self.builder.write("](", stop, stop)
        self.builder.copy(left, right)
        self.builder.write(")", right, right)

    def _words(self, line: str, start: int, stop: int) -> None:
        builder = self.builder
        indent = len(line) - len(line.lstrip())
        bullet = _BULLET.match(line, indent)
        depth = self._depth(indent)
        builder.write("", start, start + max(0, indent - depth))
        left = start + max(0, indent - depth)
        builder.write(" " * (depth - (start + indent - left)), left, left)
        builder.copy(left, start + indent)
        left = start + indent
        if bullet is not None:
            mark = bullet["mark"]
            shown = mark if mark in "-*+" or mark[:-1].isdigit() else "-"
            shown = "1." if mark.startswith("#") else shown
            end = start + bullet.end()
            if shown == mark:
                builder.copy(left, end)
            else:
                builder.write(shown + " ", left, end)
            width = len(shown) + (len(bullet["gap"]) if shown == mark else 1)
            self.levels.append(_Level(bullet.end(), depth + width))
            left = end
        elif field := _FIELD.fullmatch(line, indent):
            value = start + field.start("value")
            builder.write("- ", left, left + 1)
            builder.copy(left + 1, start + field.end("key"))
            builder.write(": ", start + field.end("key"), value)
            left = value
        elif line.startswith("| ", indent):
            builder.write("", left, left + 2)
            self.inline.copy(builder, left + 2, stop)
            builder.write("  ", stop, stop)
            return
        elif line.startswith(".. [", indent):
            builder.write("", left, left + 3)
            left += 3
        self.inline.copy(builder, left, stop)

    def _depth(self, indent: int) -> int:
        """How deep a line of the file stands in the view: lists nest, quotes do not."""
        while self.levels[-1].source > indent and len(self.levels) > 1:
            self.levels.pop()
        if indent > self.levels[-1].source:
            self.levels.append(_Level(indent, self.levels[-1].view))
        return self.levels[-1].view
