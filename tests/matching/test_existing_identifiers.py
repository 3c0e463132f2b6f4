"""An identifier in the list and the paper it leads to: the same, renamed, another, or unsure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from harvester.matching.existing_identifiers import (
    LinkVerdict,
    compare_link,
    compare_unheld,
    is_disputed,
    verdict_on_given,
    vouches_for,
)
from harvester.matching.resolve import resolve
from harvester.model import Candidate, Identifier, Query, Strength


def record(number: str, title: str, *authors: str) -> Candidate:
    return Candidate(Identifier("arxiv", number), title, authors, True)


ECHO = record(
    "2504.01234",
    "EchoWorld: Learning Motion-Aware World Models for Echocardiography Probe Guidance",
    "Yang Yue",
    "Yulin Wang",
)
GRASP = record(
    "2401.00009", "Robotic Grasping with Tactile Skins in Crowded Kitchens", "Ann Bee", "Cy Dee"
)


def compare(query: Query, candidate: Candidate, *others: Candidate) -> LinkVerdict:
    return compare_link(query, candidate, resolve(query, (candidate, *others)))


@pytest.mark.parametrize(
    ("title", "authors", "expected"),
    [
        (ECHO.title, (), LinkVerdict.SAME),
        ("EchoWorld", (), LinkVerdict.SAME),
        ("EchoNova: Guiding Probes by World Models", ("Yang Yue",), LinkVerdict.UNSURE),
        ("EchoWorld: Guiding Probes by World Models", ("Yang Yue",), LinkVerdict.TITLE_CHANGED),
        ("EchoWorld: Guiding Probes with Motion-Aware Models", (), LinkVerdict.TITLE_CHANGED),
        ("World Models that Steer the Ultrasound Probe", (), LinkVerdict.UNSURE),
        ("A World Model for Heart Ultrasound", ("A. Bee", "C. Dee"), LinkVerdict.OTHER),
        (ECHO.title, ("A. Bee", "C. Dee", "E. Fee"), LinkVerdict.UNSURE),
        (GRASP.title, (), LinkVerdict.OTHER),
        ("超声探头引导的世界模型综述", (), LinkVerdict.UNSURE),
        ("nekomata-14b-pfn-qfin", (), LinkVerdict.UNSURE),
    ],
)
def test_without_a_better_record(
    title: str, authors: tuple[str, ...], expected: LinkVerdict
) -> None:
    assert compare(Query(title, authors=authors, et_al=True), ECHO) is expected


def test_a_title_that_is_another_papers_is_a_wrong_link() -> None:
    assert compare(Query(GRASP.title), ECHO, GRASP) is LinkVerdict.OTHER


def test_a_title_that_is_another_papers_is_wrong_though_the_linked_one_is_alike() -> None:
    linked = record("2306.00001", "Tactile Skins for Robotic Grasping in Crowded Warehouses")
    assert compare(Query(GRASP.title), linked) is not LinkVerdict.OTHER
    assert compare(Query(GRASP.title), linked, GRASP) is LinkVerdict.OTHER


def test_a_pasted_title_is_wrong_though_the_authors_are_those_of_the_link() -> None:
    pasted = Query(GRASP.title, authors=("Yang Yue", "Yulin Wang"))
    assert compare(pasted, ECHO, GRASP) is LinkVerdict.OTHER


def test_a_paper_of_the_same_authors_under_a_like_title_accuses_nobody() -> None:
    candidate = record(
        "2305.00001", "Finding Novel Actions from Egocentric Videos with Visual Sense"
    )
    later = record("2406.00002", "Finding Novel Actions in an Open World with Visual Senses")
    written = Query("Finding Novel Actions in an Open World with Visual Sense")
    assert compare(written, candidate, later) is not LinkVerdict.OTHER


def test_an_identifier_without_a_record_is_doubted_for_a_rare_title_elsewhere_only() -> None:
    linked = Identifier("arxiv", "2301.00001")
    query = Query(GRASP.title)
    verdict = resolve(query, (GRASP,))
    assert compare_unheld(query, linked, verdict) is LinkVerdict.OTHER
    assert compare_unheld(query, GRASP.identifier, verdict) is LinkVerdict.UNSURE
    assert compare_unheld(query, linked, None) is LinkVerdict.UNSURE
    dated = replace(query, year=2023, month=1)
    assert compare_unheld(dated, linked, resolve(dated, (GRASP,))) is LinkVerdict.UNSURE
    longer = Query(f"GRASP+: {GRASP.title}")
    assert compare_unheld(longer, linked, resolve(longer, (GRASP,))) is LinkVerdict.UNSURE
    short = record("2012.00001", "Point Transformer")
    point = Query(short.title)
    assert compare_unheld(point, linked, resolve(point, (short,))) is LinkVerdict.UNSURE


def test_the_title_that_a_link_leads_to_is_told() -> None:
    renamed = Query("EchoWorld: Guiding Probes by World Models", authors=("Yang Yue",))
    verdict = verdict_on_given(renamed, {ECHO.identifier: ECHO}, resolve(renamed, ()))
    assert (verdict.strength, verdict.identifier) == (Strength.STRONG, ECHO.identifier)
    assert dict(verdict.evidence)["leads to"] == f"{ECHO.identifier} is “{ECHO.title}”"
    same = Query(ECHO.title)
    kept = verdict_on_given(same, {ECHO.identifier: ECHO}, resolve(same, ()))
    assert "leads to" not in dict(kept.evidence)


def test_the_gravest_answer_about_the_identifiers_of_an_entry_counts() -> None:
    query = Query(GRASP.title)
    verdict = resolve(query, (GRASP,))
    both = verdict_on_given(query, {GRASP.identifier: GRASP, ECHO.identifier: ECHO}, verdict)
    assert (both.strength, both.identifier) == (Strength.DIFFERENT, GRASP.identifier)
    unheld = verdict_on_given(query, {ECHO.identifier: None}, verdict)
    assert (unheld.strength, unheld.identifier) == (Strength.DIFFERENT, GRASP.identifier)
    kept = verdict_on_given(query, {GRASP.identifier: GRASP, ECHO.identifier: None}, verdict)
    assert (kept.strength, kept.identifier) == (Strength.EXACT, GRASP.identifier)
    dated = replace(query, year=2025, month=4)
    doubt = verdict_on_given(dated, {ECHO.identifier: None}, resolve(dated, (GRASP,)))
    assert (doubt.strength, doubt.identifier) == (Strength.AMBIGUOUS, None)
    assert doubt.judged[0].candidate == GRASP
    doi = Identifier("doi", "10.1000/grasp")
    assert verdict_on_given(query, {doi: None}, verdict) is verdict
    unknown = Query("Nothing of the Kind Was Ever Written")
    silent = resolve(unknown, ())
    assert verdict_on_given(unknown, {ECHO.identifier: None}, silent) is silent


SISTER = record(
    "2504.05678",
    "ChestWorld: Exploring Image World Models for Radiograph Representation Learning",
    "Yang Yue",
    "Yulin Wang",
    "Dan Fee",
)
GROUP = ("Yang Yue", "Yulin Wang", "Eve Gee")


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        (ECHO.title, GROUP),
        (ECHO.title, ("Yang Yue", "Yulin Wang")),
        (ECHO.title, ()),
        ("Sintering of Copper Powders under Cyclic Mechanical Load", ("Yang Yue", "Yulin Wang")),
        ("ChestWorld: Exploring Image World Models for Radiograph Denoising", ("A. Bee", "C. Dee")),
    ],
)
def test_an_entry_that_disputes_its_link(title: str, authors: tuple[str, ...]) -> None:
    query = Query(title, authors=authors, et_al=True)
    says = compare_link(query, SISTER)
    assert says not in {LinkVerdict.SAME, LinkVerdict.TITLE_CHANGED}
    assert is_disputed(query, SISTER, says)
    assert not vouches_for(query, SISTER)


@pytest.mark.parametrize(
    "title",
    [
        SISTER.title,
        "ChestWorld",
        "ChestWorld: Image World Models for Radiographs",
        "胸片表征学习的图像世界模型",
        "نموذج عالم الصور لتعلم تمثيل الأشعة",
    ],
)
@pytest.mark.parametrize("authors", [(), ("Yang Yue", "Yulin Wang"), ("Yue", "Wang", "Fee")])
def test_an_entry_that_does_not(title: str, authors: tuple[str, ...]) -> None:
    query = Query(title, authors=authors, et_al=True)
    assert not is_disputed(query, SISTER, compare_link(query, SISTER))


def test_who_vouches_for_an_edit() -> None:
    assert vouches_for(Query(SISTER.title), SISTER)
    assert vouches_for(Query(SISTER.title, authors=GROUP, et_al=True), SISTER)
    assert not vouches_for(Query("ChestWorld 2", authors=GROUP), SISTER)
    assert not vouches_for(Query("X-Rays of the World", authors=("Yang Yue", "Yulin Wang")), SISTER)


def test_other_people_need_a_second_witness() -> None:
    dated = replace(SISTER, submitted="2025-04-08")
    strangers = Query(SISTER.title, authors=("Ann Bee", "Cy Dee", "Eve Gee"))
    assert not vouches_for(strangers, dated)
    assert vouches_for(replace(strangers, year=2025, month=4), dated)
    assert not vouches_for(replace(strangers, year=2023, month=4), dated)
    candidate = replace(dated, comment="Code: https://github.com/chest/world")
    assert vouches_for(replace(strangers, links=("https://github.com/chest/world",)), candidate)
    assert not vouches_for(
        replace(strangers, links=("https://arxiv.org/abs/2504.05678",)), candidate
    )


@pytest.mark.parametrize("name", ["The H-function paper", "An H-function preprint", "H-function"])
def test_a_nickname_among_words_for_a_work_disputes_no_link(name: str) -> None:
    title = "Solutions of fractional reaction-diffusion equations in terms of the H-function"
    candidate = record("0704.0329", title, "H. J. Haubold")
    query = Query(name, name=name)
    assert not is_disputed(query, candidate, compare_link(query, candidate))


def test_an_abstract_that_says_the_title_in_other_words_speaks_for_the_link() -> None:
    query = Query("Cold-Start Routing (CSR) of Couriers")
    named = record("2412.15605", "Forget the Map: Delivery in Unknown Cities")
    abstract = "We study cold-start routing, CSR for short, in which couriers know no street."
    assert is_disputed(query, named, compare_link(query, named))
    told = replace(named, abstract=abstract)
    assert not is_disputed(query, told, compare_link(query, told))
    other = replace(named, abstract="We study couriers who know every street of their city.")
    assert is_disputed(query, other, compare_link(query, other))


def test_an_unknown_identifier_one_digit_off_is_a_slip_of_the_pen() -> None:
    query = Query(GRASP.title, year=2023, month=1)
    month, _, number = GRASP.identifier.value.partition(".")
    slips = (f"{month}.{number[:-1]}{(int(number[-1]) + 1) % 10}", f"{month}.9{number[1:]}")
    verdict = resolve(query, (GRASP,))
    for slip in slips:
        assert compare_unheld(query, Identifier("arxiv", slip), verdict) is LinkVerdict.OTHER
