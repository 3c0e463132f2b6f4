"""One round of the fault campaign: a scenario, its clean runs, chains of bad days, figures."""

from __future__ import annotations

import math
import os
import random
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from harvester.dataset.entries import paper_entries
from harvester.dataset.list_statements import read_entry
from harvester.lists import parse
from harvester.model import Dataset
from harvester.network.rate_limiter import SHARED_FOLDER_VARIABLE, shared_folder
from harvester.sandbox.faults import Faults
from harvester.sandbox.server import SandboxServer
from harvester.sandbox.services.crossref import DATACITE_PREFIXES
from harvester.sandbox.world import World, load_world
from pipelines.refresh.outcome import Outcome
from pipelines.robustness.invariants import (
    Findings,
    check_absences,
    check_losses,
    check_values,
    digests,
    look,
)
from pipelines.robustness.machine import (
    EARLY_CLOCK,
    FULL_DISK,
    refusal_of_early_clock,
    refusal_of_full_disk,
)
from pipelines.robustness.repeats import Repeats, services_left_alone
from pipelines.robustness.runs import Kill, run_here, run_killed
from pipelines.robustness.scenarios import UNSEEN, Scenario, make_scenario
from pipelines.robustness.tally import Tally
from pipelines.robustness.truth import Truth
from pipelines.settings import Settings

OVERLAPS_ONLY = 1e-6
"""A spacing too short to be missed: the sandbox then judges overlapping requests alone."""
SHORTENED = 0.002
"""arXiv's three seconds as six milliseconds; what hangs does so for 0.12 seconds."""
CHAINS = 12
"""Rounds of faulty runs for one scenario, whose clean runs are made once."""
_MACHINE_FAULTS = 0.15
"""How often a run on a full disk or by an early clock comes before another."""
_KILLED = 0.25
"""How many of the runs are killed on the way, whether another fault strikes them or not."""
_WARNING = re.compile(r"could not be (?:asked|looked up)| left out ")
_NEXT_RUN, _RESETS_OVER = timedelta(minutes=10), timedelta(hours=2)
"""A used-up quota is filled again in twenty minutes: in the third run, or in the clean one."""


class Round:
    """One scenario in a folder of its own: the clean runs first, then chains of bad days."""

    def __init__(self, scenario: Scenario, folder: Path, factor: float, start: datetime) -> None:
        self.scenario, self.folder, self.factor = scenario, folder, factor
        self.token = scenario.token
        if start.hour >= 21:  # the clean run, two hours later, belongs to the same day
            start = (start + timedelta(days=1)).replace(hour=0)
        self.today, self.yesterday = start, start - timedelta(hours=26)
        self.tally = Tally()
        self.unseen = False
        self.truth = Truth((), ())
        self.keys: dict[str, list[str]] = {}

    def play(self, seed: int, until: float, chains: int) -> Tally:
        """Make the clean runs, then `chains` chains of faulty ones, none begun after `until`."""
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
            for chain in range(chains):
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
        listed = [
            (statement.field, statement.value)
            for text in texts
            for entry in paper_entries(parse(text).mentions, Dataset())
            for statement in read_entry(entry, "")
        ]
        worlds = (self.scenario.yesterday, self.scenario.today)
        self.truth = Truth(worlds, listed)
        self.keys = _keys_by_service(worlds[0])
        for name in paths[1:]:
            check_values(look(self.folder / name / "data"), self.truth, self.tally.findings)

    def _chain(self, server: SandboxServer, wanted: dict[str, dict[str, str]], seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - a repeatable campaign, no secret
        name = chance.choice(("new", "old", "old"))
        shutil.rmtree(self.folder / "bad", ignore_errors=True)
        shutil.copytree(self.folder / name, self.folder / "bad")
        for memory in shared_folder().glob("*.quota.json"):
            memory.unlink()
        worlds = (self.scenario.yesterday, self.scenario.today)
        repeats = Repeats(r.full_name for w in worlds for r in w.repositories if r.block)
        self.unseen = False
        for night in range(chance.randint(1, 3)):
            now = self.today + night * _NEXT_RUN
            if chance.random() < _MACHINE_FAULTS:
                self._on_bad_machine(server, chance, now, is_new=name == "new")
                repeats = Repeats(r.full_name for w in worlds for r in w.repositories if r.block)
            kill = _random_kill(chance) if chance.random() < _KILLED else None
            if self._faulty(server, seed + night, wanted[name], now, kill, repeats):
                break  # everything was answered: a further night would ask nothing
        server.faults = Faults()
        if self.unseen:
            self._let_answers_grow_stale(name)
            repeats = Repeats()
        self._clean("bad", server, self.today + _RESETS_OVER)
        self._judge_repeats(server, repeats, f"clean run after chain {seed}")
        self._expect_bytes("bad", wanted[name], f"after chain {seed}, on the {name} workspace")

    def _let_answers_grow_stale(self, name: str) -> None:
        """Put the cache of the workspace `name`, as it was before the bad days, in their place."""
        cache = self.folder / "bad" / "cache"
        shutil.rmtree(cache)
        if (self.folder / name / "cache").exists():
            shutil.copytree(self.folder / name / "cache", cache)

    def _faulty(
        self,
        server: SandboxServer,
        seed: int,
        wanted: dict[str, str],
        now: datetime,
        kill: Kill | None,
        repeats: Repeats,
    ) -> bool:
        """Make one run on a bad day and check it; returns whether all its questions were answered.

        What a service said of its quota in an earlier run must keep this one from asking.
        """
        workspace, findings = self.folder / "bad", Findings()
        when = f"faults {seed}"
        before = look(workspace / "data")
        left_alone = services_left_alone(server.port, self.token, now)
        server.faults = self.scenario.plan(seed, patient=self.factor == SHORTENED)
        outcome, killed = None, False
        if kill:
            server.log.clear()
            killed = run_killed(self._settings("bad", server), now, kill, server.log)
        else:
            outcome = self._run("bad", server, now)
        after = look(workspace / "data")
        check_losses(before, after, self.truth, now.date().isoformat(), findings)
        check_values(after, self.truth, findings)
        check_absences(workspace, self.truth, self.keys, findings)
        for service in left_alone:
            asked = server.log.by_service.get(service, 0)
            findings.expect(not asked, f"{service} was asked although its quota is used up")
        struck = server.log.faults | ({"process=killed": 1} if killed else {})
        self.unseen |= any({kind, kind.partition("=")[2]} & UNSEEN for kind in struck)
        if outcome:
            self._judge_exit(outcome, struck or left_alone, workspace, wanted, findings)
        self.tally.runs += 1
        self.tally.struck += bool(struck)
        self.tally.killed += killed
        self.tally.faults.update(struck)
        self._note(findings, f"{when}: {', '.join(struck) or 'none struck'}")
        self._judge_politeness(server, when)
        self._judge_repeats(server, repeats, when, killed)
        return outcome is not None and outcome.complete

    def _on_bad_machine(
        self, server: SandboxServer, chance: random.Random, now: datetime, is_new: bool
    ) -> None:
        """Refresh on a full disk or by an early clock: one line says so, and nothing is lost."""
        settings, findings = self._settings("bad", server), Findings()
        before = look(settings.dataset_folder)
        server.faults = Faults()
        server.log.clear()
        if is_new or chance.random() < 0.5:
            kind, size = FULL_DISK, chance.choice((0, 300, 5_000, 12_500, 25_000, 50_000))
            message = refusal_of_full_disk(settings, now, size)
        else:
            kind = EARLY_CLOCK
            message = refusal_of_early_clock(settings, now)
            findings.expect(
                "the clock says" in message, f"an early clock is not refused: {message}"
            )
        findings.expect("\n" not in message, f"a refusal of several lines: {message}")
        after = look(settings.dataset_folder)
        check_losses(before, after, self.truth, now.date().isoformat(), findings)
        check_values(after, self.truth, findings)
        self.tally.runs += 1
        self.tally.struck += bool(message)
        self.tally.machine += bool(message)
        self.tally.faults.update({kind: 1} if message else {})
        self._note(findings, f"{kind}: {message}")
        self._judge_politeness(server, kind)

    def _judge_exit(
        self,
        outcome: Outcome,
        reasons: Collection[str],
        workspace: Path,
        wanted: dict[str, str],
        findings: Findings,
    ) -> None:
        """A warning tells of what was missed, exit code 1 that nothing was answered."""
        warnings = [note for note in outcome.notes if _WARNING.search(note)]
        self.tally.warned += bool(warnings)
        self.tally.refused += outcome.could_do_nothing
        findings.expect(not warnings or bool(reasons), f"warned of no fault: {warnings[:1]}")
        findings.expect(
            all("\n" not in note for note in warnings), f"a warning of several lines: {warnings}"
        )
        if outcome.complete:
            findings.expect(not outcome.could_do_nothing, "exit code 1 although all was answered")
        else:
            findings.expect(bool(warnings), "something could not be asked, without a word")
        if outcome.complete and not warnings and not self.unseen:
            whole = digests(workspace) == wanted
            findings.expect(whole, "a run that missed something told nothing of it")

    def _clean(self, name: str, server: SandboxServer, now: datetime) -> None:
        outcome = self._run(name, server, now)
        self.tally.clean += 1
        self.tally.findings.expect(
            outcome.complete, f"{self.scenario.name}: a clean run failed: {outcome.notes}"
        )
        self._judge_politeness(server, f"clean run in {name}")

    def _run(self, name: str, server: SandboxServer, now: datetime) -> Outcome:
        server.log.clear()
        return run_here(self._settings(name, server), now)

    def _settings(self, name: str, server: SandboxServer) -> Settings:
        return Settings(
            root=self.folder / name,
            list_path=self.folder / name / "data" / "list.md",
            dataset_folder=self.folder / name / "data",
            cache_folder=self.folder / name / "cache",
            endpoints=server.endpoints,
            sources=self.scenario.sources,
            time_factor=self.factor,
            contact="campaign@lists.example.org",
        )

    def _judge_repeats(
        self, server: SandboxServer, repeats: Repeats, when: str, killed: bool = False
    ) -> None:
        entries, findings = list(server.log.entries), Findings()
        before = repeats.checked
        again = repeats.repeated(entries)
        repeats.learn(entries, killed)
        findings.expect(not again, f"asked again although answered: {again[:5]}")
        self.tally.resumed += repeats.checked - before
        self.tally.repeated += len(again)
        self._note(findings, when)

    def _judge_politeness(self, server: SandboxServer, when: str) -> None:
        findings = Findings()
        arxiv = server.log.by_service.get("arxiv", 0)
        overlapping = [e for e in server.log.entries if e.overlapping and e.service == "arxiv"]
        findings.expect(not overlapping, f"{len(overlapping)} overlapping requests to arXiv")
        self.tally.overlapping += len(overlapping)
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


def _random_kill(chance: random.Random) -> Kill:
    """Mostly while something is asked, sometimes at once, sometimes while files are written."""
    delay = chance.choice((0.0, chance.uniform(0, 0.01), chance.uniform(0, 0.3)))
    return Kill(chance.randint(0, 6), delay)


def _keys_by_service(world: World) -> dict[str, list[str]]:
    """Return what each service may be asked about, as its records are kept."""
    papers = [paper.id for paper in world.papers]
    articles = [f"doi:{doi}" for paper in world.papers for doi in paper.dois]
    elsewhere = [f"doi:{page.doi}" for page in world.articles]
    both = [*(f"arxiv:{value}" for value in papers), *articles]
    names = [(r.full_name, *r.former_names) for r in world.repositories]
    deposits = tuple(f"doi:{prefix}" for prefix in DATACITE_PREFIXES)
    of_crossref = [key for key in articles if not key.startswith(deposits)]
    keys = {"arxiv": papers, "datacite": papers, "crossref": [*of_crossref, *elsewhere]}
    keys["europepmc"] = elsewhere
    keys |= {"semanticscholar": both, "openalex": both}
    return keys | {"github": [name for group in names for name in group]}


@lru_cache(maxsize=1)
def _world() -> World:
    return load_world()


@contextmanager
def _environment(folder: Path, token: str) -> Iterator[None]:
    """Give this process its own politeness, as if it were alone on its machine."""
    kept = dict(os.environ)
    os.environ.update({SHARED_FOLDER_VARIABLE: str(folder), "GITHUB_TOKEN": token})
    os.environ["OPENREVIEW_TOKEN"] = "made-up-token"  # noqa: S105 - opens the sandbox's alone
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def play_round(seed: int, start: datetime, until: float = math.inf, chains: int = CHAINS) -> Tally:
    """Play the round of `seed`: the same faults in the same places each time.

    `start` is what the runs take for now; `until` the time (as of `time.time`) to come to an end.
    """
    scenario = make_scenario(seed, _world())
    factor = SHORTENED if seed % 7 == 5 else OVERLAPS_ONLY
    with tempfile.TemporaryDirectory(prefix="harvester-faults-") as name:
        folder = Path(name)
        with _environment(folder / "locks", scenario.token):
            try:
                return Round(scenario, folder, factor, start).play(seed, until, chains)
            except BaseException as error:
                error.add_note(f"in the round of seed {seed} ({scenario.name})")
                raise
