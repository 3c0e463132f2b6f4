"""What is no problem, and is not said: habits of the list, single answers, hidden text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.checks.check import check
from harvester.model import Identifier, RepositoryState, Severity
from tests.checks.worlds import codes, look, only, paper

TITLE = "Tidal Lattice Forecasting for Coastal Gauges"


def entry(title: str, number: int, more: str = "") -> str:
    return f"- **{title}** [[Paper](https://arxiv.org/abs/2512.{number:05})]{more}\n"


NAMES = ("Copper Grains under Load", "Wind over Young Forests", "Salt in Old Wells", "Ice on Roofs")


def test_a_list_that_lists_by_topic_has_no_duplicates() -> None:
    papers = [entry(name, at + 1) for at, name in enumerate(NAMES)]
    text = "# L\n\n## One\n\n" + "".join(papers) + "\n## Two\n\n" + "".join(papers[1:])
    assert "duplicate-entry" not in codes(check(look(text)))
    again = text + papers[3]
    assert [p.line for p in check(look(again)) if p.code == "duplicate-entry"] == [15]
    once = "# L\n\n## One\n\n" + "".join(papers) + "\n## Two\n\n" + papers[2]
    assert only(check(look(once)), "duplicate-entry").line == 12


@pytest.mark.parametrize(
    "title",
    [
        "沿海测站的潮汐格网预报",
        "TideNet: 沿海测站的潮汐格网预报",
        "沿海测站的潮汐格网预报 (Tidal Lattice Forecasting for Coastal Gauges)",
        "التنبؤ بالمد والجزر للمقاييس الساحلية",
        "해안 관측소를 위한 조석 격자 예측",
    ],
)
def test_a_translated_title_is_no_other_title(title: str) -> None:
    looked = look("# L\n\n" + entry(title, 1))
    paper_record = paper("2512.00001", title=TITLE)
    spoken = tuple((mention, paper_record) for mention, _ in looked.mentions)
    assert check(replace(looked, mentions=spoken)) == ()


def test_a_longer_title_is_not_called_shortened() -> None:
    longer = "Tidal Lattice Forecasting of Storm Surges for Coastal Gauges in Northern Harbours"
    looked = look("# L\n\n" + entry(longer, 1))
    spoken = tuple((m, paper("2512.00001", title=TITLE)) for m, _ in looked.mentions)
    texts = [p.fix for p in check(replace(looked, mentions=spoken)) if p.code == "title-differs"]
    assert texts
    assert not any("shortens" in one for one in texts)


def test_a_repository_that_is_missing_is_one_row() -> None:
    code = " [[Code](https://github.com/ann/all)]"
    text = "# L\n\n" + "".join(entry(name, at + 1, code) for at, name in enumerate(NAMES))
    gone = {"ann/all": RepositoryState("ann/all", "2026-01-01", state="gone")}
    problem = only(check(look(text, repositories=gone)), "repository-gone")
    assert (problem.line, problem.severity) == (3, Severity.ERROR)
    assert problem.claimed == "links github:ann/all, and in lines 4, 5, 6"


def test_one_answer_is_no_proof() -> None:
    text = "# L\n\n" + entry(NAMES[0], 1, " [[Code](https://github.com/Ann/all)]")
    gone = {"ann/all": RepositoryState("ann/all", "2026-01-01", state="gone")}
    looked = replace(look(text, repositories=gone), absent_once=frozenset({"ann/all"}))
    assert only(check(looked), "repository-gone").severity is Severity.INFO
    blocked = {"ann/all": RepositoryState("ann/all", "d", state="blocked: dmca")}
    looked = replace(look(text, repositories=blocked), absent_once=frozenset({"ann/all"}))
    assert only(check(looked), "repository-gone").severity is Severity.ERROR
    absent = {Identifier("arxiv", "2512.00001"): "arXiv does not know it"}
    looked = replace(looked, absent=absent)
    assert only(check(looked), "dead-link").severity is Severity.WARNING
    looked = replace(looked, absent_today=frozenset(absent))
    assert only(check(looked), "dead-link").severity is Severity.INFO


@pytest.mark.parametrize("hidden", ["<!--\n{}\n-->", "[//]: # ({})", "<!-- {} --> text"])
def test_hidden_text_is_no_template_and_links_no_file(hidden: str) -> None:
    words = "Your Name, see [how](missing.md)"
    shown = "# L\n\n" + hidden.format(words) + "\n\n" + entry(NAMES[0], 1)
    assert check(look(shown, files=frozenset())) == ()
    assert codes(check(look("# L\n\n" + words + "\n", files=frozenset())))
