"""Lists of the same kinds as the public cases, in other words, forms and identifiers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harvester.sandbox.server import SandboxServer
from tests.pipelines.cases.runs import CaseRun, run_case

RunText = Callable[..., CaseRun]
ECHO = "EchoWorld: Learning Motion-Aware World Models for Echocardiography Probe Guidance"
CHEX = "CheXWorld: Exploring Image World Modeling for Radiograph Representation Learning"
SURGICAL = "Surgical Vision World Model"
DREAM = "Dream to Control: Learning Behaviors by Latent Imagination"
ATARI = "Mastering Atari with Discrete World Models"
GRASP = "World Models for General Surgical Grasping"
DOMAINS = "Mastering Diverse Domains through World Models"


@pytest.fixture
def run(sandbox: SandboxServer, tmp_path: Path) -> RunText:
    def run_text(*lines: str) -> CaseRun:
        path = tmp_path / "README.md"
        path.write_text("\n".join(("# Papers", "", *lines, "")), "utf-8")
        return run_case(path, sandbox, tmp_path / "workspace")

    return run_text


def test_text_hidden_in_reference_definitions_is_no_content(run: RunText) -> None:
    hidden = (
        f"[//]: # (- **{CHEX}** [[PDF](https://arxiv.org/abs/2504.xxxxx)])",
        f"[comment]: <> (- **{SURGICAL}** [[PDF](https://arxiv.org/abs/2503.xxxxx)])",
        f'[//]: # "- **{GRASP}** [[PDF](https://arxiv.org/abs/2405.xxxxx)]"',
    )
    case = run(*hidden, "", f"- **{ECHO}** [[PDF](https://arxiv.org/abs/2504.xxxxx)]")
    assert case.papers == ("arxiv_2504.13065",)
    assert [one["title"] for one in case.mentions] == [ECHO]
    assert case.after.splitlines()[2:5] == list(hidden)


def test_places_of_several_months_are_not_all_filled_with_one_id(run: RunText) -> None:
    case = run(
        f"- **{ECHO}** *Yang Yue, Yulin Wang, et al.* [[PDF](https://arxiv.org/abs/2504.xxxxx)] "
        "([follow-up](https://arxiv.org/abs/2511.xxxxx))"
    )
    assert "abs/2504.13065" in case.after
    assert "abs/2511.xxxxx" in case.after


def test_stand_ins_in_many_forms_are_places_to_fill(run: RunText) -> None:
    titles = (ECHO, CHEX, SURGICAL, DREAM, ATARI, GRASP, DOMAINS)
    stand_ins = ("2504.#####", "2504.TBD", "2503.yyyyy", "{id}", "2010.…", "2405.NNNNN", "ID")
    case = run(
        *(
            f"- **{title}** [[PDF](https://arxiv.org/abs/{stand_in})]"
            for title, stand_in in zip(titles, stand_ins, strict=True)
        )
    )
    assert case.named("dead-link") == []
    assert case.named("placeholder-id") == [6, 9]  # no safe place: `{id}` and `ID`
    for number in ("2504.13065", "2504.13820", "2503.02904", "2010.02193", "2405.17940"):
        assert f"(https://arxiv.org/abs/{number})" in case.after


def test_people_in_other_spellings_are_neither_wrong_nor_rewritten(run: RunText) -> None:
    case = run(
        f"- **{DREAM}** *Dan Hafner, Tim Lillicrap, Jimmy L. Ba, Mo Norouzi* "
        "[[pdf](https://arxiv.org/abs/1912.01603)]",
        f"- **{DOMAINS}** *Hafner, Danijar; Pasukonis, Jurgis; Ba, Jimmy; Lillicrap, Timothy* "
        "[[pdf](https://arxiv.org/abs/2301.04104)]",
        f"- **{ATARI}** *HAFNER Danijar, LILLICRAP Timothy, NOROUZI Mohammad, BA Jimmy* "
        "[[pdf](https://arxiv.org/abs/2010.02193)]",
    )
    assert list(case.edits()) == []
    assert case.named("authors-differ") == []


def test_titles_in_other_languages_are_no_title_problems(run: RunText) -> None:
    case = run(
        "- **Modelos de mundo para agarre quirúrgico general** "
        "[[artículo](https://arxiv.org/abs/2405.17940)]",
        "- **Apprendre des comportements par imagination latente : du rêve au contrôle** "
        "[[article](https://arxiv.org/abs/1912.01603)]",
        "- **Ein Weltmodell für chirurgisches Sehen** [[Artikel](https://arxiv.org/abs/2503.02904)]",
    )
    assert case.named("wrong-link") == case.named("title-differs") == []


def test_an_id_is_no_year_in_any_form(run: RunText) -> None:
    case = run(
        f"- Hafner et al. **{DREAM}**. CoRR abs/1912.01603 (2019). "
        "[Paper](https://arxiv.org/abs/1912.01603)",
        f"- **{ATARI}** (2020), arXiv 2010.02193. [Paper](https://arxiv.org/abs/2010.02193)",
        f"- **{GRASP}**, arXiv:2405.17940v1, May 2024. [Paper](https://arxiv.org/abs/2405.17940)",
    )
    assert case.named("date-differs") == []


def test_one_stand_in_for_a_page_of_a_venue_makes_no_paper_of_two(run: RunText) -> None:
    page = "https://openaccess.thecvf.com/content/CVPR2025/html/XXX_CVPR_2025_paper.html"
    case = run(
        f"- **{ECHO}** *Yang Yue, et al.* [[CVF]({page})]",
        f"- **{CHEX}** *Yang Yue, et al.* [[CVF]({page})]",
    )
    assert case.papers == ("arxiv_2504.13065", "arxiv_2504.13820")
    assert case.named("duplicate-entry") == case.named("wrong-link") == []


def test_two_works_under_one_unknown_id_stay_two_papers(run: RunText) -> None:
    shared = "https://openreview.net/forum?id=AbCdEf_12-"
    case = run(
        f"- **{ECHO}** *Yang Yue, Yulin Wang, et al.* [[OpenReview]({shared})]",
        f"- **A Made-up Paper about the Sleep of Fish** *Ann Bee, Cy Dee* [[OpenReview]({shared})]",
    )
    assert len(case.papers) == 2
    assert [(row["line"], row["code"]) for row in case.problems] == [(4, "wrong-link")]


def test_an_id_that_three_works_share_is_that_of_what_holds_them(run: RunText) -> None:
    book = "https://doi.org/10.1145/3292500"
    titles = ("Yet Another Invented Title of Length", "Made-up Maps of Rivers and Their Towns")
    case = run(
        *(f"- **{one}** [[DOI]({book})]" for one in (*titles, "Quiet Machines in Loud Rooms"))
    )
    assert len(case.papers) == 3
    assert case.problems == ()


def test_one_paper_under_two_topics_by_two_links_is_listed_twice(run: RunText) -> None:
    case = run(
        "## Imaging",
        f"- [{DOMAINS}](https://arxiv.org/abs/2301.04104)",
        "- [TaDiff](https://arxiv.org/abs/2309.05406)",
        "## Control",
        f"- [{DOMAINS}](https://doi.org/10.1038/s41586-025-08744-2)",
        "- [Treatment-aware Diffusion Probabilistic Model for Longitudinal MRI Generation and "
        "Diffuse Glioma Growth Prediction](https://doi.org/10.1109/TMI.2025.3533038)",
    )
    assert case.named("duplicate-entry") == [7, 8]
    assert case.named("wrong-link") == []


def test_ids_in_plain_text_make_entries_without_the_name_of_arxiv(run: RunText) -> None:
    case = run(
        "1. Prefix Probabilities from Stochastic Tree Adjoining Grammars — cs.CL/9809026",
        "2. Dynamics and pattern formation in invasive tumor growth (q-bio/0507034)",
        f"3. *{SURGICAL}*; preprint: 2503.02904v1",
        f"4. {GRASP} [2405.17940]",
    )
    assert [one["identifiers"] for one in case.mentions] == [
        ["arxiv:cs/9809026"],
        ["arxiv:q-bio/0507034"],
        ["arxiv:2503.02904"],
        ["arxiv:2405.17940"],
    ]


def test_pages_of_workshops_want_no_id(run: RunText) -> None:
    page = "https://openreview.net/group?id=robot-learning.org/CoRL/2024/Workshop"
    case = run(
        f"- [CoRL 2024 Workshop: Made-up Touch]({page}/Touch)",
        f"- CoRL 2024: Made-up Soft Hands [[Papers]({page}/Hands)]",
        "- ICML 2024 Workshop: Made-up Agents "
        "([OpenReview](https://openreview.net/venue?id=ICML.cc/2024/Workshop/Agents))",
    )
    assert case.problems == ()
