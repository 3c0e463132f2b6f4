"""The end-to-end measure, on a small list of our own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.arxiv_index.build import build_index
from harvester.arxiv_index.search import ArxivIndex
from harvester.arxiv_index.snapshot import parse_line
from harvester.errors import BadInput
from harvester.matching.certainty import shipped_trees
from harvester.matching.existing_identifiers import LinkVerdict
from harvester.model import Identifier, Query, Strength, Verdict
from pipelines.evaluation.cases import FOLDS, Pair
from pipelines.evaluation.end_to_end.evidence import with_another_month, without
from pipelines.evaluation.end_to_end.masking import mask_identifiers
from pipelines.evaluation.end_to_end.measure import (
    EntryOutcome,
    interval,
    mean_of_lists,
    measure_entries,
)
from pipelines.evaluation.end_to_end.peers import PEERS, measure_peer
from pipelines.evaluation.end_to_end.reading import ReadPair, read_labelled
from pipelines.evaluation.end_to_end.readmes import load_readmes, with_readmes
from pipelines.evaluation.end_to_end.swapped_links import (
    LinkOutcome,
    render_swapped,
    swapped_links,
)
from pipelines.evaluation.end_to_end.tables import render_end_to_end, render_intervals

TIDES = "Tidewatch: A First Model of Coastal Tides from Satellite Radar"
GRAIN = "Grain Boundaries in Sintered Copper Under Cyclic Load"
LIST = f"""# Awesome

* **{TIDES}**. [[Paper](https://arxiv.org/abs/2512.00001)]
* **{GRAIN}**. [[Paper](https://arxiv.org/abs/2511.00002)]
"""


def pair(number: str, title: str, line: int, **more: object) -> Pair:
    fields: dict[str, object] = {
        "written": title, "entry": "", "true": Identifier("arxiv", number), "true_title": title,
        "twins": frozenset(), "authors": (), "date": "", "match": "exact", "style": "bullet",
        "repo": "ann/list", "path": "README.md", "line": line, "line_end": line, "fold": 0,
    }  # fmt: skip
    return Pair(**{**fields, **more})  # type: ignore[arg-type]


PAIRS = (pair("2512.00001", TIDES, 3), pair("2511.00002", GRAIN, 4))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ArxivIndex]:
    rows = (
        json.dumps({"id": one.true.value, "title": one.true_title, "authors": "Ann Bee"})
        for one in PAIRS
    )
    build_index(map(parse_line, rows), tmp_path / "index.sqlite")
    opened = ArxivIndex(tmp_path / "index.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "lists" / "ann__list"
    folder.mkdir(parents=True)
    (folder / "README.md").write_text(LIST, "utf-8")
    return folder.parent


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (
            "[a](https://arxiv.org/pdf/2504.13065v2.pdf)",
            "[a](https://arxiv.org/pdf/2504.xxxxx.pdf)",
        ),
        ("badge/arXiv-2504.13065-red", "badge/arXiv-2504.xxxxx-red"),
        ("[a](https://arxiv.org/abs/cs/0112017)", "[a]()"),
        ("[a](https://doi.org/10.1109/5.771073)", "[a]()"),
        ("https://doi.org/10.48550/arXiv.2504.13065", "https://doi.org/10.48550/arXiv.2504.xxxxx"),
        ("version 12.2504.13065 and 1999.12345", "version 12.2504.13065 and 1999.12345"),
    ],
)
def test_ids_become_placeholders_of_their_month(text: str, masked: str) -> None:
    assert mask_identifiers(text, lambda _line, _value: True).text == masked


@given(st.text(alphabet="a \n(/2504.13065xv-", max_size=80))
def test_masked_places_hold_what_stands_for_the_ids(text: str) -> None:
    masked = mask_identifiers(text, lambda _line, _value: True)
    assert masked.text.count("\n") == text.count("\n")
    for place in masked.places:
        assert masked.text[place.span.start : place.span.end].startswith(place.value[:5])


def test_only_the_lines_of_labelled_entries_lose_their_ids(lists: Path, index: ArxivIndex) -> None:
    (read,) = read_labelled(PAIRS[:1], lists, index)
    assert read.query is not None
    assert (read.query.title, read.query.hint, read.query.given) == (TIDES, "2025-12", ())


def test_an_entry_that_is_not_read_counts_as_silent(lists: Path, index: ArxivIndex) -> None:
    elsewhere = pair("2512.00001", TIDES, 1)
    read = read_labelled([elsewhere], lists, index)
    (outcome,) = measure_entries(read, index, [shipped_trees()] * FOLDS)
    assert not outcome.read
    assert outcome.silent


def test_rates_come_from_answers_with_and_without_the_record(
    lists: Path, index: ArxivIndex
) -> None:
    read = read_labelled(PAIRS, lists, index)
    outcomes = measure_entries(read, index, [shipped_trees()] * FOLDS)
    assert [one.right for one in outcomes] == [True, True]
    assert not any(one.wrong or one.false_alarm for one in outcomes)
    rows = list(render_end_to_end({"all": outcomes}))
    assert rows[-1].startswith("| all | 2 | 100.0% | 0.0%, 0 of 0 | 0.00% (0;")
    assert any(
        "| right | 100.00% | 100.00% to 100.00%" in row for row in render_intervals(outcomes)
    )


def test_peers_answer_from_the_same_candidates(lists: Path, index: ArxivIndex) -> None:
    read = read_labelled(PAIRS, lists, index)
    rates = {
        name: sum(one.right for one in measure_peer(read, index, score, least))
        for name, score, least in PEERS
    }
    assert sorted(rates.values()) == [0, 2, 2]  # the rule with surnames is silent without authors


def test_intervals_are_drawn_by_list() -> None:
    def outcomes(repo: str, right: int, of: int) -> list[EntryOutcome]:
        answer = Verdict(Strength.EXACT, "", PAIRS[0].true)
        silent = Verdict(Strength.NONE, "")
        here = pair("2512.00001", TIDES, 3, repo=repo)
        return [
            EntryOutcome(here, answer if at < right else silent, silent, 0.0) for at in range(of)
        ]

    mixed = [*outcomes("a/a", 100, 100), *outcomes("b/b", 0, 100), *outcomes("c/c", 5, 10)]
    reached = interval(mixed, lambda one: one.right)
    assert reached.share == 0.5
    assert reached.low < 0.1
    assert reached.high > 0.9
    assert mean_of_lists(mixed, lambda one: one.right) == pytest.approx(0.5)


def test_a_list_that_is_not_there_is_named(tmp_path: Path, index: ArxivIndex) -> None:
    with pytest.raises(BadInput, match=r"ann__list/README\.md"):
        read_labelled(PAIRS, tmp_path / "nowhere", index)


def test_readmes_of_linked_repositories_are_evidence(tmp_path: Path) -> None:
    path = tmp_path / "readmes.jsonl"
    text = "# Tides\n[paper](https://arxiv.org/abs/2512.00001)"
    path.write_text(json.dumps({"repository": "Ann/Tides", "text": text}) + "\n", "utf-8")
    query = with_readmes(
        Query("Tides", links=("https://github.com/ann/tides",)), load_readmes(path)
    )
    assert query.named == (Identifier("arxiv", "2512.00001"),)
    assert with_readmes(Query("Tides"), load_readmes(path)).named == ()


def test_evidence_is_taken_away_or_spoilt() -> None:
    entry = ReadPair(PAIRS[0], Query(TIDES, authors=("Ann Bee",), hint="2025-12"))
    (poorer,) = without([entry], authors=())
    assert poorer.query == Query(TIDES, hint="2025-12")
    spoilt = with_another_month(entry).query
    assert spoilt is not None
    assert spoilt.hint not in {None, "2025-12"}
    assert with_another_month(ReadPair(PAIRS[0], None)).query is None


def test_links_that_were_replaced_in_a_list_are_found(index: ArxivIndex, lists: Path) -> None:
    draws = [swapped_links(PAIRS, lists, index, draw) for draw in range(5)]
    wrong = [one for outcomes in draws for one in outcomes if one.kind]
    right = [one for outcomes in draws for one in outcomes if not one.kind]
    assert {one.says for one in right} == {LinkVerdict.SAME}
    assert wrong
    assert all(one.linked != one.pair.true for one in wrong)
    assert {one.says for one in wrong if one.kind == "of the next entry"} <= {LinkVerdict.OTHER}
    table = "\n".join(render_swapped([*wrong, *right]))
    assert f"accused 0 of {len(right)} right ones" in table


def test_an_accused_right_link_is_told() -> None:
    outcome = LinkOutcome(PAIRS[0], "", PAIRS[0].true, LinkVerdict.OTHER, named=False)
    table = "\n".join(render_swapped([outcome]))
    assert "accused 1 of 1" in table
    assert TIDES in table
