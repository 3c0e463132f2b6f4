"""One file per service; `base` is their contract, `SOURCES` the explicit list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from harvester.sources.arxiv.atom import ArxivSource
from harvester.sources.arxiv.local_index import SnapshotSource
from harvester.sources.arxiv.oai_pmh import ArxivOai
from harvester.sources.arxiv.search import ArxivSearch
from harvester.sources.base import Means, Role, Searcher, Source
from harvester.sources.datacite import DataciteSource
from harvester.sources.github.github import GithubSource

__all__ = ["SEARCHERS", "SOURCES", "Means", "Role", "Searcher", "Source", "searchers", "sources"]

SOURCES: Mapping[str, Callable[[Means], Source | None]] = {
    "arxiv-snapshot": lambda means: SnapshotSource(means.index) if means.index else None,
    "arxiv": lambda means: ArxivSource(
        means.endpoints["arxiv"],
        means.known,
        ArxivOai(means.endpoints["arxiv-oai"]) if "arxiv-oai" in means.endpoints else None,
    ),
    "arxiv-oai": lambda means: ArxivOai(means.endpoints["arxiv-oai"], means.changed),
    "datacite": lambda means: DataciteSource(means.endpoints["datacite"]),
    "github": lambda means: GithubSource(
        means.endpoints["github"], means.tokens.get("github", ""), means.numbers
    ),
}
"""What makes each source of what it needs; None where that is not there."""

SEARCHERS: Mapping[str, Callable[[Means], Searcher]] = {
    "arxiv": lambda means: ArxivSearch(means.endpoints["arxiv"], means.sample),
}
"""What makes each service that finds papers by title, in the order they are asked."""


def sources(role: Role, names: Collection[str], means: Means) -> tuple[Source, ...]:
    """Return the sources among `names` that have `role`, in the order of the list."""
    made = (make(means) for name, make in SOURCES.items() if name in names)
    return tuple(source for source in made if source is not None and source.role is role)


def searchers(names: Collection[str], means: Means) -> tuple[Searcher, ...]:
    """Return the services among `names` that find papers by title."""
    return tuple(make(means) for name, make in SEARCHERS.items() if name in names)
