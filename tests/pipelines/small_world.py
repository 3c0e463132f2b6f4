"""A workspace with a list of a few made-up papers, and the sandbox that knows them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.faults import Faults
from harvester.sandbox.world import made_up_repository
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import harvest

TITLES = (
    "Tidal Heating of Small Moons under Resonant Forcing",
    "Granular Flow in Rotating Drums at High Filling Degree",
    "Learned Compression of Seismic Traces with Few Bits",
    "Slow Neutron Capture in Stars of Very Low Metallicity",
)
AUTHORS = ("Ada Maker", "Bo Weaver", "Cy Turner")


def papers(count: int = 4) -> tuple[PaperFacts, ...]:
    """Return papers 2401.00001 and so on, submitted in January 2024."""
    return tuple(
        PaperFacts(
            f"2401.{number:05}",
            TITLES[(number - 1) % len(TITLES)] + ("" if number <= len(TITLES) else f" {number}"),
            AUTHORS,
            ("physics.geo-ph",),
            "2024-01-02",
            abstract="A made-up abstract.",
        )
        for number in range(1, count + 1)
    )


def entry(
    facts: PaperFacts, authors: Iterable[str] = AUTHORS, link: str = "", date: str = ""
) -> str:
    """Return an entry of the list in the style of all entries here."""
    shown = date or "Jan 2024"
    target = link or facts.id
    return (
        f"**{facts.title}.** [{shown}]<br>\n*{', '.join(authors)}*<br>\n"
        f"[[PDF](https://arxiv.org/abs/{target})]\n"
    )


class SmallWorld:
    """A workspace in `folder`, refreshed against a sandbox that knows `facts`."""

    def __init__(self, folder: Path, facts: Iterable[PaperFacts]) -> None:
        self.folder, self.facts = folder, tuple(facts)
        self.path = folder / "data" / "list.md"
        self.policy = ""
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def write(self, *entries: str) -> None:
        self.path.write_text("\n".join(["# Papers", "", *entries]), encoding="utf-8")

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def world(self) -> World:
        names = sorted({one.repository for one in self.facts if one.repository})
        return World(self.facts, tuple(map(made_up_repository, names)))

    @contextmanager
    def served(self, faults: Faults | None = None) -> Iterator[None]:
        with SandboxServer(world=self.world, time_factor=0, faults=faults) as server:
            settings = sandbox_settings(server, 0) + self.policy
            (self.folder / SETTINGS_FILE).write_text(settings, encoding="utf-8")
            yield

    def run(self, *arguments: str, faults: Faults | None = None) -> tuple[int, str]:
        with self.served(faults):
            return harvest(self.folder, *arguments)

    def refresh(self, *arguments: str) -> Any:
        code, printed = self.run("refresh", "--json", *arguments)
        assert code == 0, printed
        return json.loads(printed)

    def decide(self, **words: str) -> None:
        folder = self.folder / "data" / "decisions"
        folder.mkdir(exist_ok=True)
        line = {"reason": "looked", "who": "ann", "when": "2026-11-23", **words}
        with (folder / "answers.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
