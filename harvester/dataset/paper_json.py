"""Read the JSON of one paper back, strictly: an unknown or missing key is an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from json.encoder import encode_basestring as quoted
from typing import Any, TypeVar

from harvester.dataset.merging import sort_observations
from harvester.model import (
    PAPER_SCHEMES,
    Alternative,
    FieldData,
    FieldValue,
    Identifier,
    Observation,
    Paper,
    PersonName,
    Relation,
    Resolution,
    Strength,
    Version,
)

_PLAIN = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def canonical_json(value: object) -> bytes:
    """Return the one serialisation that files under data/ use: json's with indent and sort_keys."""
    return f"{_written(value, chr(10))}\n".encode()


def _written(value: object, margin: str) -> str:
    # json itself indents token by token, which takes twice as long.
    inner = f"{margin}  "
    if isinstance(value, dict) and value:
        pairs = [
            f"{quoted(name)}: {quoted(part) if isinstance(part, str) else _written(part, inner)}"
            for name, part in sorted(value.items())
        ]
        return f"{{{inner}{f',{inner}'.join(pairs)}{margin}}}"
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([_written(part, inner) for part in value])}{margin}]"
    return quoted(value) if isinstance(value, str) else _PLAIN.encode(value)


def canonical(paper: Paper) -> Paper:
    """Return `paper` with everything that has no order of its own sorted and said once."""
    return replace(
        paper,
        identifiers=tuple(sorted(set(paper.identifiers))),
        fields=tuple(sorted(paper.fields, key=lambda pair: pair[0])),
        versions=tuple(sorted(set(paper.versions), key=_version_order)),
        relations=tuple(sorted(set(paper.relations), key=lambda r: (r.kind, r.target, r.source))),
        observations=sort_observations(paper.observations),
    )


def _version_order(version: Version) -> tuple[str, int, str, str]:
    return str(version.identifier), version.number or 0, version.stage, version.issued or ""


def format_paper(paper: Paper) -> bytes:
    """Return the canonical file of `paper`."""
    paper = canonical(paper)
    return canonical_json(
        {
            "id": str(paper.id),
            "identifiers": [str(identifier) for identifier in paper.identifiers],
            "fields": {name: _format_chosen(chosen) for name, chosen in paper.fields},
            "versions": [_format_version(version) for version in paper.versions],
            "relations": [
                {"kind": r.kind, "target": str(r.target), "source": r.source}
                for r in paper.relations
            ],
            "observations": [
                {
                    "field": seen.field,
                    "value": _format_value(seen.value),
                    "source": seen.source,
                    "first_seen": seen.first_seen,
                }
                for seen in paper.observations
            ],
            "resolution": paper.resolution and _format_resolution(paper.resolution),
        }
    )


def _format_value(value: FieldData) -> object:
    if not isinstance(value, tuple):
        return value
    return [_format_name(part) if isinstance(part, PersonName) else part for part in value]


def _format_name(name: PersonName) -> dict[str, object]:
    parts = {"family": name.family, "given": name.given, "literal": name.literal}
    shown: dict[str, object] = {key: text for key, text in parts.items() if text}
    if name.affiliations:
        shown["affiliations"] = list(name.affiliations)
    return shown


def _format_chosen(chosen: FieldValue) -> dict[str, object]:
    return {
        "value": _format_value(chosen.value),
        "source": chosen.source,
        "supported_by": list(chosen.supported_by),
        "alternatives": [
            {"value": _format_value(lost.value), "sources": list(lost.sources)}
            for lost in chosen.alternatives
        ],
    }


def _format_version(version: Version) -> dict[str, object]:
    return {
        "identifier": str(version.identifier),
        "stage": version.stage,
        "number": version.number,
        "issued": version.issued,
    }


def _format_resolution(resolution: Resolution) -> dict[str, object]:
    return {
        "identifier": str(resolution.identifier),
        "strength": resolution.strength.value,
        "reason": resolution.reason,
        "evidence": [list(pair) for pair in resolution.evidence],
        "placeholder": resolution.placeholder,
        "decided_on": resolution.decided_on,
    }


def format_redirects(redirects: Iterable[tuple[str, str]]) -> bytes:
    """Return the canonical file of the retired ids."""
    return canonical_json(dict(redirects))


T = TypeVar("T")
_SCHEMES = frozenset({*PAPER_SCHEMES, "github", "url", "local"})
_NAME_KEYS = {"family", "given", "literal", "affiliations"}


class DamagedPaperError(ValueError):
    """The text is not a paper; the message says what is wrong where."""


def parse_paper(content: bytes) -> Paper:
    """Read the file of one paper; DamagedPaperError says what is wrong where."""
    return _read_paper(parse_json(content))


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


def _read_paper(raw: object) -> Paper:
    top = _object(
        raw,
        "the file",
        {"id", "identifiers", "fields", "versions", "relations", "observations", "resolution"},
    )
    fields = top["fields"]
    if not isinstance(fields, dict):
        raise DamagedPaperError("fields: must be an object")
    resolution = top["resolution"]
    return Paper(
        id=read_curie(top["id"], "id"),
        identifiers=_list(top["identifiers"], "identifiers", read_curie),
        fields=tuple((name, _read_chosen(chosen, name)) for name, chosen in fields.items()),
        versions=_list(top["versions"], "versions", _read_version),
        relations=_list(top["relations"], "relations", _read_relation),
        observations=_list(top["observations"], "observations", _read_observation),
        resolution=None if resolution is None else _read_resolution(resolution),
    )


def _object(raw: object, where: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise DamagedPaperError(f"{where}: must be an object")
    if raw.keys() != keys:
        wrong = ", ".join(sorted(raw.keys() ^ keys))
        raise DamagedPaperError(
            f"{where}: must have exactly {', '.join(sorted(keys))}; look at {wrong}"
        )
    return raw


def _list(raw: object, where: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(raw, list):
        raise DamagedPaperError(f"{where}: must be a list")
    return tuple(read(part, f"{where}[{place}]") for place, part in enumerate(raw))


def _text(raw: object, where: str) -> str:
    if not isinstance(raw, str):
        raise DamagedPaperError(f"{where}: must be text, is {raw!r:.40}")
    return raw


def _optional_text(raw: object, where: str) -> str | None:
    return None if raw is None else _text(raw, where)


def read_curie(raw: object, where: str) -> Identifier:
    """Read `scheme:value`; refuse schemes that do not exist and values no file name could hold."""
    scheme, _, value = _text(raw, where).partition(":")
    if scheme not in _SCHEMES or not value.strip() or not value.isprintable():
        raise DamagedPaperError(f"{where}: {raw!r:.60} is no identifier")
    return Identifier(scheme, value)


def _read_value(raw: object, where: str) -> FieldData:
    if isinstance(raw, str | bool | int):
        return raw
    if not isinstance(raw, list):
        raise DamagedPaperError(f"{where}: a value is text, a whole number, true, false or a list")
    if all(isinstance(part, str) for part in raw):
        return tuple(raw)
    return tuple(_read_name(part, where) for part in raw)


def _read_name(raw: object, where: str) -> PersonName:
    if not isinstance(raw, dict) or not raw.keys() <= _NAME_KEYS:
        raise DamagedPaperError(f"{where}: a name has only {', '.join(sorted(_NAME_KEYS))}")
    family, given, literal = (
        _text(raw.get(key, ""), f"{where}.{key}") for key in ("family", "given", "literal")
    )
    affiliations = _list(raw.get("affiliations", []), f"{where}.affiliations", _text)
    return PersonName(family, given, literal, affiliations)


def _read_chosen(raw: object, where: str) -> FieldValue:
    parts = _object(raw, where, {"value", "source", "supported_by", "alternatives"})
    return FieldValue(
        _read_value(parts["value"], where),
        _text(parts["source"], f"{where}.source"),
        _list(parts["supported_by"], f"{where}.supported_by", _text),
        _list(parts["alternatives"], f"{where}.alternatives", _read_alternative),
    )


def _read_alternative(raw: object, where: str) -> Alternative:
    parts = _object(raw, where, {"value", "sources"})
    return Alternative(
        _read_value(parts["value"], where), _list(parts["sources"], f"{where}.sources", _text)
    )


def _read_version(raw: object, where: str) -> Version:
    parts = _object(raw, where, {"identifier", "stage", "number", "issued"})
    number = parts["number"]
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        raise DamagedPaperError(f"{where}.number: must be a whole number or null")
    return Version(
        read_curie(parts["identifier"], f"{where}.identifier"),
        _text(parts["stage"], f"{where}.stage"),
        number,
        _optional_text(parts["issued"], f"{where}.issued"),
    )


def _read_relation(raw: object, where: str) -> Relation:
    parts = _object(raw, where, {"kind", "target", "source"})
    target = read_curie(parts["target"], f"{where}.target")
    return Relation(_text(parts["kind"], where), target, _text(parts["source"], where))


def _read_observation(raw: object, where: str) -> Observation:
    parts = _object(raw, where, {"field", "value", "source", "first_seen"})
    return Observation(
        _text(parts["field"], f"{where}.field"),
        _read_value(parts["value"], f"{where}.value"),
        _text(parts["source"], f"{where}.source"),
        _text(parts["first_seen"], f"{where}.first_seen"),
    )


def _read_resolution(raw: object) -> Resolution:
    where = "resolution"
    keys = {"identifier", "strength", "reason", "evidence", "placeholder", "decided_on"}
    parts = _object(raw, where, keys)
    if parts["strength"] not in set(Strength):
        raise DamagedPaperError(f"{where}.strength: must be one of {', '.join(Strength)}")
    return Resolution(
        read_curie(parts["identifier"], f"{where}.identifier"),
        Strength(parts["strength"]),
        _text(parts["reason"], f"{where}.reason"),
        _list(parts["evidence"], f"{where}.evidence", _read_pair),
        _optional_text(parts["placeholder"], f"{where}.placeholder"),
        _text(parts["decided_on"], f"{where}.decided_on"),
    )


def _read_pair(raw: object, where: str) -> tuple[str, str]:
    pair = _list(raw, where, _text)
    if len(pair) != 2:
        raise DamagedPaperError(f"{where}: must be two texts")
    return pair[0], pair[1]


def parse_redirects(content: bytes) -> tuple[tuple[str, str], ...]:
    """Read the file of the retired ids, old to new."""
    raw = parse_json(content)
    if not isinstance(raw, dict):
        raise DamagedPaperError("must be an object of old ids and new ones")
    return tuple(
        (str(read_curie(old, "an old id")), str(read_curie(new, f"the new id of {old}")))
        for old, new in sorted(raw.items())
    )
