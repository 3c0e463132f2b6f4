"""What every source of arXiv papers has in common: the ids it takes, the fields it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from harvester.model import FieldData, Identifier
from harvester.values.identifiers import normalize_arxiv
from harvester.values.publication_notes import read_journal_reference, read_publication
from harvester.values.venues import VenueKind

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
        "container_title",
        "event_title",
        "version",
    }
)
"""The fields that arXiv passes on with every copy of its metadata."""

FIELDS = COPIED_FIELDS | {"journal_ref", "doi", "withdrawn"}
"""The fields that arXiv itself speaks of, by whichever of its interfaces."""

_OF_EVERY_PAPER = (
    "title",
    "authors",
    "abstract",
    "submitted",
    "primary_category",
    "categories",
    "version",
)

_WITHDRAWN = re.compile(
    r"^\W*(?:withdrawn|retracted)\b"
    r"|\b(?:paper|article|submission|manuscript|work|preprint|version|note|draft)\s+"
    r"(?:has been|have been|is being|is|was)\s+(?:\w+\s+){0,2}(?:withdrawn|retracted)\b",
    re.IGNORECASE,
)
_WITHDRAWN_COMMENT = re.compile(
    r"\bwithdrawn\s+(?:by|due|because|for|from|pending|until|after)\b", re.IGNORECASE
)
_HISTORY = re.compile(
    r"\b(?:came|come|brought|is|now)\s+back\b"
    r"|\b(?:reinstated|restored|reactivated|unwithdrawn|previously|formerly|once)\b"
    r"|\b(?:previous|earlier|prior|first|old|older|original|preceding)\s+"
    r"(?:\w+\s+)?(?:version|submission|draft|manuscript|preprint|upload)s?\b"
    r"|\b(?:v|version\s+)[0-9]+\s+(?:has been|have been|is|was|were)\b"
    r"|\b(?:withdrawn|retracted)\s+from\s+(?!(?:the\s+)?arxiv\b)"
    r"|\b(?:not|never|no longer)\s+(?:\w+\s+){0,2}(?:withdrawn|retracted)\b",
    re.IGNORECASE,
)
"""Words that make a withdrawal one of the past, of another version or of another place."""
MALFORMED = "not a well-formed arXiv identifier; not asked"


def read_publication_fields(comment: str, journal_ref: str = "") -> Iterator[tuple[str, str]]:
    """Read where a paper was published from arXiv's comment and journal reference.

    Yields `event_title` ("CVPR 2025") of conferences and workshops, `container_title` of journals.
    """
    venue = read_journal_reference(journal_ref) or read_publication(comment)
    if venue is not None and venue.kind is VenueKind.JOURNAL:
        yield "container_title", venue.name or venue.short
    elif venue is not None:
        yield "event_title", str(venue)


def lacking_fields(fields: Iterable[tuple[str, FieldData]]) -> tuple[str, ...]:
    """Return the fields that arXiv has for every paper and that are not among `fields`.

    >>> lacking_fields([("title", "A"), ("abstract", "B"), ("submitted", "2024-01-02")])
    ('authors', 'primary_category', 'categories', 'version')
    """
    names = {name for name, value in fields if value}
    return tuple(name for name in _OF_EVERY_PAPER if name not in names)


def is_arxiv_id(identifier: Identifier) -> bool:
    """Tell whether `identifier` is a well-formed arXiv id as it is sent: bare, without version."""
    return identifier.scheme == "arxiv" and normalize_arxiv(identifier.value) == identifier.value


def sort_out(
    identifiers: Iterable[Identifier],
) -> tuple[dict[str, list[Identifier]], list[Identifier]]:
    """Return the ids to send, each with the ways in which it is asked for, and the malformed ones.

    >>> v1, prefixed = Identifier("arxiv", "2401.00001v1"), Identifier("arxiv", "arXiv:2401.00001")
    >>> forms, malformed = sort_out([v1, prefixed, Identifier("arxiv", "24.1")])
    >>> list(forms), len(forms["2401.00001"]), [str(one) for one in malformed]
    (['2401.00001'], 2, ['arxiv:24.1'])
    """
    forms: dict[str, list[Identifier]] = {}
    malformed: list[Identifier] = []
    for identifier in dict.fromkeys(identifiers):
        value = normalize_arxiv(identifier.value) if identifier.scheme == "arxiv" else None
        if value is None:
            malformed.append(identifier)
        else:
            forms.setdefault(value, []).append(identifier)
    return forms, malformed


def collapse(text: str | None) -> str:
    """Return `text` with every run of white space made one blank."""
    return " ".join((text or "").split())


def tells_withdrawal(comment: str, abstract: str) -> bool:
    """Tell whether arXiv's comment or the beginning of the abstract speaks of a withdrawal.

    It is a hint: the words may be about the past, which `states_withdrawal` tells apart.
    """
    return any(_withdrawal_texts(comment, abstract))


def states_withdrawal(comment: str, abstract: str) -> bool:
    """Tell whether comment or abstract says plainly that the paper is withdrawn now.

    arXiv's source type `I` marks most withdrawals, not all: 0906.3336 has another one. Words about
    an earlier version, a return or another place leave the judgement to the source type.

    >>> states_withdrawal("This paper has been withdrawn by the author.", "")
    True
    >>> states_withdrawal("This paper was withdrawn and then came back.", "")
    False
    """
    return any(not _HISTORY.search(text) for text in _withdrawal_texts(comment, abstract))


def _withdrawal_texts(comment: str, abstract: str) -> Iterator[str]:
    if _WITHDRAWN.search(comment) or _WITHDRAWN_COMMENT.search(comment):
        yield comment
    if _WITHDRAWN.search(abstract[:300]):
        yield abstract[:300]
