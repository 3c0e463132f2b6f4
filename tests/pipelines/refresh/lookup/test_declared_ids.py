"""An arXiv id that other services declare is weighed like one that a search finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.sandbox import SandboxServer
from harvester.sandbox.faults import Faults, parse_faults
from harvester.sandbox.world import World
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.refresh.lookup.test_enrich import ON, PAPER
from tests.pipelines.runs import digests, harvest

DOI = "[[Article](https://doi.org/10.1109/MADE.2025.01)]"
ENTRY = f"- **{PAPER.title}** *Ada Maker, Ben Builder* [Jan 2024] {DOI}"
ENTRIES = {
    "placeholder": f"{ENTRY} [[arXiv](https://arxiv.org/abs/2401.xxxxx)]",
    "no placeholder": ENTRY,
}


def nights(folder: Path, entry: str, *faults: Faults | None) -> str:
    """Refresh once for each of `faults`; return the list afterwards."""
    (folder / "data").mkdir(parents=True)
    (folder / "data/list.md").write_text(f"# Widgets\n\n## Papers\n\n{entry}\n", encoding="utf-8")
    with SandboxServer(world=World((PAPER,)), time_factor=0) as server:
        (folder / SETTINGS_FILE).write_text(sandbox_settings(server, 0) + ON, encoding="utf-8")
        for each in faults:
            server.faults = each or Faults()
            assert harvest(folder, "refresh")[0] == 0
        left_out = (SETTINGS_FILE, "cache/", "data/reports")
        before = digests(folder, *left_out)
        harvest(folder, "refresh")
        assert digests(folder, *left_out) == before
    return (folder / "data/list.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_failed_search_makes_no_difference_once_arxiv_answers(tmp_path: Path, kind: str) -> None:
    down = parse_faults("arxiv=503")
    quiet = nights(tmp_path / "quiet", ENTRIES[kind], None)
    troubled = nights(tmp_path / "troubled", ENTRIES[kind], down, None)
    assert troubled == quiet
    assert (PAPER.id in troubled) == (kind == "placeholder")
    left_out = (SETTINGS_FILE, "cache/", "data/reports")
    assert digests(tmp_path / "troubled", *left_out) == digests(tmp_path / "quiet", *left_out)
