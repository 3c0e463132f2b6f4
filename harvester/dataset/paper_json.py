"""Write and read the files of papers and datasets: JSON, one line per statement.

A changed value is one changed line. Reading is strict: an unknown, missing or repeated key is an
error that names its place. cattrs structures the values: first without notes on places, and once
more with them where that fails.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any, TypeVar

import cattrs
from cattrs.gen import make_dict_unstructure_fn

from harvester.dataset.paper_migration import convert_old_paper, is_old_paper
from harvester.model import (
    PAPER_SCHEMES,
    FieldData,
    Identifier,
    ListedDataset,
    Paper,
    PersonName,
    Relation,
    Resolution,
    Statement,
    Version,
)
from harvester.structuring import first_problem, strict_converter

__all__ = ["DamagedPaperError", "canonical", "fault_of", "format_paper", "parse_paper"]

T = TypeVar("T")
_SCHEMES = frozenset({*PAPER_SCHEMES, "github", "url", "local"})
_KEPT = 1024
"""Values that are kept to be shared: a paper says one thing several times, its sources alike."""
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class DamagedPaperError(ValueError):
    """The text is not a paper; the message says what is wrong where."""


def canonical(paper: Paper) -> Paper:
    """Return `paper` with everything that has no order of its own sorted and stated once.

    Statements keep their order within a field, which is their rank.
    """
    return replace(
        paper,
        identifiers=tuple(sorted(set(paper.identifiers))),
        statements=_by_field(paper.statements),
        versions=tuple(sorted(set(paper.versions), key=_version_order)),
        relations=_sorted_relations(paper.relations),
    )


def canonical_dataset(record: ListedDataset) -> ListedDataset:
    """Return `record` in the one order that its file keeps."""
    return replace(
        record,
        statements=_by_field(record.statements),
        relations=_sorted_relations(record.relations),
    )


def _by_field(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda statement: statement.field))


def _sorted_relations(relations: Iterable[Relation]) -> tuple[Relation, ...]:
    return tuple(sorted(set(relations), key=lambda r: (r.kind, r.target, r.source)))


def _version_order(version: Version) -> tuple[str, int, str, str]:
    return str(version.identifier), version.number or 0, version.stage, version.issued or ""


def format_paper(paper: Paper) -> bytes:
    """Return the canonical file of `paper`."""
    paper, write = canonical(paper), _converter().unstructure
    return _format_file(
        {
            "id": str(paper.id),
            "identifiers": [str(identifier) for identifier in paper.identifiers],
            "resolution": write(paper.resolution),
        },
        {
            "statements": [_format_statement(statement) for statement in paper.statements],
            "versions": [_encode(write(version)) for version in paper.versions],
            "relations": [_encode(write(relation)) for relation in paper.relations],
        },
    )


def fault_of(paper: Paper) -> str:
    """Return why the file of `paper` would not read back as it; empty where it would."""
    try:
        same = parse_paper(format_paper(paper)) == canonical(paper)
    except ValueError as error:
        return str(error).partition("\n")[0]
    return "" if same else "it would read back as another paper"


def format_dataset(record: ListedDataset) -> bytes:
    """Return the canonical file of one dataset that the list names."""
    record, write = canonical_dataset(record), _converter().unstructure
    return _format_file(
        {"slug": record.slug},
        {
            "statements": [_format_statement(statement) for statement in record.statements],
            "relations": [_encode(write(relation)) for relation in record.relations],
        },
    )


def _format_file(head: Mapping[str, object], lists: Mapping[str, list[str]]) -> bytes:
    parts = [f"  {_encode(name)}: {_encode(value)}" for name, value in head.items()]
    for name, lines in lists.items():
        inner = ",\n    ".join(lines)
        parts.append(f'  "{name}": [\n    {inner}\n  ]' if lines else f'  "{name}": []')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def _format_statement(statement: Statement) -> str:
    value: object = statement.value
    if isinstance(value, tuple):
        value = [_format_name(part) if isinstance(part, PersonName) else part for part in value]
    return _encode(
        {
            "field": statement.field,
            "value": value,
            "source": statement.source,
            "since": statement.since,
        }
    )


def _format_name(name: PersonName) -> dict[str, object]:
    parts = {"family": name.family, "given": name.given, "literal": name.literal}
    shown: dict[str, object] = {key: text for key, text in parts.items() if text}
    if name.affiliations:
        shown["affiliations"] = list(name.affiliations)
    return shown


def format_redirects(redirects: Iterable[tuple[str, str]]) -> bytes:
    """Return the canonical file of the retired ids."""
    text = json.dumps(dict(redirects), ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def parse_paper(content: bytes) -> Paper:
    """Read the file of one paper, of this format or of the one before.

    Raises: DamagedPaperError, which says what is wrong where.
    """
    raw = parse_json(content)
    if is_old_paper(raw):
        raw = convert_old_paper(raw)
    return _structure(raw, Paper)


def parse_dataset(content: bytes) -> ListedDataset:
    """Read the file of one dataset. Raises: DamagedPaperError."""
    return _structure(parse_json(content), ListedDataset)


def parse_json(content: bytes) -> object:
    """Read UTF-8 JSON without repeated keys; DamagedPaperError says what is wrong where."""
    try:
        raw: object = json.loads(content.decode("utf-8"), object_pairs_hook=_unrepeated)
    except json.JSONDecodeError as error:
        raise DamagedPaperError(f"line {error.lineno}: not JSON ({error.msg})") from error
    except UnicodeDecodeError as error:
        raise DamagedPaperError(f"byte {error.start}: not UTF-8") from error
    except RecursionError as error:
        raise DamagedPaperError("nested too deeply") from error
    except DamagedPaperError:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise DamagedPaperError(str(error)) from error
    return raw


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise DamagedPaperError(f"a key stands twice among {', '.join(key for key, _ in pairs)}")
    return read


def parse_redirects(content: bytes) -> tuple[tuple[str, str], ...]:
    """Read the file of the retired ids, old to new.

    Raises DamagedPaperError for anything but an object of ids.
    """
    raw = parse_json(content)
    if not isinstance(raw, dict):
        raise DamagedPaperError("must be an object of old ids and new ones")
    return tuple(
        (str(read_curie(old, "an old id")), str(read_curie(new, f"the new id of {old}")))
        for old, new in sorted(raw.items())
    )


def read_curie(raw: object, where: str) -> Identifier:
    """Read `scheme:value`; refuse schemes that do not exist and values no file name could hold.

    Raises DamagedPaperError for both.
    """
    scheme, _, value = raw.partition(":") if isinstance(raw, str) else ("", "", "")
    if scheme not in _SCHEMES or not value.strip() or not value.isprintable():
        raise DamagedPaperError(f"{where}: {raw!r:.60} is no identifier")
    return Identifier(scheme, value)


def _structure(raw: object, cls: type[T]) -> T:
    if not isinstance(raw, dict):
        raise DamagedPaperError("the file: must be an object")
    with suppress(Exception):  # whatever it is, the next lines name it and its place
        return _converter().structure(raw, cls)
    try:
        return _converter(detailed=True).structure(raw, cls)
    except cattrs.BaseValidationError as error:
        raise DamagedPaperError(first_problem(error)) from error


@cache
def _converter(detailed: bool = False) -> cattrs.Converter:
    converter = strict_converter(detailed=detailed)
    converter.register_structure_hook(Identifier, lambda raw, _: _structure_curie(raw))
    converter.register_structure_hook(int | None, _structure_number)
    converter.register_structure_hook_func(lambda t: t == tuple[str, str], _structure_pair)
    name_of = converter.get_structure_hook(PersonName)

    def structure_value(raw: Any, _: object) -> FieldData:
        if isinstance(raw, str):
            return _shared_text(raw)
        if isinstance(raw, int):
            return raw
        if type(raw) is not list:
            raise ValueError(f"{raw!r:.40}: a value is text, a whole number, true, false or a list")
        if all(isinstance(part, str) for part in raw):
            return _shared_texts(tuple(raw))
        return _shared_names(tuple(name_of(part, PersonName) for part in raw))

    converter.register_structure_hook_func(lambda t: t == FieldData, structure_value)
    statement_of = converter.get_structure_hook(Statement)

    def structure_statement(raw: Any, _: object) -> Statement:
        one: Statement = statement_of(raw, Statement)
        return _shared_statement(one.field, one.value, one.source, one.since)

    converter.register_structure_hook(Statement, structure_statement)
    converter.register_unstructure_hook(Identifier, str)
    for cls in (Version, Relation, Resolution):
        hook = make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=cls is Version)
        converter.register_unstructure_hook(cls, hook)
    return converter


@lru_cache(maxsize=_KEPT)
def _shared_text(text: str) -> str:
    """Return one object for what several sources say alike; so for the next two."""
    return text


@lru_cache(maxsize=_KEPT)
def _shared_texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return texts


@lru_cache(maxsize=_KEPT)
def _shared_names(names: tuple[PersonName, ...]) -> tuple[PersonName, ...]:
    return names


@lru_cache(maxsize=_KEPT, typed=True)  # 1 is not True
def _shared_statement(field: str, value: FieldData, source: str, since: str) -> Statement:
    """Return one object for what is said of many papers alike, as of their category."""
    return Statement(field, value, source, since)


def _structure_curie(raw: object) -> Identifier:
    if type(raw) is not str:
        raise ValueError(f"{raw!r:.60} is no identifier")
    return _identifier(raw)


@lru_cache(maxsize=_KEPT)
def _identifier(curie: str) -> Identifier:
    scheme, _, value = curie.partition(":")
    if scheme not in _SCHEMES or not value.strip() or not value.isprintable():
        raise ValueError(f"{curie!r:.60} is no identifier")
    return Identifier(scheme, value)


def _structure_number(raw: object, _: object) -> int | None:
    if raw is None or type(raw) is int:
        return raw
    raise ValueError(f"must be a whole number, is {raw!r:.40}")


def _structure_pair(raw: object, _: object) -> tuple[str, str]:
    if type(raw) is list and len(raw) == 2 and all(type(part) is str for part in raw):
        return raw[0], raw[1]
    raise ValueError(f"must be two texts, is {raw!r:.40}")
