from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvester.checks.attributes import badge_for, levels_of
from harvester.checks.check import check
from harvester.checks.code_claims import Claim, read_claim
from harvester.checks.inputs import AttributeRules
from harvester.model import RepositoryState
from tests.checks.worlds import codes, look, only, paper

ENTRY = """# A list

**Alpha: A First Model.** [Mar 2025]<br>
*Ann Lee.*<br>
`L1-L2` `Sea`<br>
[[PDF](https://arxiv.org/abs/2503.01234)]

**Beta: A Second Model.** [Mar 2025]<br>
*Bo Xu.*<br>
`L3` `Sea`<br>
[[PDF](https://arxiv.org/abs/2503.01235)]

## Matrix

| Paper | L1 | L2 | L3 |
|---|:-:|:-:|:-:|
"""


def matrix(alpha: str, beta: str) -> str:
    return f"{ENTRY}| Alpha | {alpha} |\n| Beta | {beta} |\n"


def test_marks_that_are_the_badges() -> None:
    assert codes(check(look(matrix("✅ | ✅ | ", " | | ✅")))) == []


def test_a_missing_mark_and_a_mark_too_many() -> None:
    first, second = check(look(matrix("✅ | | ", " | ✅ | ✅")))
    assert {first.code, second.code} == {"attribute-contradicts"}
    assert (first.subject, second.subject) == ("Alpha", "Beta")
    assert first.fix == "mark L2 in the table, or make the badge “L1”"
    assert second.fix == "take L2 out of the table, or make the badge “L2-L3”"
    assert "line 5" in first.known


def tables(status: str, other: str) -> str:
    return (
        f"{ENTRY}\n## Projects\n\n| Project | Code |\n|---|---|\n| Alpha | {status} |\n\n"
        f"## Reproduce\n\n| Paper | Code Availability |\n|---|---|\n| Alpha | {other} |\n"
    )


def test_two_tables_at_odds() -> None:
    problem = only(check(look(tables("🔜 Coming Soon", "✅ Available"))), "status-contradicts")
    assert problem.subject == "Alpha"
    assert "✅ Available" in problem.known


def test_code_was_released_where_the_list_waits_for_it() -> None:
    state = RepositoryState("ann/alpha", "2026-01-01", 7, pushed_at="2025-12-01T10:00:00Z")
    papers = {"Alpha": paper("2503.01234", "ann/alpha")}
    problems = check(look(tables("🔜 Coming Soon", "🔜 Coming"), papers, {"Ann/Alpha": state}))
    assert codes(problems) == ["code-released", "code-released"]
    assert "7 stars" in problems[0].known
    assert problems[0].source == "arxiv, github"
    assert "https://github.com/ann/alpha" in problems[0].fix


def test_code_claimed_where_the_repository_is_gone_or_empty() -> None:
    papers = {"Alpha": paper("2503.01234", "ann/alpha")}
    for state in (
        RepositoryState("ann/alpha", "2026-01-01", state="gone"),
        RepositoryState("ann/alpha", "2026-01-01", coming_soon=True),
    ):
        problems = check(look(tables("✅ Full", "✅ Full"), papers, {"ann/alpha": state}))
        assert codes(problems) == ["code-claim-contradicts"] * 2


def test_what_a_cell_links_or_awaits_needs_no_repository() -> None:
    papers = {"Alpha": paper("2503.01234")}
    weights = "[Hugging Face](https://huggingface.co/ann/alpha)"
    for cell in (weights, "[Link](https://anonymous.4open.science/r/alpha)", "[Coming soon]()"):
        assert codes(check(look(tables(cell, cell), papers))) == []
    assert codes(check(look(tables("[Yes](#)", ""), papers))) == ["code-claim-contradicts"]


def test_a_paper_with_code_that_the_list_does_not_link() -> None:
    papers = {"Alpha": paper("2503.01234", "ann/alpha")}
    assert check(look(ENTRY, papers)) == ()  # no entry of this list links code
    others = "".join(
        f"**{name}: A Model of {name}s.**<br>\n[[PDF](https://arxiv.org/abs/2503.0{at}111)] "
        f"[[Code](https://github.com/ann/{name})]\n\n"
        for at, name in enumerate(("Buoy", "Gauge"), 3)
    )
    problems = check(look(f"{ENTRY}\n{others}", papers))
    assert only(problems, "code-released").claimed == "no code link"
    elsewhere = ENTRY.replace("\n[[PDF]", "\n[[Code](https://gitee.com/ann/alpha)] [[PDF]")
    assert elsewhere != ENTRY
    assert check(look(f"{elsewhere}\n{others}", papers)) == ()


def test_words_about_code() -> None:
    rules = AttributeRules()
    by_name = {
        text: read_claim(text, rules) for text in ("✅ Full", "not available", "❓", "-", "")
    }
    assert list(by_name.values()) == [Claim.AVAILABLE, Claim.ABSENT, Claim.UNKNOWN, None, None]


def test_other_badges_are_no_levels() -> None:
    assert levels_of("3D Knowledge", AttributeRules()) == frozenset()
    assert levels_of("L1, L3", AttributeRules()) == {"L1", "L3"}


@given(st.integers(1, 9), st.integers(0, 8))
def test_a_badge_reads_back(first: int, more: int) -> None:
    levels = {f"L{number}" for number in range(first, first + more + 1)}
    assert levels_of(badge_for(levels), AttributeRules()) == levels
