"""Load the JSON Schemas (2020-12) of the files under data/, shipped with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def load_schema(name: str) -> dict[str, Any]:
    """Return the schema of one kind of file: paper, dataset, or decision (one line of it)."""
    path = files("harvester.dataset").joinpath("schemas", f"{name}.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def load_validator(name: str) -> Any:
    """Return jsonschema's validator for one kind of file."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

    return Draft202012Validator(load_schema(name))
