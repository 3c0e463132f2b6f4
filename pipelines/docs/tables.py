"""The tables of README and docs/, made from the code they speak of; `make docs` writes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from functools import partial
from itertools import takewhile
from pathlib import Path

import click

from harvester.checks.levels import LEVELS, PROBLEM_CODES
from harvester.model import PROBLEM_KINDS
from harvester.sources import RANKING, SOURCES, Source, SourceConfig
from harvester.values.fields import FIELDS, LIST, LIST_CLAIMS
from pipelines.cli import harvester
from pipelines.publish_options import PublishOptions
from pipelines.settings import DEFAULT_ENDPOINTS, SettingsFile

_CONFIG = SourceConfig(DEFAULT_ENDPOINTS, contact="you@example.org")
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


def commands_help() -> str:
    """Return what `--help` says of each command, under a heading of its own."""
    pages: list[str] = []
    with click.Context(harvester, info_name="harvester", terminal_width=100) as context:
        for name in harvester.list_commands(context):
            command = harvester.get_command(context, name)
            if command is not None:
                pages += _help_pages(command, context, f"harvester {name}", 2)
    return "\n\n".join(pages)


def _help_pages(
    command: click.Command, above: click.Context, name: str, level: int
) -> Iterator[str]:
    with click.Context(command, info_name=name.split()[-1], parent=above) as context:
        text = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
        yield f"{'#' * level} {name}\n\n```\n{text}\n```"
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                member = command.get_command(context, below)
                if member is not None:
                    yield from _help_pages(member, context, f"{name} {below}", level + 1)


def problems_table() -> str:
    """Return the table of problem kinds, the weightiest first."""
    rows = ["| code | what is not so | what mends it |", "|---|---|---|"]
    rows += [f"| `{kind.code}` | {kind.meaning} | {kind.remedy} |" for kind in PROBLEM_KINDS]
    return "\n".join(rows)


_SETTINGS = {
    "list": "the list file; empty: `data/list.md`, else `README.md`",
    "dataset": "the folder of the dataset",
    "cache": "the folder of answers and indexes",
    "contact": "an e-mail address, sent to the services that ask for one",
    "time_factor": "scales every wait; below 1 only for servers on this machine",
    "attributes": "what a list says in two places and must agree",
}
_PUBLISH = {
    "remote": "the git remote",
    "repository": "`owner/name`; empty: that of the remote",
    "base": "the branch to merge into; empty: the default branch",
    "branch": "the branch of the nightly commit",
    "labels": "labels of the pull request",
    "when_edited": "others committed on the branch: `wait`, or go on in a `new-branch`",
    "background_days": "how long facts that nobody needs to see wait for company",
}


def settings_table() -> str:
    """Return the table of harvester.toml; a setting without words here stops the build."""
    rows = ["| setting | default | what it says |", "|---|---|---|"]
    rows += [f"| {name} | {default} | {words} |" for name, default, words in _settings()]
    return "\n".join(rows)


def _settings() -> Iterator[tuple[str, str, str]]:
    tables = {"policy", "endpoints", "sources", "publish", "problems"}
    for field in fields(SettingsFile):
        if field.name not in tables:
            default = "" if field.default in (MISSING, "") else f"`{field.default}`"
            yield f"`{field.name}`", default, _SETTINGS[field.name]
    for claim in LIST_CLAIMS:
        words = f"{claim.correction}: `apply`, `propose` or `never`"
        yield f"`[policy] {claim.name}`", f"`{claim.policy.value}`", words
    for source in SOURCES:
        on = str(source.on_by_default).lower()
        yield f"`[sources] {source.name}`", f"`{on}`", f"{source.role.value}"
    yield "`[endpoints] SOURCE`", "see [sources](docs/sources.md)", "where a source is asked"
    levels = ", ".join(f"`{level}`" for level in LEVELS)
    codes = ", ".join(f"`{code}`" for code in PROBLEM_CODES)
    words = f"{levels}; codes ([what they mean](docs/problems.md)): {codes}"
    yield "`[problems] CODE`", "", words
    yield '`[problems.section."NAME"] CODE`', "", "the same for a section"
    yield '`[problems.entry."NAME"] CODE`', "", "the same for an entry"
    for field in fields(PublishOptions):
        default = str(field.default).strip("()',")
        yield f"`[publish] {field.name}`", f"`{default}`" if default else "", _PUBLISH[field.name]


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
        address = _CONFIG.endpoints.get(source.name) or _CONFIG.endpoints[source.parent_source]
        rows.append(f"| {source.name} | `{address}` | {source.role} | {provides} |")
    return "\n".join(rows)


def _built_sources() -> list[Source]:
    return [source for declaration in SOURCES if (source := declaration.build(_CONFIG)) is not None]


def evaluation_table(first_column: str) -> str:
    """Return the table of EVALUATION.md, `make evaluate`'s own output, whose header begins so."""
    lines = _EVALUATION.read_text("utf-8").splitlines()
    begins = next(at for at, line in enumerate(lines) if line.startswith(first_column))
    return "\n".join(takewhile(lambda line: line.startswith("|"), lines[begins:]))
