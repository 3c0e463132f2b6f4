"""DataCite speaks while arXiv is silent, and leaves nothing behind when arXiv speaks again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from harvester.sandbox.faults import parse_faults
from harvester.sandbox.server import SandboxServer
from harvester.sandbox.world import World
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.conftest import MakeWorkspace
from tests.pipelines.refresh.lookup.test_version_history import Nights, papers
from tests.pipelines.runs import digests, harvest


def test_while_arxiv_is_silent_datacite_describes_the_papers(tmp_path: Path) -> None:
    nights = Nights(tmp_path, [replace(p, versions=4, updated="2024-05-06") for p in papers(3)])
    outcome = nights.pass_one(0, parse_faults("arxiv=503"))
    assert not outcome.complete
    title = nights.paper(1).chosen("title")
    assert title is not None
    assert (title.source, title.value) == ("datacite", nights.facts[0].title)
    numbers = [(version.number, version.issued) for version in nights.paper(1).versions]
    assert numbers == [(1, "2024-01-02"), (4, "2024-05-06")]


def test_when_arxiv_speaks_again_nothing_of_datacite_is_left(tmp_path: Path) -> None:
    made = [replace(p, versions=4, updated="2024-05-06") for p in papers(3)]
    quiet, troubled = Nights(tmp_path / "quiet", made), Nights(tmp_path / "troubled", made)
    quiet.pass_one(0)
    troubled.pass_one(0, parse_faults("arxiv=503"))
    assert troubled.pass_one(0).complete
    left_out = ("cache/", "data/reports")
    assert digests(tmp_path / "troubled", *left_out) == digests(tmp_path / "quiet", *left_out)


def test_a_night_of_outage_asks_no_stand_in_about_what_is_known_and_changes_no_byte(
    tmp_path: Path,
) -> None:
    nights = Nights(tmp_path, papers(3))
    nights.pass_one(0)
    before = digests(tmp_path, "cache/", "data/reports")
    outcome = nights.pass_one(1, parse_faults("arxiv=503"))
    assert "datacite" not in outcome.counts
    assert digests(tmp_path, "cache/", "data/reports") == before
    with (tmp_path / "data" / "list.md").open("a") as file:
        file.write("- [Made-up Study of Thing 4](https://arxiv.org/abs/2401.00004), Ada Maker\n")
    nights.facts = papers(4)
    outcome = nights.pass_one(2, parse_faults("arxiv=503"))
    assert outcome.counts["datacite"].asked == 1
    assert nights.paper(4).value("title") == "Made-up Study of Thing 4"


def test_ids_that_arxiv_does_not_know_are_named(tmp_path: Path) -> None:
    nights = Nights(tmp_path, papers(8))
    nights.facts = nights.facts[:1]
    outcome = nights.pass_one(0)
    assert outcome.notes == (
        "arxiv:2401.00002, arxiv:2401.00003, arxiv:2401.00004, arxiv:2401.00005, "
        "arxiv:2401.00006 and 2 more: arXiv does not know it",
    )


def test_a_paper_can_be_added_while_arxiv_is_silent(
    world: World, sandbox: SandboxServer, make_workspace: MakeWorkspace
) -> None:
    written = []
    for faults in (None, parse_faults("arxiv=503")):
        workspace = make_workspace(sandbox)
        with SandboxServer(world=world, time_factor=0, faults=faults) as server:
            (workspace / SETTINGS_FILE).write_text(sandbox_settings(server, 0), encoding="utf-8")
            harvest(workspace, "add", "0705.4412", "--section", "Ultrasound")
        written.append((workspace / "data/list.md").read_text("utf-8"))
    assert "0705.4412" in written[0]
    assert written[1] == written[0]
