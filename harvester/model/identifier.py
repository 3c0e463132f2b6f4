"""The name that everything is known by."""

from __future__ import annotations

from dataclasses import dataclass

PAPER_SCHEMES = (
    "arxiv",
    "doi",
    "openreview",
    "acl",
    "pmid",
    "pmcid",
    "cvf",
    "neurips",
    "pmlr",
    "jmlr",
    "hal",
)
"""The schemes that name papers, the one that tells most of its paper first."""

_OF_PAPERS = frozenset(PAPER_SCHEMES)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """A normalised identifier; prints as a CURIE such as `arxiv:2504.13065`.

    Schemes: those of papers (arxiv never with a version, doi in lower case), github
    (`owner/name`), url (a landing page, when nothing better is known), local (slug of a title).
    """

    scheme: str
    value: str

    @property
    def is_paper(self) -> bool:
        """Tell the identifier of a paper from those of repositories, pages and entries."""
        return self.scheme in _OF_PAPERS

    @property
    def rank(self) -> int:
        """Return how far behind the scheme stands among those of papers; behind all for others."""
        is_paper = self.scheme in PAPER_SCHEMES
        return PAPER_SCHEMES.index(self.scheme) if is_paper else len(PAPER_SCHEMES)

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"
