"""READMEs without a token: one request each, outside the API's quota; no README is no claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, Lookup, NotFound
from harvester.network.client import HttpClient
from harvester.sandbox import RepositoryFacts, SandboxServer, World
from harvester.sandbox.faults import parse_faults
from harvester.sources import SERVICE_RULES, SourceConfig
from harvester.sources.github import raw_readmes
from harvester.sources.github.raw_readmes import RawReadmesSource

TIDES = "# Tides\n\nUnofficial code of [the paper](https://arxiv.org/abs/2405.00007).\n"
WORLD = World(
    (), (RepositoryFacts("ann/tides", 1, readme=TIDES), RepositoryFacts("a/b", 2, readme=""))
)


def ask(folder: Path, name: str, faults: str = "") -> Lookup:
    with (
        SandboxServer(world=WORLD, faults=parse_faults(faults), anonymous_quota=0) as server,
        HttpClient(folder, SERVICE_RULES, time_factor=0, locks=folder) as client,
    ):
        source = RawReadmesSource(server.endpoints["github-readmes"])
        ((_, lookup),) = source.lookup([Identifier("github", name)], client)
        return lookup


def test_a_readme_is_read_though_the_quota_is_spent(tmp_path: Path) -> None:
    lookup = ask(tmp_path, "ann/tides")
    assert isinstance(lookup, Found)
    assert dict(RawReadmesSource().read(lookup.record).fields) == {
        "readme_identifiers": ("arxiv:2405.00007",),
        "readme_read": True,
        "unofficial": True,
    }


def test_no_readme_is_not_a_failure(tmp_path: Path) -> None:
    assert isinstance(ask(tmp_path, "a/b"), NotFound)


@pytest.mark.parametrize("kind", ["429", "403", "503", "html", "empty"])
def test_a_bad_day_is_no_absence(tmp_path: Path, kind: str) -> None:
    assert isinstance(ask(tmp_path, "ann/tides", f"raw={kind}"), Failed)


def test_with_a_token_nothing_is_asked() -> None:
    config = SourceConfig({"github-readmes": "https://raw.example"}, {"github": "secret"})
    assert raw_readmes.DECLARATION.build(config) is None
