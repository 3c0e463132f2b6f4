"""What a new entry of a list says."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.model import Identifier, PersonName


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What a new entry says: `date` is ISO (when it was submitted), `event` and `year` where it
    was published, `name` a nickname, `code` a github identifier, `tags` as the list writes them."""

    identifier: Identifier
    title: str
    authors: tuple[PersonName, ...] = ()
    date: str = ""
    event: str = ""
    year: str = ""
    name: str = ""
    code: Identifier | None = None
    tags: tuple[str, ...] = ()

    @property
    def nickname(self) -> str:
        """The nickname: `name`, else what stands before a colon in the title, where it is short."""
        before, colon, _ = self.title.partition(":")
        return self.name or (before.strip() if colon and len(before.split()) <= 3 else "")
