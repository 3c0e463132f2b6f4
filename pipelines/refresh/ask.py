"""The steps of a run that ask sources: about papers, then about repositories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from harvester.arxiv_index.search import ArxivIndex
from harvester.dataset.entries import Entry
from harvester.dataset.repository_metrics import (
    absent_state,
    add_metrics,
    known_numbers,
    state_of_reading,
)
from harvester.model import (
    Failed,
    Found,
    Identifier,
    NotFound,
    Paper,
    Reading,
    RepositoryState,
    Resolution,
    SourceCount,
)
from harvester.network.client import HttpClient
from harvester.sources import Role, Source, SourceConfig, read_or_fail, sources
from pipelines.refresh.outcome import Options
from pipelines.refresh.version_history import Described, drop_refuted_withdrawal, due, what_it_adds
from pipelines.refresh.workspace import Workspace
from pipelines.settings import Settings

_SHOWN = 5


@dataclass(slots=True)
class Answers:
    """What the sources said; by source, what they do not know and what they left open."""

    readings: dict[Identifier, dict[str, Reading]] = field(default_factory=dict)
    absent: dict[str, dict[Identifier, str]] = field(default_factory=dict)
    failed: dict[str, dict[Identifier, str]] = field(default_factory=dict)
    counts: dict[str, SourceCount] = field(default_factory=dict)


def ask_source(
    source: Source,
    identifiers: Iterable[Identifier],
    client: HttpClient,
    answers: Answers,
    tick: Callable[[], None] = lambda: None,
) -> None:
    """Ask `source` for every identifier it accepts and add what it said to `answers`."""
    wanted = sorted({known for known in identifiers if source.accepts(known)})
    found = not_found = failed = cached = 0
    requests_before = _requests(client, source)
    for identifier, lookup in source.lookup(wanted, client) if wanted else ():
        match lookup:
            case Found(record, from_cache):
                reading = read_or_fail(source, record)
                if isinstance(reading, Failed):
                    answers.failed.setdefault(source.name, {})[identifier] = reading.reason
                    failed += 1
                else:
                    answers.readings.setdefault(identifier, {})[source.name] = reading
                    found, cached = found + 1, cached + from_cache
            case NotFound(reason, from_cache):
                answers.absent.setdefault(source.name, {})[identifier] = reason or "not known"
                not_found, cached = not_found + 1, cached + from_cache
            case Failed(reason):
                answers.failed.setdefault(source.name, {})[identifier] = reason
                failed += 1
        tick()
    requests = _requests(client, source) - requests_before
    answers.counts[source.name] = SourceCount(
        len(wanted), cached, found, not_found, failed, requests
    )


def _requests(client: HttpClient, source: Source) -> int:
    return client.counts(source.service).requests


def could_not_ask(answers: Answers) -> tuple[str, ...]:
    """Say in plain words which source left how many questions open, and why."""
    notes = []
    for name, failures in sorted(answers.failed.items()):
        reasons: Sequence[str] = sorted(set(failures.values()))
        asked = [str(identifier) for identifier in sorted(failures)]
        what = f"{len(asked)} ({', '.join(asked[:_SHOWN])}{', …' * (len(asked) > _SHOWN)})"
        notes.append(f"{name} could not be asked about {what}: {'; '.join(reasons[:3])}")
    return tuple(notes)


def not_known(answers: Answers, asked_first: Sequence[str]) -> tuple[str, ...]:
    """Say which identifiers the sources `asked_first` do not know, and why, in their own words."""
    notes = []
    for name in asked_first:
        by_reason: dict[str, list[str]] = {}
        for identifier, reason in sorted(answers.absent.get(name, {}).items()):
            if identifier not in answers.readings:
                by_reason.setdefault(reason, []).append(str(identifier))
        for reason, known in sorted(by_reason.items()):
            more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
            notes.append(f"{', '.join(known[:_SHOWN])}{more}: {reason}")
    return tuple(notes)


Progress = Callable[[str, int], Callable[[], None]]
"""Called with a step's name and its number of parts; returns what to call after each part."""


@dataclass(slots=True)
class Run:
    """What the steps of one run share."""

    settings: Settings
    options: Options
    client: HttpClient
    index: ArxivIndex | None
    now: datetime
    progress: Progress
    answers: Answers = field(default_factory=Answers)

    @property
    def day(self) -> str:
        """The day of the run, as an ISO date."""
        return self.now.date().isoformat()

    def config(self) -> SourceConfig:
        """Return what sources are made with, as far as every step knows it."""
        on = self.settings.sources
        endpoints = {name: url for name, url in self.settings.endpoints.items() if name in on}
        return SourceConfig(endpoints, self.settings.tokens, self.index)

    def sources(self, role: Role, config: SourceConfig | None = None) -> tuple[Source, ...]:
        """Return the sources with `role` that the settings have on."""
        return sources(role, self.settings.sources, config or self.config())


def ask_about_papers(
    run: Run, entries: Sequence[Entry], resolutions: Mapping[Identifier, Resolution]
) -> None:
    """Ask about every paper that an entry names or is known to mean.

    What is on this machine is asked first. Offline it answers alone where there is any, else the
    cache says what it holds.
    """
    wanted = {resolution.identifier for resolution in resolutions.values()}
    for entry in entries:
        wanted.update(entry.mention.identifiers)
        wanted.update(entry.known.identifiers if entry.known else ())
    here = run.sources(Role.RECALLS)
    for source in here:
        ask_source(source, wanted, run.client, run.answers)
    if not (run.options.offline and here):
        config = replace(run.config(), existing=_known_to_exist(entries, run.answers))
        for source in run.sources(Role.DESCRIBES, config):
            _ask(run, source, wanted)
    if not run.options.offline:
        for source in run.sources(Role.STANDS_IN):
            if unanswered := run.answers.failed.get(source.parent_source):
                _ask(run, source, unanswered)
    _deepen(run, _papers_by_identifier(entries, resolutions))


def _known_to_exist(entries: Iterable[Entry], answers: Answers) -> frozenset[Identifier]:
    """Return what a service has described before, whatever it says of it today."""
    papers = [entry.known for entry in entries if entry.known]
    described = (version.identifier for paper in papers for version in paper.versions)
    return frozenset((*described, *answers.readings))


def _papers_by_identifier(
    entries: Iterable[Entry], resolutions: Mapping[Identifier, Resolution]
) -> dict[Identifier, Paper | None]:
    known: dict[Identifier, Paper | None] = {}
    for entry in entries:
        resolution = resolutions.get(entry.paper_id)
        found = (resolution.identifier,) if resolution else ()
        of_paper = entry.known.identifiers if entry.known else ()
        for identifier in (*entry.mention.identifiers, *found, *of_paper):
            known[identifier] = known.get(identifier) or entry.known
    return known


def _deepen(run: Run, known: Mapping[Identifier, Paper | None]) -> None:
    """Ask one by one about the papers that are due, and heed what was ever told of any of them."""
    changed = {
        identifier: str(day)
        for identifier, said in run.answers.readings.items()
        for reading in said.values()
        if (day := dict(reading.fields).get("updated"))
    }
    for source in run.sources(Role.DEEPENS, replace(run.config(), changed=changed)):
        papers = [
            Described(identifier, paper, reading, source.parent_source)
            for identifier, paper in known.items()
            if (reading := run.answers.readings.get(identifier, {}).get(source.parent_source))
        ]
        wanted = due(papers, source.name, run.day, named=bool(run.options.only))
        if wanted and not run.options.offline:
            _ask(run, source, wanted)
        for paper in papers:
            said = run.answers.readings[paper.identifier]
            if source.name in said:
                said[source.name] = what_it_adds(said[source.name])
            said[source.parent_source] = drop_refuted_withdrawal(paper, source.name, said)


def _ask(run: Run, source: Source, wanted: Iterable[Identifier]) -> None:
    accepted = {identifier for identifier in wanted if source.accepts(identifier)}
    tick = run.progress(f"asking {source.name}", len(accepted))
    ask_source(source, accepted, run.client, run.answers, tick)


def ask_about_repositories(
    run: Run, workspace: Workspace, papers: Iterable[Paper]
) -> tuple[RepositoryState, ...]:
    """Ask about every repository that the list or a paper names; return all metrics."""
    numbers = known_numbers(workspace.metrics)
    counting = run.sources(Role.COUNTS, replace(run.config(), numbers=numbers))
    if not counting or run.options.offline:
        return workspace.metrics
    wanted = {relation.target for paper in papers for relation in paper.relations}
    for mention in workspace.document.mentions:
        wanted.update(identifier for identifier in mention.identifiers)
        wanted.update(link.identifier for link in mention.links if link.identifier)
    states: list[RepositoryState] = []
    for source in counting:
        _ask(run, source, wanted)
        absent = run.answers.absent.get(source.name, {})
        for identifier in sorted(filter(source.accepts, wanted)):
            if reading := run.answers.readings.get(identifier, {}).get(source.name):
                states.append(state_of_reading(reading, run.day))
            elif identifier in absent:
                states.append(absent_state(identifier.value, absent[identifier], run.day))
    return add_metrics(workspace.metrics, states, run.day)
