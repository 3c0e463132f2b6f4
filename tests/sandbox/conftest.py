"""One small world and a server over it, for all tests of the sandbox."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from harvester.sandbox import PaperFacts, RepositoryFacts, SandboxServer, World

TWO_VERSIONS = PaperFacts(
    "2401.00001",
    "A World Model for Knee Ultrasound",
    ("Ana Ørsted", "Bo Li"),
    ("cs.CV", "eess.IV"),
    "2024-01-02",
    updated="2024-05-06",
    versions=2,
    dois=("10.1000/one", "10.1000/two"),
    repository="ana/knee",
    alias="KneeDreamer",
    affiliations=(("University of A", "Hospital B"), ()),
)
OLD = PaperFacts(
    "hep-th/9901001", "Strings & Things", ("HESS Collaboration",), ("hep-th",), "1999-01-04"
)
WITHDRAWN = PaperFacts(
    "2402.00002", "Ultrasound Guidance", ("Cy Young",), ("cs.RO",), "2024-02-03", withdrawn=True
)
PAPERS = (TWO_VERSIONS, OLD, WITHDRAWN)
REPOSITORIES = (
    RepositoryFacts("ana/knee", 11, stars=5, forks=2, open_issues=1, latest_release="v2"),
    RepositoryFacts("new/home", 12, former_names=("old/home", "taken/name")),
    RepositoryFacts("taken/name", 13),
    RepositoryFacts("soon/code", 14, tree=("README.md", "assets/", "assets/a.png"), license=None),
    RepositoryFacts("was/blocked", 15, block="dmca"),
    RepositoryFacts("was/refused", 16, block="tos"),
    RepositoryFacts("old/archive", 17, archived=True),
    RepositoryFacts("new/empty", 18, tree=(), latest_release=None),
)


@pytest.fixture(scope="session")
def world() -> World:
    return World(PAPERS, REPOSITORIES)


@pytest.fixture
def sandbox(world: World) -> Iterator[SandboxServer]:
    with SandboxServer(world=world, polite=False) as server:
        yield server
