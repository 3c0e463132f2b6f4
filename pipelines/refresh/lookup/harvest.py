"""What is asked for many lists together, and what a run of one of them still lacks of it.

Each list is refreshed from the cache alone. What the cache lacks is noted, asked for all lists at
once, and the list is refreshed again, until nothing is lacking; its last run is then that of a
list that was refreshed by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harvester.model import Failed, Identifier, Lookup, Query
from harvester.sources import SourceConfig
from pipelines.refresh.lookup.search_cache import query_key

NOT_YET = Failed("not asked yet")


@dataclass(slots=True)
class Lacking:
    """Hold what is to be asked: identifiers by source, queries by key; and what sources need.

    `turns` are papers that can wait, by source, in the order of a list.
    `existing`, `changed`, `numbers`, `titles` and `sample` are those of `SourceConfig`.
    """

    identifiers: dict[str, set[Identifier]] = field(default_factory=dict)
    queries: dict[str, Query] = field(default_factory=dict)
    turns: dict[str, dict[Identifier, None]] = field(default_factory=dict)
    existing: set[Identifier] = field(default_factory=set)
    changed: dict[Identifier, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    titles: dict[Identifier, str] = field(default_factory=dict)
    sample: str = ""

    def __bool__(self) -> bool:
        return bool(self.identifiers or self.queries or self.turns)

    def add(self, other: Lacking) -> None:
        """Add what another list lacks."""
        for source, identifiers in other.identifiers.items():
            self.identifiers.setdefault(source, set()).update(identifiers)
        self.queries.update(other.queries)
        for source, waiting in other.turns.items():
            self.turns.setdefault(source, {}).update(waiting)
        self.existing |= other.existing
        self.changed.update(other.changed)
        self.numbers.update(other.numbers)
        self.titles.update(other.titles)
        self.sample = self.sample or other.sample


class GapsError(Exception):
    """A run without the network lacks what is to be asked first."""

    def __init__(self, lacking: Lacking) -> None:
        super().__init__(lacking)
        self.lacking = lacking


@dataclass(slots=True)
class Harvest:
    """Hold what came of the asking, as far as the cache does not give it back, and what is lacking.

    `outcomes` are by source, `searches` by key of the query: those that failed; `turns` tell of
    papers that can wait whether they are asked about in this run.
    """

    outcomes: Mapping[str, Mapping[Identifier, Lookup]] = field(default_factory=dict)
    searches: Mapping[str, Failed] = field(default_factory=dict)
    turns: Mapping[str, Mapping[Identifier, bool]] = field(default_factory=dict)
    lacking: Lacking = field(default_factory=Lacking)

    def outcome(self, source: str, identifier: Identifier) -> Lookup | None:
        """Return what came of asking; None where it is to be asked yet, which is noted."""
        lookup = self.outcomes.get(source, {}).get(identifier)
        if lookup is None:
            self.lacking.identifiers.setdefault(source, set()).add(identifier)
        return lookup

    def has_turn(self, source: str, identifier: Identifier) -> bool:
        """Tell whether a paper that can wait is asked about in this run; noted where undecided."""
        decided = self.turns.get(source, {}).get(identifier)
        if decided is None:
            self.lacking.turns.setdefault(source, {})[identifier] = None
        return bool(decided)

    def failed_search(self, query: Query) -> Failed:
        """Return why a search failed; one that is to be made yet is noted.

        But not while what might spare it is to be asked yet.
        """
        key = query_key(query)
        failed = self.searches.get(key)
        if failed is None and not self.lacking.identifiers:
            self.lacking.queries[key] = query
        return failed or NOT_YET

    def add_config(self, config: SourceConfig) -> None:
        """Note what the sources of a list are made with."""
        self.lacking.existing.update(config.existing)
        self.lacking.changed.update(config.changed)
        self.lacking.numbers.update(config.numbers)
        self.lacking.titles.update(config.titles)
        self.lacking.sample = self.lacking.sample or config.sample


def refuse_gaps(harvest: Harvest | None) -> None:
    """Stop a run that lacks what is to be asked first.

    Raises:
        GapsError: with what it lacks.
    """
    if harvest is not None and harvest.lacking:
        raise GapsError(harvest.lacking)
