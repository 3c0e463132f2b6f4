"""The nightly job: every step in order, from the list file back to the list file.

1. read settings, list, dataset, decisions (nothing is written while one of them is bad)
2. resolve entries without an arXiv id
3. ask arXiv about every id, GitHub about every repository
4. put together what was said; plan the edits; edit the list; read it again
5. compare with the dataset before; check the list; write everything in one commit
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime

from harvester.arxiv_index.search import ArxivIndex
from harvester.dataset.assembly import assemble_papers, touched_papers
from harvester.dataset.changes import compare, compare_metrics
from harvester.dataset.decisions import find_unused
from harvester.dataset.entries import Entry, paper_entries
from harvester.lists import ListDocument, parse
from harvester.lists.edits import apply
from harvester.model import Dataset, Identifier, Paper, Resolution, SourceCount
from harvester.network.client import HttpClient
from harvester.sources import RANKING, SERVICE_RULES, Role, searchers
from harvester.values.identifiers import left_alone
from pipelines.refresh.ask import (
    Progress,
    Run,
    ask_about_papers,
    ask_about_repositories,
    could_not_ask,
    not_known,
)
from pipelines.refresh.check import check_workspace
from pipelines.refresh.outcome import NIGHTLY, Options, Outcome
from pipelines.refresh.plan_edits import PlannedEdits, plan_edits
from pipelines.refresh.resolve import (
    IdentifierPositions,
    Resolved,
    Resolver,
    resolutions_of,
    resolve_entries,
    tell_duplicates,
    unresolved,
)
from pipelines.refresh.search_cache import SearchCache
from pipelines.refresh.workspace import Workspace, load_workspace
from pipelines.settings import Settings


def no_progress(_step: str, _parts: int) -> Callable[[], None]:
    """Show nothing: for programs and logs."""
    return lambda: None


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def refresh(
    settings: Settings,
    options: Options = NIGHTLY,
    progress: Progress = no_progress,
    now: Callable[[], datetime] = utc_now,
) -> Outcome:
    """Do all steps but the last; nothing under data/ is written (see `writing.write_outcome`)."""
    started = time.monotonic()
    workspace = load_workspace(settings)
    with ExitStack() as stack:
        client = stack.enter_context(
            HttpClient(
                settings.cache_folder,
                SERVICE_RULES,
                contact=settings.contact,
                offline=options.offline,
                now=now,
                time_factor=settings.time_factor,
            )
        )
        index = ArxivIndex(settings.index_path) if settings.uses_index else None
        if index is not None:
            stack.callback(index.close)
        run = Run(settings, options, client, index, now(), progress)
        return _steps(run, workspace, started)


def _steps(run: Run, workspace: Workspace, started: float) -> Outcome:
    entries = _chosen(paper_entries(workspace.document.mentions, workspace.dataset), run.options)
    resolved, searched = _resolve(run, workspace, entries)
    resolutions = resolutions_of(resolved, run.day)
    ask_about_papers(run, entries, resolutions)
    papers = _assemble(run, workspace, entries, resolutions)
    metrics = ask_about_repositories(run, workspace, papers)
    edits, document = _edit(run, workspace, papers)
    if document is not workspace.document:
        known = Dataset(_merged(workspace.dataset, papers), workspace.dataset.redirects)
        edited = _chosen(paper_entries(document.mentions, known), run.options)
        papers = _assemble_edited(run, workspace, entries, edited)
    dataset = Dataset(_kept(run, workspace, papers), workspace.dataset.redirects)
    return Outcome(
        workspace=workspace,
        document=document,
        dataset=dataset,
        metrics=metrics,
        changes=(
            *compare(workspace.dataset, dataset),
            *compare_metrics(workspace.metrics, metrics),
        ),
        problems=check_workspace(
            run.settings, document, dataset, metrics, run.day, _absent_papers(run)
        ),
        edits=edits,
        resolved=resolved,
        counts={**run.answers.counts, **searched},
        notes=(
            *_search_notes(resolved),
            *could_not_ask(run.answers),
            *not_known(run.answers, [source.name for source in run.sources(Role.DESCRIBES)]),
            *left_alone(link for m in workspace.document.mentions for link in m.links),
            *_unused_decisions(workspace, dataset),
            *run.client.notes,
        ),
        day=run.day,
        seconds=round(time.monotonic() - started, 3),
    )


def _chosen(entries: tuple[Entry, ...], options: Options) -> tuple[Entry, ...]:
    if not options.only:
        return entries
    wanted = {name.casefold() for name in options.only}
    return tuple(
        entry
        for entry in entries
        if entry.mention.name.casefold() in wanted or str(entry.paper_id).casefold() in wanted
    )


def _resolve(
    run: Run, workspace: Workspace, entries: tuple[Entry, ...]
) -> tuple[tuple[Resolved, ...], dict[str, SourceCount]]:
    open_entries = unresolved(entries)
    sample = _surely_there(workspace.dataset)
    found = searchers(run.settings.sources, replace(run.config(), sample=sample))
    # Offline, an index alone may answer; without one the search service says that it is offline.
    search = next(iter(found), None) if not (run.options.offline and run.index) else None
    tick = run.progress("resolving entries without an id", len(open_entries))
    service = search.service if search else ""
    before = run.client.counts(service).requests
    with closing(SearchCache(run.settings.searches_path, run.now.date())) as memory:
        resolver = Resolver(run.index, search, memory, run.client)
        resolved = resolve_entries(open_entries, resolver, workspace.decisions, tick)
    resolved = tell_duplicates(resolved, IdentifierPositions(workspace.document.mentions))
    count = replace(resolver.count(), requests=run.client.counts(service).requests - before)
    return resolved, {f"{search.name}-search": count} if search and count.asked else {}


def _absent_papers(run: Run) -> dict[Identifier, str]:
    """Return the papers that a describing source does not know, with its words."""
    absent: dict[Identifier, str] = {}
    for source in run.sources(Role.DESCRIBES):
        absent.update(run.answers.absent.get(source.name, {}))
    return absent


def _surely_there(dataset: Dataset) -> str:
    """Return the title of a paper that a service has described; empty where there is none yet."""
    titles = (paper.chosen("title") for paper in dataset.papers if paper.versions)
    return next((str(title.value) for title in titles if title and title.source != "list"), "")


def _assemble(
    run: Run,
    workspace: Workspace,
    entries: tuple[Entry, ...],
    resolutions: Mapping[Identifier, Resolution],
) -> tuple[Paper, ...]:
    stand_ins = {source.name: source.parent_source for source in run.sources(Role.STANDS_IN)}
    return assemble_papers(
        entries, resolutions, run.answers.readings, workspace.decisions, run.day, stand_ins, RANKING
    )


def _assemble_edited(
    run: Run, workspace: Workspace, before: Sequence[Entry], edited: tuple[Entry, ...]
) -> tuple[Paper, ...]:
    touched = touched_papers(before, edited, run.answers.readings, run.day)
    again = tuple(entry for entry in edited if entry.paper_id in touched)
    papers = {e.paper_id: e.known for e in edited if e.known and e.paper_id not in touched}
    papers.update((paper.id, paper) for paper in _assemble(run, workspace, again, {}))
    return tuple(papers[key] for key in sorted(papers))


def _edit(
    run: Run, workspace: Workspace, papers: tuple[Paper, ...]
) -> tuple[PlannedEdits, ListDocument]:
    document = workspace.document
    known = Dataset(_merged(workspace.dataset, papers), workspace.dataset.redirects)
    policy = run.settings.policy
    if run.options.propose_only:
        policy = {name: "propose" if rule == "apply" else rule for name, rule in policy.items()}
    # What was resolved today has an identifier now, so each entry is tied to its paper again.
    entries = _chosen(paper_entries(document.mentions, known), run.options)
    edits = plan_edits(document, entries, known.index(), policy)
    if not edits.edits:
        return edits, document
    return edits, parse(apply(document.text, edits.edits), run.settings.list_path.name)


def _merged(before: Dataset, papers: Iterable[Paper]) -> tuple[Paper, ...]:
    """The papers of today in place of those they were; a provisional id gives way to a real one."""
    together = {paper.id: paper for paper in before.papers}
    together.update({paper.id: paper for paper in papers})
    return tuple(together[key] for key in sorted(together))


def _kept(run: Run, workspace: Workspace, papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
    """A paper whose entry left the list leaves the dataset; a partial run leaves the others be."""
    return _merged(workspace.dataset, papers) if run.options.only else papers


def _unused_decisions(workspace: Workspace, dataset: Dataset) -> Iterator[str]:
    names = [mention.name for mention in workspace.document.mentions]
    for decision, why in find_unused(workspace.decisions, dataset, names):
        yield f"a decision about {decision.subject} changes nothing: {why}"


def _search_notes(resolved: Iterable[Resolved]) -> tuple[str, ...]:
    reasons = {answer.failed: None for answer in resolved if answer.failed}
    count = sum(1 for answer in resolved if answer.failed)
    if not count:
        return ()
    return (f"{count} entries could not be looked up: {'; '.join(list(reasons)[:3])}",)
