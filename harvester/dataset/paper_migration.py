"""Turn a paper file of the format before statements into one of today's. Pure.

That format kept `observations` (with `first_seen`) and beside them `fields` with the chosen values.
"""

from __future__ import annotations

from typing import Any, TypeGuard

from harvester.values.fields import DECISION


def is_old_paper(raw: object) -> TypeGuard[dict[str, Any]]:
    """Tell whether `raw` is the JSON of a paper in the old format."""
    return isinstance(raw, dict) and "observations" in raw and "statements" not in raw


def convert_old_paper(raw: dict[str, Any]) -> dict[str, Any]:
    """Return `raw` in today's format; what is damaged stays so for the reader to name."""
    kept = {key: value for key, value in raw.items() if key not in {"observations", "fields"}}
    try:
        kept["statements"] = _ranked(raw["observations"], raw.get("fields", {}))
    except (AttributeError, KeyError, TypeError):
        kept["statements"] = raw["observations"]
    return kept


def _ranked(observations: list[dict[str, Any]], fields: dict[str, Any]) -> list[dict[str, Any]]:
    statements = [
        {"since" if key == "first_seen" else key: value for key, value in one.items()}
        for one in observations
    ]
    for name, chosen in fields.items():
        if chosen["source"] == DECISION:
            since = max((one["since"] for one in statements if one["field"] == name), default="")
            statements.append(
                {"field": name, "value": chosen["value"], "source": DECISION, "since": since}
            )
    order = {name: _sources(chosen) for name, chosen in fields.items()}
    return sorted(statements, key=lambda one: _place(one, order))


def _sources(chosen: dict[str, Any]) -> list[str]:
    lost = [source for other in chosen["alternatives"] for source in other["sources"]]
    return [chosen["source"], *chosen["supported_by"], *lost]


def _place(statement: dict[str, Any], order: dict[str, list[str]]) -> tuple[str, int, int, str]:
    sources = order.get(statement["field"], [])
    source, written = statement["source"], repr(statement["value"])
    place = sources.index(source) if source in sources else len(sources)
    return statement["field"], place, -len(written), written
