"""Every link is looked at politely; dead after two nights; a host that fails is one problem."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from harvester.checks.check import check
from harvester.checks.inputs import CheckInput
from harvester.dataset.link_states import (
    LinkRow,
    format_links,
    load_links,
    renew_links,
)
from harvester.lists import parse
from harvester.model import Severity
from harvester.network.client import HttpClient
from harvester.sandbox import SandboxServer, World
from harvester.sandbox.faults import parse_faults
from harvester.sandbox.world import PageFacts
from harvester.sources import SERVICE_RULES, LinkChecker, LinkState
from pipelines.docs.demonstration import sandbox_settings
from pipelines.links.run import check_links, links_of
from pipelines.settings import SETTINGS_FILE, load_settings
from tests.pipelines.runs import harvest

PAGES = (
    PageFacts("alive.example/a", title="A Page", authors=("Ada Maker",)),
    PageFacts("shut.example/a", "refused"),
    PageFacts("old.example/a", "moved", target="https://alive.example/a"),
    PageFacts("front.example", title="Front"),
    PageFacts("front.example/deep", "moved", target="https://front.example/"),
    PageFacts("soft.example/a", title="Page not found"),
    PageFacts("round.example/a", "moved", target="https://round.example/a"),
)
STATES = {
    "alive.example/a": LinkState.ALIVE,
    "alive.example/none": LinkState.GONE,
    "shut.example/a": LinkState.BLOCKED,
    "old.example/a": LinkState.MOVED,
    "front.example/deep": LinkState.SOFT_GONE,
    "soft.example/a": LinkState.SOFT_GONE,
    "round.example/a": LinkState.UNREACHABLE,
}
LIST = """# Awesome

## Papers

- **A Made-up Method for Grasping Widgets** *Ada Maker, Ben Builder*
  [[Paper](https://arxiv.org/abs/2401.00001)] [[Project](https://alive.example/a)]
  [[Video](https://alive.example/none)] [[Slides](https://shut.example/a)]
"""


def look(folder: Path, url: str, faults: str = "") -> LinkState:
    with (
        SandboxServer(world=World(pages=PAGES), faults=parse_faults(faults)) as server,
        HttpClient(folder, SERVICE_RULES, time_factor=0.0001, locks=folder) as client,
    ):
        checker = LinkChecker(server.endpoints["landing-pages"])
        return checker.check(f"https://{url}", client).state


@pytest.mark.parametrize(("url", "state"), STATES.items())
def test_states_of_links(tmp_path: Path, url: str, state: LinkState) -> None:
    assert look(tmp_path, url) is state


@pytest.mark.parametrize(
    ("kind", "state"),
    [("429", LinkState.BLOCKED), ("403", LinkState.BLOCKED), ("reset", LinkState.UNREACHABLE)],
)
def test_a_busy_host_is_not_dead(tmp_path: Path, kind: str, state: LinkState) -> None:
    assert look(tmp_path, "alive.example/a", f"pages={kind}") is state


def test_what_services_answer_for_is_not_looked_at() -> None:
    assert links_of(parse(LIST).mentions) == (
        "https://alive.example/a",
        "https://shut.example/a",
        "https://alive.example/none",
    )


def night(settings_root: Path, day: int) -> tuple[LinkRow, ...]:
    settings = load_settings(settings_root)
    return check_links(settings, now=lambda: datetime(2026, 3, day, 3, tzinfo=UTC)).rows


def test_two_nights_make_a_dead_link(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/list.md").write_text(LIST, encoding="utf-8")
    path = tmp_path / "data/links.csv"
    with SandboxServer(world=World(pages=PAGES), time_factor=0) as server:
        (tmp_path / SETTINGS_FILE).write_text(sandbox_settings(server, 0), encoding="utf-8")
        first = night(tmp_path, 1)
        assert {row.url: row.nights for row in first} == {
            "https://alive.example/none": 1,
            "https://shut.example/a": 1,
        }
        assert not dead_links(tmp_path)
        night(tmp_path, 1)
        assert not dead_links(tmp_path), "twice in one night is one night"
        night(tmp_path, 2)
        assert [row["claimed"] for row in dead_links(tmp_path)] == [
            "links https://alive.example/none"
        ]
        before = path.read_bytes()
        night(tmp_path, 3)
        assert path.read_bytes() == before
        code, printed = harvest(tmp_path, "links", "--json")
        assert code == 0
        states = {row["url"]: row["state"] for row in json.loads(printed)["links"]}
        assert states["https://alive.example/a"] == "alive"


def dead_links(folder: Path) -> list[dict[str, str]]:
    _, printed = harvest(folder, "check", "--json")
    return [row for row in json.loads(printed)["problems"] if row["code"] == "dead-link"]


def test_a_link_that_lives_again_loses_its_row() -> None:
    row = LinkRow("https://a.example/", "gone", "2026-03-01", "2026-03-02", 2, "404")
    assert renew_links([row], [(row.url, "", "200")], [row.url], "2026-03-03") == ()
    assert renew_links([row], [], [], "2026-03-03") == ()
    assert renew_links([row], [], [row.url], "2026-03-03") == (row,)


def test_the_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    rows = (LinkRow('https://a.example/,"x"', "gone", "2026-03-01", "2026-03-02", 2, "404"),)
    (tmp_path / "links.csv").write_bytes(format_links(rows))
    assert load_links(tmp_path) == rows


def test_a_host_that_fails_is_one_problem() -> None:
    urls = [f"https://fallen.example/{number}" for number in range(3)]
    entries = "\n".join(
        f"- **A Made-up Method Number {number} for Widgets** *Ada Maker* "
        f"[[Paper](https://arxiv.org/abs/2401.0000{number})] [[Project]({url})]"
        for number, url in enumerate(urls, 1)
    )
    document = parse(f"# A\n\n## B\n\n{entries}\n")
    rows = [LinkRow(url, "cannot be reached", "2026-03-01", "2026-03-02", 2) for url in urls]
    pairs = [(mention, None) for mention in document.mentions]
    problems = check(CheckInput(document, "l.md", pairs, links=rows))
    dead = [problem for problem in problems if problem.code == "dead-link"]
    assert [problem.claimed for problem in dead] == ["3 links to fallen.example"]
    one = check(CheckInput(document, "l.md", pairs, links=rows[:1]))
    (problem,) = [problem for problem in one if problem.code == "dead-link"]
    assert problem.severity is Severity.WARNING
