"""First titles through the Atom API: batches, absences, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.model import Failed, Found, Identifier, NotFound
from harvester.network.client import HttpClient
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.faults import parse_faults
from harvester.sources import SERVICE_RULES
from harvester.sources.arxiv.first_versions import ArxivFirstVersions


def _facts(number: int) -> PaperFacts:
    return PaperFacts(
        f"2401.{number:05}",
        f"Present Title {number}",
        ("Ada Maker",),
        ("cs.RO",),
        "2024-01-02",
        versions=2,
        former_title=f"Former Title {number}",
    )


WORLD = World(tuple(map(_facts, range(1, 151))))
IDS = [Identifier("arxiv", one.id) for one in WORLD.papers]


def _client(folder: Path) -> HttpClient:
    return HttpClient(folder, SERVICE_RULES, time_factor=0)


def test_a_hundred_first_titles_come_with_one_request(tmp_path: Path) -> None:
    with SandboxServer(world=WORLD, time_factor=0) as server, _client(tmp_path) as client:
        source = ArxivFirstVersions(server.endpoints["arxiv"])
        answers = dict(source.lookup(IDS, client))
        requests = len(server.log.entries)
    titles = {
        str(source.read(one.record).fields[0][1])
        for one in answers.values()
        if isinstance(one, Found)
    }
    assert titles == {f"Former Title {number}" for number in range(1, 151)}
    assert requests == 2


def test_what_arxiv_does_not_have_is_absent_and_what_is_no_id_is_not_sent(tmp_path: Path) -> None:
    unknown, malformed = Identifier("arxiv", "2401.99999"), Identifier("arxiv", "24.1")
    with SandboxServer(world=WORLD, time_factor=0) as server, _client(tmp_path) as client:
        source = ArxivFirstVersions(server.endpoints["arxiv"])
        answers = dict(source.lookup([IDS[0], unknown, malformed], client))
    assert isinstance(answers[IDS[0]], Found)
    assert isinstance(answers[unknown], NotFound)
    assert isinstance(answers[malformed], NotFound)


@pytest.mark.parametrize("fault", ["503", "html", "empty"])
def test_a_failure_is_no_absence(tmp_path: Path, fault: str) -> None:
    faults = parse_faults(f"arxiv={fault}")
    world_server = SandboxServer(world=WORLD, faults=faults, time_factor=0)
    with world_server as server, _client(tmp_path) as client:
        source = ArxivFirstVersions(server.endpoints["arxiv"])
        answers = dict(source.lookup(IDS[:6], client))
    assert all(isinstance(one, Failed) for one in answers.values())


def test_an_id_with_two_titles_fails_alone_and_is_asked_again(tmp_path: Path) -> None:
    faults = parse_faults("arxiv=two-titles*1")
    world_server = SandboxServer(world=WORLD, faults=faults, time_factor=0)
    with world_server as server, _client(tmp_path) as client:
        source = ArxivFirstVersions(server.endpoints["arxiv"])
        first = dict(source.lookup(IDS[:6], client))
        again = dict(source.lookup(IDS[:6], client))
    failed = [one for one in first.values() if isinstance(one, Failed)]
    assert 0 < len(failed) < 6
    assert all(isinstance(one, Found) for one in again.values())
