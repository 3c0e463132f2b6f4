"""Links that lead to another paper, to none, or not where the entry itself says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from harvester.checks.check import check
from harvester.checks.inputs import CheckInput
from harvester.matching.resolve import query_of, resolve
from harvester.model import Candidate, Identifier, RepositoryState, Severity
from tests.checks.worlds import codes, look, names, only, paper

TIDES = "Tidewatch: A First Model of Coastal Tides from Satellite Radar"
GRAIN = "Grain Boundaries in Sintered Copper Under Cyclic Load"
SWAPPED = f"""# L

- **{TIDES}**. [[Paper](https://arxiv.org/abs/2511.00002)]
- **{GRAIN}**. [[Paper](https://arxiv.org/abs/2512.00001)]
"""


def record(number: str, title: str, *authors: str) -> Candidate:
    return Candidate(Identifier("arxiv", number), title, authors, True)


def with_index(given: CheckInput, *records: Candidate, holds: bool = True) -> CheckInput:
    """Look as with a local index that holds `records`, by identifier too where it `holds` them."""
    verdicts = {
        mention.span: resolve(query_of(mention), records) for mention in given.document.mentions
    }
    candidate = {one.identifier: one for one in records} if holds else {}
    return replace(given, verdicts=verdicts, records=candidate)


def test_links_of_neighbours_that_were_exchanged() -> None:
    looked = with_index(look(SWAPPED), record("2512.00001", TIDES), record("2511.00002", GRAIN))
    problems = [one for one in check(looked) if one.code == "wrong-link"]
    assert [one.line for one in problems] == [3, 4]
    assert problems[0].fix == f"exchange the link with that of “{GRAIN}” (line 4)"
    assert problems[1].fix == "exchange the link with that of “Tidewatch” (line 3)"
    assert {one.severity for one in problems} == {Severity.ERROR}


def test_exchanged_links_are_found_without_an_index() -> None:
    papers = {
        "Tidewatch": paper("2511.00002", title=GRAIN),
        GRAIN: paper("2512.00001", title=TIDES),
    }
    problems = [one for one in check(look(SWAPPED, papers)) if one.code == "wrong-link"]
    assert len(problems) == 2
    assert all(one.fix.startswith("exchange the link with that of") for one in problems)


def test_what_the_index_lacks_the_list_itself_may_know() -> None:
    papers = {
        "Tidewatch": paper("2511.00002", title=GRAIN),
        GRAIN: paper("2512.00001", title=TIDES),
    }
    looked = with_index(look(SWAPPED, papers), record("2511.00002", GRAIN))
    problems = [one for one in check(looked) if one.code == "wrong-link"]
    assert all(one.fix.startswith("exchange the link with that of") for one in problems)
    assert len(problems) == 2


def test_half_of_an_exchange_is_named_too() -> None:
    people = ("Ann Bee", "Cy Dee", "Eve Fay")
    text = SWAPPED.replace(f"**{TIDES}**.", f"**{TIDES}**. *Zoe Gold, Kai Hill, Lea Iron*.")
    looked = with_index(look(text), record("2511.00002", GRAIN, *people))
    first = next(one for one in check(looked) if one.code == "wrong-link")
    assert first.fix == f"perhaps the link of “{GRAIN}” (line 4), whose paper this id is"


def test_a_paper_that_belongs_to_another_entry_of_the_list() -> None:
    looked = with_index(look(SWAPPED), record("2511.00002", GRAIN))
    first, second = (one for one in check(looked) if one.code == "wrong-link")
    assert (first.line, first.severity) == (3, Severity.ERROR)
    assert first.fix == f"perhaps the link of “{GRAIN}” (line 4), whose paper this id is"
    assert second.severity is Severity.WARNING
    assert second.fix.endswith(
        "this one is https://arxiv.org/abs/2511.00002, as at “Tidewatch” (line 3)"
    )


def test_an_old_and_a_new_title_of_one_paper_are_a_duplicate_and_no_wrong_link() -> None:
    text = SWAPPED.replace("2512.00001", "2511.00002").replace(TIDES, "Copper Grains under Load")
    problems = check(with_index(look(text), record("2511.00002", GRAIN)))
    assert "wrong-link" not in codes(problems)
    assert "duplicate-entry" in codes(problems)


def test_a_title_pasted_over_another_is_told_by_the_authors() -> None:
    text = f"# L\n\n- **{TIDES}**. *Ann Bee, Cy Dee*. [[Paper](https://arxiv.org/abs/2511.00002)]\n"
    looked = with_index(
        look(text),
        record("2512.00001", TIDES, "Zoe Gold"),
        record("2511.00002", GRAIN, "Ann Bee", "Cy Dee"),
    )
    problem = only(check(looked), "wrong-link")
    assert problem.fix == "the authors are those of the link, the title is not: correct one of them"


def test_an_id_that_the_index_lacks_is_a_warning_only() -> None:
    looked = with_index(look(SWAPPED), record("2512.09999", TIDES))
    problem = only(check(looked), "wrong-link")
    assert problem.severity is Severity.WARNING
    assert problem.known == f"“{TIDES}” is arxiv:2512.09999"


def test_a_paper_that_changed_its_title_is_no_wrong_link() -> None:
    text = "# L\n\n- **Tidewatch: A Model of Tides**. [[Paper](https://arxiv.org/abs/2512.00001)]\n"
    looked = look(text, {"Tidewatch": paper("2512.00001", title=TIDES)})
    problems = check(with_index(looked, record("2512.00001", TIDES)))
    assert "wrong-link" not in codes(problems)
    assert TIDES in only(problems, "title-differs").known


BADGE = "[![arXiv](https://img.shields.io/badge/arXiv-{}-b31b1b.svg)](https://arxiv.org/abs/{})"


@pytest.mark.parametrize(
    ("entry", "is_told"),
    [
        (BADGE.format("2512.00001", "2512.00010"), True),
        (BADGE.format("2512.00001", "2512.00001"), False),
        ("arXiv:2512.00001. [[Paper](https://arxiv.org/abs/2512.00010)]", True),
        ("CoRR abs/2512.00001. [[Paper](https://arxiv.org/abs/2512.00010)]", True),
        ("arXiv:2512.00001v2. [[Paper](https://arxiv.org/abs/2512.00001)]", False),
        ("arXiv:2512.00001, 2512.00002, arXiv:2512.00003. [[P](https://arxiv.org/abs/1)]", False),
    ],
)
def test_what_is_shown_and_what_is_linked(entry: str, is_told: bool) -> None:
    problems = check(look(f"# L\n\n- **{TIDES}**. {entry}\n"))
    assert ("wrong-link" in codes(problems)) is is_told


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://arxiv.org/abs/2509.251", "2509.251 is no arXiv identifier"),
        ("https://arxiv.org/pdf/2407.119656", "2407.119656 is no arXiv identifier"),
        ("http://www.arxiv.org/abs/2513.00001", "2513.00001 is no arXiv identifier"),
        ("https://arxiv.org/abs/2509.xxxxx", ""),
        ("https://arxiv.org/abs/2509.00251", ""),
        ("https://arxiv.org/list/cs.CV/recent", ""),
        ("https://example.org/abs/2509.251", ""),
    ],
)
def test_links_to_arxiv_that_cannot_be(url: str, words: str) -> None:
    problems = check(look(f"# L\n\n- **{TIDES}**. [[Paper]({url})]\n"))
    texts = [problem.known for problem in problems if problem.code == "dead-link"]
    assert texts == ([words] if words else [])


def test_an_id_that_arxiv_does_not_know() -> None:
    looked = with_index(look(SWAPPED), record("2512.09999", TIDES), holds=False)
    gone: Mapping[Identifier, str] = {Identifier("arxiv", "2511.00002"): "arXiv does not know it"}
    problems = check(replace(looked, absent=gone))
    problem = only(problems, "wrong-link")
    assert (problem.line, problem.severity) == (3, Severity.ERROR)
    assert problem.known.endswith("is arxiv:2512.09999; arxiv:2511.00002: arXiv does not know it")
    assert problem.fix.endswith("this one is https://arxiv.org/abs/2512.09999")
    assert "dead-link" not in codes(problems)
    silent = replace(looked, absent=gone, verdicts={})
    assert only(check(silent), "dead-link").known == "arXiv does not know it"


def test_the_people_of_the_linked_paper_speak() -> None:
    text = f"# L\n\n- **{TIDES}**. *A. Bee, C. Dee*. [[Paper](https://arxiv.org/abs/2511.00002)]\n"
    other = paper("2511.00002", title="A Model of Coastal Storms", authors=names("Zed Young"))
    assert only(check(look(text, {"Tidewatch": other})), "wrong-link").severity is Severity.ERROR


SISTER = "Driftwatch: Learning Models of Coastal Drift from Satellite Optics"
GROUP = "Ann Bee, Cy Dee, Eve Fay"


def entry(title: str, number: str, authors: str = "", more: str = "") -> str:
    people = f" *{authors}, et al.*" if authors else ""
    return f"- **{title}**{people} [[Paper](https://arxiv.org/abs/{number})]{more}\n"


@pytest.mark.parametrize("authors", ["", GROUP, "Ann Bee, Cy Dee", "Zoe Gold, Kai Hill, Lea Iron"])
def test_a_wrong_link_is_one_problem_and_gives_no_advice(authors: str) -> None:
    paper_record = paper(
        "2511.00002",
        "group/drift",
        title=SISTER,
        authors=names("Ann Bee", "Cy Dee", "Dan Elk"),
        submitted="2020-11-02",
        journal_ref="Coastal Letters 4 (2021) 1-9",
        withdrawn=True,
    )
    coded = entry(GRAIN, "2512.00001", "", " [[Code](https://github.com/a/b)]")
    text = "# L\n\n" + entry(TIDES, "2511.00002", authors) + coded
    problems = check(look(text, {"Tidewatch": paper_record}))
    assert [(one.line, one.code) for one in problems] == [(3, "wrong-link")]


def test_the_right_id_is_found_in_the_dataset() -> None:
    text = "# L\n\n" + entry(TIDES, "2512.00009")
    looked = replace(look(text), known=(paper("2512.00001", title=TIDES),))
    problem = only(check(looked), "wrong-link")
    assert problem.fix.endswith("this one is https://arxiv.org/abs/2512.00001")


def test_a_foreign_second_id() -> None:
    more = " [[Paper](https://openreview.net/forum?id=aBcD12)]"
    other = replace(
        paper("2511.00002", title=SISTER), identifiers=(Identifier("openreview", "aBcD12"),)
    )
    own = paper("2512.00001", title=TIDES)
    text = "# L\n\n" + entry(TIDES, "2512.00001", more=more) + entry(SISTER, "2511.00002")
    looked = replace(look(text, {"Tidewatch": own, "Driftwatch": other}), known=(own, other))
    problem = only(check(looked), "wrong-link")
    assert (problem.line, problem.claimed[:17]) == (3, "openreview:aBcD12")
    assert problem.fix.startswith("take this second link out")
    named = text.replace("[[Paper](https://open", "[[Driftwatch, which it extends](https://open")
    looked = replace(look(named, {"Tidewatch": own, "Driftwatch": other}), known=(own, other))
    assert "wrong-link" not in codes(check(looked))


def test_the_badge_of_another_repository() -> None:
    badge = " ![](https://img.shields.io/github/stars/{}?style=social)"
    code = " [[Code](https://github.com/ann/tides)]"
    text = "# L\n\n" + entry(TIDES, "2512.00001", more=code + badge.format("bob/drift"))
    assert only(check(look(text)), "badge-differs").claimed == "badge of github:bob/drift"
    moved = {"ann/tides": RepositoryState("ann/tides", "d", moved_to="bob/drift")}
    assert "badge-differs" not in codes(check(look(text, repositories=moved)))
    same = "# L\n\n" + entry(TIDES, "2512.00001", more=code + badge.format("Ann/Tides"))
    assert check(look(same)) == ()


@pytest.mark.parametrize(
    ("named", "vouched", "title", "is_told"),
    [
        ("arxiv:2511.00002", "", SISTER, True),
        ("arxiv:2511.00002", "bob/drift", SISTER, False),  # the paper's own record names it
        ("arxiv:2512.00001", "", SISTER, False),  # it is its own
        ("arxiv:2511.00002", "", f"{TIDES}, Revisited", False),  # a version of it, perhaps
        ("arxiv:2511.00099", "", SISTER, False),  # nobody knows which paper that is
        ("", "", SISTER, False),  # none, or several
    ],
)
def test_code_whose_readme_names_another_paper_alone(
    named: str, vouched: str, title: str, is_told: bool
) -> None:
    code = " [[Code](https://github.com/bob/drift)]"
    own = paper("2512.00001", vouched, title=TIDES)
    states = {"bob/drift": RepositoryState("bob/drift", "d", names_paper=named)}
    text = "# L\n\n" + entry(TIDES, "2512.00001", more=code)
    looked = look(text, {"Tidewatch": own}, repositories=states)
    looked = replace(looked, known=(own, paper("2511.00002", title=title)))
    assert ("wrong-link" in codes(check(looked))) is is_told
    if is_told:
        assert "names arxiv:2511.00002 alone" in only(check(looked), "wrong-link").known


def test_text_of_a_link_and_where_it_leads() -> None:
    text = f"# L\n\n- **{TIDES}** [arXiv:2512.00001](https://arxiv.org/abs/2512.00010)\n"
    assert only(check(look(text)), "wrong-link").claimed == "shows arXiv 2512.00001"
