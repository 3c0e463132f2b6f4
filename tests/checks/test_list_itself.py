from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.checks.check import check
from harvester.checks.wording import without_code
from harvester.model import Identifier, MentionKind, RepositoryState, Severity, Strength, Verdict
from tests.checks.worlds import codes, look, names, only, paper

ENTRY = """**Alpha: A First Model of Tides.** [Dec 2025]<br>
*Ann Lee, Bo Xu.*<br>
[[PDF](https://arxiv.org/abs/2512.01234)] [[Github](https://github.com/ann/alpha)]
"""


def test_stale_badge() -> None:
    badge = "[![Last](https://img.shields.io/badge/last%20update-January%202025-blue)]()\n\n"
    problem = only(check(look("# List\n\n" + badge + ENTRY)), "stale-badge")
    assert problem.line == 3
    assert problem.claimed == "last update January 2025"
    assert "December 2025" in problem.fix


def test_a_fresh_badge_and_entries_of_the_future() -> None:
    assert codes(check(look("# List\n\nLast updated: December 2025\n\n" + ENTRY))) == []
    assert codes(check(look("Last updated: Nov 2025\n\n" + ENTRY, month="2025-11"))) == []


def test_template_text_but_not_where_people_are_told_how_to_write() -> None:
    words = "# List\n\n## Contributing\n\n**Your Name**\n\n## Citation\n\nauthor = {Your Name}\n"
    assert only(check(look(words)), "template-text").line == 9


def test_files_that_are_not_there() -> None:
    text = (
        "# List\n\n![x](figures/a%20b.png) [c](CONTRIBUTING.md#how) [d](docs/) [e](https://x.org)\n"
        '\n<img src="figures/gone.png">\n\n`[f](code.md)`\n\n```\n[g](block.md)\n```\n'
    )
    there = frozenset({"figures/a b.png", "docs/index.md"})
    problems = check(look(text, files=there))
    assert [problem.subject for problem in problems] == ["CONTRIBUTING.md", "figures/gone.png"]
    assert [problem.line for problem in problems] == [3, 5]
    assert check(look(text)) == ()


def test_one_home_page_for_two_datasets() -> None:
    table = (
        "# List\n\n## Datasets\n\n| Dataset | Size |\n|---|---|\n"
        "| [Gauges](https://sets.example.org/) | 3 |\n| [Buoys](https://sets.example.org) | 4 |\n"
        "| [Waves](https://sets.example.org/waves) | 4 |\n"
    )
    problem = only(check(look(table)), "shared-url")
    assert (problem.line, problem.known) == (7, "the same home page stands for Gauges, Buoys")


@pytest.mark.parametrize(
    ("state", "code", "severity"),
    [
        (RepositoryState("ann/alpha", "d", state="gone"), "repository-gone", Severity.ERROR),
        (RepositoryState("ann/alpha", "d", moved_to="ann/a"), "repository-moved", Severity.WARNING),
        (RepositoryState("ann/alpha", "d", archived=True), "repository-archived", Severity.INFO),
    ],
)
def test_repositories(state: RepositoryState, code: str, severity: Severity) -> None:
    problem = only(check(look("# L\n\n" + ENTRY, repositories={"ann/alpha": state})), code)
    assert (problem.line, problem.severity) == (5, severity)


def test_placeholders_with_and_without_an_answer() -> None:
    text = "# L\n\n" + ENTRY.replace("2512.01234", "2512.xxxxx")
    unknown = only(check(look(text)), "placeholder-id")
    assert "2025-12" in unknown.known
    assert "resolve" in unknown.fix
    resolved_problem = only(check(look(text, {"Alpha": paper("2512.01234")})), "placeholder-id")
    assert resolved_problem.known == "arxiv:2512.01234"


def test_an_entry_without_any_identifier() -> None:
    text = "# L\n\n" + ENTRY.replace("arxiv.org/abs/2512.01234", "example.org/paper")
    assert only(check(look(text)), "missing-id").severity is Severity.INFO
    matching = check(look(text, {"Alpha": paper("2512.01234")}))
    assert only(matching, "missing-id").fix == "add https://arxiv.org/abs/2512.01234"


def test_a_link_that_leads_to_another_paper() -> None:
    other = paper(
        "2512.01234",
        title="Grain Boundaries in Sintered Copper Under Cyclic Load",
        authors=names("Zed Young", "Yan Old"),
        submitted="2025-12-02",
    )
    problem = only(check(look("# L\n\n" + ENTRY, {"Alpha": other})), "wrong-link")
    assert problem.severity is Severity.ERROR
    assert "Grain Boundaries" in problem.known


def test_two_titles_under_one_identifier() -> None:
    again = ENTRY.replace("Alpha: A First Model of Tides", "Gamma: Something Else Entirely")
    looked = look("# L\n\n" + ENTRY + "\n" + again)
    problem = only(check(looked), "wrong-link")
    assert problem.severity is Severity.WARNING
    assert "Alpha" in problem.known


@settings(max_examples=40)
@given(st.text(max_size=300))
def test_any_text_can_be_checked(text: str) -> None:
    problems = check(look(text, files=frozenset()))
    assert list(problems) == sorted(problems, key=lambda problem: problem.line)


@given(st.text(alphabet="`~a \n", max_size=80))
def test_blanking_code_keeps_every_offset(text: str) -> None:
    assert len(without_code(text)) == len(text)
    assert without_code(text).count("\n") == text.count("\n")


def test_the_right_paper_of_a_wrong_link_is_named() -> None:
    other = paper("2512.01234", title="Grain Boundaries in Sintered Copper Under Cyclic Load")
    looked = look("# L\n\n" + ENTRY, {"Alpha": other})
    right = Verdict(Strength.EXACT, "same title", Identifier("arxiv", "2511.00001"))
    spans = {mention.span: right for mention in looked.document.mentions}
    problem = only(check(replace(looked, verdicts=spans)), "wrong-link")
    assert problem.fix.endswith("this one is https://arxiv.org/abs/2511.00001")


def test_a_section_that_links_most_entries_otherwise_is_not_asked_for_ids() -> None:
    pages = "".join(
        f"- [Fields of Sparse Tides {n}](https://lab.example/{n}/), Maker et al., NeurIPS 2020\n"
        for n in range(3)
    )
    papers = "".join(
        f"- [Deep Study of Tides {n}](https://arxiv.org/abs/2512.0123{n})\n" for n in range(3)
    )
    lost = "- [Deep Study of Sands](https://a.example/sands.pdf)\n"
    problems = check(look(f"# A\n\n## Papers\n\n{papers}{lost}\n## Views\n\n{pages}"))
    assert [one.subject for one in problems if one.code == "missing-id"] == ["Deep Study of Sands"]


SOFTWARE = "- [Tide{n}](https://github.com/ann/tide{n}) Simulates tides.\n"
BESIDE = "- [SandFlow](https://github.com/ann/sand) by Ann Lee, Bo Xu et al. Simulates dunes.\n"


def test_software_is_asked_for_no_id_where_a_section_lists_software() -> None:
    code = "".join(SOFTWARE.replace("{n}", str(n)) for n in range(3))
    looked = look(f"# A\n\n## Software\n\n{code}{BESIDE}", {"SandFlow": paper("2512.00001")})
    assert [one.kind for one in looked.document.mentions][-1] is MentionKind.PAPER
    assert "missing-id" not in codes(check(looked))
    paper_entry = "- [Deep Study of Tides](https://arxiv.org/abs/2512.01234)\n"
    looked = look(f"# A\n\n## Work\n\n{code}{paper_entry}{BESIDE}")
    assert only(check(looked), "missing-id").subject == "SandFlow"
