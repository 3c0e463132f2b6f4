"""Any source, and any two of them, may be down: what the others say still comes through."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from harvester.sandbox import PaperFacts, SandboxServer, World
from harvester.sandbox.faults import KINDS, Fault, Faults
from harvester.sandbox.world import DataSetFacts, made_up_repository
from harvester.values.fields import LIST
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE, SOURCE_NAMES
from tests.pipelines.runs import harvest

PAPER = PaperFacts(
    "2401.00001",
    "A Made-up Method for Grasping Widgets",
    ("Ada Maker", "Ben Builder"),
    ("cs.RO",),
    "2024-01-02",
    dois=("10.1109/MADE.2025.01",),
    venue="IEEE Transactions on Robotics, 2025",
    repository="ada/widgets",
)
SET = DataSetFacts(
    "10.5281/zenodo.9", "Widgets-9", "https://zenodo.org/records/9", "2024", "1.2", "CC BY 4.0"
)
WORLD = World((PAPER,), (made_up_repository("ada/widgets"),), data_sets=(SET,))
LIST_TEXT = f"""# Awesome Widgets

## Papers

- **{PAPER.title}** *Ada Maker, Ben Builder* [[Paper](https://arxiv.org/abs/{PAPER.id})] \
[[Code](https://github.com/ada/widgets)]

## Datasets

| Dataset | Kind |
|---|---|
| [Widgets-9]({SET.address}) | Images |
"""
SERVICE_OF = {
    "arxiv-oai": "arxiv",
    "arxiv-v1": "arxiv",
    "data-set-pages": "pages",
    "data-set-papers": "crossref",
    "datacite-data-sets": "datacite",
    "github-readmes": "raw",
    "landing-pages": "pages",
}
Said = set[tuple[str, str, str]]


def run(folder: Path, down: tuple[str, ...] = ()) -> Said:
    """Return what each source says after a run: source, field and value."""
    (folder / "data").mkdir(parents=True)
    (folder / "data/list.md").write_text(LIST_TEXT, encoding="utf-8")
    on = "".join(f"{name} = true\n" for name in SOURCE_NAMES)
    faults = Faults([Fault(service, "500") for service in down])
    with SandboxServer(world=WORLD, time_factor=0, faults=faults) as server:
        text = f'contact = "a@b.org"\n{sandbox_settings(server, 0)}\n[sources]\n{on}'
        (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
        code, printed = harvest(folder, "refresh")
    assert code == 0, printed
    dataset = load_dataset(folder / "data")
    stated = [s for paper in dataset.papers for s in paper.statements]
    stated += [s for one in dataset.datasets for s in one.statements]
    return {(one.source, one.field, str(one.value)) for one in stated}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Said:
    return run(tmp_path_factory.mktemp("whole") / "list")


SERVICES = sorted(KINDS)
PAIRS = [pair for number, pair in enumerate(combinations(SERVICES, 2)) if number % 30 == 0]


@pytest.mark.parametrize("down", [*((one,) for one in SERVICES), *PAIRS], ids="+".join)
def test_what_the_others_say_comes_through(
    tmp_path: Path, whole: Said, down: tuple[str, ...]
) -> None:
    expected = {
        one for one in whole if one[0] == LIST or SERVICE_OF.get(one[0], one[0]) not in down
    }
    told = run(tmp_path / "list", down)
    assert expected - told == set()


def test_with_all_well_most_sources_say_something(whole: Said) -> None:
    said = {source for source, _, _ in whole}
    assert {"arxiv", "crossref", "openalex", "semanticscholar", "unpaywall", "dblp"} <= said
    assert {"data-set-pages", "datacite-data-sets"} <= said
