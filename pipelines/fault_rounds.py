"""One round of the fault campaign: a scenario, its clean runs, chains of bad days, figures."""

from __future__ import annotations

import math
import os
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from harvester.lists import parse
from harvester.model import MentionKind
from harvester.politeness import SHARED_FOLDER_VARIABLE
from harvester.sandbox.faults import Faults
from harvester.sandbox.server import SandboxServer
from harvester.sandbox.world import World, load_world
from pipelines.fault_checks import (
    Findings,
    Truth,
    check_absences,
    check_losses,
    check_values,
    digests,
    look,
)
from pipelines.fault_scenarios import Scenario, make_scenario
from pipelines.observing import read_mention
from pipelines.outcome import Options, Outcome
from pipelines.refresh import refresh
from pipelines.run_lock import run_lock
from pipelines.settings import Settings
from pipelines.writing import finish_pending_list, write_outcome

OVERLAPS_ONLY = 1e-6
"""A spacing too short to be missed: the sandbox then judges overlapping requests alone."""
SHORTENED = 0.002
"""arXiv's three seconds as six milliseconds; what hangs does so for 0.12 seconds."""
CHAINS = 6
"""Rounds of faulty runs for one scenario, whose clean runs are made once."""


@dataclass(slots=True)
class Tally:
    """The figures of a campaign, or of a part of it."""

    runs: int = 0
    struck: int = 0
    told: int = 0
    clean: int = 0
    requests: int = 0
    early: int = 0
    spaced: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    findings: Findings = field(default_factory=Findings)

    def add(self, other: Tally) -> None:
        """Take the figures of another part in."""
        for name in ("runs", "struck", "told", "clean", "requests", "early", "spaced"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.faults.update(other.faults)
        self.findings.checked += other.findings.checked
        self.findings.losses += other.findings.losses


class Round:
    """One scenario in a folder of its own: the clean runs first, then chains of bad days."""

    def __init__(self, scenario: Scenario, folder: Path, factor: float, start: datetime) -> None:
        self.scenario, self.folder, self.factor = scenario, folder, factor
        self.today, self.yesterday = start, start - timedelta(hours=26)
        self.tally = Tally()
        self.truth = Truth((), ())
        self.keys: list[str] = []

    def play(self, seed: int, until: float) -> Tally:
        """Make the clean runs, then `CHAINS` chains of faulty ones, none begun after `until`."""
        with SandboxServer(world=self.scenario.yesterday, time_factor=OVERLAPS_ONLY) as server:
            port = server.port
            self._lay("new")
            shutil.copytree(self.folder / "new", self.folder / "old")
            self._clean("old", server, self.yesterday)
        server = SandboxServer(
            world=self.scenario.today, port=port, time_factor=self.factor, anonymous_quota=100_000
        )
        with server:
            wanted = {}
            for name in ("new", "old"):
                shutil.copytree(self.folder / name, self.folder / f"{name}-clean")
                self._clean(f"{name}-clean", server, self.today)
                wanted[name] = digests(self.folder / f"{name}-clean")
            self._learn_truth()
            for chain in range(CHAINS):
                if time.time() > until:
                    break
                self._chain(server, wanted, seed * 1000 + chain * 10)
        return self.tally

    def _lay(self, name: str) -> None:
        data = self.folder / name / "data"
        data.mkdir(parents=True)
        (data / "list.md").write_text(self.scenario.text, encoding="utf-8")

    def _learn_truth(self) -> None:
        """The list may say what it said at first, and what a run without faults corrected."""
        paths = ("new", "old", "new-clean", "old-clean")
        texts = [(self.folder / name / "data" / "list.md").read_text("utf-8") for name in paths]
        mentions = [m for text in texts for m in parse(text).mentions]
        listed = [
            (said.field, said.value)
            for mention in mentions
            if mention.kind is MentionKind.PAPER
            for said in read_mention(mention, "")
        ]
        worlds = (self.scenario.yesterday, self.scenario.today)
        self.truth = Truth(worlds, listed)
        self.keys = [paper.id for paper in worlds[0].papers]
        for repository in worlds[0].repositories:
            self.keys += [repository.full_name, *repository.former_names]
        for name in paths[1:]:
            check_values(look(self.folder / name / "data"), self.truth, self.tally.findings)

    def _chain(self, server: SandboxServer, wanted: dict[str, dict[str, str]], seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a repeatable campaign, no secret
        name = chance.choice(("new", "old", "old"))
        shutil.rmtree(self.folder / "bad", ignore_errors=True)
        shutil.copytree(self.folder / name, self.folder / "bad")
        for night in range(chance.randint(1, 3)):
            if self._faulty(server, seed + night, wanted[name]).complete:
                break  # everything was answered: a further night would ask nothing
        server.faults = Faults()
        self._clean("bad", server, self.today)
        self._expect_bytes("bad", wanted[name], f"after chain {seed}, on the {name} workspace")

    def _faulty(self, server: SandboxServer, seed: int, wanted: dict[str, str]) -> Outcome:
        workspace, findings = self.folder / "bad", Findings()
        before = look(workspace / "data")
        server.faults = self.scenario.plan(seed, patient=self.factor == SHORTENED)
        outcome = self._run("bad", server, self.today)
        after = look(workspace / "data")
        day = self.today.date().isoformat()
        check_losses(before, after, self.truth, day, findings)
        check_values(after, self.truth, findings)
        check_absences(workspace, self.truth, self.keys, findings)
        struck = server.log.faults
        if outcome.complete:
            whole = digests(workspace) == wanted
            findings.expect(whole, "a run that missed something ended with exit code 0")
        else:
            findings.expect(bool(struck), "exit code 1 although no fault struck")
            findings.expect(bool(outcome.notes), "exit code 1 without a word why")
        self.tally.runs += 1
        self.tally.struck += bool(struck)
        self.tally.told += not outcome.complete
        self.tally.faults.update(struck)
        self._note(findings, f"faults {seed}: {', '.join(struck) or 'none struck'}")
        self._judge_politeness(server, f"faults {seed}")
        return outcome

    def _clean(self, name: str, server: SandboxServer, now: datetime) -> None:
        outcome = self._run(name, server, now)
        self.tally.clean += 1
        self.tally.findings.expect(
            outcome.complete, f"{self.scenario.name}: a clean run failed: {outcome.notes}"
        )
        self._judge_politeness(server, f"clean run in {name}")

    def _run(self, name: str, server: SandboxServer, now: datetime) -> Outcome:
        """Refresh as the command does, with a clock that stands still."""
        server.log.clear()
        settings = Settings(
            root=self.folder / name,
            list_path=self.folder / name / "data" / "list.md",
            dataset_folder=self.folder / name / "data",
            cache_folder=self.folder / name / "cache",
            endpoints=server.endpoints,
            time_factor=self.factor,
        )
        with run_lock(settings.cache_folder, now.isoformat()):
            finish_pending_list(settings)
            outcome = refresh(settings, Options(), now=lambda: now)
            write_outcome(outcome)
        return outcome

    def _judge_politeness(self, server: SandboxServer, when: str) -> None:
        findings = Findings()
        arxiv = server.log.by_service.get("arxiv", 0)
        overlapping = [e for e in server.log.entries if e.overlapping and e.service == "arxiv"]
        findings.expect(not overlapping, f"{len(overlapping)} overlapping requests to arXiv")
        self.tally.requests += server.log.requests()
        if self.factor == SHORTENED:
            findings.expect(not server.log.too_early, f"{server.log.too_early} too early")
            self.tally.early += server.log.too_early
            self.tally.spaced += arxiv
        self._note(findings, when)

    def _expect_bytes(self, name: str, wanted: dict[str, str], when: str) -> None:
        ended = digests(self.folder / name)
        other = sorted(k for k in wanted.keys() | ended.keys() if wanted.get(k) != ended.get(k))
        findings = Findings()
        findings.expect(not other, f"other bytes than without faults: {', '.join(other[:5])}")
        self._note(findings, when)

    def _note(self, findings: Findings, when: str) -> None:
        self.tally.findings.checked += findings.checked
        prefix = f"{self.scenario.name}, {when}"
        self.tally.findings.losses += [f"{prefix}: {loss}" for loss in findings.losses]


@lru_cache(maxsize=1)
def _world() -> World:
    return load_world()


@contextmanager
def _environment(folder: Path, token: str) -> Iterator[None]:
    """Give this process its own politeness, as if it were alone on its machine."""
    kept = dict(os.environ)
    os.environ.update({SHARED_FOLDER_VARIABLE: str(folder), "GITHUB_TOKEN": token})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def play_round(seed: int, start: datetime, until: float = math.inf) -> Tally:
    """Play the round of `seed`: the same faults in the same places each time.

    `start` is what the runs take for now; `until` the time (as of `time.time`) to come to an end.
    """
    scenario = make_scenario(seed, _world())
    factor = SHORTENED if seed % 7 == 5 else OVERLAPS_ONLY
    with tempfile.TemporaryDirectory(prefix="harvester-faults-") as name:
        folder = Path(name)
        with _environment(folder / "locks", scenario.token):
            try:
                return Round(scenario, folder, factor, start).play(seed, until)
            except BaseException as error:
                error.add_note(f"in the round of seed {seed} ({scenario.name})")
                raise
