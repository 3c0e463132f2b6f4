"""What every source of arXiv papers has in common: the ids it takes, the fields it speaks of."""

from __future__ import annotations

from harvester.identifiers import normalize_arxiv
from harvester.model import Identifier

COPIED_FIELDS = frozenset(
    {
        "title",
        "authors",
        "abstract",
        "submitted",
        "updated",
        "primary_category",
        "categories",
        "comment",
        "version",
    }
)
"""The fields that arXiv passes on with every copy of its metadata."""

FIELDS = COPIED_FIELDS | {"journal_ref", "doi", "withdrawn"}
"""The fields that arXiv itself speaks of, by whichever of its interfaces."""

MALFORMED = "not a well-formed arXiv identifier; not asked"


def is_arxiv_id(identifier: Identifier) -> bool:
    """Tell whether `identifier` is a well-formed arXiv id as it is sent: bare, without version."""
    return identifier.scheme == "arxiv" and normalize_arxiv(identifier.value) == identifier.value
