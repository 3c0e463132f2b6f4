"""Many lists, one harvest: fewer requests, the same bytes as list by list, each failing alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from harvester.network.request_log import load_request_log
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.faults import parse_faults
from harvester.sandbox.world import made_up_repository
from tests.pipelines.runs import digests, harvest
from tests.pipelines.small_world import AUTHORS, entry, papers

FACTS = papers(105)
RESOLVABLE = PaperFacts(
    "2402.00001",
    "Glacier Calving Seen from Orbiting Radar Altimeters",
    AUTHORS,
    ("physics.geo-ph",),
    "2024-02-03",
    abstract="A made-up abstract.",
)
WORLD = World((*FACTS, RESOLVABLE), (made_up_repository("maker/moons"),))
OPEN_ENTRY = (
    f"**{RESOLVABLE.title}.** [Feb 2024]<br>\n*{', '.join(AUTHORS)}*<br>\n"
    "[[PDF](https://arxiv.org/abs/2402.xxxxx)] [[Code](https://github.com/maker/moons)]\n"
)
LISTS = {
    "moons": [*map(entry, FACTS[:20]), OPEN_ENTRY],
    "drums": [entry(one) for one in FACTS[10:105]],
    "wrong-link": [entry(FACTS[0]), entry(FACTS[1], link=FACTS[2].id)],
}


@dataclass(frozen=True)
class Scene:
    """A fleet on disk and what its run printed; the same lists refreshed one by one."""

    fleet: Path
    alone: Path
    server: SandboxServer
    code: int
    printed: str

    @property
    def summary(self) -> dict[str, Any]:
        loaded: dict[str, Any] = json.loads((self.fleet / "fleet" / "summary.json").read_bytes())
        return loaded


def write_lists(root: Path) -> None:
    for name, entries in LISTS.items():
        (root / name).mkdir(parents=True)
        text = "\n".join(["# Papers", "", *entries])
        (root / name / "README.md").write_text(text, encoding="utf-8")


def endpoints(server: SandboxServer) -> str:
    lines = [f'{name} = "{address}"' for name, address in server.endpoints.items()]
    return "\n".join(["time_factor = 0", "[endpoints]", *lines, ""])


def write_fleet(root: Path, server: SandboxServer, *names: str) -> Path:
    tables = [f'[[lists]]\nfolder = "{name}"\n' for name in names]
    path = root / "lists.toml"
    path.write_text(f"{endpoints(server)}\n" + "\n".join(tables), encoding="utf-8")
    return path


def feeds(folder: Path) -> int:
    """Count the requests for batches of ids, and for searches, at arXiv."""
    rows = load_request_log(folder)
    return sum(row["outcome"] == "answered" and "/api/query" in str(row.get("url")) for row in rows)


def histories(folder: Path) -> int:
    rows = load_request_log(folder)
    return sum(row["outcome"] == "answered" and "/oai?" in str(row.get("url")) for row in rows)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    root = tmp_path_factory.mktemp("fleet")
    fleet, alone = root / "together", root / "alone"
    with SandboxServer(world=WORLD, time_factor=0, anonymous_quota=10_000) as server:
        write_lists(fleet)
        write_lists(alone)
        write_fleet(fleet, server, "gone", *LISTS)
        code, printed = harvest(fleet, "fleet", "lists.toml")
        for name in LISTS:
            (alone / name / "harvester.toml").write_text(endpoints(server), encoding="utf-8")
            done, said = harvest(alone / name, "refresh")
            assert done == 0, said
        yield Scene(fleet, alone, server, code, printed)


def test_the_ids_of_all_lists_are_asked_for_together(scene: Scene) -> None:
    caches = [scene.alone / name / "cache" for name in LISTS]
    searches, resolved = 2, 1  # for an entry without a link, and one that disputes its link
    assert feeds(scene.fleet / "cache") == 2 + searches + resolved  # 105 ids in two batches
    assert feeds(scene.fleet / "cache") <= sum(map(feeds, caches))


def test_the_history_of_a_paper_of_two_lists_is_asked_for_once(scene: Scene) -> None:
    caches = [scene.alone / name / "cache" for name in LISTS]
    assert histories(scene.fleet / "cache") == 106
    assert sum(map(histories, caches)) == 21 + 95 + 2


def test_each_list_is_left_as_a_run_of_its_own_leaves_it(scene: Scene) -> None:
    for name in LISTS:
        together, alone = scene.fleet / name, scene.alone / name
        left_out = ("cache", "harvester.toml")
        assert digests(together, *left_out) == digests(alone, *left_out)
    assert "2402.00001" in (scene.fleet / "moons" / "README.md").read_text(encoding="utf-8")


def test_a_list_that_is_gone_fails_alone(scene: Scene) -> None:
    assert scene.code == 1
    assert "gone: failed" in scene.printed
    assert "no such folder" in scene.printed
    states = {row["name"]: row["state"] for row in scene.summary["lists"]}
    assert states == {"gone": "failed", **dict.fromkeys(LISTS, "good")}


def test_the_summary_tells_coverage_problems_and_the_last_good_night(scene: Scene) -> None:
    summary = scene.summary
    rows = {row["name"]: row for row in summary["lists"]}
    assert (rows["drums"]["entries"], rows["drums"]["described"]) == (95, 95)
    assert rows["moons"]["last_good"] == summary["day"]
    assert rows["gone"]["last_good"] == ""
    assert sum(rows["wrong-link"]["problems"].values()) > 0
    page = (scene.fleet / "fleet" / "summary.html").read_text(encoding="utf-8")
    text = (scene.fleet / "fleet" / "summary.md").read_text(encoding="utf-8")
    for name in ("gone", *LISTS):
        assert name in page
        assert name.replace("-", "") in text.replace("\\", "").replace("-", "")


def test_a_second_night_on_an_unchanged_world_asks_and_changes_nothing(scene: Scene) -> None:
    before = digests(scene.fleet, "cache", "fleet", "lists.toml")
    write_fleet(scene.fleet, scene.server, *LISTS)
    code, printed = harvest(scene.fleet, "fleet", "lists.toml", "--json", "--workers", "2")
    answer = json.loads(printed)
    assert (code, answer["requests"], answer["passes"]) == (0, {}, len(LISTS))
    assert digests(scene.fleet, "cache", "fleet", "lists.toml") == {
        path: digest for path, digest in before.items() if path != "lists.toml"
    }


def test_an_outage_is_told_in_the_words_of_the_service_and_costs_nothing(tmp_path: Path) -> None:
    write_lists(tmp_path)
    with SandboxServer(world=WORLD, time_factor=0, anonymous_quota=10_000) as server:
        write_fleet(tmp_path, server, "moons")
        assert harvest(tmp_path, "fleet", "lists.toml")[0] == 0
    before = digests(tmp_path / "moons" / "data" / "papers")
    shutil.rmtree(tmp_path / "cache")
    faults = parse_faults("arxiv=503")
    with SandboxServer(world=WORLD, time_factor=0, faults=faults) as server:
        write_fleet(tmp_path, server, "moons")
        code, printed = harvest(tmp_path, "fleet", "lists.toml", "--json")
    (row,) = json.loads(printed)["lists"]
    assert row["state"] in {"partial", "failed"}
    assert row["last_good"] != ""
    assert any("503" in note for note in row["notes"]), row["notes"]
    assert digests(tmp_path / "moons" / "data" / "papers") == before
    assert code == int(row["state"] == "failed")
