"""Sources, one file or folder each; `base` is their contract, `SOURCES` lists each of them once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from harvester.network.service_rule import ServiceRule
from harvester.sources import (
    arxiv,
    crossref,
    datacite,
    dblp,
    europe_pmc,
    hugging_face,
    open_review,
    openalex,
    pubmed,
    semantic_scholar,
    unpaywall,
)
from harvester.sources.base import (
    Role,
    Searcher,
    Source,
    SourceConfig,
    SourceDeclaration,
    read_or_fail,
)
from harvester.sources.data_sets import catalogue
from harvester.sources.data_sets import pages as data_set_pages
from harvester.sources.data_sets import papers as data_set_papers
from harvester.sources.github import github, raw_readmes
from harvester.sources.github.readme import ReadmePapers, read_readme
from harvester.sources.landing_pages import pages
from harvester.sources.landing_pages.links import LinkChecker, LinkState
from harvester.values.fields import Ranking

if TYPE_CHECKING:
    from harvester.arxiv_index.update import Harvesting
    from harvester.network.client import HttpClient

__all__ = [
    "PREFERRED_SCHEMES",
    "RANKING",
    "SERVICE_RULES",
    "SOURCES",
    "LinkChecker",
    "LinkState",
    "ReadmePapers",
    "Role",
    "Searcher",
    "Source",
    "SourceConfig",
    "SourceDeclaration",
    "index_changes",
    "link_checker",
    "read_or_fail",
    "read_readme",
    "searchers",
    "sources",
]

SOURCES: tuple[SourceDeclaration, ...] = (
    arxiv.SNAPSHOT,
    arxiv.ATOM,
    arxiv.OAI_PMH,
    arxiv.FIRST_VERSIONS,
    datacite.DECLARATION,
    pages.DECLARATION,
    crossref.DECLARATION,
    semantic_scholar.DECLARATION,
    openalex.DECLARATION,
    europe_pmc.DECLARATION,
    pubmed.DECLARATION,
    dblp.DECLARATION,
    open_review.DECLARATION,
    hugging_face.DECLARATION,
    unpaywall.DECLARATION,
    github.DECLARATION,
    raw_readmes.DECLARATION,
    catalogue.DECLARATION,
    data_set_papers.DECLARATION,
    data_set_pages.DECLARATION,
)
"""Every source, in the order in which it is asked."""

SERVICE_RULES: Mapping[str, ServiceRule] = {s.rule.name: s.rule for s in SOURCES if s.rule}
"""The limits of every service, by its name."""

PREFERRED_SCHEMES: Mapping[str, str] = {s.name: s.preferred_scheme for s in SOURCES}
"""By name of source, the kind of identifier that it is asked by; empty for every one."""

RANKING = Ranking({s.name: (s.trust, s.trust_in) for s in SOURCES})
"""The order in which merging believes the sources."""


def sources(role: Role, names: Collection[str], config: SourceConfig) -> tuple[Source, ...]:
    """Return the sources among `names` that have `role`, in the order of the list."""
    chosen = (s.build(config) for s in SOURCES if s.name in names and s.role is role)
    return tuple(source for source in chosen if source is not None)


def searchers(names: Collection[str], config: SourceConfig) -> tuple[Searcher, ...]:
    """Return the services among `names` that find papers by title, in the order of the list."""
    return tuple(s.build_searcher(config) for s in SOURCES if s.name in names and s.build_searcher)


def link_checker(endpoints: Mapping[str, str]) -> LinkChecker:
    """Return what looks at links, through the endpoint of landing pages."""
    return LinkChecker(endpoints[pages.DECLARATION.name])


def index_changes(
    names: Collection[str], endpoints: Mapping[str, str], client: HttpClient
) -> Harvesting | None:
    """Return what harvests changes for the local index; None where no source among `names` does."""
    for source in SOURCES:
        if source.name in names and source.harvest_changes:
            return source.harvest_changes(endpoints[source.name], client)
    return None
