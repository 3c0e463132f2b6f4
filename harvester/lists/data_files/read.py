"""Lists kept as data: YAML, JSON, CSV and BibTeX files from which a Markdown list is generated."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

import yaml
from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # ships no types
    LatexNodes2Text,
)

from harvester.lists.data_files.records import Claim, DataRecord, read_record
from harvester.lists.document import ListDocument, Note, line_starts

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


_MOST_DEPTH = 40
_LARGEST_FIELD = 1_000_000
_FORMS = {"yml": "yaml", "tsv": "csv"}


def read_generated(text: str, path: str) -> ListDocument | None:
    """Read a YAML, JSON, CSV or BibTeX list, told by the ending of `path`; None for any other.

    A file that its format does not accept gives a document without mentions and a note that says
    where it went wrong.
    """
    ending = path.rpartition(".")[2].lower()
    reader = _READERS.get(ending)
    if reader is None or "." not in path:
        return None
    document = ListDocument(text, starts=line_starts(text), form=_FORMS.get(ending, ending))
    try:
        records = list(reader(text))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        note = Note(line, f"not readable as YAML: {error.problem or 'malformed'}")
        return replace(document, notes=(note,))
    except (yaml.YAMLError, csv.Error, RecursionError, ValueError) as error:
        note = Note(1, f"not readable as {ending.upper()}: {error}"[:200])
        return replace(document, notes=(note,))
    entries = (read_record(document, record) for record in records)
    mentions = tuple(sorted((one for one in entries if one), key=lambda one: one.span))
    return replace(document, mentions=mentions)


def _yaml_records(text: str) -> Iterator[DataRecord]:
    shift = 1 if text.startswith("\ufeff") else 0
    root = yaml.compose(text[shift:], Loader=yaml.SafeLoader if "\0" in text else yaml.CSafeLoader)
    if root is not None:
        yield from _records_in(text, root, (), shift, 0)


def _records_in(
    text: str, node: yaml.Node, section: tuple[str, ...], shift: int, depth: int
) -> Iterator[DataRecord]:
    """Walk sequences and mappings; a mapping with a title (or a name and a URL) is a record."""
    if depth > _MOST_DEPTH:
        return
    if isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _records_in(text, child, section, shift, depth + 1)
        return
    if not isinstance(node, yaml.MappingNode):
        return
    fields = {key.value.lower(): value for key, value in node.value if isinstance(key.value, str)}
    if isinstance(fields.get("title", fields.get("name")), yaml.ScalarNode):
        start, end = node.start_mark.index + shift, node.end_mark.index + shift
        claims = tuple(
            claim for name, value in fields.items() for claim in _claims(text, name, value, shift)
        )
        yield DataRecord(start, start + len(text[start:end].rstrip()), claims, section)
        return
    for name, value in fields.items():
        yield from _records_in(text, value, (*section, name), shift, depth + 1)


def _claims(text: str, name: str, node: yaml.Node, shift: int) -> Iterator[Claim]:
    if isinstance(node, yaml.ScalarNode):
        start, end = node.start_mark.index + shift, node.end_mark.index + shift
        raw = text[start:end]
        if node.style in {"'", '"'}:
            start, end = start + 1, end - 1
        elif node.style in {"|", ">"}:
            end = start + len(raw.rstrip())
        if node.value and node.value not in {"null", "~"}:
            yield Claim(name, str(node.value), start, end)
    elif isinstance(node, yaml.SequenceNode):
        for child in node.value:
            yield from _claims(text, name, child, shift)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = str(key.value).lower()
            if inner in {"name", "title", "url", "link"} or isinstance(value, yaml.ScalarNode):
                yield from _claims(
                    text, name if inner == "name" else f"{name} {inner}", value, shift
                )


def _csv_records(text: str) -> Iterator[DataRecord]:
    csv.field_size_limit(_LARGEST_FIELD)
    body = text.removeprefix("\ufeff")
    cursor = len(text) - len(body)
    first = body.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    header: list[str] | None = None
    for row in csv.reader(io.StringIO(body, newline=""), delimiter=delimiter):
        claims: list[Claim] = []
        for column, value in enumerate(row):
            written = value.replace('"', '""') if text.find(value, cursor) < 0 else value
            start = text.find(written, cursor)
            if start < 0:
                continue
            cursor = start + len(written)
            if header is not None and column < len(header) and value.strip():
                claims.append(Claim(header[column], value, start, cursor))
        if header is None:
            header = [name.strip().lower() for name in row]
        elif claims:
            start = claims[0].start
            start -= text[start - 1 : start] == '"'
            end = cursor + (text[cursor : cursor + 1] == '"')
            yield DataRecord(start, end, tuple(claims), ())


_READERS: dict[str, Callable[[str], Iterator[DataRecord]]] = {
    "yaml": _yaml_records,
    "yml": _yaml_records,
    "json": _yaml_records,
    "csv": _csv_records,
    "tsv": _csv_records,
    "bib": bibtex_records,
}
