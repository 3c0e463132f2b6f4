"""A second night on which a service answers nonsense: every value stays, and one line says so."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from harvester.sandbox import RepositoryFacts, SandboxServer, World
from harvester.sandbox.faults import COMMON_KINDS, KINDS, Fault, Faults
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import harvest
from tests.pipelines.small_world import entry, papers

ALL_ON = "\n[sources]\nhuggingface = true\n"
PAPERS = tuple(
    replace(
        facts,
        versions=2,
        updated="2024-03-04",
        dois=(f"10.1000/{facts.id}",),
        comment=f"Withdrawn by the authors for an error in room {number}"
        if number == 3
        else "Code at https://github.com/ana/knee",
        repository="ana/knee",
    )
    for number, facts in enumerate(papers(4))
)
CODE = RepositoryFacts("ana/knee", 11, stars=5)
TELLTALES = ("Another work", "Half a letter", "169.254", "Your IP", "Traceback", "999999")
EVERY = [
    (service, kind)
    for service in ("arxiv", "github", "crossref", "semanticscholar", "openalex", "huggingface")
    for kind in KINDS[service]
    if kind not in COMMON_KINDS
]
SEEN_THROUGH = {"older-version", "missing-fields", "none-found", "odd-charset", "resource-limits"}
"""Of these every value is there all the same, or none is missed; the others must be told."""


@dataclass(frozen=True)
class Workspace:
    folder: Path

    def refresh(self, *faults: Fault) -> tuple[int, str]:
        """Refresh as on another day: what the cache held is stale."""
        shutil.rmtree(self.folder / "cache", ignore_errors=True)
        with self.served(Faults(faults)):
            return harvest(self.folder, "refresh")

    @contextmanager
    def served(self, faults: Faults) -> Iterator[SandboxServer]:
        world = World(PAPERS, (CODE,))
        with SandboxServer(world=world, time_factor=0, faults=faults) as server:
            text = sandbox_settings(server, 0) + ALL_ON
            (self.folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
            yield server

    def values(self) -> dict[str, object]:
        """Return the list, its metrics, and of each paper what is believed."""
        data = self.folder / "data"
        papers = load_dataset(data).papers
        return {
            **{name: (data / name).read_bytes() for name in ("list.md", "metrics.csv")},
            **{f"{p.id} {name}": chosen.value for p in papers for name, chosen in p.fields},
            **{f"{p.id} relations": p.relations for p in papers},
            **{f"{p.id} versions": p.versions for p in papers},
        }


@pytest.fixture(scope="module")
def second_night(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a workspace that was refreshed until nothing changed."""
    workspace = Workspace(tmp_path_factory.mktemp("values"))
    path = workspace.folder / "data" / "list.md"
    path.parent.mkdir()
    code = "[[Code](https://github.com/ana/knee)]\n"
    path.write_text("\n".join(["# Papers", "", *map(entry, PAPERS), code]), encoding="utf-8")
    for _ in range(2):
        code_of_run, printed = workspace.refresh()
        assert code_of_run == 0, printed
    return workspace


@pytest.mark.parametrize(("service", "kind"), EVERY)
def test_every_value_stays_on_a_night_of_nonsense(
    second_night: Workspace, tmp_path: Path, service: str, kind: str
) -> None:
    shutil.copytree(second_night.folder, tmp_path / "bad")
    workspace = Workspace(tmp_path / "bad")
    before = workspace.values()
    code, printed = workspace.refresh(Fault(service, kind))
    assert code == 0, printed
    assert workspace.values() == before
    assert not [word for word in TELLTALES if word in printed]
    if kind not in SEEN_THROUGH:
        assert re.search(f"{service} (?:could not be asked about|left out)", printed), printed
