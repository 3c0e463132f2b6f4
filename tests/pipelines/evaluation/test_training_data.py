"""What the certainty model is fitted on: rows of mentions with their record and without it."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import parse_line
from harvester.matching.certainty_features import FEATURES
from harvester.model import Identifier, Query
from pipelines.evaluation.baselines import sorted_words
from pipelines.evaluation.perturbations import KINDS, written_as
from pipelines.evaluation.training_data import weighings_of

MEANT = Identifier("arxiv", "2504.13065")
TITLES = {
    "2504.13065": "EchoQuill: A Motion-Aware World Model for Probe Guidance in Echocardiography",
    "2505.00001": "A Motion-Aware World Model for Robotic Grasping of Kitchen Tools",
    "2506.00002": "Echocardiography Segmentation with Probe Guidance",
}


@pytest.fixture
def index(tmp_path: Path) -> ArxivIndex:
    lines = (
        json.dumps({"id": number, "title": title, "authors": "Ada Lovelace, Max Muster"})
        for number, title in TITLES.items()
    )
    build_index(map(parse_line, lines), tmp_path / "index.sqlite")
    return ArxivIndex(tmp_path / "index.sqlite")


def test_a_mention_is_weighed_with_its_record_and_without(index: ArxivIndex) -> None:
    query = Query("Motion-Aware World Models for Guiding Probes")
    present, absent = weighings_of(query, {MEANT}, index, ("reworded", "title", 3))
    assert (present.present, absent.present) == (True, False)
    assert sum(present.meant) == 1
    assert not any(absent.meant)
    assert all(len(row) == len(FEATURES) for row in (*present.rows, *absent.rows))


def test_the_same_title_needs_no_model(index: ArxivIndex) -> None:
    query = Query(TITLES[MEANT.value].lower())
    present, absent = weighings_of(query, {MEANT}, index, ("exact", "title", None))
    assert present.plain
    assert not absent.plain


@pytest.mark.parametrize("kind", KINDS)
def test_made_titles_are_made_again_from_the_same_seed(kind: str) -> None:
    made = [written_as(kind, TITLES[MEANT.value], random.Random(5)) for _ in range(2)]
    assert made[0] == made[1]
    assert made[0].strip()


def test_the_fast_baseline_is_the_plain_one() -> None:
    one, other = TITLES["2504.13065"].lower(), TITLES["2505.00001"].lower()
    plain = fuzz.token_sort_ratio(" ".join(one.split("-")), " ".join(other.split("-")))
    assert fuzz.ratio(sorted_words(one), sorted_words(other)) == pytest.approx(plain, abs=1.5)
