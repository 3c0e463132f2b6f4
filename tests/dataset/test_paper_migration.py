"""Files of the format before statements are read, announced, and rewritten once."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from harvester.dataset.store import check_canonical, load_dataset, write_dataset

OLD = {
    "fields": {
        "title": {
            "alternatives": [{"sources": ["list"], "value": "Worlds"}],
            "source": "arxiv",
            "supported_by": [],
            "value": "Echo worlds",
        },
        "name": {
            "alternatives": [{"sources": ["list"], "value": "MW"}],
            "source": "decision",
            "supported_by": [],
            "value": "Our MW",
        },
    },
    "id": "arxiv:2504.00001",
    "identifiers": ["arxiv:2504.00001"],
    "observations": [
        {"field": "name", "first_seen": "2026-01-01", "source": "list", "value": "MW"},
        {"field": "title", "first_seen": "2026-01-01", "source": "list", "value": "Worlds"},
        {
            "field": "title",
            "first_seen": "2026-01-02",
            "source": "arxiv",
            "value": "Echo worlds",
        },
    ],
    "relations": [],
    "resolution": None,
    "versions": [
        {"identifier": "arxiv:2504.00001", "issued": None, "number": 1, "stage": "submitted"}
    ],
}


def test_an_old_file_is_read_announced_and_rewritten_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "arxiv_2504.00001.json").write_text(json.dumps(OLD, indent=2))
    with caplog.at_level(logging.WARNING):
        dataset = load_dataset(tmp_path)
    assert len(caplog.records) == 1
    (paper,) = dataset.papers
    assert [(one.field, one.source, one.since) for one in paper.statements] == [
        ("name", "decision", "2026-01-01"),
        ("name", "list", "2026-01-01"),
        ("title", "arxiv", "2026-01-02"),
        ("title", "list", "2026-01-01"),
    ]
    write_dataset(tmp_path, dataset)
    caplog.clear()
    assert load_dataset(tmp_path) == dataset
    assert caplog.records == []
    assert check_canonical(tmp_path) == ()
    assert write_dataset(tmp_path, dataset) == ()
