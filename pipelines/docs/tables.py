"""The tables of the README, made from the code they speak of; `make docs` writes them."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import click

from harvester.sources import SOURCES, SourceConfig
from harvester.values.fields import FIELDS
from pipelines.cli import harvester
from pipelines.settings import DEFAULT_ENDPOINTS

_EVALUATION = Path(__file__).parents[2] / "EVALUATION.md"


def commands_table() -> str:
    """Return the table of commands, each with the first line of its help."""
    rows = ["| command | what it does |", "|---|---|"]
    with click.Context(harvester) as context:
        for name in harvester.list_commands(context):
            command = harvester.get_command(context, name)
            if command is not None:
                said = (command.help or "").strip().splitlines()[0]
                rows.append(f"| `harvester {name}` | {said} |")
    return "\n".join(rows)


def fields_table() -> str:
    """Return the table of fields with the sources in the order they are believed."""
    rows = ["| field | believed first to last | why | policy |", "|---|---|---|---|"]
    for name, rule in sorted(FIELDS.items()):
        ranking = " > ".join(rule.ranking)
        rows.append(f"| `{name}` | {ranking} | {rule.why} | {rule.policy} |")
    return "\n".join(rows)


def sources_table() -> str:
    """Return the table of sources with what they provide and where they are asked."""
    rows = ["| source | address | what it does | provides |", "|---|---|---|---|"]
    for name, make in SOURCES.items():
        source = make(SourceConfig(DEFAULT_ENDPOINTS))
        if source is not None:
            provides = ", ".join(sorted(source.provides))
            rows.append(f"| {name} | `{DEFAULT_ENDPOINTS[name]}` | {source.role} | {provides} |")
    return "\n".join(rows)


def evaluation_table(first_column: str) -> str:
    """Return the table of EVALUATION.md, `make evaluate`'s own output, whose header begins so."""
    lines = _EVALUATION.read_text("utf-8").splitlines()
    begins = next(at for at, line in enumerate(lines) if line.startswith(first_column))
    return "\n".join(takewhile(lambda line: line.startswith("|"), lines[begins:]))
