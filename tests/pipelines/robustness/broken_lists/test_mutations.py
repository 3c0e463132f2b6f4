"""One fault in a true list: no true claim is edited, and the fault is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.lists import load_list
from harvester.sandbox.world import World, load_world
from pipelines.robustness.broken_lists.mutation_campaign import (
    Figures,
    made_up_list,
    main,
    run_list,
)
from tests.paths import ROOT


@pytest.fixture(scope="module")
def world() -> World:
    return load_world()


def test_true_lists_of_our_own(world: World) -> None:
    total = Figures()
    for seed in range(3):
        total.add(run_list(made_up_list(world, seed, 12), "README.md", world, seed, 26))
    assert total.false_edits == []
    assert total.false_problems == []
    assert total.silent == []
    assert set(total.tried) >= {
        "changed digit",
        "cross-listed",
        "foreign link, own label",
        "hidden text",
        "renamed person",
        "shared forum",
        "swapped links",
        "venue link",
    }


def test_the_first_list(world: World) -> None:
    figures = run_list(load_list(ROOT / "data" / "list.md"), "list.md", world, 1, 26)
    assert figures.false_edits == []
    assert sum(figures.named.values()) >= 0.8 * sum(figures.tried.values())


WORLD = load_world()


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_no_true_claim_is_ever_edited(seed: int) -> None:
    text = made_up_list(WORLD, seed, 8)
    assert run_list(text, "README.md", WORLD, seed, 6).false_edits == []


def test_the_figures_are_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "no-list.md").write_text("# Nothing\n", "utf-8")
    assert main([str(tmp_path), "--rounds", "6"]) == 0
    printed = capsys.readouterr().out
    assert "true claims edited: 0" in printed
    assert "| swapped links |" in printed
