from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from harvester.dataset.assembly.merging import combine_statements, rank_statements
from harvester.dataset.changes import compare, compare_metrics
from harvester.model import (
    Cause,
    Change,
    Dataset,
    Decision,
    DecisionKind,
    FieldData,
    Identifier,
    Paper,
    Relation,
    RepositoryState,
    Resolution,
    Statement,
    Strength,
    Version,
)
from harvester.sources import RANKING
from tests.paper_strategies import datasets, made_paper

ARXIV = Identifier("arxiv", "2504.13065")
LOCAL = Identifier("local", "echoworld")
FOUND = Resolution(ARXIV, Strength.EXACT, "title", (("title", "same"),), "2504.xxxxx", "2026-11-23")
ACCEPT = Decision(DecisionKind.ACCEPT, str(ARXIV), "Decided", "why", "ann", "2026-11-23", "title")


def paper(
    *values: tuple[str, FieldData, str], identifier: Identifier = ARXIV, decided: bool = False
) -> Paper:
    seen = [Statement(field, value, source, "2026-01-01") for field, value, source in values]
    seen.append(Statement("name", "EchoWorld", "list", "2026-01-01"))
    statements = combine_statements((), seen, ())
    ranked = rank_statements(statements, RANKING, [ACCEPT] if decided else [])
    return Paper(identifier, (identifier,), ranked)


def only(before: Paper, after: Paper) -> Change:
    changes = compare(Dataset((before,)), Dataset((after,)))
    assert len(changes) == 1, changes
    return changes[0]


@settings(max_examples=40)
@given(datasets())
def test_nothing_changed(dataset: Dataset) -> None:
    assert compare(dataset, dataset) == ()


@settings(max_examples=40)
@given(datasets(), datasets())
def test_the_way_back_undoes_the_way_there(one: Dataset, two: Dataset) -> None:
    there = {(c.paper, c.field, repr(c.before), repr(c.after)) for c in compare(one, two)}
    back = {(c.paper, c.field, repr(c.after), repr(c.before)) for c in compare(two, one)}
    names = {"paper", "identifiers"}
    assert {c for c in there if c[1] not in names} == {c for c in back if c[1] not in names}


def test_a_source_changed_its_mind() -> None:
    change = only(paper(("title", "Old", "arxiv")), paper(("title", "New", "arxiv")))
    assert change == Change(
        ARXIV, "EchoWorld", "title", "changed", "Old", "New", "arxiv", Cause.SOURCE_CHANGED
    )


def test_a_better_source_spoke_for_the_first_time() -> None:
    before = paper(("title", "Old", "list"))
    change = only(before, paper(("title", "Old", "list"), ("title", "New", "arxiv")))
    assert (change.cause, change.source) == (Cause.SOURCE_CHANGED, "arxiv")


def test_somebody_edited_the_list() -> None:
    change = only(paper(("title", "Old", "list")), paper(("title", "New", "list")))
    assert change.cause is Cause.LIST_EDITED


def test_a_person_decided_and_took_it_back() -> None:
    plain, decided = (
        paper(("title", "Old", "arxiv")),
        paper(("title", "Old", "arxiv"), decided=True),
    )
    there, back = only(plain, decided), only(decided, plain)
    assert (there.cause, there.after, there.source) == (Cause.DECISION, "Decided", "decision")
    assert (back.cause, back.after) == (Cause.DECISION, "Old")


def test_the_same_statements_another_value_is_a_new_rule() -> None:
    before = paper(("title", "A", "arxiv"), ("title", "B", "datacite"))
    turned = tuple(reversed(before.statements))
    assert only(before, replace(before, statements=turned)).cause is Cause.RULE_CHANGED


def test_an_identifier_found_explains_what_its_source_says() -> None:
    before = paper(("title", "Echo", "list"), identifier=LOCAL)
    paper_record = paper(("title", "Echo", "list"), ("abstract", "Made up", "arxiv"))
    after = replace(paper_record, resolution=FOUND)
    changes = compare(Dataset((before,)), Dataset((after,), redirects=((str(LOCAL), str(ARXIV)),)))
    assert [(c.field, c.kind, c.cause) for c in changes] == [
        ("abstract", "added", Cause.RESOLVED),
        ("identifiers", "changed", Cause.RESOLVED),
    ]
    assert all(change.paper == ARXIV for change in changes)


def test_once_resolved_later_changes_are_the_sources() -> None:
    before = replace(paper(("title", "Old", "arxiv")), resolution=FOUND)
    after = replace(paper(("title", "New", "arxiv")), resolution=FOUND)
    assert only(before, after).cause is Cause.SOURCE_CHANGED


def test_papers_come_and_go_as_one_change_each() -> None:
    new = replace(paper(("title", "Echo", "arxiv")), resolution=FOUND)
    added = compare(Dataset(), Dataset((new, made_paper(1))))
    assert [(c.field, c.kind, c.after) for c in added] == [
        ("paper", "added", "Made1"),
        ("identifiers", "added", (str(ARXIV),)),
        ("paper", "added", "EchoWorld"),
    ]
    removed = compare(Dataset((made_paper(1),)), Dataset())
    assert [(c.field, c.kind, c.before, c.cause) for c in removed] == [
        ("paper", "removed", "Made1", Cause.LIST_EDITED)
    ]


def test_a_paper_that_has_an_identifier_now_is_the_same_paper() -> None:
    before, after = paper(identifier=LOCAL), replace(paper(), resolution=FOUND)
    change = only(before, after)
    assert (change.field, change.kind, change.cause) == ("identifiers", "changed", Cause.RESOLVED)
    assert only(after, before).field == "identifiers"


def test_a_merge_of_two_papers_is_told_by_the_one_that_stays() -> None:
    one, two = made_paper(1), made_paper(2)
    after = Dataset((one,), redirects=((str(two.id), str(one.id)),))
    assert compare(Dataset((one, two)), after) == ()


def test_versions_and_relations_are_told_as_text() -> None:
    before = paper(("title", "Echo", "arxiv"))
    published = Version(Identifier("doi", "10.1000/x"), "published", None, "2026-03")
    code = Relation("IsSupplementedBy", Identifier("github", "a/b"), "arxiv")
    after = replace(before, versions=(published,), relations=(code,))
    changes = compare(Dataset((before,)), Dataset((after,)))
    assert [(c.field, c.kind, c.after, c.source) for c in changes] == [
        ("relations", "added", ("IsSupplementedBy github:a/b",), "arxiv"),
        ("versions", "added", ("published doi:10.1000/x 2026-03",), ""),
    ]


def test_true_is_not_one() -> None:
    before = paper()
    one = replace(before, statements=(Statement("x", 1, "arxiv", ""), *before.statements))
    true = replace(before, statements=(Statement("x", True, "arxiv", ""), *before.statements))
    assert only(one, true).kind == "changed"


@pytest.mark.parametrize(
    ("field", "before", "after", "kind"),
    [
        ("stars", 5, 9, "changed"),
        ("archived", False, True, "changed"),
        ("moved_to", "", "c/d", "added"),
        ("state", "found", "gone", "changed"),
        ("license", "MIT", "", "removed"),
    ],
)
def test_repositories_change_column_by_column(
    field: str, before: object, after: object, kind: str
) -> None:
    row = RepositoryState("a/b", "2026-01-01")
    old = replace(row, **{field: before})  # type: ignore[arg-type] # one column of each type
    new = replace(row, day="2026-01-02", **{field: after})  # type: ignore[arg-type] # as above
    (change,) = compare_metrics([old], [old, new])
    assert (change.paper, change.field, change.kind) == (Identifier("github", "a/b"), field, kind)
    values = tuple(None if cell == "" else cell for cell in (before, after))
    assert (change.before, change.after) == values
    assert compare_metrics([old, new], [new, old]) == ()


def test_a_repository_seen_for_the_first_time() -> None:
    changes = compare_metrics([], [RepositoryState("a/b", "2026-01-01", 5)])
    assert [(c.field, c.kind, c.after) for c in changes] == [
        ("stars", "added", 5),
        ("state", "added", "found"),
    ]
