"""A list in another markup, seen as Markdown: each stretch of the view with its place in the file.

The reader of a format copies what reads the same in Markdown and writes the rest anew. Everything
else reads and edits the view. An edit of it goes into the file where the file, read again, gives
the very view that was wanted; any other is left to a person.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from harvester.lists.edits import apply, ordered
from harvester.model import Edit, Span


class Piece(NamedTuple):
    """A stretch of the view and the stretch of the file that it stands for.

    `is_copy` says that both have the very same characters.
    """

    span: Span
    source: Span
    is_copy: bool


class Format(Protocol):
    """How one markup is read as Markdown, and how Markdown is written in it."""

    name: str

    def read(self, source: str) -> View:
        """Return the Markdown view of a file."""
        ...

    def write(self, markdown: str) -> str:
        """Return what the file must hold so that it reads as `markdown`."""
        ...


@dataclass(frozen=True, slots=True)
class View:
    """A file and its Markdown view; `pieces` cover the view in its order."""

    source: str
    text: str
    pieces: tuple[Piece, ...]
    format: Format

    def source_span(self, span: Span) -> Span:
        """Return the smallest stretch of the file that a stretch of the view stands for."""
        if span.start == span.end:
            at = self._behind(span.start)
            return Span(at, at)
        places = [self._part(piece, span) for piece in self._touched(span)]
        places = [one for one in places if one.end > one.start] or places
        if not places:
            at = self._behind(span.start)
            return Span(at, at)
        return Span(min(one.start for one in places), max(one.end for one in places))

    def _touched(self, span: Span) -> Iterator[Piece]:
        first = bisect_right(self.pieces, span.start, key=_end_of)
        for at in range(first, len(self.pieces)):
            piece = self.pieces[at]
            if piece.span.start >= span.end:
                return
            if piece.span.end > piece.span.start:
                yield piece

    def _part(self, piece: Piece, span: Span) -> Span:
        if not piece.is_copy:
            return piece.source
        start = max(span.start, piece.span.start) - piece.span.start
        end = min(span.end, piece.span.end) - piece.span.start
        return Span(piece.source.start + start, piece.source.start + end)

    def _behind(self, offset: int) -> int:
        """The place in the file right behind the character in front of `offset`."""
        at = bisect_left(self.pieces, offset, key=_end_of)
        if at >= len(self.pieces):
            return len(self.source)
        piece = self.pieces[at]
        if piece.is_copy:
            return piece.source.start + offset - piece.span.start
        return piece.source.end if offset == piece.span.end else piece.source.start

    def _lead(self, offset: int) -> str:
        """What the line at `offset` begins with in the file and not in the view."""
        start = self.text.rfind("\n", 0, offset) + 1
        lead = ""
        for at in range(bisect_left(self.pieces, start, key=_start_of), len(self.pieces)):
            piece = self.pieces[at]
            if piece.span.end > start:
                break
            lead = self.source[slice(*piece.source)]
        return lead

    def in_source(self, edit: Edit) -> Edit:
        """Return an edit of the view as one of the file, which may not read as wanted."""
        lead = self._lead(edit.span.start)
        text = self.format.write(edit.text).replace("\n", "\n" + lead)
        is_line_start = self.text[: edit.span.start].endswith("\n") or not edit.span.start
        if edit.span.start == edit.span.end and is_line_start and lead and text:
            text = (lead + text).removesuffix(lead)
        return Edit(self.source_span(edit.span), text, edit.why)

    def can_write(self, edit: Edit) -> bool:
        """Tell whether the file can be edited so that it reads as the edited view."""
        return self.edited([edit]) is not None

    def edited(self, edits: Iterable[Edit]) -> str | None:
        """Return the file with the edits of the view; None where it would not read like that."""
        wanted = list(ordered(edits))
        source = apply(self.source, (self.in_source(one) for one in wanted))
        return source if self.format.read(source).text == apply(self.text, wanted) else None


def _start_of(piece: Piece) -> int:
    return piece.span.start


def _end_of(piece: Piece) -> int:
    return piece.span.end


@dataclass(slots=True)
class ViewBuilder:
    """Puts a view together, stretch by stretch."""

    source: str
    pieces: list[Piece] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    length: int = 0

    def copy(self, start: int, end: int) -> None:
        """Take over characters of the file as they are."""
        if end > start:
            self._add(self.source[start:end], Span(start, end), is_copy=True)

    def write(self, text: str, start: int, end: int) -> None:
        """Put `text` in place of a stretch of the file, which may be empty."""
        if text or end > start:
            self._add(text, Span(start, end), is_copy=False)

    def _add(self, text: str, source: Span, *, is_copy: bool) -> None:
        span = Span(self.length, self.length + len(text))
        last = self.pieces[-1] if self.pieces else None
        self.parts.append(text)
        self.length = span.end
        if is_copy and last is not None and last.is_copy and last.source.end == source.start:
            joined = Span(last.source.start, source.end)
            self.pieces[-1] = Piece(Span(last.span.start, span.end), joined, True)
        else:
            self.pieces.append(Piece(span, source, is_copy))

    def view(self, form: Format) -> View:
        """Return the view that was built."""
        return View(self.source, "".join(self.parts), tuple(self.pieces), form)
