"""Ask for what many lists lack, all of it together, once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import datetime

from harvester.model import Failed, Found, Identifier, Lookup, Query
from harvester.network.client import HttpClient
from harvester.sources import (
    SERVICE_RULES,
    Role,
    Searcher,
    Source,
    SourceConfig,
    searchers,
    sources,
)
from pipelines.refresh.lookup.ask import Progress
from pipelines.refresh.lookup.harvest import Lacking
from pipelines.refresh.lookup.search_cache import SearchCache
from pipelines.settings import DEFAULT_SOURCES, SOURCE_NAMES, Settings

_AT_ONCE = 2_000
"""Identifiers whose answers are held at one time; many batches of every service."""
_LOST = Failed("it was answered, and the cache does not give the answer back")


class Asking:
    """Ask for what lists lack, through one client; what the cache cannot give back is kept here.

    `outcomes` and `searches` are what `Harvest` takes, of all lists.
    """

    def __init__(self, settings: Settings, client: HttpClient, now: datetime) -> None:
        self._settings, self._client, self._now = settings, client, now
        self._asked: dict[str, set[Identifier]] = {}
        self.outcomes: dict[str, dict[Identifier, Lookup]] = {}
        self.searches: dict[str, Failed] = {}

    def ask(self, lacking: Lacking, progress: Progress) -> None:
        """Ask for all that is lacking; what was asked before in this run is not asked again."""
        config = SourceConfig(
            self._settings.endpoints,
            self._settings.tokens,
            existing=lacking.existing,
            sample=lacking.sample,
            changed=lacking.changed,
            numbers=lacking.numbers,
            titles=lacking.titles,
        )
        for role in Role:
            for source in sources(role, lacking.identifiers.keys() & set(SOURCE_NAMES), config):
                self._ask_source(source, lacking.identifiers[source.name], progress)
        if lacking.queries:
            self._search(lacking.queries, config, progress)

    def outcomes_of(
        self, identifiers: Mapping[str, Collection[Identifier]]
    ) -> dict[str, dict[Identifier, Lookup]]:
        """Return the outcomes of `identifiers` by source, those that one list lacked."""
        return {
            name: {one: outcomes[one] for one in lacked if one in outcomes}
            for name, lacked in identifiers.items()
            if (outcomes := self.outcomes.get(name))
        }

    def searches_of(self, keys: Iterable[str]) -> dict[str, Failed]:
        """Return the failed searches among those of one list."""
        return {key: self.searches[key] for key in keys if key in self.searches}

    def count_requests(self) -> dict[str, int]:
        """Return how many requests each service was sent."""
        services = sorted({*SERVICE_RULES, *DEFAULT_SOURCES})
        counts = {name: self._client.counts(name).requests for name in services}
        return {name: count for name, count in counts.items() if count}

    def _ask_source(
        self, source: Source, lacking: Collection[Identifier], progress: Progress
    ) -> None:
        asked = self._asked.setdefault(source.name, set())
        outcomes = self.outcomes.setdefault(source.name, {})
        outcomes.update((one, _LOST) for one in asked.intersection(lacking))
        wanted = sorted(set(lacking) - asked)
        asked.update(wanted)
        tick = progress(f"asking {source.name}", len(wanted))
        for start in range(0, len(wanted), _AT_ONCE):
            outcomes.update(self._not_kept(source, wanted[start : start + _AT_ONCE], tick))

    def _not_kept(
        self, source: Source, wanted: Sequence[Identifier], tick: Callable[[], None]
    ) -> dict[Identifier, Lookup]:
        """Ask; return what the cache does not give back: failures, and answers not worth keeping.

        What a service left unanswered is a failure too.
        """
        lookups: dict[Identifier, Lookup] = {}
        for identifier, lookup in source.lookup(wanted, self._client):
            lookups[identifier] = lookup
            tick()
        answered = [one for one in wanted if not isinstance(lookups.get(one, _LOST), Failed)]
        with HttpClient(
            self._settings.cache_folder, SERVICE_RULES, fresh_only=True, now=lambda: self._now
        ) as cached:
            for identifier, kept in source.lookup(answered, cached) if answered else ():
                if type(kept) is type(lookups[identifier]) and _body(kept) == _body(
                    lookups[identifier]
                ):
                    del lookups[identifier]
        return {
            one: lookups.get(one, _LOST) for one in wanted if one in lookups or one not in answered
        }

    def _search(
        self, queries: Mapping[str, Query], config: SourceConfig, progress: Progress
    ) -> None:
        searcher = next(iter(searchers(SOURCE_NAMES, config)), None)
        tick = progress("searching for entries without an id", len(queries))
        with closing(SearchCache(self._settings.searches_path, self._now.date())) as memory:
            for key, query in sorted(queries.items()):
                failed = self._search_once(query, searcher, memory)
                if failed is not None:
                    self.searches.setdefault(key, failed)
                tick()

    def _search_once(
        self, query: Query, searcher: Searcher | None, memory: SearchCache
    ) -> Failed | None:
        if searcher is None:
            return Failed("no search service")
        if memory.recall(query) is not None:
            return _LOST
        answer = searcher.search(query, self._client)
        if isinstance(answer, Failed):
            return answer
        memory.remember(query, answer)
        return None


def _body(lookup: Lookup) -> str:
    return lookup.record.body if isinstance(lookup, Found) else ""
