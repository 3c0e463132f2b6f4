"""One paper as canonical JSON: UTF-8, sorted keys, two spaces, one final newline.

Everything that has no order of its own is sorted, and nothing volatile is kept: a run that learns
nothing changes no byte. `paper_parsing` reads it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from json.encoder import encode_basestring as quoted

from harvester.merging import sort_observations
from harvester.model import FieldData, FieldValue, Paper, PersonName, Resolution, Version

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
