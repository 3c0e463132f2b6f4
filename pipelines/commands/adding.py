"""`add`: a new entry in the list's own style."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.lists import load_list, parse
from harvester.lists.editing.additions import NewEntry, add_entry
from harvester.lists.editing.new_entry import parse_issue_form
from harvester.lists.edits import HandEdit, apply
from harvester.model import Edit, Failed, Identifier, PersonName, Query, Reading
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES, Role, SourceConfig, searchers, sources
from harvester.values.identifiers import parse_identifier
from pipelines.output import say
from pipelines.refresh.lookup.answers import Answers, ask_source
from pipelines.refresh.lookup.resolve import Resolver
from pipelines.refresh.lookup.search_cache import SearchCache
from pipelines.run_lock import run_lock
from pipelines.settings import Settings, load_settings


@click.command()
@click.argument("paper", metavar="[ID|URL|TITLE]", required=False, default="")
@click.option("--section", default="", help="The heading under which it goes, or a path: A > B.")
@click.option("--tag", "tags", multiple=True, help="A badge of the entry; may be repeated.")
@click.option("--from-issue", type=click.Path(path_type=Path), help="A GitHub issue form's body.")
@click.option("--list", "list_path", type=click.Path(path_type=Path), help="The list file.")
@click.option("--dry-run", is_flag=True, help="Only show the lines.")
def add(
    paper: str,
    section: str,
    tags: tuple[str, ...],
    from_issue: Path | None,
    list_path: Path | None,
    dry_run: bool,
) -> int:
    """Add a paper to a section of the list, and a row to each table of such papers.

    \b
    Examples:
      harvester add arxiv:2504.13065 --section Ultrasound --tag L2
      harvester add --from-issue body.md
    """
    code = ""
    if from_issue is not None:
        form = parse_issue_form(load_list(from_issue))
        paper, section = paper or form.paper or form.title, section or form.section
        tags, code = tags or form.tags, form.code
    if not paper:
        raise BadInput("say which paper: harvester add ID --section NAME")
    settings = load_settings(Path(), list_path)
    with run_lock(settings.cache_folder, datetime.now(UTC).isoformat(timespec="seconds")):
        entry = _new_entry(settings, paper, tags, code)
        text = load_list(settings.list_path)
        edits = add_entry(parse(text, settings.list_path.name), entry, section)
        made = [edit for edit in edits if isinstance(edit, Edit)]
        for edit in made:
            say(edit.text.strip("\n"))
        if made and not dry_run:
            write_atomically(settings.list_path, apply(text, made).encode("utf-8"))
    by_hand = [edit for edit in edits if isinstance(edit, HandEdit)]
    for hand in by_hand:
        say(f"{settings.list_path}:{hand.line}: by hand: {hand.text} ({hand.why})", err=True)
    return int(bool(by_hand))


def _new_entry(settings: Settings, paper: str, tags: tuple[str, ...], code: str) -> NewEntry:
    with HttpClient(
        settings.cache_folder,
        SERVICE_RULES,
        contact=settings.contact,
        time_factor=settings.time_factor,
    ) as client:
        identifier = parse_identifier(paper) or _by_title(settings, paper, client)
        reading = _fetch(settings, identifier, client)
    fields = dict(reading.fields)
    authors = fields.get("authors", ())
    linked = [relation.target for relation in reading.relations]
    given_code = parse_identifier(code) if code else None
    return NewEntry(
        identifier=identifier,
        title=str(fields["title"]),
        authors=tuple(n for n in authors if isinstance(n, PersonName))
        if isinstance(authors, tuple)
        else (),
        date=str(fields.get("submitted", "")),
        code=given_code or next((t for t in linked if t.scheme == "github"), None),
        tags=tags,
    )


def _by_title(settings: Settings, title: str, client: HttpClient) -> Identifier:
    services = searchers(settings.sources, SourceConfig(settings.endpoints))
    with closing(SearchCache(settings.searches_path, datetime.now(UTC).date())) as memory:
        verdict = Resolver(None, next(iter(services), None), memory, client).resolve(
            Query(title=title)
        )
    if isinstance(verdict, Failed):
        raise BadInput(f"the title could not be looked up ({verdict.reason}); give the id instead")
    if verdict.identifier is None:
        raise BadInput(f"no paper is surely '{title}' ({verdict.reason}); give the id instead")
    return verdict.identifier


def _fetch(settings: Settings, identifier: Identifier, client: HttpClient) -> Reading:
    config = SourceConfig(settings.endpoints)
    able = [
        source
        for role in (Role.DESCRIBES, Role.STANDS_IN)
        for source in sources(role, settings.sources, config)
        if source.accepts(identifier)
    ]
    if not able:
        raise BadInput(f"{identifier}: only arXiv papers can be added yet; give an arXiv id")
    answers = Answers()
    for source in able:
        answers = answers.joined(ask_source(source, [identifier], client))
        if reading := answers.readings.get(identifier, {}).get(source.name):
            return reading
        if identifier in answers.absent.get(source.name, {}):
            break  # it was answered: there is no such paper
    first = able[0].name
    outcomes = (answers.failed.get(first, {}), answers.absent.get(first, {}))
    why = next((reasons[identifier] for reasons in outcomes if identifier in reasons), "no answer")
    raise BadInput(f"{identifier}: could not be read from {first}: {why}")
