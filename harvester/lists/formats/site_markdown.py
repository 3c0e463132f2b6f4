"""Markdown of site builders: front matter, tabs and notes of MkDocs, directives of MyST.

https://squidfunk.github.io/mkdocs-material/reference/content-tabs/
https://mystmd.org/guide/directives
"""

from __future__ import annotations

import re

from harvester.lists.formats.inline_marks import InlineMarks, lines_in
from harvester.lists.formats.pipe_tables import copy_list_table
from harvester.lists.formats.view import View, ViewBuilder

_FRONT = re.compile(
    r"\ufeff?(?:---[ \t]*\r?\n(?=(?:[ \t]*#[^\n]*\n)*[\w\"'-][^\n:]*:)"
    r"(?:[^\n]*\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
    r"|\+\+\+[ \t]*\r?\n(?:[^\n]*\n)*?\+\+\+[ \t]*(?:\r?\n|\Z))"
)
_TAB = r"(?P<tab>===[!+]?[ \t]+\"(?P<tab_title>[^\"\n]+)\"[ \t]*)"
_NOTE = r"(?P<note>(?:!!!|\?\?\?\+?)[ \t]+[\w -]+?(?:[ \t]+\"(?P<note_title>[^\"\n]*)\")?[ \t]*)"
_OPEN = (
    r"(?P<open>(?P<fence>:{3,}|`{3,}|~{3,})[ \t]*\{(?P<name>[\w:.-]+)\}[ \t]*(?P<rest>.*?)[ \t]*)"
)
_SITE_MARKUP = re.compile(
    rf"\A{_FRONT.pattern}|^[ \t]*(?:{_TAB}|{_NOTE})\r?$|^[ \t]*{_OPEN}\r?$", re.MULTILINE
)
_CONTAINER = re.compile(rf"[ \t]*(?:{_TAB}|{_NOTE})")
_DIRECTIVE = re.compile(rf"[ \t]*{_OPEN}")
_OPTION = re.compile(r"[ \t]*:(?P<key>[\w-]+):[ \t]*(?P<value>.*?)[ \t]*")
_HEADING = re.compile(r"(?P<signs>#{1,6})[ \t]")
_LITERAL = frozenset(
    {"code", "code-block", "code-cell", "math", "mermaid", "eval-rst", "figure", "image", "toctree"}
    | {"bibliography", "raw", "literalinclude", "include", "r", "python", "js"}
)
_CARDS = frozenset({"card", "grid-item-card"})
_TITLED = frozenset({"tab-item", "dropdown", "admonition", "topic", "tab"})
_PLAIN = InlineMarks(re.compile(r"(?!)"), {})
_WIDTH = 4


def has_site_markup(source: str) -> bool:
    """Tell a page of a site builder from plain Markdown."""
    may_open = source.startswith(("---", "+++", "\ufeff---", "\ufeff+++"))
    may_hold = any(sign in source for sign in ("===", "!!!", "???", ":::", "```", "~~~"))
    return (may_open or may_hold) and _SITE_MARKUP.search(source) is not None


class SiteMarkdown:
    """The format of Markdown pages with what site builders add."""

    name = "Markdown of a site builder"

    def read(self, source: str) -> View:
        """Return a page as plain Markdown."""
        return _Reader(source, self).read()

    def write(self, markdown: str) -> str:
        """Return Markdown as it is."""
        return markdown


class _Reader:
    """Reads the lines of one page into a view."""

    def __init__(self, source: str, form: SiteMarkdown):
        self.builder, self.form = ViewBuilder(source), form
        self.lines = lines_in(source)
        self.indents: list[int] = []
        self.fences: list[str] = []
        self.literal = ""
        self.level = 1
        self.card = False

    def read(self) -> View:
        """Read every line."""
        at = 0
        if front := _FRONT.match(self.builder.source):
            while at < len(self.lines) and self.lines[at][2] <= front.end():
                self._drop(at)
                at += 1
        while at < len(self.lines):
            at = self._line(at)
        return self.builder.view(self.form)

    def _drop(self, at: int) -> None:
        start, stop, end = self.lines[at]
        self.builder.write("", start, stop)
        self.builder.copy(stop, end)

    def _line(self, at: int) -> int:
        start, stop, end = self.lines[at]
        line = self.builder.source[start:stop]
        if not line.strip():
            self.builder.copy(start, end)
            return at + 1
        indent = len(line) - len(line.lstrip(" \t"))
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        cut = self.indents[-1] if self.indents else 0
        words = line[cut:]
        if self.literal:
            self._literal_line(words, start, end)
            return at + 1
        if self.fences and words.strip() == self.fences[-1]:
            self.fences.pop()
            self.card = False
            self._drop(at)
            return at + 1
        if container := _CONTAINER.fullmatch(line):
            self._container(container, at, indent)
            return at + 1
        directive = _DIRECTIVE.fullmatch(line)
        if directive and directive["name"].lower() not in _LITERAL:
            return self._directive(at, directive)
        if words.lstrip()[:3] in {"```", "~~~"}:
            self.literal = re.match(r"[`~]+", words.lstrip())[0]  # type: ignore[index]
        if heading := _HEADING.match(words):
            self.level = len(heading["signs"])
        self.builder.write("", start, start + cut)
        if self.card:
            self.builder.write("  ", start + cut, start + cut)
        self.builder.copy(start + cut, end)
        return at + 1

    def _literal_line(self, words: str, start: int, end: int) -> None:
        if words.strip().startswith(self.literal) and not words.strip(" \t" + self.literal[0]):
            self.literal = ""
        self.builder.copy(start, end)

    def _container(self, match: re.Match[str], at: int, indent: int) -> None:
        """`=== "2024"` and `!!! note "Title"`, with their contents four blanks deeper."""
        start, stop, end = self.lines[at]
        group = "tab_title" if match["tab"] else "note_title"
        self.indents.append(indent + _WIDTH)
        if not match[group]:
            self._drop(at)
            return
        left, right = (start + one for one in match.span(group))
        self.builder.write("\n" + "#" * min(self.level + 1, 6) + " ", start, left)
        self.builder.copy(left, right)
        self.builder.write("\n", right, stop)
        self.builder.copy(stop, end)

    def _directive(self, at: int, directive: re.Match[str]) -> int:
        name, fence = directive["name"].lower(), directive["fence"]
        body, options = at + 1, {}
        while body < len(self.lines):
            option = _OPTION.fullmatch(self.builder.source, *self.lines[body][:2])
            if option is None:
                break
            options[option["key"]] = option
            body += 1
        if name == "list-table":
            return self._list_table(body, fence, options.get("header-rows"))
        start, stop, end = self.lines[at]
        left, right = (start + one for one in directive.span("rest"))
        self.fences.append(fence)
        if name in _CARDS and "link" in options and right > left:
            link = options["link"]
            self.builder.write("- [", start, left)
            self.builder.copy(left, right)
            self.builder.write("](", right, stop)
            self.builder.copy(*link.span("value"))
            self.builder.write(")", link.end("value"), link.end("value"))
            self.card = True
        elif name in _CARDS:
            self.builder.write("- ", start, left)
            self.builder.copy(left, stop)
            self.card = True
        elif name in _TITLED and right > left:
            self.builder.write("\n" + "#" * min(self.level + 1, 6) + " ", start, left)
            self.builder.copy(left, stop)
        else:
            self.builder.write("", start, stop)
        self.builder.copy(stop, end)
        for option_at in range(at + 1, body):
            self.builder.write("", self.lines[option_at][0], self.lines[option_at][2])
        return body

    def _list_table(self, body: int, fence: str, heads: re.Match[str] | None) -> int:
        end = body
        while end < len(self.lines):
            if self.builder.source[slice(*self.lines[end][:2])].strip() == fence:
                break
            end += 1
        count = int(heads["value"]) if heads and heads["value"].isdigit() else 0
        copy_list_table(self.builder, self.lines[body:end], _PLAIN, count)
        return min(end + 1, len(self.lines))
