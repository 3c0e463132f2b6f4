"""Right, or silent: what is accepted, what is refused, and why."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from harvester.lists import parse
from harvester.matching.resolve import Reason, evidence_line, judge, query_of, resolve
from harvester.model import (
    Candidate,
    Identifier,
    Link,
    Mention,
    MentionKind,
    Placeholder,
    Query,
    Span,
    Strength,
    Written,
)
from tests.paths import SHARED

ACCEPTED = {Strength.EXACT, Strength.STRONG}


def paper(number: str, title: str, *authors: str, **more: str) -> Candidate:
    return Candidate(Identifier("arxiv", number), title, authors, **more)  # type: ignore[arg-type]  # texts only


ECHO = paper(
    "2504.13065",
    "EchoNova: A Motion-Aware World Model for Echocardiography Probe Guidance",
    "Yang Yue",
    "Yulin Wang",
    "Gao Huang",
    submitted="2025-04-17",
)
NEIGHBOURS = (
    paper("2505.00001", "A Motion-Aware World Model for Robotic Grasping", "Max Muster"),
    paper("2506.00002", "Echocardiography Segmentation with Probe Guidance", "Erika Musterfrau"),
    paper("2407.00003", "EchoNovo: Peptide Sequencing with Transformers", "Bo Li"),
)


def test_equal_title_with_authors_and_month() -> None:
    query = Query(
        "EchoNova: a motion-aware world model for echocardiography probe guidance.",
        authors=("Yang Yue", "Y. Wang", "G. Huang"),
        year=2025,
        month=4,
    )
    verdict = resolve(query, (*NEIGHBOURS, ECHO))
    assert verdict.identifier == ECHO.identifier
    assert verdict.strength is Strength.EXACT
    assert verdict.reason == Reason.SAME_TITLE_AND_MORE
    assert evidence_line(verdict) == "title equal, 3 of 3 authors, April 2025"


def test_without_the_right_record_the_answer_is_none() -> None:
    query = Query(ECHO.title, authors=("Yang Yue",), year=2025, month=4)
    verdict = resolve(query, NEIGHBOURS)
    assert verdict.strength is Strength.NONE
    assert verdict.identifier is None
    assert resolve(query, ()).reason == Reason.NO_CANDIDATE


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Qwen2.5-VL Technical Report", "Qwen3-VL Technical Report"),
        ("Generating 3D Scenes with Occupancy Diffusion",
         "Generating 4D Scenes with Occupancy Diffusion"),
        ("DeepSolar++: Let Decoders Solo on Points", "DeepSolar: Let Decoders Solo on Points"),
        ("Sweeping Hyperbolic Conservation Laws", "Sweeping Hyperbolic Conservation Laws II"),
        ("Quantitative Typing Part I", "Quantitative Typing Part II"),
        ("MobileFoo V2: Faster Vision for Phones", "MobileFoo V3: Faster Vision for Phones"),
    ],
)  # fmt: skip
def test_other_versions_are_refused(written: str, words: str) -> None:
    assert judge(Query(written), paper("2501.00001", words)).strength not in ACCEPTED


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Scene Forecasting by Inter-Tokenizers", "Scene Forecasting by Inter-Tokenizer"),
        ("Precise Length Control in LLMs", "Precise Length Control in Large Language Models"),
        ("Seamless Motion with Blended Encodings",
         "FlowMove: Seamless Motion with Blended Encodings"),
        ("[MaskWhat] Per-Pixel Classification is Not All You Need",
         "Per-Pixel Classification is Not All You Need"),
    ],
)  # fmt: skip
def test_the_same_written_otherwise_is_accepted(written: str, words: str) -> None:
    assert judge(Query(written), paper("2501.00001", words)).strength in ACCEPTED


def test_a_bare_name_needs_more() -> None:
    candidate = paper(
        "2406.00001", "GraphLurker: Reading Long Texts as Graphs", "Ann Li", submitted="2024-06-20"
    )
    assert resolve(Query("GraphLurker"), (candidate,)).strength is Strength.AMBIGUOUS
    dated = resolve(Query("GraphLurker", authors=("Ann Li",), year=2024, month=6), (candidate,))
    assert dated.identifier == candidate.identifier


def test_common_titles_stay_ambiguous() -> None:
    verdict = resolve(Query("Introduction"), (paper("2501.00001", "Introduction", "A. Bee"),))
    assert verdict.strength is Strength.AMBIGUOUS
    assert verdict.reason == Reason.COMMON_TITLE


def test_two_records_with_one_title_need_authors() -> None:
    title = "The Design of a Prismatic Drive for a Parallel Machine"
    one = paper("0705.1217", title, "Jean Renotte", "Dam Chablat", submitted="2007-05-09")
    two = paper("1104.1249", title, "Dam Chablat", "Jorge Angel", submitted="2011-04-07")
    both = resolve(Query(title), (one, two))
    assert both.strength is Strength.AMBIGUOUS
    assert both.reason == Reason.SEVERAL_FIT
    assert len(both.judged) == 2
    named = resolve(Query(title, authors=("J. Renotte",), et_al=True), (one, two))
    assert named.identifier == one.identifier
    dated = resolve(Query(title, year=2011, month=4), (one, two))
    assert dated.identifier == two.identifier


def test_wrong_month_in_a_placeholder_is_no_filter() -> None:
    verdict = resolve(Query(ECHO.title, hint="2024-09"), (ECHO,))
    assert verdict.identifier == ECHO.identifier


def test_same_doi_is_proof() -> None:
    candidate = paper(
        "1911.08265",
        "Mastering Board Games by Planning with a Learned Model",
        submitted="2019-11-19",
        doi="10.1038/s41586-020-03051-4",
    )
    query = Query(
        "MuZero", year=2020, links=("https://www.nature.com/articles/s41586-020-03051-4",)
    )
    verdict = resolve(query, (candidate, *NEIGHBOURS))
    assert verdict.identifier == candidate.identifier
    assert verdict.strength is Strength.EXACT
    assert verdict.reason == Reason.SAME_DOI


def test_code_link_named_by_the_paper() -> None:
    candidate = paper(
        "2507.00001",
        "Learning Probe Guidance from Motion",
        comment="Code: https://github.com/ada/echo-nova.",
        abstract="We present EchoNova, made up for a test.",
    )
    query = Query("EchoNova", name="EchoNova", links=("https://github.com/Ada/echo-nova",))
    assert resolve(query, (candidate,)).identifier == candidate.identifier
    other = Query("EchoNova", name="EchoNova", links=("https://github.com/ada/echo",))
    assert resolve(other, (candidate,)).identifier is None


def test_published_title_against_preprint() -> None:
    candidate = paper(
        "2212.08072",
        "Foresight-a generative pretrained transformer for modelling of patient timelines using "
        "electronic health records: a retrospective modelling study",
        "Zeljko Kraljevic", "Dan Bean", "Anthony Shek", "Rebecca Bendayan",
        submitted="2022-12-13",
    )  # fmt: skip
    query = Query(
        "Foresight: A Generative Pretrained Transformer for Modelling Patient Timelines",
        name="Foresight",
        authors=("Kraljevic", "Bean", "Shek"),
        et_al=True,
        event="Lancet Digital Health, 2024",
    )
    for year in (None, 2022, 2024):  # the journal's year, later than the preprint's
        assert resolve(replace(query, year=year), (candidate,)).strength is Strength.STRONG


NOVA = paper(
    "2501.00001",
    "NovaQuill: Writing Long Stories with Planned Invented Agents",
    "Ada Lovelace", "Grace Hopper", "Max Muster", "Erika Musterfrau",
)  # fmt: skip


@pytest.mark.parametrize(
    ("title", "authors", "meant"),
    [
        ("NovaQuill - lets 3 agents write; see blog", ("A. Lovelace", "G. Hopper"), True),
        ("NovaQuill: Something Else", ("Ada Lovelace", "Grace Hopper"), True),
        ("NovaQuill: Something Else", ("Bo Li",), False),
        ("NovaQuill-2: Something Else", ("Ada Lovelace", "Grace Hopper"), False),
        ("NovaQuill+: Something Else", ("Ada Lovelace", "Grace Hopper"), False),
        ("Long Stories with Planned Agents", ("Ada Lovelace", "Grace Hopper"), True),
        ("Long Stories with Planned Agents", ("Ada Lovelace", "Bo Li"), False),
        ("Long Stories with Planned Agents", ("Grace Hopper", "Ada Lovelace"), False),
        ("Teaching Robots to Sweep", ("Ada Lovelace", "Grace Hopper", "Max Muster"), False),
    ],
)  # fmt: skip
def test_authors_carry_a_name_or_a_near_title(
    title: str, authors: tuple[str, ...], meant: bool
) -> None:
    query = Query(title, authors=authors, et_al=True)
    assert (resolve(query, (NOVA,)).identifier is not None) is meant


def test_a_record_that_names_its_first_author_only_has_no_strangers() -> None:
    cut = replace(NOVA, authors=NOVA.authors[:1], authors_complete=False)
    query = Query("Long Stories with Planned Invented Agents", authors=NOVA.authors)
    assert resolve(query, (cut,)).identifier == NOVA.identifier


def test_a_team_and_a_month_bring_a_retitled_paper_forward() -> None:
    retitled = replace(NOVA, title="Writing Long Stories by Quarrelling Agents")
    rivals = [
        paper(f"2501.1000{n}", f"NovaQuill {word} Writing of Long Planned Stories", "Bo Li")
        for n, word in enumerate(("Quick", "Slow", "Small", "Large", "Green", "Blue"))
    ]
    query = Query(
        "NovaQuill: Writing Long Stories with Planned Invented Agents",
        authors=NOVA.authors[:3], et_al=True,
    )  # fmt: skip
    there = (*rivals, replace(retitled, submitted="2025-01-03"))
    dated = resolve(replace(query, year=2025, month=1), there)
    assert dated.strength in {Strength.STRONG, Strength.AMBIGUOUS}
    assert dated.judged[0].candidate.identifier == NOVA.identifier
    nobody = resolve(replace(query, authors=()), there)
    assert nobody.identifier is None
    assert nobody.judged[0].candidate.identifier != NOVA.identifier


def test_a_date_that_stands_beside_the_title_counts() -> None:
    candidate = paper("2503.00001", NOVA.title, "Ada Lovelace", submitted="2025-03-02")
    verdict = resolve(Query("NovaQuill arXiv 25.3 [Paper]"), (candidate,))
    assert verdict.identifier == candidate.identifier
    assert evidence_line(verdict) == "the name before the colon alone, March 2025"
    assert resolve(Query("NovaQuill arXiv 21.3 [Paper]"), (candidate,)).identifier is None


def test_parts_of_a_series_are_told_apart() -> None:
    names = ("Ada Lovelace", "Grace Hopper")
    part = paper("2501.00002", "Physics of Invented Quills: Part 3.2, Knowledge of Ink", *names)
    query = Query("The Physics of Invented Quills", authors=names, et_al=True)
    assert resolve(query, (part,)).identifier is None


@pytest.mark.parametrize(
    ("title", "authors", "year", "neighbours"),
    [
        (
            "A Path Towards AMI (JEPA)", (), 2022,
            ("A Path Towards Autonomous Agents", "JEPA as a Neural Tokenizer",
             "Graph Representations with Joint-Embedding Predictive Architectures"),
        ),
        (
            "mi-GAN: Multi-Information GAN for Alzheimer's Disease Progression Prediction",
            ("Y. Zhao", "B. Ma", "P. Jiang"), 2021,
            ("Multi-information GAN for Alzheimer's Disease Diagnosis",
             "Alzheimer's Disease Progression by a Multi-Information Adversarial Network",
             "MI-GAN: A Simple Baseline for Image Inpainting"),
        ),
    ],
)  # fmt: skip
def test_papers_that_are_not_on_arxiv_stay_without_id(
    title: str, authors: tuple[str, ...], year: int, neighbours: tuple[str, ...]
) -> None:
    candidates = [
        paper(f"2301.0000{n}", text, "Someone Else", "Bo Chen") for n, text in enumerate(neighbours)
    ]
    assert resolve(Query(title, authors=authors, year=year), candidates).identifier is None


def test_query_of_collects_what_a_mention_says() -> None:
    span = Span(0, 1)
    mention = Mention(
        kind=MentionKind.PAPER,
        name="EchoNova",
        span=span,
        line=1,
        title=Written(ECHO.title, span),
        authors=(Written("Yang Yue", span),),
        et_al=True,
        date=Written("[Apr 2025]", span),
        placeholders=(Placeholder("2504.xxxxx", "2025-04", span),),
        links=(Link("Code", "https://github.com/ada/echo", span, span),),
    )
    query = query_of(mention)
    assert (query.year, query.month, query.hint) == (2025, 4, "2025-04")
    assert query.authors == ("Yang Yue",)
    assert query.links == ("https://github.com/ada/echo",)


NEAR_DUPLICATES = "near_duplicate_titles.jsonl"
LABELLED = [Path(__file__).with_name(NEAR_DUPLICATES), SHARED / "eval" / NEAR_DUPLICATES]


@pytest.mark.parametrize("path", [path for path in LABELLED if path.is_file()], ids=str)
def test_near_duplicates_are_told_apart_or_left(path: Path) -> None:
    wrong = 0
    groups = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for group in groups:
        records = [
            paper(number, title, *authors)
            for number, title, authors in zip(
                group["ids"], group["titles"], group["authors"], strict=True
            )
        ]
        for record in records:
            identifier = resolve(Query(record.title), records).identifier
            wrong += identifier not in {None, record.identifier}
    assert wrong <= len(groups) // 100


def test_what_an_entry_says_behind_its_title_is_evidence() -> None:
    text = (
        "| **Paper** | **Links** |\n|---|---|\n"
        "| 1) **TideNet** - proposes graph transformers that forecast coastal currents from sparse "
        "drifting buoys <br>● it is small | [Paper](https://arxiv.org/abs/2504.xxxxx) |\n"
    )
    (mention,) = [one for one in parse(text, "README.md").mentions if one.is_paper_entry]
    described = query_of(mention)
    assert "forecast coastal currents from sparse drifting buoys" in described.description
    assert "http" not in described.description
    record = Candidate(
        Identifier("arxiv", "2504.00001"),
        "TideNet: Forecasting Coastal Currents from Sparse Drifting Buoys with Graph Transformers",
    )
    bare = replace(described, description="")
    assert resolve(described, [record]).certainty > resolve(bare, [record]).certainty


def test_a_dated_heading_dates_the_entries_below_it() -> None:
    text = (
        "# Papers\n\n## Top Papers of the Week (November 3 - November 9) - 2025\n\n"
        "- **TideNet** [paper](https://arxiv.org/abs/2511.xxxxx)\n"
        "- **TideNet II**, 2023 [paper](https://arxiv.org/abs/2311.xxxxx)\n"
    )
    queries = [query_of(one) for one in parse(text, "README.md").mentions]
    assert [(one.year, one.month) for one in queries] == [(2025, 11), (2023, None)]
