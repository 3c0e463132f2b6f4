"""Find the paper that an entry without an arXiv id means: local index, then arXiv's search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from harvester.arxiv_index.resolution import resolve_in
from harvester.arxiv_index.search import ArxivIndex
from harvester.dataset.entries import Entry
from harvester.dataset.identity_decisions import identifier_of
from harvester.matching.query import candidate_of_reading
from harvester.matching.resolve import resolve
from harvester.model import (
    Candidate,
    Dataset,
    Failed,
    Identifier,
    Mention,
    Query,
    Resolution,
    SourceCount,
    Span,
    Strength,
    Verdict,
)
from harvester.network.client import HttpClient
from harvester.sources import Role, Searcher, searchers
from harvester.values.fields import LIST
from pipelines.refresh.lookup.answers import Readings
from pipelines.refresh.lookup.ask import Run
from pipelines.refresh.lookup.harvest import Harvest
from pipelines.refresh.lookup.readmes import describe_named_papers, with_named_papers
from pipelines.refresh.lookup.search_cache import SearchCache
from pipelines.refresh.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the list, by its name and line."""

    name: str
    line: int


class IdentifierPositions:
    """The first entry at which each identifier stands; an answer stands there from then on."""

    def __init__(self, mentions: Iterable[Mention] = ()) -> None:
        self._first: dict[Identifier, Place] = {}
        for mention in mentions:
            if mention.is_paper_entry:
                for identifier in mention.identifiers:
                    self._first.setdefault(identifier, Place(mention.name, mention.line))

    def elsewhere(self, identifier: Identifier, here: Place) -> Place | None:
        """Return the other entry at which `identifier` stands; None where it is new or its own."""
        first = self._first.setdefault(identifier, here)
        return None if first.line == here.line else first


CERTAIN = (Strength.EXACT, Strength.STRONG)


@dataclass(frozen=True, slots=True)
class Resolved:
    """One entry's verdict, or why it could not be asked."""

    entry: Entry
    verdict: Verdict | None
    failed: str = ""


@dataclass(slots=True)
class Resolver:
    """The places where candidates come from, in the order they are asked."""

    index: ArxivIndex | None
    search: Searcher | None
    memory: SearchCache
    client: HttpClient
    records: Mapping[Identifier, Candidate] = field(default_factory=dict)
    harvest: Harvest | None = None
    asked: int = 0
    cached: int = 0
    failed: int = 0

    def resolve(self, query: Query) -> Verdict | Failed:
        """Return the verdict for `query`; Failed only where nothing could be asked at all."""
        if self.index is not None:
            linked = filter(
                None, (self.index.by_identifier(identifier) for identifier in query.given)
            )
            verdict = resolve_in(self.index, query, more=(*linked, *self._named(query)))
            if verdict.strength in CERTAIN or self.search is None:
                return verdict
        if named := self._named(query):
            verdict = resolve(query, named)
            if verdict.strength in CERTAIN:
                return verdict
        answer = self._search(query)
        return answer if isinstance(answer, Failed) else resolve(query, (*named, *answer))

    def _named(self, query: Query) -> tuple[Candidate, ...]:
        """Return the records, looked up by id, that the entry's repositories name."""
        return tuple(self.records[one] for one in query.named if one in self.records)

    def _search(self, query: Query) -> tuple[Candidate, ...] | Failed:
        self.asked += 1
        candidates = self.memory.recall(query)
        if candidates is not None:
            self.cached += 1
            return candidates
        if self.search is None:
            self.failed += 1
            return Failed("no index of arXiv and no search service")
        if self.harvest is not None:
            self.failed += 1
            return self.harvest.failed_search(query)
        answer = self.search.search(query, self.client)
        if isinstance(answer, Failed):
            self.failed += 1
            return answer
        self.memory.remember(query, answer)
        return answer

    def count(self) -> SourceCount:
        """Return what was searched for, in queries."""
        answered = self.asked - self.failed
        return SourceCount(self.asked, self.cached, answered, 0, self.failed, 0)


@dataclass(frozen=True, slots=True)
class Resolutions:
    """Hold the verdicts on the open entries, and what of them is put to use.

    `accepted` maps the provisional id of an entry to the resolution of its paper.
    """

    verdicts: tuple[Resolved, ...] = ()
    accepted: Mapping[Identifier, Resolution] = field(default_factory=dict)
    counts: Mapping[str, SourceCount] = field(default_factory=dict)

    @property
    def notes(self) -> tuple[str, ...]:
        """Say how many entries could not be looked up, and why."""
        reasons = [answer.failed for answer in self.verdicts if answer.failed]
        if not reasons:
            return ()
        why = "; ".join(list(dict.fromkeys(reasons))[:3])
        return (f"{len(reasons)} entries could not be looked up: {why}",)

    def joined(self, other: Resolutions) -> Resolutions:
        """Return the verdicts of both."""
        return Resolutions(
            (*self.verdicts, *other.verdicts),
            {**self.accepted, **other.accepted},
            {**self.counts, **other.counts},
        )


def resolve_open_entries(run: Run, workspace: Workspace, entries: Sequence[Entry]) -> Resolutions:
    """Find the papers of the entries that have no arXiv id yet."""
    open_entries = with_named_papers(run, unresolved(entries))
    sample = _described_title(workspace.dataset)
    config = replace(run.config(), sample=sample)
    if run.harvest:
        run.harvest.add_config(config)
    services = searchers(run.settings.sources, config)
    # Offline, an index alone may answer; without one the search service says that it is offline.
    search = next(iter(services), None) if not (run.options.offline and run.index) else None
    tick = run.progress("resolving entries without an id", len(open_entries))
    service = search.service if search else ""
    before = run.client.counts(service).requests
    with closing(SearchCache(run.settings.searches_path, run.now.date())) as memory:
        records = describe_named_papers(run, open_entries)
        resolver = Resolver(run.index, search, memory, run.client, records, run.harvest)
        verdicts = resolve_entries(open_entries, resolver, tick)
    verdicts = tell_duplicates(verdicts, IdentifierPositions(workspace.document.mentions))
    count = replace(resolver.count(), requests=run.client.counts(service).requests - before)
    counts = {f"{search.name}-search": count} if search and count.asked else {}
    return Resolutions(verdicts, resolutions_of(verdicts, run.day), counts)


def resolve_declared_entries(
    run: Run, workspace: Workspace, entries: Sequence[Entry], readings: Readings
) -> Resolutions:
    """Weigh what arXiv said of the ids that other services declared for entries without one.

    No search is made. So an entry whose search failed once is resolved like those where it did
    not, and its placeholder can be filled. What is not certain is left as it was.
    """
    stated = {entry.paper_id for entry in workspace.entries if _states_arxiv(entry)}
    names = [source.name for source in run.sources(Role.DESCRIBES)]
    records: dict[Span, Candidate] = {}
    for entry in entries:
        is_settled = entry.paper is None or entry.paper.resolution or entry.paper_id in stated
        record = None if is_settled else _declared_record(entry, readings, names)
        if record is not None:
            records[entry.mention.span] = record
    verdicts = [
        Resolved(entry, _not_denied(entry, resolve(entry.query, (records[entry.mention.span],))))
        for entry in with_named_papers(run, [e for e in entries if e.mention.span in records])
    ]
    sure = [one for one in verdicts if one.verdict and one.verdict.strength in CERTAIN]
    certain = tell_duplicates(sure, IdentifierPositions(workspace.document.mentions))
    return Resolutions(certain, resolutions_of(certain, run.day))


def _declared_record(entry: Entry, readings: Readings, names: Iterable[str]) -> Candidate | None:
    """Return what arXiv says under the arXiv id of the paper of an entry."""
    for identifier in entry.paper.identifiers if entry.paper else ():
        by_source = readings.get(identifier, {}) if identifier.scheme == "arxiv" else {}
        for reading in (by_source[name] for name in names if name in by_source):
            if reading.identifier == identifier:
                return candidate_of_reading(reading)
    return None


def _described_title(dataset: Dataset) -> str:
    """Return the title of a paper that a service has described; empty where there is none yet."""
    titles = (paper.chosen("title") for paper in dataset.papers if paper.versions)
    return next((str(title.value) for title in titles if title and title.source != LIST), "")


def unresolved(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries whose paper has no arXiv id yet."""
    return tuple(entry for entry in entries if not _has_arxiv(entry))


def _has_arxiv(entry: Entry) -> bool:
    of_paper = entry.paper.identifiers if entry.paper else ()
    return _states_arxiv(entry) or any(one.scheme == "arxiv" for one in of_paper)


def _states_arxiv(entry: Entry) -> bool:
    return any(one.scheme == "arxiv" for one in entry.identifiers)


def resolve_entries(
    entries: Sequence[Entry], resolver: Resolver, tick: Callable[[], None]
) -> tuple[Resolved, ...]:
    """Resolve each entry; a person's "same" or "different" about it wins."""
    answers = []
    for entry in entries:
        answer = _decided(entry) or resolver.resolve(entry.query)
        if isinstance(answer, Failed):
            answers.append(Resolved(entry, None, answer.reason))
        else:
            answers.append(Resolved(entry, _not_denied(entry, answer)))
        tick()
    return tuple(answers)


def _decided(entry: Entry) -> Verdict | None:
    decision = entry.decision
    if decision is None:
        return None
    evidence = (("decision", f"{decision.who} decided: {decision.reason}"),)
    return Verdict(Strength.EXACT, "decision", identifier_of(decision), evidence)


def _not_denied(entry: Entry, verdict: Verdict) -> Verdict:
    """Return `verdict` without the papers that a person said the entry is not."""
    judged = tuple(one for one in verdict.judged if one.candidate.identifier not in entry.denied)
    if verdict.identifier in entry.denied:
        return Verdict(
            Strength.NONE, "a person said it is another work", None, verdict.evidence, judged
        )
    return replace(verdict, judged=judged) if len(judged) != len(verdict.judged) else verdict


def tell_duplicates(
    resolved: Iterable[Resolved], standing: IdentifierPositions
) -> tuple[Resolved, ...]:
    """Add to the evidence of each answer that stands at another entry already which one it is."""
    problems = []
    for answer in resolved:
        verdict, mention = answer.verdict, answer.entry.mention
        if verdict is not None and verdict.identifier is not None:
            other = standing.elsewhere(verdict.identifier, Place(mention.name, mention.line))
            if other is not None:
                words = ("duplicate", f"stands already at “{other.name}”")
                verdict = replace(verdict, evidence=(*verdict.evidence, words))
        problems.append(replace(answer, verdict=verdict))
    return tuple(problems)


def resolutions_of(resolved: Iterable[Resolved], day: str) -> dict[Identifier, Resolution]:
    """Return what may be applied without a person: exact and strong verdicts, by provisional id."""
    certain: dict[Identifier, Resolution] = {}
    for answer in resolved:
        verdict = answer.verdict
        if verdict and verdict.identifier and verdict.strength in CERTAIN:
            placeholder = next((p.text for p in answer.entry.mention.placeholders), None)
            certain[answer.entry.paper_id] = Resolution(
                verdict.identifier,
                verdict.strength,
                str(verdict.reason),
                verdict.evidence,
                placeholder,
                day,
            )
    return certain
