"""arXiv's interfaces, one module each; here they are declared.

Limits: https://info.arxiv.org/help/api/tou.html (one request in three seconds, one connection, all
hosts together), so that Atom and OAI-PMH share one rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harvester.network.service_rule import ServiceRule
from harvester.sources.base import Role, SourceDeclaration

if TYPE_CHECKING:
    from harvester.arxiv_index.update import Harvesting
    from harvester.network.client import HttpClient
    from harvester.sources.base import Searcher, Source, SourceConfig


def _build_atom(config: SourceConfig) -> Source:
    from harvester.sources.arxiv.atom import ArxivSource
    from harvester.sources.arxiv.oai_pmh import ArxivOai

    oai = config.endpoints.get("arxiv-oai")
    second = ArxivOai(oai) if oai else None
    return ArxivSource(config.endpoints["arxiv"], config.existing, second)


def _build_searcher(config: SourceConfig) -> Searcher:
    from harvester.sources.arxiv.search import ArxivSearch

    return ArxivSearch(config.endpoints["arxiv"], config.sample)


def _build_oai(config: SourceConfig) -> Source:
    from harvester.sources.arxiv.oai_pmh import ArxivOai

    return ArxivOai(config.endpoints["arxiv-oai"], config.changed)


def _build_first_versions(config: SourceConfig) -> Source | None:
    from harvester.sources.arxiv.first_versions import ArxivFirstVersions

    endpoint = config.endpoints.get("arxiv")
    return ArxivFirstVersions(endpoint) if endpoint else None


def _harvest_changes(endpoint: str, client: HttpClient) -> Harvesting:
    from harvester.sources.arxiv.index_changes import arxiv_changes

    return arxiv_changes(endpoint, client)


def _build_snapshot(config: SourceConfig) -> Source | None:
    from harvester.sources.arxiv.local_index import SnapshotSource

    return SnapshotSource(config.index) if config.index else None


SNAPSHOT = SourceDeclaration(
    name="arxiv-snapshot",
    role=Role.RECALLS,
    build=_build_snapshot,
    trust=50,
)
"""The older copy of what arXiv holds."""

ATOM = SourceDeclaration(
    name="arxiv",
    role=Role.DESCRIBES,
    build=_build_atom,
    endpoint="https://export.arxiv.org/api/query",
    rule=ServiceRule(
        "arxiv",
        hosts=("arxiv.org",),
        batch=100,
        spacing=3.0,
        timeout=40.0,
        total_seconds=900.0,
        first_wait=60.0,
        refused=frozenset({401, 403}),
    ),
    trust=80,
    build_searcher=_build_searcher,
)
"""What the authors deposited."""

OAI_PMH = SourceDeclaration(
    name="arxiv-oai",
    role=Role.DEEPENS,
    build=_build_oai,
    endpoint="https://oaipmh.arxiv.org/oai",
    trust=75,
    trust_in={"license": 90},  # the Atom feed carries no licence
    harvest_changes=_harvest_changes,
)

FIRST_VERSIONS = SourceDeclaration(
    name="arxiv-v1",
    role=Role.FORMER_TITLES,
    build=_build_first_versions,
    trust=75,
)
"""The titles that papers had at first."""
