"""A large snapshot is read by a process of its own; nobody sees a difference but the clock."""

from __future__ import annotations

import json
import lzma
import random
from pathlib import Path

import pytest

from harvester.arxiv_index.snapshot import (
    RecordsAhead,
    RecordsHere,
    SnapshotRecord,
    parse_line,
    read_ahead,
)
from harvester.errors import BadInput

_LINES = [
    *(
        json.dumps(
            {"id": f"2504.{n:05}", "title": f"Soup {n} " + "of bees " * 12, "authors": "A B"}
        )
        for n in range(12_000)
    ),
    "no record",
]


def has_ended(records: RecordsAhead | RecordsHere) -> bool:
    """Tell whether no other process reads, as on a machine with one core."""
    return isinstance(records, RecordsHere) or records.process.returncode is not None


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "snapshot.jsonl"
    path.write_text("\n".join(_LINES), encoding="utf-8")
    assert path.stat().st_size > 1 << 20
    return path


def test_a_large_snapshot_is_read_whole_and_in_order(large: Path) -> None:
    shares: list[float] = []
    rows: list[SnapshotRecord | None] = []
    with read_ahead(large) as records:
        for record in records:
            rows.append(record)
            shares.append(records.share)
    assert rows == [parse_line(line) for line in _LINES]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert has_ended(records)


def test_who_stops_early_leaves_no_process(large: Path) -> None:
    with read_ahead(large) as records:
        assert next(iter(records)) is not None
    assert has_ended(records)


def test_damage_behind_the_first_records_is_bad_input(tmp_path: Path) -> None:
    noise = random.Random(5)  # so that it stays large when packed
    text = "\n".join(
        json.dumps({"id": f"2504.{n:05}", "title": noise.randbytes(900).hex(), "authors": "A B"})
        for n in range(1_400)
    )
    packed = lzma.compress(text.encode(), preset=0)
    cut = tmp_path / "cut.jsonl.xz"
    cut.write_bytes(packed[:-7])
    assert cut.stat().st_size > 1 << 20
    with pytest.raises(BadInput, match="damaged or not packed"), read_ahead(cut) as records:
        list(records)


def test_a_reading_process_that_dies_is_told(large: Path) -> None:
    with read_ahead(large) as records:
        if isinstance(records, RecordsHere):
            pytest.skip("a machine with one core reads in one process")
        records.process.kill()
        with pytest.raises(BadInput, match="broken off"):
            list(records)


def test_a_missing_snapshot_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such file"), read_ahead(tmp_path / "none.xz") as records:
        list(records)
