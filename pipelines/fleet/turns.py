"""Which papers that can wait are asked about tonight: the lists take turns, up to one night's work.

A source that knows more at one request a paper is asked about as many for all lists together as it
would be for one; the others have their turn in the next nights.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import zip_longest

from harvester.model import Identifier
from pipelines.refresh.lookup.version_history import MOST


class Turns:
    """Decide once in a night of each paper whether it has its turn."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._decided: dict[str, dict[Identifier, bool]] = {}

    def decide(self, source: str, waiting: Iterable[Collection[Identifier]]) -> None:
        """Decide of the papers of several lists, the first of each list first."""
        decided = self._decided.setdefault(source, {})
        left = self._most - sum(decided.values())
        for row in zip_longest(*waiting):
            for identifier in row:
                if identifier is not None and identifier not in decided:
                    decided[identifier] = left > 0
                    left -= decided[identifier]

    def of(
        self, waiting: Mapping[str, Collection[Identifier]]
    ) -> dict[str, dict[Identifier, bool]]:
        """Return what was decided of the papers of one list."""
        return {
            source: {one: decided[one] for one in papers if one in decided}
            for source, papers in waiting.items()
            if (decided := self._decided.get(source))
        }
