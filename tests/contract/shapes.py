"""The shape of an answer: which paths it has and of which types; and what a source needs of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

_NAMESPACE = re.compile(r"\{[^}]*\}")
Shape = Mapping[str, frozenset[str]]
"""Types by path; `[]` stands for each member of a list: `results[].title`."""


@dataclass(frozen=True, slots=True)
class Contract:
    """State the paths that a source reads: `needed` in every answer, `known` where it has them.

    Values are the types that a path may have, joined by `|`.
    """

    needed: Mapping[str, str]
    known: Mapping[str, str]

    def breaches(self, shape: Shape) -> tuple[str, ...]:
        """Return in words what of `shape` is not as the source expects it."""
        lacking = [f"{path} is missing" for path in self.needed if path not in shape]
        wrong = [
            f"{path} is {'|'.join(sorted(shape[path]))} instead of {types}"
            for path, types in {**self.needed, **self.known}.items()
            if path in shape and not shape[path] <= {*types.split("|"), "null"}
        ]
        return (*lacking, *wrong)


def shape_of(text: str) -> Shape:
    """Return the shape of JSON or XML; empty for anything else."""
    paths: dict[str, set[str]] = {}
    try:
        pairs = list(_of_json(json.loads(text), ""))
    except ValueError:
        pairs = list(_of_xml(text))
    for path, kind in pairs:
        paths.setdefault(path, set()).add(kind)
    return {path: frozenset(kinds) for path, kinds in paths.items()}


def _of_json(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        yield path, "object"
        for key, inner in value.items():
            yield from _of_json(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        yield path, "list"
        for inner in value:
            yield from _of_json(inner, f"{path}[]")
    else:
        yield path, _KINDS.get(type(value), "null")


_KINDS = {bool: "bool", int: "number", float: "number", str: "text"}


def _of_xml(text: str) -> Iterator[tuple[str, str]]:
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError:
        return
    yield from _of_element(root, "")


def _of_element(element: ElementTree.Element, path: str) -> Iterator[tuple[str, str]]:
    name = _NAMESPACE.sub("", element.tag)
    here = f"{path}.{name}" if path else name
    yield here, "text"
    for inner in element:
        yield from _of_element(inner, here)
