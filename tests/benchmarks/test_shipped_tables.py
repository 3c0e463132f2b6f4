"""The tables of rare words and names that ship are those of the snapshot; 20 s of counting."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.evaluation.count_rarity import FAMILIES, WORDS, main
from tests.paths import ROOT, SHARED

CORPUS = SHARED / "corpus" / "arxiv-snapshot.jsonl.xz"


def test_the_tables_that_ship_are_those_of_the_snapshot(tmp_path: Path) -> None:
    if not CORPUS.is_file():
        pytest.skip("the snapshot the tables were counted over is not here")
    assert main([str(CORPUS), "--into", str(tmp_path)], standalone_mode=False) in {None, 0}
    for name in (WORDS, FAMILIES):
        shipped = ROOT / "harvester" / "matching" / name
        assert (tmp_path / name).read_bytes() == shipped.read_bytes(), name
