"""What a source is: one answer for each identifier asked, and a reader of its own records."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from harvester.arxiv_index.search import ArxivIndex
from harvester.model import Candidate, Failed, Identifier, Lookup, Query, Reading, Record
from harvester.network.client import HttpClient


class Role(StrEnum):
    """What a source is asked for; the jobs choose by it and know no source by name."""

    RECALLS = "answers about papers from this machine, without a request"
    DESCRIBES = "describes papers, many with one request"
    DEEPENS = "knows more of a paper than the source it belongs to, at one request each"
    STANDS_IN = "describes papers while the source it stands in for is silent"
    COUNTS = "tells how repositories are"


@dataclass(frozen=True, slots=True)
class SourceConfig:
    """What sources are made with.

    `endpoints` and `tokens` by name of source; `index` is the local one, where there is one.
    `known` are the things that are known to exist, so that nobody believes their absence at once;
    `sample` the title of a paper that is known to be findable;
    `changed` the days on which papers changed last; `numbers` the repositories' own numbers, by
    which one is known again under another name.
    """

    endpoints: Mapping[str, str]
    tokens: Mapping[str, str] = field(default_factory=dict)
    index: ArxivIndex | None = None
    known: Collection[Identifier] = frozenset()
    sample: str = ""
    changed: Mapping[Identifier, str] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)


class Source(Protocol):
    """A service that knows things by identifier."""

    @property
    def name(self) -> str:
        """The name that observations carry."""
        ...

    @property
    def role(self) -> Role:
        """What the source is asked for."""
        ...

    @property
    def parent_source(self) -> str:
        """The name of the source that this one deepens or stands in for; empty without one."""
        ...

    @property
    def service(self) -> str:
        """The service whose limits it shares, as the door counts requests."""
        ...

    @property
    def provides(self) -> frozenset[str]:
        """The fields that `read` may give."""
        ...

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether the source may be asked about `identifier`."""
        ...

    def lookup(
        self, identifiers: Sequence[Identifier], client: HttpClient
    ) -> Iterator[tuple[Identifier, Lookup]]:
        """Give exactly one answer for each identifier asked, in any order, whatever happens."""
        ...

    def read(self, record: Record) -> Reading:
        """Read a record of this source; pure."""
        ...


class Searcher(Protocol):
    """A service that finds works by what is known of them."""

    @property
    def name(self) -> str:
        """The name that evidence carries."""
        ...

    @property
    def service(self) -> str:
        """The service whose limits it shares, as the door counts requests."""
        ...

    def search(self, query: Query, client: HttpClient) -> tuple[Candidate, ...] | Failed:
        """Return what the service thinks fits; a hit alone proves nothing."""
        ...
