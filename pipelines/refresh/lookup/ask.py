"""The steps of a run that ask sources: about papers, then about repositories."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from types import MappingProxyType

from harvester.arxiv_index.search import ArxivIndex
from harvester.dataset.entries import Entry
from harvester.dataset.repository_metrics import (
    absent_state,
    add_metrics,
    known_numbers,
    state_of_reading,
)
from harvester.model import Identifier, Paper, Reading, RepositoryState, Resolution
from harvester.network.client import HttpClient
from harvester.sources import Role, Source, SourceConfig, sources
from pipelines.refresh.lookup.answers import Answers, ask_source
from pipelines.refresh.lookup.enrich import (
    identifiers_to_enrich,
    join_by_declared_identifiers,
    without_foreign_records,
)
from pipelines.refresh.lookup.former_titles import with_other_titles
from pipelines.refresh.lookup.harvest import Harvest
from pipelines.refresh.lookup.linked_pages import linked_pages, readings_by_page
from pipelines.refresh.lookup.version_history import (
    Described,
    drop_refuted_withdrawal,
    due,
    what_it_adds,
)
from pipelines.refresh.options import Options
from pipelines.refresh.workspace import Workspace
from pipelines.settings import Settings

Progress = Callable[[str, int], Callable[[], None]]
"""Called with a step's name and its number of parts; returns what to call after each part."""


_NOTHING_YET = Answers()


@dataclass(frozen=True, slots=True)
class Run:
    """What the steps of one run share.

    With a `harvest` the client has no network, and what the cache lacks is asked for with that of
    other lists.
    """

    settings: Settings
    options: Options
    client: HttpClient
    index: ArxivIndex | None
    now: datetime
    progress: Progress
    harvest: Harvest | None = None

    @property
    def day(self) -> str:
        """The day of the run, as an ISO date."""
        return self.now.date().isoformat()

    def config(self) -> SourceConfig:
        """Return what sources are made with, as far as every step knows it."""
        on = self.settings.sources
        endpoints = {name: url for name, url in self.settings.endpoints.items() if name in on}
        contact = self.settings.contact
        return SourceConfig(endpoints, self.settings.tokens, self.index, contact=contact)

    def sources(self, role: Role, config: SourceConfig | None = None) -> tuple[Source, ...]:
        """Return the sources with `role` that the settings have on."""
        config = config or self.config()
        if self.harvest:
            self.harvest.add_config(config)
        return sources(role, self.settings.sources, config)

    def has_turn(self, source: str, identifier: Identifier) -> bool:
        """Tell whether a paper that can wait is asked about before those of other lists."""
        return self.harvest is None or self.harvest.has_turn(source, identifier)

    def ask(
        self,
        source: Source,
        identifiers: Iterable[Identifier],
        tick: Callable[[], None] = lambda: None,
        papers: Mapping[Identifier, Paper | None] = MappingProxyType({}),
    ) -> Answers:
        """Return what `source` answers about those of `identifiers` that it accepts."""
        return ask_source(source, identifiers, self.client, tick, self.harvest, papers)


def ask_about_papers(
    run: Run,
    entries: Sequence[Entry],
    resolutions: Mapping[Identifier, Resolution],
    before: Answers = _NOTHING_YET,
) -> Answers:
    """Ask about every paper that an entry names or is known to mean; return all answers.

    What was asked `before` is not asked again. What is on this machine is asked first.
    Offline it answers alone where there is any, else the cache says what it holds.
    """
    papers = papers_by_identifier(entries, resolutions)
    papers = {one: paper for one, paper in papers.items() if one not in before.asked}
    if not papers:
        return before
    here = run.sources(Role.RECALLS)
    answers = Answers()
    for source in here:
        answers = answers.joined(run.ask(source, papers, papers=papers))
    if not (run.options.offline and here):
        config = replace(run.config(), existing=_known_to_exist(entries, answers))
        for source in run.sources(Role.DESCRIBES, config):
            answers = answers.joined(_ask(run, source, papers, papers))
    if not run.options.offline:
        for source in run.sources(Role.STANDS_IN):
            unanswered = answers.failed.get(source.parent_source, {})
            if wanted := never_described(unanswered, papers, source.parent_source):
                answers = answers.joined(_ask(run, source, wanted))
    answers = _with_version_history(run, papers, answers)
    listed = {one for entry in entries for one in entry.query.given}
    answers = _with_former_titles(run, entries, answers)
    answers = _enriched(run, papers, answers, listed) if not run.options.offline else answers
    by_page = readings_by_page(entries, answers.readings)
    return before.joined(answers.joined(Answers(by_page, asked=frozenset(papers))))


def _with_former_titles(run: Run, entries: Sequence[Entry], answers: Answers) -> Answers:
    """Ask for the first titles of papers that their entries call otherwise."""
    for source in run.sources(Role.FORMER_TITLES) if not run.options.offline else ():
        if wanted := with_other_titles(entries, answers.readings, source):
            answers = answers.joined(_ask(run, source, wanted))
    return answers


def never_described(
    identifiers: Iterable[Identifier], papers: Mapping[Identifier, Paper | None], source: str
) -> frozenset[Identifier]:
    """Return those of `identifiers` whose papers `source` has told nothing of in any run.

    What is known from it stands through an outage and needs no stand-in.
    """
    return frozenset(
        identifier
        for identifier in identifiers
        if not ((paper := papers.get(identifier)) and paper.stated_by(source))
    )


def _enriched(
    run: Run,
    papers: Mapping[Identifier, Paper | None],
    answers: Answers,
    listed: Collection[Identifier],
) -> Answers:
    """Ask registrars and indexes; return all answers, an article's for its preprint too."""
    config = replace(run.config(), titles=_titles(papers, answers))
    enriching = run.sources(Role.ENRICHES, config)
    for source in enriching:
        wanted = identifiers_to_enrich(source, papers, answers.readings)
        answers = answers.joined(_ask(run, source, wanted, papers))
    joined = join_by_declared_identifiers(answers.readings) if enriching else {}
    answers = answers.joined(Answers(readings=joined))
    return replace(answers, readings=without_foreign_records(answers.readings, listed))


def _titles(papers: Mapping[Identifier, Paper | None], answers: Answers) -> dict[Identifier, str]:
    """Return the titles by which services that know no identifiers are asked."""
    titles = {one: str(paper.value("title") or "") for one, paper in papers.items() if paper}
    for identifier, by_source in answers.readings.items():
        for reading in by_source.values():
            if title := dict(reading.fields).get("title"):
                for one in (identifier, *reading.identifiers):
                    titles[one] = titles.get(one) or str(title)
    return titles


def _known_to_exist(entries: Iterable[Entry], answers: Answers) -> frozenset[Identifier]:
    """Return what a service has described before, whatever it says of it today."""
    papers = [entry.paper for entry in entries if entry.paper]
    described = (version.identifier for paper in papers for version in paper.versions)
    return frozenset((*described, *answers.readings))


def papers_by_identifier(
    entries: Iterable[Entry], resolutions: Mapping[Identifier, Resolution]
) -> dict[Identifier, Paper | None]:
    """Return every identifier to ask about, with its paper as it was before the run."""
    papers: dict[Identifier, Paper | None] = {}
    for entry in entries:
        resolution = resolutions.get(entry.paper_id)
        resolved = (resolution.identifier,) if resolution else ()
        of_paper = entry.paper.identifiers if entry.paper else ()
        others = (one for one in of_paper if one.scheme != "local")  # nobody can be asked of those
        named = (*entry.query.given, *resolved, *others)
        for identifier in named or linked_pages(entry.mention):
            papers[identifier] = papers.get(identifier) or entry.paper
    return papers


def _with_version_history(
    run: Run, papers: Mapping[Identifier, Paper | None], answers: Answers
) -> Answers:
    """Ask one by one about the papers that are due; return all answers, hints refuted or not."""
    changed = {
        identifier: str(day)
        for identifier, by_source in answers.readings.items()
        for reading in by_source.values()
        if (day := dict(reading.fields).get("updated"))
    }
    for source in run.sources(Role.DEEPENS, replace(run.config(), changed=changed)):
        parent = source.parent_source
        described = [
            Described(identifier, paper, reading, parent)
            for identifier, paper in papers.items()
            if (reading := answers.readings.get(identifier, {}).get(parent))
        ]
        has_turn = partial(run.has_turn, source.name)
        wanted = due(described, source.name, run.day, bool(run.options.only), has_turn)
        if wanted and not run.options.offline:
            answers = answers.joined(_ask(run, source, wanted))
        weighed: dict[Identifier, dict[str, Reading]] = {}
        for paper in described:
            readings = dict(answers.readings[paper.identifier])
            if source.name in readings:
                readings[source.name] = what_it_adds(readings[source.name])
            readings[parent] = drop_refuted_withdrawal(paper, source.name, readings)
            weighed[paper.identifier] = readings
        answers = answers.joined(Answers(readings=weighed))
    return answers


def _ask(
    run: Run,
    source: Source,
    wanted: Iterable[Identifier],
    papers: Mapping[Identifier, Paper | None] = MappingProxyType({}),
) -> Answers:
    accepted = {identifier for identifier in wanted if source.accepts(identifier)}
    tick = run.progress(f"asking {source.name}", len(accepted))
    return run.ask(source, accepted, tick, papers)


def ask_about_repositories(run: Run, workspace: Workspace, entries: Sequence[Entry]) -> Answers:
    """Ask about every repository of the list and its papers; return the answers.

    A run for a few entries asks about theirs alone.
    """
    numbers = known_numbers(workspace.metrics)
    answers = Answers()
    if run.options.offline:
        return answers
    wanted = _linked_identifiers(run, workspace, entries)
    for source in run.sources(Role.COUNTS, replace(run.config(), numbers=numbers)):
        answers = answers.joined(_ask(run, source, wanted))
    return answers


def renewed_metrics(
    run: Run, workspace: Workspace, answers: Answers
) -> tuple[RepositoryState, ...]:
    """Return the history of all repositories with what was answered about them today."""
    states: list[RepositoryState] = []
    for source in run.sources(Role.COUNTS):
        absent = answers.absent.get(source.name, {})
        for identifier in sorted({*answers.readings, *absent}):
            if reading := answers.readings.get(identifier, {}).get(source.name):
                states.append(state_of_reading(reading, run.day))
            elif identifier in absent:
                states.append(absent_state(identifier.value, absent[identifier], run.day))
    return add_metrics(workspace.metrics, states, run.day)


def _linked_identifiers(
    run: Run, workspace: Workspace, entries: Sequence[Entry]
) -> set[Identifier]:
    papers = (entry.paper for entry in entries if entry.paper)
    wanted = {relation.target for paper in papers for relation in paper.relations}
    all_mentions = workspace.document.mentions
    for mention in (entry.mention for entry in entries) if run.options.only else all_mentions:
        wanted.update(mention.identifiers)
        wanted.update(link.identifier for link in mention.links if link.identifier)
    return wanted
