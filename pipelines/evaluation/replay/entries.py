"""The entry of a correction as it stood before, read within its list where the list is at hand."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from harvester.arxiv_index.search import ArxivIndex
from harvester.lists import ListDocument, parse
from harvester.model import Mention, Span
from pipelines.evaluation.end_to_end.reading import read_list
from pipelines.evaluation.replay.material import Correction, ListHistory, title_letters

_CUT = "…"
_LEAST_FOUND = 40
_HEADER = re.compile(r"^(?P<columns>\|.*)\n\|[ :|-]+\n", re.MULTILINE)


class ListReader:
    """Reads whole lists by the forms they teach, each text once."""

    def __init__(self, index: ArxivIndex) -> None:
        self._index = index
        self._documents: dict[str, ListDocument] = {}

    def read(self, text: str, path: str) -> ListDocument:
        """Return the document of a text."""
        if text not in self._documents:
            self._documents[text] = read_list(text, path, self._index)
        return self._documents[text]


def entries_in_lists(
    corrections: Iterable[Correction], histories: Sequence[ListHistory], reader: ListReader
) -> dict[str, Mention]:
    """Return the entries as they stood before, by the key of their correction.

    A revision that holds the lines as they were is read as it is; in one that holds them as they
    are now, the old lines are put back first; a row of a table that is in no revision is read
    below a header of its list. Other corrections in no revision are left out.
    """
    entries: dict[str, Mention] = {}
    by_list: dict[tuple[str, str], list[Correction]] = {}
    for one in corrections:
        by_list.setdefault((one.repo, one.path), []).append(one)
    for history in histories:
        mine = by_list.get((history.repo, history.path), [])
        for back in (False, True):
            for text in history.texts:
                left = [one for one in mine if one.key not in entries]
                old, spans = _put_back(text, left) if back else (text, _spans_of(text, left))
                if spans:
                    entries.update(_entries_at(left, spans, reader.read(old, history.path)))
        for one in mine:
            header = "" if one.key in entries else _header_for(one, history.texts)
            entry = entry_alone(one, header) if header else None
            if entry is not None:
                entries[one.key] = entry
    return entries


def entry_alone(correction: Correction, header: str = "") -> Mention | None:
    """Return the entry read from the lines of the correction alone, below a table's `header`."""
    text = header + textwrap.dedent(correction.before) + "\n"
    return _nearest(correction, parse(text, "README.md").mentions)


def _header_for(correction: Correction, texts: Iterable[str]) -> str:
    """Return the header of a table of the list that has as many columns as a row of it."""
    row = correction.before.split("\n")[0].strip()
    if not row.startswith("|"):
        return ""
    headers = (match for text in texts for match in _HEADER.finditer(text))
    same = (match[0] for match in headers if match["columns"].count("|") == row.count("|"))
    return next(same, "")


def _spans_of(text: str, corrections: Iterable[Correction]) -> dict[str, Span]:
    spans = {}
    for one in corrections:
        span = _span_of(text, one.before)
        if span is not None:
            spans[one.key] = span
    return spans


def _span_of(text: str, lines: str) -> Span | None:
    """Return where whole lines stand in a text; the last of them may have been cut."""
    written = lines.rstrip(_CUT)
    behind = "" if written != lines else r"[ \t]*$"
    if len(written) < _LEAST_FOUND:
        return None
    match = re.search(f"^{re.escape(written.rstrip())}{behind}", text, re.MULTILINE)
    return Span(*match.span()) if match else None


def _put_back(text: str, corrections: Iterable[Correction]) -> tuple[str, dict[str, Span]]:
    """Return a text with the lines before each correction in place of those after it."""
    places = []
    for one in corrections:
        span = None if one.after.endswith(_CUT) else _span_of(text, one.after)
        if span is not None:
            places.append((span.start, span.end, one))
    pieces: list[str] = []
    spans: dict[str, Span] = {}
    end = length = 0
    for start, stop, one in sorted(places, key=lambda place: place[:2]):
        if start < end:
            continue
        pieces += [text[end:start], one.before.rstrip(_CUT)]
        begin = length + start - end
        length = begin + len(pieces[-1])
        spans[one.key] = Span(begin, length)
        end = stop
    return "".join((*pieces, text[end:])), spans


def _entries_at(
    corrections: Iterable[Correction], spans: Mapping[str, Span], document: ListDocument
) -> dict[str, Mention]:
    entries = {}
    for one in corrections:
        span = spans.get(one.key)
        if span is not None:
            within = [each for each in document.mentions if each.span.overlaps(span)]
            entry = _nearest(one, within)
            if entry is not None:
                entries[one.key] = entry
    return entries


def _nearest(correction: Correction, mentions: Iterable[Mention]) -> Mention | None:
    """Return the entry of a paper whose title is most like that of the correction."""
    title = title_letters(correction.title)
    entries = [one for one in mentions if one.is_paper_entry]
    return max(
        entries,
        key=lambda one: fuzz.ratio(title_letters(one.title_or_name), title),
        default=None,
    )
