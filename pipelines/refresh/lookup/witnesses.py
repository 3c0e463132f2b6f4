"""Find the paper that an entry with a disputed link means, as a witness against that link."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

from harvester.dataset.assembly.assemble import described_papers
from harvester.dataset.entries import Entry, tells_title
from harvester.matching.evidence import gather
from harvester.matching.existing_identifiers import (
    TitleStance,
    compare_link,
    is_disputed,
    title_stance,
)
from harvester.matching.query import candidate_of_paper, candidate_of_reading
from harvester.matching.titles import read_title, read_written_title
from harvester.model import Candidate, Failed, FieldData, Identifier, Paper, Reading
from harvester.sources import RANKING, Role, searchers
from harvester.values.person_names import parse_person
from pipelines.refresh.lookup.answers import Answers
from pipelines.refresh.lookup.ask import Run
from pipelines.refresh.lookup.harvest import refuse_gaps
from pipelines.refresh.lookup.resolve import CERTAIN, Resolutions, Resolver
from pipelines.refresh.lookup.search_cache import SearchCache
from pipelines.refresh.workspace import Workspace

Records = Mapping[Identifier, Candidate]


def with_witnesses(
    run: Run,
    workspace: Workspace,
    entries: Sequence[Entry],
    answers: Answers,
    papers: Sequence[Paper],
) -> tuple[Workspace, Answers]:
    """Add to the papers known those that entries with a disputed link mean, and link by mistake."""
    answers = answers.joined(_ask(run, workspace, entries, answers))
    refuse_gaps(run.harvest)
    carried = {one for paper in papers for one in (paper.id, *paper.identifiers)}
    readings = unclaimed(answers.readings, carried)
    witnesses = described_papers(readings, workspace.decisions, run.day, RANKING)
    known = {paper.id for paper in workspace.dataset.papers}
    new = tuple(paper for paper in witnesses if paper.id not in known)
    if not new:
        return workspace, answers
    dataset = replace(workspace.dataset, papers=(*workspace.dataset.papers, *new))
    return replace(workspace, dataset=dataset), answers


def _ask(run: Run, workspace: Workspace, entries: Sequence[Entry], answers: Answers) -> Answers:
    """Search for the papers of entries whose title disputes their link; return what is said.

    What the dataset or another entry's record bears witness to already is not searched for.
    """
    doubtful = () if run.options.offline else tuple(_doubtful(run, workspace, entries, answers))
    config = run.config()
    if run.harvest:
        run.harvest.add_config(config)
    services = searchers(run.settings.sources, config) if doubtful else ()
    if not doubtful or not (services or run.index):
        return Answers()
    search, meant = next(iter(services), None), dict[Identifier, Candidate]()
    before = run.client.counts(search.service).requests if search else 0
    tick = run.progress("looking for what wrong links should lead to", len(doubtful))
    with closing(SearchCache(run.settings.searches_path, run.now.date())) as memory:
        resolver = Resolver(run.index, search, memory, run.client, harvest=run.harvest)
        for entry in doubtful:
            verdict = resolver.resolve(replace(entry.query, given=()))
            if not isinstance(verdict, Failed) and verdict.strength in CERTAIN:
                named = (one.candidate for one in verdict.judged)
                meant |= {
                    one.identifier: one for one in named if one.identifier == verdict.identifier
                }
            tick()
    made = run.client.counts(search.service).requests - before if search else 0
    count = replace(resolver.count(), requests=made)
    source = next((source.name for source in run.sources(Role.DESCRIBES)), "")
    return Answers(
        {
            one: {source: _reading_of(record)}
            for one, record in meant.items()
            if source and one not in answers.readings
        },
        counts={f"{search.name}-search": count} if search and count.asked else {},
    )


def _reading_of(record: Candidate) -> Reading:
    """Return what a search told of a paper: enough to bear witness, so that no id is asked for."""
    fields: list[tuple[str, FieldData]] = [("title", record.title)]
    if record.authors and record.authors_complete:
        fields.append(("authors", tuple(map(parse_person, record.authors))))
    if record.submitted:
        fields.append(("submitted", record.submitted))
    return Reading(record.identifier, tuple(fields))


def unclaimed(
    readings: Mapping[Identifier, Mapping[str, Reading]], carried: Collection[Identifier]
) -> dict[Identifier, Mapping[str, Reading]]:
    """Return what is said of papers that no entry stands for: a wrong link leads or should lead."""
    return {
        one: by_source
        for one, by_source in readings.items()
        if one.is_paper
        and one not in carried
        and any(map(candidate_of_reading, by_source.values()))
    }


def without_contradicted(
    resolved: Resolutions, readings: Mapping[Identifier, Mapping[str, Reading]]
) -> Resolutions:
    """Return `resolved` less what contradicts the record of an identifier that the entry links."""
    refused = {
        one.entry.paper_id
        for one in resolved.verdicts
        if (accepted := resolved.accepted.get(one.entry.paper_id)) is not None
        and accepted.reason != "decision"
        and any(
            is_disputed(one.entry.query, record, compare_link(one.entry.query, record))
            for linked in one.entry.identifiers
            for reading in readings.get(linked, {}).values()
            if (record := candidate_of_reading(reading)) is not None
        )
    }
    kept = {one: what for one, what in resolved.accepted.items() if one not in refused}
    return replace(resolved, accepted=kept) if refused else resolved


def _doubtful(
    run: Run, workspace: Workspace, entries: Sequence[Entry], answers: Answers
) -> Iterator[Entry]:
    records = {
        identifier: record
        for identifier, by_source in answers.readings.items()
        for reading in by_source.values()
        if (record := candidate_of_reading(reading))
    }
    papers = (candidate_of_paper(paper) for paper in workspace.dataset.papers)
    every = (*records.values(), *filter(None, papers))
    titles = {read_title(record.title).key for record in every}
    sources = [source.name for source in run.sources(Role.DESCRIBES)]
    absent = {one for name in sources for one in answers.absent.get(name, ())}
    for entry in entries:
        if not entry.mention.is_paper_entry or not tells_title(entry.mention) or entry.decision:
            continue
        if read_written_title(entry.query.title).key in titles:
            continue
        given = entry.query.given
        if any(one in absent for one in given) or any(
            _speaks_against(entry, records[one]) for one in given if one in records
        ):
            yield entry


def _speaks_against(entry: Entry, record: Candidate) -> bool:
    """Tell whether an entry's title is not the record's, and no one who wrote it is named."""
    evidence = gather(entry.query, record)
    stance = title_stance(evidence)
    if stance is TitleStance.AKIN and not evidence.authors.agreeing:
        return not (evidence.title.prefix or evidence.title.head_only)
    says = compare_link(entry.query, record)
    return stance is not TitleStance.SILENT and is_disputed(entry.query, record, says)
