"""BibTeX files, by bibtexparser, with the place of each value."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # ships no types
    LatexNodes2Text,
)

from harvester.lists.data_records import Claim, DataRecord
from harvester.lists.document import line_starts

_TO_TEXT = LatexNodes2Text(math_mode="verbatim")
for _name in ("pylatexenc", "bibtexparser"):
    logging.getLogger(_name).addHandler(logging.NullHandler())
    logging.getLogger(_name).propagate = False


def bibtex_records(text: str) -> Iterator[DataRecord]:
    """Read the entries of a BibTeX file; what it does not understand is left out."""
    starts = line_starts(text)
    library = parse_string(text)
    for entry in library.entries:
        line = entry.start_line or 0
        start = text.find("@", starts[line] if line < len(starts) else 0)
        raw = entry.raw or ""
        end = start + len(raw)
        if start < 0 or text[start:end] != raw:
            continue
        claims: list[Claim] = []
        cursor = start
        for field in entry.fields:
            value = str(field.value)
            begin = text.find(value, text.find(field.key, cursor, end), end) if value else -1
            if begin < 0:
                continue
            cursor = begin + len(value)
            claims.append(Claim(field.key.lower(), value, begin, cursor, _plain(value)))
        yield DataRecord(start, end, tuple(claims), ())


def _plain(value: str) -> str:
    """Return TeX as readable text; as it stands where it cannot be read or is very long."""
    if len(value) > 2000 or not any(char in value for char in "\\{}$~"):
        return value
    try:
        return " ".join(_TO_TEXT.latex_to_text(value).split())
    except (ValueError, IndexError, RecursionError):
        return value
