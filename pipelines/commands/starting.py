"""`init` and `doctor`: begin in a repository, and look at what a run would find there."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from harvester.arxiv_index.shards.search import open_index as open_index_at
from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.lists import load_list, parse
from harvester.lists.generated import generated_note, why_no_entries
from harvester.network.request_log import load_request_log
from harvester.sources import SOURCES
from pipelines.last_good_night import last_good_night
from pipelines.publish.workflow_files import action_reference, github_files, is_pinned
from pipelines.settings import SETTINGS_FILE, Settings, load_settings

_SETTINGS = """\
# What Harvester should know of this list; every line is optional.
list = {list}
contact = ""            # an e-mail address, sent to the services that ask for one

[policy]                # apply | propose | never
identifier = "apply"
authors = "apply"
"""


@click.command()
@click.option("--list", "list_path", default="README.md", show_default=True, help="The list file.")
@click.option("--commit", default="", help="The commit of Harvester that the workflows use.")
def init(list_path: str, commit: str) -> None:
    """Make a workspace here: settings, data/, workflows, issue forms; nothing is overwritten.

    \b
    Example: harvester init --list README.md
    """
    document = parse(load_list(Path(list_path)), list_path)
    if not document.mentions:
        raise BadInput(why_no_entries(document, Path(list_path)))
    if generated := generated_note(document, Path(list_path)):
        click.echo(f"! {generated}")
    reference = action_reference(commit)
    files = {
        SETTINGS_FILE: _SETTINGS.format(list=json.dumps(list_path)),
        **github_files(list_path, reference),
        "cache/.gitignore": "*\n",
    }
    for name, text in files.items():
        path = Path(name)
        if path.exists():
            click.echo(f"{name}: is there already, left as it is")
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8"))
        click.echo(f"{name}: written")
    Path("data").mkdir(exist_ok=True)
    if not is_pinned(reference):
        click.echo(f"! the workflows use {reference}; name a commit with --commit to pin them")
    count = len(document.mentions)
    click.echo(f"{count} mentions in {list_path}; next: harvester refresh --dry-run")


def _without_contact(settings: Settings) -> str:
    silent = [one.name for one in SOURCES if one.needs_contact and one.name in settings.sources]
    unasked = f" ({', '.join(silent)} cannot be asked without it)" if silent else ""
    return f"none; set it in harvester.toml{unasked}"


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print it for programs.")
def doctor(as_json: bool) -> None:
    """Say what a run would find: settings, tokens (never shown), index, cache, ledger."""
    settings = load_settings(Path())
    index = "none (arXiv's search is asked instead)"
    if settings.index_path.exists():
        held = open_index_at(settings.index_path)
        index = json.dumps(asdict(held.status()))
        held.close()
    facts = {
        "list": f"{settings.list_path}{'' if settings.list_path.exists() else ' (missing)'}",
        "dataset": str(settings.dataset_folder),
        "contact": settings.contact or _without_contact(settings),
        **{
            source.token_variable: "set"
            if source.name in settings.tokens
            else f"not set ({source.without_token})"
            for source in SOURCES
            if source.token_variable
        },
        "last good night": str(last_good_night(settings.cache_folder) or "none is known here"),
        "index": index,
        "requests in the ledger": str(len(load_request_log(settings.cache_folder))),
        **{f"endpoint {name}": address for name, address in settings.endpoints.items()},
        **{f"policy {name}": rule for name, rule in settings.policy.items()},
    }
    if as_json:
        click.echo(json.dumps(facts, indent=1))
    else:
        click.echo("\n".join(f"{name}: {value}" for name, value in facts.items()))
