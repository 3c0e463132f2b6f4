"""`add`: a new entry in the list's own style."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import click

from harvester.errors import BadInput
from harvester.files import write_atomically
from harvester.lists import ListDocument, load_list, parse
from harvester.lists.editing.additions import NewEntry, add_entry
from harvester.lists.editing.additions.new_entry import IssueForm, parse_issue_form
from harvester.lists.editing.venues import split_year
from harvester.lists.edits import HandEdit
from harvester.model import Edit, Failed, Identifier, Query
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES, SourceConfig, searchers
from harvester.values.identifiers import parse_identifier
from pipelines.add.repositories import work_of_repository
from pipelines.add.sections import (
    proposal_comment,
    proposal_lines,
    proposals,
    section_path,
)
from pipelines.add.works import Work, describe
from pipelines.output import say
from pipelines.publish.comments import write_comment
from pipelines.refresh.lookup.resolve import Resolver
from pipelines.refresh.lookup.search_cache import SearchCache
from pipelines.run_lock import run_lock
from pipelines.settings import Settings, load_settings


@click.command()
@click.argument("paper", metavar="[ID|URL|TITLE]", required=False, default="")
@click.option("--section", default="", help="The heading under which it goes, or a path: A > B.")
@click.option("--tag", "tags", multiple=True, help="A badge of the entry; may be repeated.")
@click.option("--from-issue", type=click.Path(path_type=Path), help="A GitHub issue form's body.")
@click.option("--comment", type=int, metavar="N", help="Propose sections in a comment on issue N.")
@click.option("--list", "list_path", type=click.Path(path_type=Path), help="The list file.")
@click.option("--dry-run", is_flag=True, help="Only show the lines.")
def add(
    paper: str,
    section: str,
    tags: tuple[str, ...],
    from_issue: Path | None,
    comment: int | None,
    list_path: Path | None,
    dry_run: bool,
) -> int:
    """Add a paper to a section of the list, and a row to each table of such papers.

    It is named by an arXiv id, a DOI, a link (of a publisher, OpenReview, the ACL Anthology, PMLR,
    CVF, a repository of its code) or its title. Without a section, those that its neighbours speak
    for are proposed, and none is chosen before you confirm it.

    \b
    Examples:
      harvester add arxiv:2504.13065 --section Ultrasound --tag L2
      harvester add https://github.com/danijar/dreamerv3 --section "Foundation World Models"
      harvester add 10.1038/s41586-020-03051-4
      harvester add --from-issue body.md
    """
    form = parse_issue_form(load_list(from_issue)) if from_issue else IssueForm()
    paper, section = paper or form.paper or form.title, section or form.section
    if not paper:
        raise BadInput("say which paper: harvester add ID --section NAME")
    settings = load_settings(Path(), list_path)
    with run_lock(settings.cache_folder, datetime.now(UTC).isoformat(timespec="seconds")):
        work = _find(settings, paper)
        entry = _entry_of(work, tags or form.tags, form.code)
        text = load_list(settings.list_path)
        document = parse(text, settings.list_path.name)
        section = section or _confirmed_section(settings, document, entry, work, comment)
        edits = add_entry(document, entry, section)
        made = [edit for edit in edits if isinstance(edit, Edit)]
        for edit in made:
            say(edit.text.strip("\n"))
        if made and not dry_run:
            write_atomically(settings.list_path, document.edited(made).encode("utf-8"))
    by_hand = [edit for edit in edits if isinstance(edit, HandEdit)]
    for hand in by_hand:
        say(f"{settings.list_path}:{hand.line}: by hand: {hand.text} ({hand.why})", err=True)
    return int(bool(by_hand))


def _confirmed_section(
    settings: Settings,
    document: ListDocument,
    entry: NewEntry,
    work: Work,
    issue: int | None,
) -> str:
    """Return the section that a person confirms among those its neighbours speak for.

    They are told at the terminal, and on the `issue` that asks for the entry.

    Raises:
        BadInput: nobody is there to confirm one.
    """
    proposed = proposals(settings, document, entry, work.categories)
    if not proposed:
        return ""
    say(f"'{entry.title}' names no section; by its neighbours it belongs to", err=True)
    for line in proposal_lines(proposed):
        say(line, err=True)
    if issue is not None:
        text = proposal_comment(entry.title, proposed)
        write_comment(settings, issue, text, marker="section")
    elif sys.stdin.isatty() and sys.stderr.isatty():
        numbers = click.IntRange(1, len(proposed))
        chosen = click.prompt("Which one (Ctrl-C for none)?", type=numbers, err=True)
        return section_path(proposed[chosen - 1])
    raise BadInput(f'no section is named; confirm one: --section "{section_path(proposed[0])}"')


def _entry_of(work: Work, tags: tuple[str, ...], code: str) -> NewEntry:
    given = parse_identifier(code) if code else None
    event, year = split_year(work.event)
    return NewEntry(
        identifier=work.identifier,
        title=work.title,
        authors=work.authors,
        date=work.date,
        event=event,
        year=(year or str(work.fields.get("issued", ""))[:4]) if event else "",
        code=given or next(iter(work.repositories), None),
        tags=tags,
    )


def _find(settings: Settings, paper: str) -> Work:
    """Return the work that `paper` names: an identifier, a link, a repository or a title."""
    with HttpClient(
        settings.cache_folder,
        SERVICE_RULES,
        contact=settings.contact,
        time_factor=settings.time_factor,
    ) as client:
        identifier = parse_identifier(paper) or _page(paper)
        if identifier is not None and identifier.scheme == "github":
            return work_of_repository(settings, identifier, client)
        return describe(settings, identifier or _by_title(settings, paper, client), client)


def _page(text: str) -> Identifier | None:
    is_link = text.startswith(("https://", "http://")) and text.isprintable() and " " not in text
    return Identifier("url", text) if is_link else None


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
