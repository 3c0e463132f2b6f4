"""What the repositories that an open entry links name as their paper: evidence for its id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from harvester.dataset.assembly.assemble import Assembly
from harvester.dataset.entries import Entry
from harvester.dataset.repository_evidence import with_repository_evidence
from harvester.matching.query import candidate_of_reading
from harvester.model import Candidate, Identifier, Query, Reading
from harvester.sources import Role
from harvester.values.field_values import texts_of
from harvester.values.identifiers import parse_identifier
from pipelines.refresh.lookup.answers import Answers, Readings
from pipelines.refresh.lookup.ask import Run


def with_named_papers(run: Run, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return the entries with what their repositories name; kept answers are not asked again."""
    linked = {one for entry in entries for one in _repositories(entry)}
    if not linked or run.options.offline:
        return tuple(entries)
    answers = Answers()
    for source in run.sources(Role.COUNTS):
        answers = answers.joined(run.ask(source, linked))
    answers = with_readmes(run, answers)
    return tuple(_with_named(entry, answers.readings) for entry in entries)


def with_readmes(run: Run, answers: Answers) -> Answers:
    """Return the answers with the READMEs that code hosts did not bring, as part of theirs."""
    for source in run.sources(Role.READS_CODE):
        host = source.parent_source
        told = {one: by[host] for one, by in answers.readings.items() if host in by}
        lacking = [one for one, said in told.items() if not dict(said.fields).get("readme_read")]
        asked = run.ask(source, lacking)
        whole: dict[Identifier, Mapping[str, Reading]] = {}
        for one, by in asked.readings.items():
            more = by[source.name].fields
            names = {name for name, _ in more}
            kept = tuple(pair for pair in told[one].fields if pair[0] not in names)
            whole[one] = {host: replace(told[one], fields=(*kept, *more))}
        answers = answers.joined(replace(asked, readings=whole))
    return answers


def with_evidence_of_code(run: Run, assembly: Assembly, readings: Readings) -> Assembly:
    """Return the papers with what the repositories of their code say of them."""
    papers = assembly.papers
    for source in run.sources(Role.COUNTS):
        said = {one: by[source.name] for one, by in readings.items() if source.name in by}
        papers = with_repository_evidence(papers, said, source.name)
    return replace(assembly, papers=papers)


def describe_named_papers(run: Run, entries: Iterable[Entry]) -> dict[Identifier, Candidate]:
    """Return the records of the papers that repositories name and the local index lacks."""
    named = {one for entry in entries for one in entry.query.named if one.scheme == "arxiv"}
    if run.index is not None:
        named = {one for one in named if run.index.by_identifier(one) is None}
    records: dict[Identifier, Candidate] = {}
    for source in run.sources(Role.DESCRIBES) if named else ():
        answers = run.ask(source, named - records.keys())
        for identifier, by_source in answers.readings.items():
            candidate = candidate_of_reading(by_source[source.name])
            if candidate is not None:
                records[identifier] = candidate
    return records


def _repositories(entry: Entry) -> tuple[Identifier, ...]:
    identifiers = (link.identifier for link in entry.mention.links)
    return tuple(
        dict.fromkeys(one for one in identifiers if one is not None and one.scheme == "github")
    )


def _with_named(entry: Entry, readings: Mapping[Identifier, Mapping[str, Reading]]) -> Entry:
    identifiers: dict[Identifier, None] = {}
    titles: dict[str, None] = {}
    for repository in _repositories(entry):
        for reading in readings.get(repository, {}).values():
            fields = dict(reading.fields)
            curies = map(parse_identifier, texts_of(fields.get("readme_identifiers")))
            identifiers.update(dict.fromkeys(one for one in curies if one is not None))
            titles.update(dict.fromkeys(texts_of(fields.get("readme_titles"))))
    if not (identifiers or titles):
        return entry
    query: Query = replace(entry.query, named=tuple(identifiers), named_titles=tuple(titles))
    return replace(entry, query=query)
