"""`harvester check` without a dataset: what the local index alone can tell of a list."""

from __future__ import annotations

import json
from pathlib import Path

from harvester.index_build import build_index
from tests.pipelines.runs import harvest

RECORDS = [
    ("2512.00001", "Tidewatch: A First Model of Coastal Tides from Satellite Radar"),
    ("2511.00002", "Grain Boundaries in Sintered Copper Under Cyclic Load"),
]
LIST = "# Papers\n\n- **{}**. [[Paper](https://arxiv.org/abs/2511.00002)]\n"


def test_a_wrong_link_is_found_without_dataset_and_network(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(LIST.format(RECORDS[0][1]), "utf-8")
    (tmp_path / "cache").mkdir()
    rows = (
        json.dumps({"id": number, "title": title, "authors": "Ann Bee"})
        for number, title in RECORDS
    )
    build_index(rows, tmp_path / "cache" / "arxiv-index.sqlite")
    code, printed = harvest(tmp_path, "check", "README.md")
    assert code == 0
    assert "README.md:3: error: wrong-link" in printed
    assert RECORDS[1][1] in printed
