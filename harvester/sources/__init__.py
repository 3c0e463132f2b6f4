"""One file per service; `base` is their contract, `SOURCES` the explicit list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from harvester.sources.arxiv_atom import ArxivSource
from harvester.sources.base import Source
from harvester.sources.datacite import DataciteSource
from harvester.sources.github import GithubSource

__all__ = ["SOURCES", "Source"]

SOURCES: Mapping[str, Callable[..., Source]] = {
    "arxiv": ArxivSource,
    "datacite": DataciteSource,
    "github": GithubSource,
}
"""What makes each source, from its endpoint (and its token, where it takes one)."""
