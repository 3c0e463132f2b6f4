"""What a source said before stays where its answer of today lacks it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.dataset.assembly.kept_fields import keep_known_fields
from harvester.model import FieldData, Identifier, PersonName, Reading, Relation, Statement, Version

ID = Identifier("arxiv", "2401.00001")
FIELDS: dict[str, FieldData] = {
    "title": "A title",
    "authors": (PersonName("One", "Ann"),),
    "abstract": "What it is about.",
    "categories": ("cs.RO",),
    "version": 2,
}


def before(**more: FieldData) -> list[Statement]:
    return [Statement(n, v, "arxiv", "2026-01-01") for n, v in {**FIELDS, **more}.items()]


def after(statements: list[Statement], **today: FieldData) -> dict[str, FieldData]:
    reading = Reading(ID, tuple(today.items()))
    return dict(keep_known_fields(reading, "arxiv", statements).fields)


@given(st.sets(st.sampled_from(sorted(FIELDS))))
def test_a_field_that_the_answer_lacks_stays(lacking: set[str]) -> None:
    today = {name: value for name, value in FIELDS.items() if name not in lacking}
    assert after(before(), **today) == FIELDS


def test_an_older_version_replaces_nothing() -> None:
    today: dict[str, FieldData] = {**FIELDS, "version": 1, "title": "An old title"}
    assert after(before(), **today) == FIELDS


def test_an_answer_without_abstract_takes_back_neither_withdrawal_nor_code() -> None:
    code = Relation("IsSupplementedBy", Identifier("github", "o/code"), "arxiv")
    other = Relation("IsSupplementedBy", Identifier("github", "o/listed"), "list")
    lacking = {name: value for name, value in FIELDS.items() if name != "abstract"}
    reading = Reading(ID, tuple(lacking.items()))
    kept = keep_known_fields(reading, "arxiv", before(withdrawn=True), [code, other])
    assert dict(kept.fields)["withdrawn"] is True
    assert kept.relations == (code,)
    whole = keep_known_fields(Reading(ID, tuple(FIELDS.items())), "arxiv", before(), [code])
    assert whole.relations == ()


def test_an_older_version_takes_back_no_relation() -> None:
    code = Relation("IsSupplementedBy", Identifier("github", "o/code"), "arxiv")
    reading = Reading(ID, (("version", 1),))
    assert keep_known_fields(reading, "arxiv", before(), [code]).relations == (code,)


def test_a_newer_version_may_take_back_a_comment_but_no_abstract() -> None:
    fields = after(before(comment="12 pages", withdrawn=True), version=3, title="New")
    assert fields["title"] == "New"
    assert fields["abstract"] == FIELDS["abstract"]
    assert not {"comment", "withdrawn"} & fields.keys()


def test_a_withdrawal_that_is_no_longer_told_is_gone() -> None:
    assert "withdrawn" not in after(before(withdrawn=True), **FIELDS)


def test_an_older_version_changes_no_stage() -> None:
    told = (Version(ID, "withdrawn", 1, "2024-01-02"),)
    reading = Reading(ID, (("version", 1),), versions=told)
    assert keep_known_fields(reading, "arxiv", before()).versions == ()
