from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.model import PersonName, Statement
from harvester.sources import RANKING
from harvester.values.field_values import (
    clean_line,
    names_key,
    same_as_far_as_known,
    same_people,
    title_key,
)
from harvester.values.fields import DECISION, FIELDS, Policy, rule_of
from harvester.values.text import fold
from tests.paper_strategies import SOURCES, STATEMENT


@given(STATEMENT)
def test_cleaning_twice_is_cleaning_once(seen: Statement) -> None:
    rule = rule_of(seen.field)
    once = rule.normalize(seen.value)
    assert once is None or rule.normalize(once) == once


@given(st.text())
def test_a_clean_line_is_one_line_that_a_file_can_hold(text: str) -> None:
    line = clean_line(text)
    assert clean_line(line) == line
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


def test_what_no_file_can_hold_goes() -> None:
    assert clean_line("half \ud800 a pair, \x1b[31mred\x00") == "half a pair, [31mred"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("X-WIN: Building Models", "x–win   building models"),
        ("{EchoWorld}: $L_2$ loss", "EchoWorld: L_2 loss"),
        ("Gödel’s world", "Godel's World"),
        ("World-models", "Worldmodels"),
    ],
)
def test_titles_are_equal_whatever_the_case_space_and_dash(one: str, two: str) -> None:
    assert title_key(one) == title_key(two)


@pytest.mark.parametrize(("one", "two"), [("C++ models", "C models"), ("World 2", "World 3")])
def test_titles_that_differ_in_a_sign_that_counts(one: str, two: str) -> None:
    assert title_key(one) != title_key(two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (PersonName("Kalra", "Mannudeep K."), PersonName("Kalra", "M.")),
        (PersonName("van der Berg", "Jan"), PersonName("Berg", "Jan van der")),
        (PersonName("Müller", "Ö."), PersonName(literal="Oskar Muller")),
        (PersonName("King", "Martin Luther", ""), PersonName(literal="King Jr., M. L.")),
        (PersonName(literal="ATLAS Collaboration"), PersonName("Collaboration", "ATLAS")),
    ],
)
def test_people_are_equal_by_family_and_initial(one: PersonName, two: PersonName) -> None:
    assert same_people(names_key((one,)), names_key((two,)))


def test_people_differ_by_family_or_initial() -> None:
    yang = names_key((PersonName("Yue", "Yang"),))
    assert not same_people(yang, names_key((PersonName("Yue", "Hao"),)))
    assert not same_people(yang, names_key((PersonName("Yu", "Yang"),)))


@pytest.mark.parametrize(
    ("words", "written", "agree"),
    [
        ("Yue Wang Tao", "Yue Wang et-al.", True),
        ("Yue Wang et-al.", "Yue Wang Tao", True),
        ("Yue Wang", "Yue Wang et-al.", True),
        ("Yue Wang Tao", "Yue Wang Tao", True),
        ("Yue Wang Tao", "Yue Wang", False),
        ("Yue Wang Tao", "Wang Tao et-al.", False),
        ("Yue Wang Tao", "et-al.", False),
    ],
)
def test_a_cut_author_line_agrees_with_what_begins_like_it(
    words: str, written: str, agree: bool
) -> None:
    keys = [
        names_key(tuple(PersonName(literal=name.replace("-", " ")) for name in line.split()))
        for line in (words, written)
    ]
    assert same_people(*keys) == agree


def test_partial_dates_agree_as_far_as_they_go() -> None:
    assert same_as_far_as_known("2025-04-18", "2025-04")
    assert same_as_far_as_known("2025", "2025-04")
    assert not same_as_far_as_known("2025-04-18", "2025-06")
    assert not same_as_far_as_known("2025-10", "2025-1")


def test_fold_keeps_scripts_apart() -> None:
    assert fold("ŁØ é") == "lo e"
    assert fold("世界") == "世界"


def test_every_row_has_a_reason_and_a_decision_outranks_every_source() -> None:
    for name, rule in FIELDS.items():
        assert rule.name == name
        assert len(rule.why) > 20
        rank = partial(RANKING.rank, name)
        assert rank(DECISION) < min(map(rank, SOURCES))


def test_ranks_of_the_contract() -> None:
    for name in ("title", "authors", "submitted"):
        by_rank = sorted(SOURCES, key=partial(RANKING.rank, name))
        assert by_rank[:4] == ["arxiv", "arxiv-oai", "datacite", "arxiv-snapshot"]
        assert by_rank.index("arxiv-snapshot") < by_rank.index("list")
    assert FIELDS["authors"].policy is Policy.APPLY
    assert FIELDS["abstract"].policy is Policy.NEVER
    assert RANKING.rank("title", "aaa") < RANKING.rank("title", "bbb")


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("title", " A  title ", "A title"),
        ("submitted", "2025-04", "2025-04"),
        ("submitted", "2025-13", None),
        ("version", "3", 3),
        ("version", "٣", None),
        ("withdrawn", "True", True),
        ("withdrawn", "maybe", None),
        ("categories", "cs.CV; cs.LG;", ("cs.CV", "cs.LG")),
        (
            "authors",
            "Yang Yue; Ho, Ann; {World Labs}",
            (
                PersonName("Yue", "Yang"),
                PersonName("Ho", "Ann"),
                PersonName(literal="World Labs"),
            ),
        ),
        ("authors", " ; ", None),
        ("title", "  ", None),
    ],
)
def test_people_write_values_as_text(field: str, text: str, value: object) -> None:
    assert FIELDS[field].parse(text) == value


def test_a_field_without_a_row_is_kept_and_never_corrected() -> None:
    rule = rule_of("brand_new")
    assert rule.policy is Policy.NEVER
    assert rule.normalize(" a  b ") == "a b"
    assert rule.normalize((PersonName("Yue", " Yang"),)) == (PersonName("Yue", "Yang"),)
    assert rule.normalize(("a", "a", "")) == ("a",)
    assert rule.normalize(False) is False


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("IBM J. Res. Dev.", "IBM Journal of Research and Development", True),
        ("Minds Mach.", "Minds and Machines", True),
        ("The Journal of Immunology", "Journal of Immunology", True),
        ("Frontiers Robotics AI", "Frontiers in Robotics and AI", True),
        ("ACM Comput. Surv.", "ACM Computing Surveys", True),
        ("Nat. Mach. Intell.", "Nature Machine Intelligence", True),
        ("J. Phys. A", "Journal of Physics B", False),
        ("J. Econ. Theory", "Journal of Number Theory", False),
        ("Advanced Materials", "Advances in Materials", False),
        ("Patterns", "Pattern", False),
    ],
)
def test_a_cut_name_is_the_whole_one(one: str, other: str, same: bool) -> None:
    rule = rule_of("container_title")
    assert rule.agrees(rule.key(one), rule.key(other)) is same
    assert rule.agrees(rule.key(other), rule.key(one)) is same
