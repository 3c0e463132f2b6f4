"""The steps of a run that ask sources: about papers, then about repositories."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from harvester.arxiv_index import ArxivIndex
from harvester.http import Door
from harvester.metrics import absent_state, add_metrics, known_numbers, state_of_reading
from harvester.model import Identifier, Paper, RepositoryState, Resolution
from harvester.sources import Means, Role, Source, sources
from pipelines.deepening import Described, due, heed, what_it_adds
from pipelines.entries import Entry
from pipelines.fetching import Answers, ask_source
from pipelines.outcome import Options
from pipelines.settings import Settings
from pipelines.workspace import Workspace

Progress = Callable[[str, int], Callable[[], None]]
"""Called with a step's name and its number of parts; returns what to call after each part."""


@dataclass(slots=True)
class Run:
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
        """The day of the run, as an ISO date."""
        return self.now.date().isoformat()

    def means(self) -> Means:
        """Return what sources are made with, as far as every step knows it."""
        on = self.settings.sources
        endpoints = {name: url for name, url in self.settings.endpoints.items() if name in on}
        return Means(endpoints, self.settings.tokens, self.index)

    def sources(self, role: Role, means: Means | None = None) -> tuple[Source, ...]:
        """Return the sources with `role` that the settings have on."""
        return sources(role, self.settings.sources, means or self.means())


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
        ask_source(source, wanted, run.door, run.answers)
    if not (run.options.offline and here):
        means = replace(run.means(), known=_known_to_exist(entries, run.answers))
        for source in run.sources(Role.DESCRIBES, means):
            _ask(run, source, wanted)
    if not run.options.offline:
        for source in run.sources(Role.STANDS_IN):
            if unanswered := run.answers.failed.get(source.beside):
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
    for source in run.sources(Role.DEEPENS, replace(run.means(), changed=changed)):
        papers = [
            Described(identifier, paper, reading, source.beside)
            for identifier, paper in known.items()
            if (reading := run.answers.readings.get(identifier, {}).get(source.beside))
        ]
        wanted = due(papers, source.name, run.day, named=bool(run.options.only))
        if wanted and not run.options.offline:
            _ask(run, source, wanted)
        for paper in papers:
            said = run.answers.readings[paper.identifier]
            if source.name in said:
                said[source.name] = what_it_adds(said[source.name])
            said[source.beside] = heed(paper, source.name, said)


def _ask(run: Run, source: Source, wanted: Iterable[Identifier]) -> None:
    accepted = {identifier for identifier in wanted if source.accepts(identifier)}
    tick = run.progress(f"asking {source.name}", len(accepted))
    ask_source(source, accepted, run.door, run.answers, tick)


def ask_about_repositories(
    run: Run, workspace: Workspace, papers: Iterable[Paper]
) -> tuple[RepositoryState, ...]:
    """Ask about every repository that the list or a paper names; return all metrics."""
    numbers = known_numbers(workspace.metrics)
    counting = run.sources(Role.COUNTS, replace(run.means(), numbers=numbers))
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
