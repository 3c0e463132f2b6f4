"""One file per service; `base` is their contract, `SOURCES` the explicit list."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from harvester.sources.arxiv.atom import ArxivSource
from harvester.sources.arxiv.index_changes import arxiv_changes
from harvester.sources.arxiv.local_index import SnapshotSource
from harvester.sources.arxiv.oai_pmh import ArxivOai
from harvester.sources.arxiv.search import ArxivSearch
from harvester.sources.base import Role, Searcher, Source, SourceConfig
from harvester.sources.datacite import DataciteSource
from harvester.sources.github.github import GithubSource

__all__ = [
    "SEARCHERS",
    "SOURCES",
    "Role",
    "Searcher",
    "Source",
    "SourceConfig",
    "arxiv_changes",
    "searchers",
    "sources",
]

SOURCES: Mapping[str, Callable[[SourceConfig], Source | None]] = {
    "arxiv-snapshot": lambda config: SnapshotSource(config.index) if config.index else None,
    "arxiv": lambda config: ArxivSource(
        config.endpoints["arxiv"],
        config.known,
        ArxivOai(config.endpoints["arxiv-oai"]) if "arxiv-oai" in config.endpoints else None,
    ),
    "arxiv-oai": lambda config: ArxivOai(config.endpoints["arxiv-oai"], config.changed),
    "datacite": lambda config: DataciteSource(config.endpoints["datacite"]),
    "github": lambda config: GithubSource(
        config.endpoints["github"], config.tokens.get("github", ""), config.numbers
    ),
}
"""What makes each source of what it needs; None where that is not there."""

SEARCHERS: Mapping[str, Callable[[SourceConfig], Searcher]] = {
    "arxiv": lambda config: ArxivSearch(config.endpoints["arxiv"], config.sample),
}
"""What makes each service that finds papers by title, in the order they are asked."""


def sources(role: Role, names: Collection[str], config: SourceConfig) -> tuple[Source, ...]:
    """Return the sources among `names` that have `role`, in the order of the list."""
    made = (make(config) for name, make in SOURCES.items() if name in names)
    return tuple(source for source in made if source is not None and source.role is role)


def searchers(names: Collection[str], config: SourceConfig) -> tuple[Searcher, ...]:
    """Return the services among `names` that find papers by title."""
    return tuple(make(config) for name, make in SEARCHERS.items() if name in names)
