"""How a list writes things: what a text must look like at the place it is put.

Values from services are text and stay text: no markup, no control or direction characters, no line
break and no link scheme of theirs reaches the list.
"""

from __future__ import annotations

import html
import re
import unicodedata
from enum import Enum
from typing import Protocol
from urllib.parse import quote, urlsplit

from harvester.errors import BadInput
from harvester.model import Edit, Mention, Span
from harvester.values.text import CONTROLS, HIDDEN


class ParsedList(Protocol):
    """What corrections need of a parsed list; `ListDocument` is one."""

    @property
    def text(self) -> str:
        """The whole file, decoded."""
        ...

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every place that speaks of a paper, a dataset or a repository, in the file's order."""
        ...

    @property
    def form(self) -> str:
        """Empty for Markdown and HTML, else the ending of a data file."""
        ...

    def text_of(self, span: Span) -> str:
        """Return the characters that stand at `span`."""
        ...

    def line_of(self, offset: int) -> int:
        """Return the line number, from 1, of the character at `offset`."""
        ...

    def can_write(self, edit: Edit) -> bool:
        """Tell whether the file can say what `edit` makes of its text."""
        ...


class ByIdentity:
    """A parsed list as the key of a cache: the very same object, no comparison of contents."""

    def __init__(self, document: ParsedList) -> None:
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and other.document is self.document

    def __hash__(self) -> int:
        return id(self.document)


class MarkupContext(Enum):
    """Where a text is put; decides what must be escaped."""

    LINE = "a line of Markdown"
    CELL = "a cell of a pipe table"
    LABEL = "the label of a link"
    HTML = "inside HTML"
    VALUE = "a value of a data file"
    TEX = "a value of a BibTeX file"


_SPECIAL = re.compile(r"[\\`*\[\]<]|(?<![^\W_])_|_(?![^\W_])|~|\$")
_LINE_ENDS = re.compile("[\t\n\r\v\f\x85\u2028\u2029]")
_UNSEEN = re.compile(f"[{CONTROLS}{HIDDEN}]")


def plain(text: str) -> str:
    """Return `text` on one line, without control, direction and invisible characters.

    >>> plain("A\\u202eB\\r\\n  ::warning::C\\x1b[31m")
    'AB ::warning::C[31m'
    """
    return " ".join(_UNSEEN.sub("", _LINE_ENDS.sub(" ", text)).split())


def escape(text: str, place: MarkupContext = MarkupContext.LINE) -> str:
    """Return `text` so that it reads as itself at `place`.

    >>> escape("a|b <i> [x] *y* snake_case", Place.CELL)
    'a\\\\|b \\\\<i> \\\\[x\\\\] \\\\*y\\\\* snake_case'
    """
    text = plain(text)
    if place is MarkupContext.HTML:
        return html.escape(text).replace("|", "&#124;")
    if place is MarkupContext.VALUE:
        return text
    if place is MarkupContext.TEX:
        return re.sub(r"[&%#_$]", r"\\\g<0>", re.sub(r"[{}\\]", "", text))
    text = _SPECIAL.sub(lambda match: "\\" + match[0], text)
    text = re.sub(r"&(?=#?\w{1,31};)", r"\\&", text)
    return text.replace("|", r"\|") if place is MarkupContext.CELL else text


def safe_url(url: str) -> str:
    """Return `url` so that it can stand in any link.

    Raises:
        BadInput: it is no web address.

    >>> safe_url("https://x.org/a b(c)|<d>")
    'https://x.org/a%20b%28c%29%7C%3Cd%3E'
    """
    url = plain(url)
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme.lower() not in {"http", "https"}:
        raise BadInput(f"{url[:80]!r} is no web address; give one that begins with https://")
    return quote(url, safe="%/:?#@!$&'*+,;=~.-_")


def markup_context(document: ParsedList, span: Span) -> MarkupContext:
    """Tell what kind of place `span` is, by the line it stands in."""
    if document.form:
        return MarkupContext.TEX if document.form == "bib" else MarkupContext.VALUE
    line = line_span(document.text, span.start)
    whole = document.text_of(line)
    if re.search(
        r"</?(?:td|tr|th|li|p|a|b|i|em|strong|div|summary)\b", whole[: span.start - line.start]
    ):
        return MarkupContext.HTML
    return MarkupContext.CELL if whole.lstrip("> \t").startswith("|") else MarkupContext.LINE


def line_span(text: str, offset: int) -> Span:
    """Return the span of the line that holds `offset`, without its line end."""
    start = text.rfind("\n", 0, offset) + 1
    start = max(start, text.rfind("\r", start, offset) + 1)
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    single = text.find("\r", offset, end)
    return Span(start, end if single < 0 else single)


def line_end(text: str) -> str:
    """Return the line end that `text` uses most; a line feed where it has none."""
    with_return = text.count("\r\n")
    return "\r\n" if with_return * 2 > text.count("\n") else "\n"


def width(text: str) -> int:
    """Return how many columns `text` takes in a fixed-width editor."""
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )
