"""Resolve mentions without a local index: the services are asked, in few requests.

What stands in a list is asked for in batches first. Only an entry whose identifiers do not lead to
its paper, or that has none, is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime

from harvester.matching.acceptance import Reason
from harvester.matching.existing_identifiers import LinkVerdict, compare_link
from harvester.matching.query import candidate_of_reading
from harvester.model import Candidate, Failed, Identifier, Query, Strength, Verdict
from harvester.network.client import HttpClient
from harvester.sources import SERVICE_RULES, Role, SourceConfig, searchers, sources
from pipelines.refresh.lookup.answers import Answers, ask_source
from pipelines.refresh.lookup.resolve import Resolver
from pipelines.refresh.lookup.search_cache import SearchCache
from pipelines.resolve.stream import answer_object, failed_object
from pipelines.settings import Settings

_NOT_SEARCHED = Verdict(Strength.NONE, Reason.NO_CANDIDATE)


class _Services:
    """The services that describe and find papers, and what was heard of them so far."""

    def __init__(self, settings: Settings, client: HttpClient, memory: SearchCache) -> None:
        config = SourceConfig(settings.endpoints)
        self._describing = sources(Role.DESCRIBES, settings.sources, config)
        search = next(iter(searchers(settings.sources, config)), None)
        self._resolver = Resolver(None, search, memory, client)
        self._client, self._answers = client, Answers()
        self._asked: set[Identifier] = set()

    def describe(self, identifiers: Iterable[Identifier]) -> None:
        """Ask about the identifiers that were not asked about yet."""
        new = set(identifiers) - self._asked
        self._asked |= new
        for source in self._describing:
            self._answers = self._answers.joined(ask_source(source, new, self._client))

    def answer(self, query: Query, line: int) -> dict[str, object]:
        """Return the answer on one mention; `failed` where it takes what could not be asked."""
        self.describe(query.given)
        failures = (
            failed.get(one) for failed in self._answers.failed.values() for one in query.given
        )
        if reason := next(filter(None, failures), None):
            return failed_object(query, reason, line)
        records = {one: self._record(one) for one in query.given}
        verdict = _NOT_SEARCHED if _settled(query, records) else self._resolver.resolve(query)
        if isinstance(verdict, Failed):
            return failed_object(query, verdict.reason, line)
        return answer_object(query, records, verdict, line)

    def _record(self, identifier: Identifier) -> Candidate | None:
        readings = self._answers.readings.get(identifier, {}).values()
        return next(filter(None, map(candidate_of_reading, readings)), None)


def _settled(query: Query, held: Mapping[Identifier, Candidate | None]) -> bool:
    """Tell whether each identifier whose record is known leads to the entry's paper."""
    records = [record for record in held.values() if record]
    right = {LinkVerdict.SAME, LinkVerdict.TITLE_CHANGED}
    return bool(records) and all(compare_link(query, record) in right for record in records)


def answers_of_services(
    settings: Settings, queries: Iterable[tuple[int, Query]], ahead: Iterable[Identifier] = ()
) -> Iterator[dict[str, object]]:
    """Answer each query, in the shape that `resolve --json` promises; `ahead` is asked at once."""
    with (
        closing(SearchCache(settings.searches_path, datetime.now(UTC).date())) as memory,
        HttpClient(
            settings.cache_folder,
            SERVICE_RULES,
            contact=settings.contact,
            time_factor=settings.time_factor,
        ) as client,
    ):
        services = _Services(settings, client, memory)
        services.describe(ahead)
        for line, query in queries:
            yield services.answer(query, line)
