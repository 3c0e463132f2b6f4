"""A fleet of list files is measured by running it: first nights ask, second ones do not."""

from __future__ import annotations

from pathlib import Path

from pipelines.evaluation.scale.real_fleet import as_table, measure_real_fleet
from pipelines.evaluation.scale.real_lists import load_real_lists, world_of
from tests.pipelines.small_world import entry, papers


def write_lists(folder: Path) -> None:
    facts = papers(5)
    pages = {"one/README.md": facts[:3], "two/docs/list.md": facts[2:]}
    for path, listed in pages.items():
        (folder / path).parent.mkdir(parents=True)
        (folder / path).write_text("\n".join(["# Papers", "", *map(entry, listed)]))
    (folder / "two" / "LICENSE.md").write_text("# Terms\n\nDo what you like.\n")


def test_lists_of_a_folder_are_run_as_a_fleet_twice(tmp_path: Path) -> None:
    write_lists(tmp_path / "lists")
    lists = list(load_real_lists(tmp_path / "lists"))
    assert [one.name for one in lists] == ["one-README-md", "two-docs-list-md"]
    world = world_of(lists, ())
    assert len(world.papers) == 5
    assert all(paper.title and paper.authors for paper in world.papers)
    fleet = measure_real_fleet(lists, world, tmp_path / "runs")
    first, second = fleet.nights
    assert (fleet.identifiers, fleet.distinct, first.queries, fleet.alone_batches) == (6, 5, 1, 2)
    assert first.requests > 1
    assert first.changed_files > 5
    assert (second.requests, second.changed_files, second.failed) == (0, 0, 0)
    assert min(first.cpu, first.seconds, first.memory) > 0
    assert any("| first |" in line for line in as_table(fleet))
