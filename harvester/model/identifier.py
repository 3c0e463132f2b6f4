"""The name that everything is known by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A normalised identifier; prints as a CURIE such as `arxiv:2504.13065`.

    Schemes: arxiv (never with a version), doi (lower case), openreview, pmid, acl, github
    (`owner/name`), url (a landing page, when nothing better is known), local (slug of a title).
    """

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
