"""Marks within lines that other markups write otherwise: links, emphasis, code."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from harvester.lists.formats.view import ViewBuilder

Writer = Callable[[ViewBuilder, re.Match[str]], None]


@dataclass(frozen=True, slots=True)
class InlineMarks:
    """The marks of one markup, each a named group of one pattern with what writes it."""

    pattern: re.Pattern[str]
    writers: Mapping[str, Writer]

    def copy(self, builder: ViewBuilder, start: int, end: int) -> None:
        """Copy a stretch of the file with its marks as Markdown writes them."""
        position = start
        for match in self.pattern.finditer(builder.source, start, end):
            builder.copy(position, match.start())
            writer = self.writers.get(match.lastgroup or "")
            if writer is None:
                builder.copy(*match.span())
            else:
                writer(builder, match)
            position = match.end()
        builder.copy(position, end)


def between(mark: str, group: str) -> Writer:
    """Return a writer that puts `mark` around what `group` holds."""

    def write(builder: ViewBuilder, match: re.Match[str]) -> None:
        start, end = match.span(group)
        builder.write(mark, match.start(), start)
        builder.copy(start, end)
        builder.write(mark, end, match.end())

    return write


_LINK = re.compile(
    r"(?<!\\)(?P<picture>!?)\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\((?P<url>[^()\s]*)\)"
)
_MARKS = (
    ("bold", re.compile(r"(?<!\\)\*\*(?P<inner>[^*\n]+)\*\*")),
    ("italic", re.compile(r"(?<![\\*\w])(?:\*(?P<inner>[^*\n]+)\*|_(?P<other>[^_\n]+)_)(?![*\w])")),
    ("code", re.compile(r"`(?P<inner>[^`\n]+)`")),
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_OWN_SIGN = re.compile("[\ue000-\ue003]")
_HELD = re.compile("\ue000(\\d+)\ue001")


def translate(markdown: str, link: str, picture: str, marks: Mapping[str, str]) -> str:
    """Write a piece of Markdown in another markup.

    `link` and `picture` hold `{label}` and `{url}`, each of `marks` holds `{inner}`; what a
    markup has no mark for stays as it is.
    """
    if _OWN_SIGN.search(markdown):
        return markdown
    held: list[str] = []

    def hold(text: str) -> str:
        held.append(text)
        return f"\ue000{len(held) - 1}\ue001"

    def linked(match: re.Match[str]) -> str:
        form = picture if match["picture"] else link
        label = _marked(match["label"], marks)
        return hold(form.replace("{label}", label).replace("{url}", match["url"]))

    text = _LINK.sub(linked, markdown)
    text = _ESCAPE.sub(r"\1", _marked(text, marks))
    while _HELD.search(text):
        text = _HELD.sub(lambda match: held[int(match[1])], text)
    return text


def _marked(text: str, marks: Mapping[str, str]) -> str:
    held: list[str] = []

    def hold(form: str, match: re.Match[str]) -> str:
        inner = match["inner"] or match.groupdict().get("other") or ""
        held.append(form.replace("{inner}", inner))
        return f"\ue002{len(held) - 1}\ue003"

    for name, pattern in _MARKS:
        if form := marks.get(name):
            text = pattern.sub(lambda match, form=form: hold(form, match), text)  # type: ignore[misc]
    mark = re.compile("\ue002(\\d+)\ue003")
    while mark.search(text):
        text = mark.sub(lambda match: held[int(match[1])], text)
    return text


def lines_in(source: str) -> Sequence[tuple[int, int, int]]:
    """Return start, end less its line end, and end of each line of a text."""
    lines = []
    position = 0
    for line in source.splitlines(keepends=True):
        end = position + len(line)
        lines.append((position, position + len(line.rstrip("\r\n")), end))
        position = end
    return lines
