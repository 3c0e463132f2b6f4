"""The tables of the README, made from the code they speak of; `make docs` writes them."""

from __future__ import annotations

from functools import partial
from itertools import takewhile
from pathlib import Path

import click

from harvester.sources import RANKING, SOURCES, Source, SourceConfig
from harvester.values.fields import FIELDS, LIST
from pipelines.cli import harvester
from pipelines.settings import DEFAULT_ENDPOINTS

_CONFIG = SourceConfig(DEFAULT_ENDPOINTS)
_EVALUATION = Path(__file__).parents[2] / "EVALUATION.md"


def commands_table() -> str:
    """Return the table of commands, each with the first line of its help."""
    rows = ["| command | what it does |", "|---|---|"]
    with click.Context(harvester) as context:
        for name in harvester.list_commands(context):
            command = harvester.get_command(context, name)
            if command is not None:
                sentence = (command.help or "").strip().splitlines()[0]
                rows.append(f"| `harvester {name}` | {sentence} |")
    return "\n".join(rows)


def fields_table() -> str:
    """Return the table of fields with the sources in the order they are believed."""
    rows = ["| field | believed first to last | why | policy |", "|---|---|---|---|"]
    provided = {source.name: source.provides for source in _built_sources()}
    for name, rule in sorted(FIELDS.items()):
        sources = [source for source, fields in provided.items() if name in fields]
        by_trust = sorted((*sources, LIST), key=partial(RANKING.rank, name))
        rows.append(f"| `{name}` | {' > '.join(by_trust)} | {rule.why} | {rule.policy} |")
    return "\n".join(rows)


def sources_table() -> str:
    """Return the table of sources with what they provide and where they are asked."""
    rows = ["| source | address | what it does | provides |", "|---|---|---|---|"]
    for source in _built_sources():
        provides = ", ".join(sorted(source.provides))
        rows.append(
            f"| {source.name} | `{_CONFIG.endpoints[source.name]}` | {source.role} | {provides} |"
        )
    return "\n".join(rows)


def _built_sources() -> list[Source]:
    return [source for declaration in SOURCES if (source := declaration.build(_CONFIG)) is not None]


def evaluation_table(first_column: str) -> str:
    """Return the table of EVALUATION.md, `make evaluate`'s own output, whose header begins so."""
    lines = _EVALUATION.read_text("utf-8").splitlines()
    begins = next(at for at, line in enumerate(lines) if line.startswith(first_column))
    return "\n".join(takewhile(lambda line: line.startswith("|"), lines[begins:]))
