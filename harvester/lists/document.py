"""A list file as it is read: the text untouched, and what stands where in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from harvester.errors import BadInput
from harvester.model import Mention, Span

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
    """

    text: str
    mentions: tuple[Mention, ...] = ()
    headings: tuple[Heading, ...] = ()
    notes: tuple[Note, ...] = ()
    starts: tuple[int, ...] = field(default=(0,), repr=False)
    form: str = ""

    def text_of(self, span: Span) -> str:
        """Return the characters that stand at `span`."""
        return self.text[span.start : span.end]

    def line_of(self, offset: int) -> int:
        """Return the line (from 1) that the character at `offset` stands on."""
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
