"""The nightly job: every step in order, from the list file back to the list file.

1. read settings, list, dataset, decisions (nothing is written while one of them is bad)
2. resolve entries without an arXiv id
3. ask arXiv about every id, GitHub about every repository
4. put together what was said; plan the edits; edit the list; read it again
5. compare with the dataset before; check the list; write everything in one commit
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from harvester.arxiv_index import ArxivIndex
from harvester.changes import compare, compare_metrics
from harvester.code_hosts import left_alone
from harvester.decisions import find_unused
from harvester.http import Door
from harvester.lists import ListDocument, parse
from harvester.lists.edits import apply
from harvester.metrics import absent_state, add_metrics, known_numbers, state_of_reading
from harvester.model import (
    Dataset,
    Identifier,
    Paper,
    RepositoryState,
    Resolution,
    SourceCount,
)
from harvester.sources import SOURCES
from harvester.sources.arxiv_search import ArxivSearch
from harvester.sources.arxiv_snapshot import SnapshotSource
from harvester.sources.base import Source
from pipelines.checking import check_workspace
from pipelines.editing import PlannedEdits, plan_edits
from pipelines.entries import Entry, paper_entries
from pipelines.fetching import Answers, ask_source, could_not_ask
from pipelines.observing import assemble_papers
from pipelines.outcome import NIGHTLY, Options, Outcome
from pipelines.resolving import Resolved, Resolver, resolutions_of, resolve_entries, unresolved
from pipelines.searches import SearchMemory
from pipelines.settings import Settings
from pipelines.workspace import Workspace, load_workspace

Progress = Callable[[str, int], Callable[[], None]]
"""Called with a step's name and its number of parts; returns what to call after each part."""


def no_progress(_step: str, _parts: int) -> Callable[[], None]:
    """Show nothing: for programs and logs."""
    return lambda: None


@dataclass(slots=True)
class _Run:
    """What the steps of one run share."""

    settings: Settings
    options: Options
    door: Door
    index: ArxivIndex | None
    now: datetime
    progress: Progress
    answers: Answers = field(default_factory=Answers)

    @property
    def day(self) -> str:
        return self.now.date().isoformat()


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
        door = stack.enter_context(
            Door(
                settings.cache_folder,
                contact=settings.contact,
                offline=options.offline,
                now=now,
                time_factor=settings.time_factor,
            )
        )
        index = None
        if settings.index_path.exists() and "arxiv-snapshot" in settings.sources:
            index = ArxivIndex(settings.index_path)
            stack.callback(index.close)
        run = _Run(settings, options, door, index, now(), progress)
        return _steps(run, workspace, started)


def _steps(run: _Run, workspace: Workspace, started: float) -> Outcome:
    entries = _chosen(paper_entries(workspace.document.mentions, workspace.dataset), run.options)
    resolved, search_count = _resolve(run, workspace, entries)
    resolutions = resolutions_of(resolved, run.day)
    _ask_about_papers(run, entries, resolutions)
    papers = _assemble(run, workspace, entries, resolutions)
    metrics = _ask_about_repositories(run, workspace, papers)
    edits, document = _edit(run, workspace, papers)
    if document is not workspace.document:
        known = Dataset(_merged(workspace.dataset, papers), workspace.dataset.redirects)
        entries = _chosen(paper_entries(document.mentions, known), run.options)
        papers = _assemble(run, workspace, entries, {})
    dataset = Dataset(_kept(run, workspace, papers), workspace.dataset.redirects)
    counts = {**run.answers.counts, **({"arxiv-search": search_count} if search_count else {})}
    return Outcome(
        workspace=workspace,
        document=document,
        dataset=dataset,
        metrics=metrics,
        changes=(
            *compare(workspace.dataset, dataset),
            *compare_metrics(workspace.metrics, metrics),
        ),
        problems=check_workspace(run.settings, document, dataset, metrics, run.day),
        edits=edits,
        resolved=resolved,
        counts=counts,
        notes=(
            *_search_notes(resolved),
            *could_not_ask(run.answers),
            *left_alone(link for m in workspace.document.mentions for link in m.links),
            *_unused_decisions(workspace, dataset),
            *run.door.notes,
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
    run: _Run, workspace: Workspace, entries: tuple[Entry, ...]
) -> tuple[tuple[Resolved, ...], SourceCount | None]:
    settings = run.settings
    open_entries = unresolved(entries)
    search = ArxivSearch(settings.endpoints["arxiv"]) if "arxiv" in settings.sources else None
    memory = SearchMemory(settings.cache_folder / "searches.json", run.now.date())
    # Offline, an index alone may answer; without one the search service says that it is offline.
    resolver = Resolver(
        run.index, None if run.options.offline and run.index else search, memory, run.door
    )
    tick = run.progress("resolving entries without an id", len(open_entries))
    before = run.door.counts("arxiv").requests
    resolved = resolve_entries(open_entries, resolver, workspace.decisions, tick)
    count = replace(resolver.count(), requests=run.door.counts("arxiv").requests - before)
    return resolved, count if count.asked else None


def _ask_about_papers(
    run: _Run, entries: Iterable[Entry], resolutions: Mapping[Identifier, Resolution]
) -> None:
    wanted = {resolution.identifier for resolution in resolutions.values()}
    for entry in entries:
        wanted.update(entry.mention.identifiers)
        wanted.update(entry.known.identifiers if entry.known else ())
    if run.index is not None:
        ask_source(SnapshotSource(run.index), wanted, run.door, run.answers)
    # Offline, the index answers where there is one, else the cache says what it holds.
    if "arxiv" in run.settings.sources and not (run.options.offline and run.index):
        _ask(run, SOURCES["arxiv"](run.settings.endpoints["arxiv"]), wanted)
    unanswered = run.answers.failed.get("arxiv", {})
    if unanswered and "datacite" in run.settings.sources and not run.options.offline:
        _ask(run, SOURCES["datacite"](run.settings.endpoints["datacite"]), set(unanswered))


def _ask(run: _Run, source: Source, wanted: Iterable[Identifier]) -> None:
    accepted = {identifier for identifier in wanted if source.accepts(identifier)}
    tick = run.progress(f"asking {source.name}", len(accepted))
    ask_source(source, accepted, run.door, run.answers, tick)


def _ask_about_repositories(
    run: _Run, workspace: Workspace, papers: Iterable[Paper]
) -> tuple[RepositoryState, ...]:
    if "github" not in run.settings.sources or run.options.offline:
        return workspace.metrics
    wanted = {relation.target for paper in papers for relation in paper.relations}
    for mention in workspace.document.mentions:
        wanted.update(identifier for identifier in mention.identifiers)
        wanted.update(link.identifier for link in mention.links if link.identifier)
    numbers = known_numbers(workspace.metrics)
    source = SOURCES["github"](run.settings.endpoints["github"], run.settings.github_token, numbers)
    _ask(run, source, wanted)
    states = []
    for identifier in sorted(i for i in wanted if i.scheme == "github"):
        reading = run.answers.readings.get(identifier, {}).get("github")
        if reading:
            states.append(state_of_reading(reading, run.day))
        elif identifier in run.answers.absent:
            reason = run.answers.absent[identifier]
            states.append(absent_state(identifier.value, reason, run.day))
    return add_metrics(workspace.metrics, states, run.day)


def _assemble(
    run: _Run,
    workspace: Workspace,
    entries: tuple[Entry, ...],
    resolutions: Mapping[Identifier, Resolution],
) -> tuple[Paper, ...]:
    return assemble_papers(entries, resolutions, run.answers.readings, workspace.decisions, run.day)


def _edit(
    run: _Run, workspace: Workspace, papers: tuple[Paper, ...]
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


def _kept(run: _Run, workspace: Workspace, papers: tuple[Paper, ...]) -> tuple[Paper, ...]:
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
