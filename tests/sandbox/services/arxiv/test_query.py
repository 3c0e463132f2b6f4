from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.sandbox.services.arxiv.query import InvalidQueryError, search
from harvester.sandbox.services.word_index import WordIndex
from tests.sandbox.conftest import PAPERS

INDEX = WordIndex(PAPERS)


def found(query: str) -> list[str]:
    return [PAPERS[place].id for place in search(INDEX, query)]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("ti:knee", ["2401.00001"]),
        ('ti:"knee ultrasound"', ["2401.00001"]),
        ('ti:"ultrasound knee"', []),
        ("au:orsted", ["2401.00001"]),
        ("au:Ørsted", ["2401.00001"]),
        ("abs:KneeDreamer", ["2401.00001"]),
        ("all:kneedreamer", ["2401.00001"]),
        ("cat:cs.RO", ["2402.00002"]),
        ("ti:ultrasound ANDNOT ti:knee", ["2402.00002"]),
        ("ti:ultrasound AND au:young", ["2402.00002"]),
        ("(ti:strings OR ti:guidance) AND cat:hep-th", ["hep-th/9901001"]),
        ("ti:ultra*", ["2401.00001", "2402.00002"]),
        ("ti:nothing", []),
        ("all:ultrasound AND submittedDate:[202401010000 TO 202412312359]", None),
    ],
)
def test_queries_mean_what_the_manual_says(query: str, ids: list[str] | None) -> None:
    if ids is None:
        assert len(found(query)) == 2
    else:
        assert sorted(found(query)) == sorted(ids)


def test_the_paper_with_more_of_the_words_comes_first() -> None:
    assert found("ti:guidance OR ti:ultrasound OR ti:knee OR ti:world")[0] == "2401.00001"


@pytest.mark.parametrize("query", ['ti:"open', "(ti:a", "ti:a)", "AND ti:a", "xx:a", "   "])
def test_what_cannot_be_read_is_refused(query: str) -> None:
    with pytest.raises(InvalidQueryError):
        found(query)


@given(st.text(alphabet='abc:()" ANDORT*[]é-', max_size=40))
def test_any_text_is_answered_or_refused(text: str) -> None:
    try:
        places = search(INDEX, text)
    except InvalidQueryError:
        return
    assert len(places) == len(set(places))
