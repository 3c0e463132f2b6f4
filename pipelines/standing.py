"""Where identifiers stand in a list already: an answer that is there twice is said to be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harvester.model import Identifier, Mention, MentionKind


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the list, by its name and line."""

    name: str
    line: int


class Standing:
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
