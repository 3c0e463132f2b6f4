"""What people wrote and decided stays, against what upstream says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from harvester.dataset.store import load_dataset
from tests.pipelines.runs import digests, harvest
from tests.pipelines.small_world import AUTHORS, SmallWorld, entry, papers


@pytest.fixture
def small(tmp_path: Path) -> SmallWorld:
    facts = papers()
    world = SmallWorld(tmp_path, facts)
    world.write(*map(entry, facts))
    return world


def test_wrong_authors_are_corrected_once(small: SmallWorld) -> None:
    wrong = entry(small.facts[0], ("Ada Maker", "Bo Weaver"))
    small.write(wrong, *map(entry, small.facts[1:]))
    small.refresh()
    assert entry(small.facts[0]) in small.text


def test_a_co_author_added_by_a_person_is_never_removed(small: SmallWorld) -> None:
    small.refresh()
    more = entry(small.facts[0], (*AUTHORS, "Dee Spinner"))
    small.write(more, *map(entry, small.facts[1:]))
    for _ in range(3):
        small.refresh()
        assert more in small.text


@pytest.mark.parametrize(
    "people",
    [
        (*AUTHORS, "Dee Spinner", "Fay Dyer"),  # sources cut long lists of authors
        (AUTHORS[0], "Dee Spinner", *AUTHORS[1:]),  # versions differ in people
        (AUTHORS[1], AUTHORS[0], AUTHORS[2]),  # and in their order
    ],
)
def test_a_line_that_lacks_nobody_is_asked_about(
    small: SmallWorld, people: tuple[str, ...]
) -> None:
    kept = entry(small.facts[0], people)
    small.write(kept, *map(entry, small.facts[1:]))
    answer = small.refresh()
    assert kept in small.text
    assert [one["code"] for one in answer["problems"]] == ["authors-differ"]


def test_a_person_who_takes_our_correction_back_is_not_overruled(small: SmallWorld) -> None:
    wrong = entry(small.facts[0], ("Ada Maker", "Bo Weaver"))
    small.write(wrong, *map(entry, small.facts[1:]))
    small.refresh()
    assert wrong not in small.text
    small.write(wrong, *map(entry, small.facts[1:]))
    for _ in range(2):
        small.refresh()
        assert wrong in small.text


def test_news_from_upstream_about_what_a_person_wrote_is_asked_about(small: SmallWorld) -> None:
    small.refresh()
    more = entry(small.facts[0], (*AUTHORS, "Dee Spinner"))
    small.write(more, *map(entry, small.facts[1:]))
    small.refresh()
    new = replace(
        small.facts[0], authors=(*AUTHORS, "Eve Knitter"), versions=2, updated="2026-11-21"
    )
    small.facts = (new, *small.facts[1:])
    (small.folder / "cache").rename(small.folder / "cache-before")
    answer = small.refresh()
    assert more in small.text
    proposed = [e["entry"] for e in answer["edits"] if e["field"] == "authors"]
    assert proposed == [new.title]


def test_a_later_different_takes_the_identifier_away(small: SmallWorld) -> None:
    facts = small.facts
    small.write(entry(facts[0], link="2401.xxxxx"), *map(entry, facts[1:]))
    small.refresh()
    curie = f"arxiv:{facts[0].id}"
    assert curie in load_dataset(small.folder / "data").index()
    small.decide(kind="different", subject=facts[0].title, value=curie)
    answer = small.refresh()
    assert curie not in load_dataset(small.folder / "data").index()
    assert [e["field"] for e in answer["edits"]] == ["identifier"]


def test_a_later_same_wins_over_what_was_resolved(small: SmallWorld) -> None:
    facts = small.facts
    small.write(entry(facts[0], link="2401.xxxxx"), *map(entry, facts[1:3]))
    small.refresh()
    small.decide(kind="same", subject=facts[0].title, value=f"arxiv:{facts[3].id}")
    small.refresh("--accept-shrink", "papers")
    assert f"abs/{facts[3].id}" in small.text
    assert f"abs/{facts[0].id}" not in small.text


def test_a_decision_about_nobody_is_refused_with_the_nearest_name(small: SmallWorld) -> None:
    small.decide(
        kind="different", subject="Granular Flow in Rotating Drum", value="arxiv:2401.00002"
    )
    code, printed = small.run("refresh")
    assert code == 2
    assert "answers.jsonl:1" in printed
    assert "no effect" in printed
    assert small.facts[1].title in printed


def test_a_decision_whose_entry_left_warns_with_file_and_line(small: SmallWorld) -> None:
    facts = small.facts
    small.decide(kind="different", subject=facts[0].title, value="arxiv:2401.00099")
    small.refresh()
    small.write(*map(entry, facts[1:]))
    for _ in range(3):
        code, printed = small.run("refresh", "--accept-shrink", "papers")
        assert code == 0, printed
        assert "answers.jsonl:1" in printed
    code, printed = small.run("check")
    assert code == 0, printed


@pytest.mark.parametrize("command", [("enrich",), ("refresh", "--only")])
def test_a_run_for_one_entry_leaves_inbox_and_report(
    small: SmallWorld, command: tuple[str, ...]
) -> None:
    facts = small.facts
    small.refresh()
    before = {k: v for k, v in digests(small.folder).items() if "inbox" in k or "reports" in k}
    small.write(entry(facts[0], ("Ada Maker",)), *map(entry, facts[1:]))
    assert small.run(*command, facts[0].title)[0] == 0
    after = {k: v for k, v in digests(small.folder).items() if "inbox" in k or "reports" in k}
    assert before
    assert after == before
    assert len(load_dataset(small.folder / "data").papers) == len(facts)


def test_an_unknown_name_is_refused_with_the_nearest(small: SmallWorld) -> None:
    small.refresh()
    before = digests(small.folder)
    code, printed = harvest(small.folder, "enrich", "Granular Flow in Rotating Drums at High Fill")
    assert code == 2
    assert small.facts[1].title in printed
    assert digests(small.folder) == before


def test_equal_names_never_swap_their_edits(tmp_path: Path) -> None:
    one, two = papers(2)
    one = replace(one, title="Rolling Drums in the Dark", authors=("Ada Maker", "Bo Weaver"))
    two = replace(two, title="Rolling Drums, in the Dark!", authors=("Cy Turner", "Dee Spinner"))
    small = SmallWorld(tmp_path, (one, two))
    small.write(
        entry(one, one.authors, link="2401.xxxxx"), entry(two, two.authors, link="2401.yyyyy")
    )
    small.refresh()
    filled = [entry(one, one.authors), entry(two, two.authors)]
    waiting = [
        entry(one, one.authors, link="2401.xxxxx"),
        entry(two, two.authors, link="2401.yyyyy"),
    ]
    blocks = small.text.split("\n\n", 1)[1]
    assert (filled[0] in blocks) or (waiting[0] in blocks)
    assert (filled[1] in blocks) or (waiting[1] in blocks)
    assert len(load_dataset(tmp_path / "data").papers) == 2
