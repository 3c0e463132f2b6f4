"""Repositories and project pages that authors name in arXiv's comment and abstract. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.model import Identifier, Relation
from harvester.values.identifiers import identifier_of_url, normalize_repository

_REPOSITORY = re.compile(r"github\.com/[\w.\\-]+/[\w.\\-]+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'{}|\\^`\[\]]+")
_PROJECT = re.compile(
    r"\b(?:project\s*(?:web)?\s*(?:page|site|website)?|(?:web|home)\s*-?\s*(?:page|site)|demos?)\b"
    r"[^.;\n]{0,40}$",
    re.IGNORECASE,
)
_OF_A_VENUE = re.compile(
    r"\b(?:conference|workshop|proceedings|challenge|journal)\b", re.IGNORECASE
)
_NEAR = 80
_PAPERS = frozenset({"arxiv", "doi", "github"})


def links_named(*texts: str) -> tuple[Relation, ...]:
    """Return the code and the project page that arXiv's comment or abstract names.

    >>> [str(one.target) for one in links_named("Project page: https://ada.example/tides.")]
    ['url:https://ada.example/tides']
    """
    targets = dict.fromkeys(target for text in texts for target in (*_code(text), *_pages(text)))
    return tuple(Relation("IsSupplementedBy", target, "arxiv") for target in targets)


def _code(text: str) -> Iterator[Identifier]:
    seen = set()
    for match in _REPOSITORY.findall(text):
        name = normalize_repository("https://" + match.replace("\\", "").rstrip(".-_"))
        if name and name.lower() not in seen:
            seen.add(name.lower())
            yield Identifier("github", name)


def _pages(text: str) -> Iterator[Identifier]:
    """Yield the addresses that are called a project's page, or are all that the comment says."""
    for match in _ADDRESS.finditer(text):
        before = text[max(0, match.start() - _NEAR) : match.start()]
        alone = match[0] == text.strip()
        if not alone and (not _PROJECT.search(before) or _OF_A_VENUE.search(before)):
            continue
        address = match[0].rstrip(".,;:)*")
        known = identifier_of_url(address)
        if (known is None or known.scheme not in _PAPERS) and address.isprintable():
            yield Identifier("url", address)
