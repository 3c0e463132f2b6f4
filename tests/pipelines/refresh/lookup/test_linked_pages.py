"""Pages that entries link: what they tell counts at once, or as soon as they can be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvester.sandbox import SandboxServer, World
from harvester.sandbox.faults import Faults, parse_faults
from harvester.sandbox.world import PageFacts
from pipelines.docs.demonstration import sandbox_settings
from pipelines.settings import SETTINGS_FILE
from tests.pipelines.runs import digests, harvest

PAGE = PageFacts(
    "library.example/harbour",
    title="Made-up Article on Harbour Lights",
    authors=("Ada Maker", "Bo Weaver"),
    doi="10.1000/harbour.1",
    venue="Made-up Letters",
    issued="2025-06",
)
LIST = (
    f"# Harbours\n\n- **{PAGE.title}.** *Ada Maker, Bo Weaver* [[Paper](https://{PAGE.address})]\n"
)
LEFT_OUT = (SETTINGS_FILE, "cache/", "data/reports")


def nights(folder: Path, *faults: Faults) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "data/list.md").write_text(LIST, encoding="utf-8")
    with SandboxServer(world=World(pages=(PAGE,)), time_factor=0) as server:
        (folder / SETTINGS_FILE).write_text(sandbox_settings(server, 0), encoding="utf-8")
        for each in faults:
            server.faults = each
            harvest(folder, "refresh")


def test_the_identifier_that_a_page_tells_names_its_paper_from_the_first_night(
    tmp_path: Path,
) -> None:
    nights(tmp_path / "one", Faults())
    nights(tmp_path / "two", Faults(), Faults())
    one = digests(tmp_path / "one", *LEFT_OUT)
    assert "data/papers/doi_10.1000_harbour.1.json" in one
    assert digests(tmp_path / "two", *LEFT_OUT) == one


@pytest.mark.parametrize("kind", ["503", "html", "truncated"])
def test_a_page_that_failed_once_makes_no_difference(tmp_path: Path, kind: str) -> None:
    nights(tmp_path / "quiet", Faults())
    nights(tmp_path / "troubled", parse_faults(f"pages={kind}"), Faults())
    quiet = digests(tmp_path / "quiet", *LEFT_OUT)
    assert digests(tmp_path / "troubled", *LEFT_OUT) == quiet
