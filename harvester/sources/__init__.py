"""One file per service; `base` is their contract, `SOURCES` the explicit list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from harvester.sources.arxiv_atom import ArxivSource
from harvester.sources.base import Source
from harvester.sources.datacite import DataciteSource

SOURCES: Mapping[str, Callable[..., Source]] = MappingProxyType(
    {"arxiv": ArxivSource, "datacite": DataciteSource}
)
"""Sources by name; each is made from its endpoint, and a token where it needs one."""
