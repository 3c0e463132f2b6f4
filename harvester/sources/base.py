"""What a source is: one answer for each identifier asked, and a reader of its own records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from harvester.http import Door
from harvester.model import Candidate, Failed, Identifier, Lookup, Query, Reading, Record


class Source(Protocol):
    """A service that knows things by identifier.

    `name` is what observations name as their source; `provides` the fields it can speak of.
    """

    @property
    def name(self) -> str:
        """The name that observations carry."""
        ...

    @property
    def provides(self) -> frozenset[str]:
        """The fields that `read` may give."""
        ...

    def accepts(self, identifier: Identifier) -> bool:
        """Tell whether the source may be asked about `identifier`."""
        ...

    def lookup(
        self, identifiers: Sequence[Identifier], door: Door
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

    def search(self, query: Query, door: Door) -> tuple[Candidate, ...] | Failed:
        """Return what the service thinks fits; a hit alone proves nothing."""
        ...
