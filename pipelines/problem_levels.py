"""The `[problems]` table of harvester.toml: how urgent each kind of problem is, and where.

[problems]
published-since = "off"

[problems.section."Datasets"]
missing-id = "off"

[problems.entry."EchoWorld"]
title-differs = "info"
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from harvester.checks.levels import LEVELS, PROBLEM_CODES, LevelRules
from harvester.errors import BadInput

_PLACES = ("section", "entry")


def read_levels(table: Mapping[str, Any], where: str) -> LevelRules:
    """Read the levels of problems; `where` names the file.

    Raises BadInput for an unknown code or level, with the nearest or allowed ones.
    """
    places = {
        place: _places(table.get(place, {}), f"{where} [problems.{place}]") for place in _PLACES
    }
    codes = {key: value for key, value in table.items() if key not in _PLACES}
    return LevelRules(_codes(codes, f"{where} [problems]"), places["section"], places["entry"])


def _places(table: object, where: str) -> dict[str, dict[str, str]]:
    if not isinstance(table, dict):
        raise BadInput(f"{where} must be a table of names")
    return {str(name): _codes(codes, f'{where[:-1]}."{name}"]') for name, codes in table.items()}


def _codes(table: object, where: str) -> dict[str, str]:
    if not isinstance(table, dict):
        raise BadInput(f"{where} must be a table of problem codes and their levels")
    for code, level in table.items():
        if code not in PROBLEM_CODES:
            near = get_close_matches(str(code), PROBLEM_CODES, 3) or PROBLEM_CODES
            raise BadInput(f"{where}: no problem is called '{code}'; perhaps {', '.join(near)}")
        if level not in LEVELS:
            raise BadInput(f"{where}: {code} is {level!r}; allowed: {', '.join(LEVELS)}")
    return {str(code): str(level) for code, level in table.items()}
