"""Structure what people and programs wrote (JSON, TOML) as dataclasses, by cattrs.

Text is text and a number a number: nothing is converted in silence. Whatever does not fit is one
plain line that names the place, the key, the value and what is allowed.
https://catt.rs/en/stable/validation.html
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import fields
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import cattrs
from cattrs.cols import (
    homogenous_tuple_structure_factory,
    is_mapping,
    is_sequence,
    mapping_structure_factory,
)

from harvester.errors import BadInput

T = TypeVar("T")
_OFTEN_REPEATED = 40
"""Texts up to this length are kept once in memory: names of fields and sources, days, words."""
_PATH_OF_MESSAGE = " @ $"
_NAMES_ITS_KEY = ("the key ", "unknown key ")


def structure(raw: object, cls: type[T], where: str) -> T:
    """Structure the object `raw` as the dataclass `cls`.

    Raises BadInput, one line that begins with `where`, for an unknown or missing key or a value
    of another kind.
    """
    if not isinstance(raw, dict):
        raise BadInput(f"{where}: must be a table with the keys {', '.join(_keys(cls))}")
    try:
        return _plain_converter().structure(raw, cls)
    except cattrs.BaseValidationError as error:
        raise BadInput(f"{where}: {first_problem(error)}") from error


def first_problem(error: cattrs.BaseValidationError) -> str:
    """Return in one line which key of the structured object is wrong, and what is allowed."""
    messages = cattrs.transform_error(error, path="$", format_exception=_describe)
    message = min(messages, key=lambda text: not text.startswith("unknown key"))  # why one lacks
    what, _, path = message.rpartition(_PATH_OF_MESSAGE)
    key = "" if what.startswith(_NAMES_ITS_KEY) else _key_of(path)
    return f"{key}{what}".replace("\n", " ")


def refuse_unknown(keys: Iterable[object], allowed: Iterable[str], where: str) -> None:
    """Check that every key is allowed.

    Raises:
        BadInput: a key is not; the message names the nearest ones that are.
    """
    names = tuple(allowed)
    for key in keys:
        if key not in names:
            raise BadInput(f"{where}: {_unknown(str(key), names)}")


def strict_converter(*, detailed: bool = True) -> cattrs.Converter:
    """Return a converter that refuses other kinds of values and, where told, notes their place."""
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=detailed)
    for kind, words in _KINDS.items():
        converter.register_structure_hook(kind, _exactly(kind, words))
    converter.register_structure_hook(float, _structure_number)
    converter.register_structure_hook_factory(is_sequence, _tuple_factory)
    converter.register_structure_hook_factory(is_mapping, _table_factory)
    return converter


_KINDS: dict[type, str] = {
    str: "text in quotes",
    bool: "true or false",
    int: "a whole number",
}


@cache
def _plain_converter() -> cattrs.Converter:
    return strict_converter()


def _exactly(kind: type, words: str) -> Callable[[object, object], Any]:
    def structure_value(raw: object, wanted: object) -> object:
        if wanted is not kind and isinstance(wanted, type) and issubclass(wanted, StrEnum):
            return _choice(raw, wanted)  # cattrs asks by base class
        if type(raw) is not kind:
            raise ValueError(_wrong(raw, words))
        if isinstance(raw, str):
            if not raw.isascii() and raw.encode("utf-8", "replace").decode() != raw:
                raise ValueError(_wrong(raw, "text that UTF-8 can hold"))
            return sys.intern(raw) if len(raw) <= _OFTEN_REPEATED else raw
        return raw

    return structure_value


def _choice(raw: object, wanted: type[StrEnum]) -> StrEnum:
    if isinstance(raw, str) and raw in set(wanted):
        return wanted(raw)
    raise ValueError(_wrong(raw, f"one of {', '.join(wanted)}"))


def _structure_number(raw: object, _: object) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return float(raw)
    raise ValueError(_wrong(raw, "a number"))


def _tuple_factory(cls: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    return _only_from(list, "a list", homogenous_tuple_structure_factory(cls, converter))


def _table_factory(cls: Any, converter: cattrs.Converter) -> Callable[[Any, Any], Any]:
    return _only_from(dict, "a table of names", mapping_structure_factory(cls, converter))


def _only_from(
    kind: type, words: str, structure_all: Callable[[Any, Any], Any]
) -> Callable[[Any, Any], Any]:
    def structure_value(raw: Any, wanted: Any) -> Any:
        if type(raw) is not kind:
            raise ValueError(_wrong(raw, words))
        return structure_all(raw, wanted)

    return structure_value


def _wrong(raw: object, allowed: str) -> str:
    return f"is {raw!r:.60}; it must be {allowed}"


def _describe(error: BaseException, _: type | None) -> str:
    if isinstance(error, cattrs.ForbiddenExtraKeysError):
        return _unknown(min(error.extra_fields), _keys(error.cl))
    if isinstance(error, KeyError):
        return f"the key {error.args[0]} is missing"
    return str(error) if isinstance(error, ValueError) else f"must be an object ({error})"


def _unknown(key: str, allowed: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(key, allowed, 1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    return f"unknown key {key!r:.40}{hint}; allowed: {', '.join(allowed)}"


def _keys(cls: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(cls))


def _key_of(path: str) -> str:
    """Return the key of a path of cattrs (`.policy['title']`) as people write it, or nothing."""
    key = re.sub(r"\['(.*?)'\]", r".\1", path).strip(".")
    return f"{key} " if key else ""
