"""The measured block of docs/scale.md comes from a run, and altered records are new works."""

from __future__ import annotations

from pathlib import Path

from pipelines.evaluation.scale.altered import records_of_size
from pipelines.evaluation.scale.measure import build_size, measure_readers, same_answers
from pipelines.evaluation.scale.tables import (
    Measured,
    line_through,
    load_results,
    store_results,
    write_block,
)
from tests.arxiv_index.shards.test_shards import RECORDS


def test_more_records_than_there_are_get_ids_and_titles_of_their_own() -> None:
    records = list(records_of_size(RECORDS, 2 * len(RECORDS)))
    assert records[: len(RECORDS)] == RECORDS
    assert len({one.identifier for one in records}) == len(records)
    assert all(one.title for one in records)


def test_the_line_is_drawn_through_the_points() -> None:
    line = line_through([(100, 210), (200, 410), (400, 810)])
    assert round(line.at(1000)) == 2010
    assert abs(line.at(100) - 210) < 1e-6


def test_a_run_writes_its_numbers_between_the_marks(tmp_path: Path) -> None:
    page = tmp_path / "scale.md"
    page.write_text("before\n<!-- measured: begin -->\nold\n<!-- measured: end -->\nafter\n")
    measured = Measured(reading=measure_readers(tmp_path, RECORDS[:100]))
    for size in (500, 700):
        row = build_size(RECORDS, size, tmp_path / str(size))
        measured.sizes[row.key] = row
    assert all(
        row.recall > 0.5 and row.memory and row.asked_memory for row in measured.sizes.values()
    )
    measured.answers = same_answers(tmp_path / "same", RECORDS[:500], engines=("one process",))
    assert len({line.rpartition(" ")[2] for line in measured.answers}) == 1
    store_results(tmp_path / "scale.json", measured)
    write_block(page, load_results(tmp_path / "scale.json"))
    text = page.read_text()
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "| 700 | 1 |" in text
    assert "own: " in text
    assert "old" not in text
