"""Find the paper that an entry without an arXiv id means: local index, then arXiv's search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from harvester.arxiv_index.search import ArxivIndex
from harvester.dataset.entries import Entry, written_identifiers
from harvester.matching.resolve import query_of, resolve
from harvester.model import (
    Candidate,
    Decision,
    DecisionKind,
    Failed,
    Identifier,
    Mention,
    MentionKind,
    Query,
    Resolution,
    SourceCount,
    Strength,
    Verdict,
)
from harvester.network.client import HttpClient
from harvester.sources import Searcher
from pipelines.refresh.search_cache import SearchCache


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
            if mention.kind is MentionKind.PAPER and mention.refers_to is None:
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
    asked: int = 0
    cached: int = 0
    failed: int = 0

    def resolve(self, query: Query) -> Verdict | Failed:
        """Return the verdict for `query`; Failed only where nothing could be asked at all."""
        if self.index is not None:
            linked = filter(None, (self.index.by_identifier(known) for known in query.given))
            verdict = resolve(query, (*linked, *self.index.candidates(query)))
            if verdict.strength in CERTAIN or self.search is None:
                return verdict
        candidates = self._search(query)
        if isinstance(candidates, Failed):
            return candidates
        return resolve(query, candidates)

    def _search(self, query: Query) -> tuple[Candidate, ...] | Failed:
        self.asked += 1
        known = self.memory.recall(query)
        if known is not None:
            self.cached += 1
            return known
        if self.search is None:
            self.failed += 1
            return Failed("no index of arXiv and no search service")
        answer = self.search.search(query, self.client)
        if isinstance(answer, Failed):
            self.failed += 1
            return answer
        self.memory.remember(query, answer)
        return answer

    def count(self) -> SourceCount:
        """Return what was searched for, in queries."""
        found = self.asked - self.failed
        return SourceCount(self.asked, self.cached, found, 0, self.failed, 0)


def unresolved(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries whose paper has no arXiv id yet."""
    return tuple(entry for entry in entries if not _has_arxiv(entry))


def _has_arxiv(entry: Entry) -> bool:
    known = entry.known.identifiers if entry.known else ()
    return any(i.scheme == "arxiv" for i in (*written_identifiers(entry.mention), *known))


def resolve_entries(
    entries: Sequence[Entry],
    resolver: Resolver,
    decisions: Sequence[Decision],
    tick: Callable[[], None],
) -> tuple[Resolved, ...]:
    """Resolve each entry; a person's "same" or "different" about it wins."""
    answers = []
    for entry in entries:
        answer = _decided(entry, decisions) or resolver.resolve(query_of(entry.mention))
        failed = isinstance(answer, Failed)
        verdict = None if isinstance(answer, Failed) else _not_refused(entry, answer, decisions)
        reason = answer.reason if isinstance(answer, Failed) else ""
        answers.append(Resolved(entry, verdict, reason if failed else ""))
        tick()
    return tuple(answers)


def _about(entry: Entry, decisions: Sequence[Decision], kind: DecisionKind) -> list[Decision]:
    subjects = {str(entry.paper_id), entry.mention.name}
    return [word for word in decisions if word.kind is kind and word.subject in subjects]


def _decided(entry: Entry, decisions: Sequence[Decision]) -> Verdict | None:
    same = _about(entry, decisions, DecisionKind.SAME)
    if not same:
        return None
    scheme, _, value = same[-1].value.partition(":")
    evidence = (("decision", f"{same[-1].who} decided: {same[-1].reason}"),)
    return Verdict(Strength.EXACT, "decision", Identifier(scheme, value), evidence)


def _not_refused(entry: Entry, verdict: Verdict, decisions: Sequence[Decision]) -> Verdict:
    refused = {word.value for word in _about(entry, decisions, DecisionKind.DIFFERENT)}
    if verdict.identifier is None or str(verdict.identifier) not in refused:
        return verdict
    return Verdict(Strength.NONE, "a person said it is another work", None, verdict.evidence)


def tell_duplicates(
    resolved: Iterable[Resolved], standing: IdentifierPositions
) -> tuple[Resolved, ...]:
    """Add to the evidence of each answer that stands at another entry already which one it is."""
    told = []
    for answer in resolved:
        verdict, mention = answer.verdict, answer.entry.mention
        if verdict is not None and verdict.identifier is not None:
            other = standing.elsewhere(verdict.identifier, Place(mention.name, mention.line))
            if other is not None:
                words = ("duplicate", f"stands already at “{other.name}”")
                verdict = replace(verdict, evidence=(*verdict.evidence, words))
        told.append(replace(answer, verdict=verdict))
    return tuple(told)


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
