"""Lists kept as data: YAML, JSON, CSV and BibTeX files from which a Markdown list is generated."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import yaml
from bibtexparser.entrypoint import parse_string
from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # ships no types
    LatexNodes2Text,
)

from harvester.lists.data_files.columns import joined_name, with_known_fields
from harvester.lists.data_files.records import AUTHORS, Claim, DataRecord, read_record
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
_LONGEST_LABEL = 80
_FEW_FIELDS = 2
_ADDRESS = re.compile(r"https?://|(?:arXiv:)?\d{4}\.\d{4,5}(?:v\d+)?$|10\.\d{4,9}/", re.IGNORECASE)
_GIVEN = frozenset({"first", "given", "first_name", "given_name", "firstname", "forename"})
_FAMILY = frozenset({"last", "family", "last_name", "family_name", "lastname", "surname"})
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
    entries = (read_record(document, record) for record in with_known_fields(records))
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
    fields = _fields(node)
    label = _label(fields)
    if _is_record(fields) and not _holds_records(fields):
        start, end = node.start_mark.index + shift, node.end_mark.index + shift
        claims = tuple(
            claim for name, value in fields.items() for claim in _claims(text, name, value, shift)
        )
        yield DataRecord(start, start + len(text[start:end].rstrip()), claims, section)
        return
    for name, value in fields.items():
        yield from _records_in(text, value, (*section, label or name), shift, depth + 1)


def _is_record(fields: Mapping[str, yaml.Node]) -> bool:
    """Tell a mapping with a title, or with several values of which one is an address."""
    if isinstance(fields.get("title", fields.get("name")), yaml.ScalarNode):
        return True
    values = [one.value for one in fields.values() if isinstance(one, yaml.ScalarNode)]
    return len(values) > 1 and any(_ADDRESS.match(str(one)) for one in values)


def _holds_records(fields: Mapping[str, yaml.Node]) -> bool:
    """Tell whether a value is a list of mappings that are records themselves."""
    children = (
        child
        for name, value in fields.items()
        if name not in AUTHORS and isinstance(value, yaml.SequenceNode)
        for child in value.value
        if isinstance(child, yaml.MappingNode)
    )
    return any(
        _is_record(child) and any(_ADDRESS.match(str(one.value)) for one in child.values())
        for child in map(_fields, children)
        if "title" in child or len(child) > _FEW_FIELDS
    )


def _fields(node: yaml.MappingNode) -> dict[str, yaml.Node]:
    return {key.value.lower(): value for key, value in node.value if isinstance(key.value, str)}


def _label(fields: Mapping[str, yaml.Node]) -> str:
    """The words that name what a mapping holds: its first short value that is no address."""
    values = (one.value for one in fields.values() if isinstance(one, yaml.ScalarNode))
    return next((one for one in values if len(one) <= _LONGEST_LABEL and "://" not in one), "")


def _person(text: str, name: str, node: yaml.Node, shift: int) -> Claim | None:
    """One person whose given and family names are values of their own; None for anything else."""
    parts: list[yaml.Node] = []
    if isinstance(node, yaml.SequenceNode):
        parts = node.value
    elif isinstance(node, yaml.MappingNode):
        fields = _fields(node)
        given = next((fields[one] for one in fields if one in _GIVEN), None)
        family = next((fields[one] for one in fields if one in _FAMILY), None)
        parts = [given, family] if given is not None and family is not None else []
    if len(parts) < 2 or not all(isinstance(one, yaml.ScalarNode) for one in parts):
        return None
    return joined_name([claim for one in parts for claim in _claims(text, name, one, shift)])


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
            person = _person(text, name, child, shift)
            yield from [person] if person is not None else _claims(text, name, child, shift)
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
