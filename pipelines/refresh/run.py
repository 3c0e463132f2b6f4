"""The nightly job as one line, from the list file back to the list file.

Every step is a function from values to values; nothing is written here (see `write`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from harvester.dataset.assembly.assemble import (
    Assembly,
    assemble_papers,
    touched_papers,
)
from harvester.dataset.assembly.same_papers import redirects_after
from harvester.dataset.changes import compare, compare_metrics
from harvester.dataset.decisions import find_unused, place_of
from harvester.dataset.entries import Entry, paper_entries, renew_entries, still_named
from harvester.dataset.list_statements import read_datasets
from harvester.dataset.run_facts import Absence, AnsweredValue, renew_absences
from harvester.lists import ListDocument
from harvester.lists.generated import generated_note
from harvester.model import Change, Dataset, Identifier, RepositoryState
from harvester.network.client import HttpClient
from harvester.sources import RANKING, SERVICE_RULES, Role
from harvester.values.identifiers import left_alone
from pipelines.refresh.check import Findings, ListState, examine, open_index
from pipelines.refresh.edits.plan_edits import PlannedEdits, answered_by_edits
from pipelines.refresh.edits.three_way import answered_by_people
from pipelines.refresh.forms import parse_by_forms, read_list_again
from pipelines.refresh.guards import refuse_early_clock
from pipelines.refresh.lookup.answers import Answers, Readings, could_not_ask, not_found
from pipelines.refresh.lookup.ask import (
    Progress,
    Run,
    ask_about_papers,
    ask_about_repositories,
    never_described,
    papers_by_identifier,
    renewed_metrics,
)
from pipelines.refresh.lookup.data_sets import with_catalogued_data_sets
from pipelines.refresh.lookup.harvest import Harvest, refuse_gaps
from pipelines.refresh.lookup.linked_pages import named_by_pages
from pipelines.refresh.lookup.readmes import with_evidence_of_code, with_readmes
from pipelines.refresh.lookup.resolve import (
    Resolutions,
    resolve_declared_entries,
    resolve_open_entries,
    unresolved,
)
from pipelines.refresh.lookup.witnesses import with_witnesses, without_contradicted
from pipelines.refresh.options import NIGHTLY, Options
from pipelines.refresh.outcome import Outcome, Unanswered
from pipelines.refresh.select import select_entries
from pipelines.refresh.workspace import Workspace, load_workspace
from pipelines.review.list_comments import read_list_comments
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
    harvest: Harvest | None = None,
) -> Outcome:
    """Do every step in order; return what is to be written.

    Raises GapsError where a `harvest` for many lists is to ask something first.
    """
    workspace = load_workspace(settings)
    refuse_early_clock(workspace, now().date().isoformat())
    with _open_run(settings, options, progress, now, harvest) as run:
        workspace, entries, resolved, answers = _resolve_and_ask(run, workspace, options)
        others = _others(workspace, entries)
        assembly = _assemble(run, workspace, entries, resolved, answers.readings, others)
        renewed = _renewed(entries, others, assembly, resolved)
        metrics, answers = _ask_repositories(run, workspace, renewed, answers)
        workspace, answers = with_witnesses(run, workspace, entries, answers, assembly.papers)
        workspace, answers = with_catalogued_data_sets(run, workspace, answers)
        assembly = with_evidence_of_code(run, assembly, answers.readings)
        renewed = renew_entries(renewed, assembly.papers, {})
        state = _state(run, workspace, (entries, renewed), assembly, metrics, answers)
        planned = examine(state, run.index)
        edited, findings = _edit(run, workspace, state, planned, answers.readings)
        return Outcome(
            workspace=workspace,
            options=options,
            document=edited.document,
            entries=edited.entries,
            dataset=edited.dataset,
            metrics=metrics,
            absences=edited.absences,
            answered=edited.answered,
            changes=_changes(workspace, edited.dataset, metrics),
            problems=findings.problems,
            edits=PlannedEdits(planned.edits.applied, findings.edits.proposed),
            unsettled=findings.edits.applied if edited is not state else (),
            resolved=resolved.verdicts,
            counts=answers.joined(Answers(counts=resolved.counts)).counts,
            unanswered=_unanswered(run, entries, answers),
            notes=_notes(run, workspace, edited, findings, resolved, answers),
            day=run.day,
            stands_until=run.client.fresh_until,
        )


def _state(
    run: Run,
    workspace: Workspace,
    entries: tuple[tuple[Entry, ...], tuple[Entry, ...]],
    assembly: Assembly,
    metrics: tuple[RepositoryState, ...],
    answers: Answers,
) -> ListState:
    """Return the list as it stands with what was learnt; `entries` as asked about and renewed."""
    asked, renewed = entries
    return ListState(
        settings=run.settings,
        document=workspace.document,
        entries=renewed,
        dataset=_dataset(run, workspace, workspace.document, assembly),
        metrics=metrics,
        absences=_absences(run, workspace, answers),
        answered=_answered(workspace, asked, renewed, assembly.retired),
        decisions=workspace.decisions,
        day=run.day,
        propose_only=run.options.propose_only,
    )


def _resolve_and_ask(
    run: Run, workspace: Workspace, options: Options
) -> tuple[Workspace, tuple[Entry, ...], Resolutions, Answers]:
    """Resolve and ask; once more where what was learnt makes the list read otherwise."""
    entries = select_entries(workspace.entries, options.only)
    resolved = resolve_open_entries(run, workspace, entries)
    answers = ask_about_papers(run, _settled(run, entries), resolved.accepted)
    if run.harvest and run.harvest.lacking:
        ask_about_repositories(run, workspace, entries)
    refuse_gaps(run.harvest)
    again = read_list_again(workspace, answers.readings)
    if again.document.mentions != workspace.document.mentions:
        entries = select_entries(again.entries, options.only)
        resolved = resolve_open_entries(run, again, entries)
        answers = ask_about_papers(run, _settled(run, entries), resolved.accepted, answers)
        refuse_gaps(run.harvest)
    declared = resolve_declared_entries(run, again, entries, answers.readings)
    refuse_gaps(run.harvest)
    settled = without_contradicted(resolved.joined(declared), answers.readings)
    entries, readings = named_by_pages(
        entries, answers.readings, settled.accepted, again.dataset.index()
    )
    return again, entries, settled, replace(answers, readings=readings)


def _settled(run: Run, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return the entries of which it is settled which paper they mean."""
    if run.harvest and run.harvest.lacking:
        still_open = set(map(id, unresolved(entries)))
        return tuple(entry for entry in entries if id(entry) not in still_open)
    return entries


@contextmanager
def _open_run(
    settings: Settings,
    options: Options,
    progress: Progress,
    now: Callable[[], datetime],
    harvest: Harvest | None,
) -> Iterator[Run]:
    with (
        HttpClient(
            settings.answers_folder,
            SERVICE_RULES,
            contact=settings.contact,
            offline=options.offline,
            fresh_only=harvest is not None,
            now=now,
            time_factor=settings.time_factor,
        ) as client,
        open_index(settings) as index,
    ):
        yield Run(settings, options, client, index, now(), progress, harvest)


def _assemble(
    run: Run,
    workspace: Workspace,
    entries: Sequence[Entry],
    resolved: Resolutions,
    readings: Readings,
    others: Sequence[Entry],
) -> Assembly:
    stand_ins = {source.name: source.parent_source for source in run.sources(Role.STANDS_IN)}
    return assemble_papers(
        entries,
        resolved.accepted,
        readings,
        workspace.decisions,
        run.day,
        stand_ins,
        RANKING,
        others,
    )


def _others(workspace: Workspace, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries of the list that are not among `entries`, those asked about."""
    chosen = {entry.mention.span for entry in entries}
    return tuple(entry for entry in workspace.entries if entry.mention.span not in chosen)


def _renewed(
    entries: Sequence[Entry],
    others: Sequence[Entry],
    assembly: Assembly,
    resolved: Resolutions,
) -> tuple[Entry, ...]:
    """Return every entry of the list; a run for a few leaves the others as they were.

    But for those whose paper turned out to be that of one of the few.
    """
    joined = {*assembly.retired, *assembly.retired.values()}
    again = [entry for entry in others if entry.paper_id in joined]
    apart = [entry for entry in others if entry.paper_id not in joined]
    renewed = renew_entries((*entries, *again), assembly.papers, resolved.accepted)
    return tuple(sorted((*renewed, *apart), key=lambda entry: entry.mention.span.start))


def _dataset(
    run: Run,
    workspace: Workspace,
    document: ListDocument,
    assembly: Assembly,
    redirects: Iterable[tuple[str, str]] = (),
) -> Dataset:
    """Return the papers of the list; one whose entry left the list leaves the dataset.

    One whose title an entry still bears stays, whatever that entry links now: it is the witness
    against a wrong link. One that a person denied bears witness against nothing, nor does one that
    became another paper, today or by the `redirects` of this run.
    """
    papers = assembly.papers
    retired = {*map(str, assembly.retired), *dict(redirects)}
    papers_before = tuple(one for one in workspace.dataset.papers if str(one.id) not in retired)
    if not run.options.only:
        denied = {one for entry in workspace.entries for one in entry.denied}
        witnesses = (
            paper for paper in papers_before if denied.isdisjoint((paper.id, *paper.identifiers))
        )
        papers_before = still_named(witnesses, papers, document.mentions)
    together = {paper.id: paper for paper in (*papers_before, *papers)}
    ordered = tuple(together[key] for key in sorted(together))
    listed = read_datasets(document.mentions, workspace.dataset.datasets, run.day, RANKING)
    return Dataset(ordered, redirects_after(workspace.dataset, ordered), listed)


def _absences(run: Run, workspace: Workspace, answers: Answers) -> tuple[Absence, ...]:
    describing = [source.name for source in run.sources(Role.DESCRIBES)]
    absent = {name: answers.absent.get(name, {}) for name in describing}
    listed = (one for m in workspace.document.mentions for one in m.identifiers)
    return renew_absences(workspace.absences, absent, answers.readings, listed, run.day)


def _unanswered(run: Run, entries: Iterable[Entry], answers: Answers) -> Unanswered:
    """Count the papers of which nobody told anything, in this run or before."""
    papers = papers_by_identifier(entries, {})
    describing = [source.name for source in run.sources(Role.DESCRIBES)]
    asked = sum(answers.counts[name].asked for name in describing if name in answers.counts)
    failed: set[Identifier] = set()
    for name in describing:
        failed.update(never_described(answers.failed.get(name, {}), papers, name))
    return Unanswered(asked, len(failed.difference(answers.readings)))


def _answered(
    workspace: Workspace,
    before: Iterable[Entry],
    after: Iterable[Entry],
    retired: Mapping[Identifier, Identifier],
) -> tuple[AnsweredValue, ...]:
    listed: set[Identifier] = {entry.paper_id for entry in (*workspace.entries, *after)}
    rows = answered_by_people(before, workspace.answered, listed)
    renamed = {  # what was answered of the paper itself counts before what was of its other record
        (row.paper, row.claim): row
        for row in (
            *(replace(row, paper=retired[row.paper]) for row in rows if row.paper in retired),
            *(row for row in rows if row.paper not in retired),
        )
    }
    return tuple(sorted(renamed.values()))


def _edit(
    run: Run, workspace: Workspace, state: ListState, planned: Findings, readings: Readings
) -> tuple[ListState, Findings]:
    """Make the edits that policy allows; return the list read again, and what it still needs."""
    if not planned.edits.edits:
        return state, planned
    text = state.document.edited(planned.edits.edits)
    document = parse_by_forms(text, state.settings.list_path.name, state.dataset)
    entries = paper_entries(document.mentions, state.dataset, workspace.decisions)
    assembly = _assemble_touched(run, workspace, state, entries, readings)
    edited = replace(
        state,
        document=document,
        entries=renew_entries(entries, assembly.papers, {}),
        dataset=_dataset(run, workspace, document, assembly, state.dataset.redirects),
        answered=answered_by_edits(state.answered, planned.edits.applied),
    )
    return edited, examine(edited, run.index)


def _assemble_touched(
    run: Run,
    workspace: Workspace,
    state: ListState,
    entries: Sequence[Entry],
    readings: Readings,
) -> Assembly:
    """Return the papers of the edited list; those that no edit touched are as they were."""
    touched = touched_papers(state.entries, entries, readings, run.day)
    again = [entry for entry in entries if entry.paper_id in touched]
    others = [entry for entry in entries if entry.paper_id not in touched]
    renewed = _assemble(run, workspace, again, Resolutions(), readings, others)
    papers = {entry.paper_id: entry.paper for entry in others if entry.paper}
    papers = {key: paper for key, paper in papers.items() if key not in renewed.retired}
    papers.update((paper.id, paper) for paper in renewed.papers)
    return replace(renewed, papers=tuple(papers[key] for key in sorted(papers)))


def _ask_repositories(
    run: Run, workspace: Workspace, entries: tuple[Entry, ...], answers: Answers
) -> tuple[tuple[RepositoryState, ...], Answers]:
    counted = with_readmes(run, ask_about_repositories(run, workspace, entries))
    refuse_gaps(run.harvest)
    return renewed_metrics(run, workspace, counted), answers.joined(counted)


def _changes(
    workspace: Workspace, dataset: Dataset, metrics: Sequence[RepositoryState]
) -> tuple[Change, ...]:
    changed = compare_metrics(workspace.metrics, metrics)
    return (*compare(workspace.dataset, dataset), *changed)


def _generated(workspace: Workspace) -> tuple[str, ...]:
    note = generated_note(workspace.document, workspace.settings.list_path)
    return (note,) if note else ()


def _notes(
    run: Run,
    workspace: Workspace,
    state: ListState,
    findings: Findings,
    resolved: Resolutions,
    answers: Answers,
) -> tuple[str, ...]:
    return (
        *resolved.notes,
        *could_not_ask(answers),
        *run.options.notes,
        *_generated(workspace),
        *(note.text for note in workspace.document.notes),
        *not_found(answers, [source.name for source in run.sources(Role.DESCRIBES)]),
        *left_alone(link for m in workspace.document.mentions for link in m.links),
        *_unused_decisions(workspace.document, workspace, state.dataset),
        *(
            f"the decision to ignore {one.value} of {one.subject} fits no problem"
            for one in findings.unused_decisions
        ),
        *read_list_comments(workspace.document).notes,
        *run.client.notes,
    )


def _unused_decisions(
    document: ListDocument, workspace: Workspace, dataset: Dataset
) -> Iterator[str]:
    names = [mention.name for mention in document.mentions]
    for decision, why in find_unused(workspace.decisions, dataset, names):
        place = place_of(workspace.settings.dataset_folder / "decisions", decision)
        yield f"{place}: the decision about {decision.subject} changes nothing: {why}"
