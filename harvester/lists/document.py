"""A list file as it is read: the text untouched, and what stands where in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from harvester.errors import BadInput
from harvester.lists.edits import apply
from harvester.lists.formats.view import View
from harvester.model import Edit, Mention, Span

LARGEST_LIST = 50_000_000
_NEWLINE = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its level (1 to 6), its text less markup, the span of its lines, its line."""

    level: int
    text: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something the parser could not read well; the rest of the list is read all the same."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class ListDocument:
    """The text of a list, never changed, with its mentions in the order they stand in it.

    `form` is empty for Markdown and HTML, else the ending of a data file: yaml, json, csv, bib.
    Where the file is written in another markup, `view` holds it and `text` is its Markdown view,
    in which all spans are; lines are those of the file.
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    headings: tuple[Heading, ...] = ()
    notes: tuple[Note, ...] = ()
    starts: tuple[int, ...] = field(default=(0,), repr=False)
    form: str = ""
    view: View | None = field(default=None, repr=False)

    @property
    def file_text(self) -> str:
        """Return the characters of the file itself."""
        return self.view.source if self.view else self.text

    def in_file(self, span: Span) -> Span:
        """Return where a span of `text` stands in the file."""
        return self.view.source_span(span) if self.view else span

    def can_write(self, edit: Edit) -> bool:
        """Tell whether the file can say what `edit` makes of its text."""
        return self.view is None or self.view.can_write(edit)

    def edited(self, edits: Iterable[Edit]) -> str:
        """Return the file's characters with the edits made.

        Raises `BadInput` where the file's markup cannot say together what each edit can alone.
        """
        if self.view is None:
            return apply(self.text, edits)
        edited = self.view.edited(edits)
        if edited is None:
            raise BadInput(f"the edits cannot be written as {self.view.format.name}")
        return edited

    def text_of(self, span: Span) -> str:
        """Return the characters that stand at `span`."""
        return span.slice(self.text)

    def line_of(self, offset: int) -> int:
        """Return the line of the file (from 1) that the character at `offset` stands on."""
        if self.view is not None:
            offset = self.view.source_span(Span(offset, offset + 1)).start
        return bisect_right(self.starts, offset)


@lru_cache(maxsize=4)
def line_starts(text: str) -> tuple[int, ...]:
    r"""Return the offset of each line's first character; lines end in \\n, \\r\\n or \\r."""
    return (0, *(end.end() for end in _NEWLINE.finditer(text)))


def load_list(path: Path) -> str:
    """Read a list file; its byte order element and line ends are kept.

    Raises `BadInput` where the file is missing, empty, larger than 50 MB or not UTF-8.
    """
    if not path.is_file():
        raise BadInput(f"{path}: there is no such list file; name an existing one")
    if path.stat().st_size > LARGEST_LIST:
        size = path.stat().st_size // 1_000_000
        raise BadInput(f"{path}: {size} MB is too large for a list (at most 50 MB); split it")
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path}: not UTF-8 (byte {error.start}); save the list as UTF-8 and try again"
        ) from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror})") from error
    if not text.strip("\ufeff \t\r\n"):
        raise BadInput(f"{path}: the list is empty; add entries or name another file")
    return text
