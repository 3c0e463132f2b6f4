"""Citations with their authors first, in the styles that people copy."""

from __future__ import annotations

import pytest

from tests.lists.one_mention import only

LINK = "https://arxiv.org/abs/2401.00001"
TITLE = "Deep Worlds for Flat Surgeons"


@pytest.mark.parametrize(
    ("line", "families"),
    [
        (f"- Bee, A., Dee, C. D., & Eff, E. (2024). {TITLE}. *TMLR*. {LINK}", 3),
        (f"- A. Bee, C. D. Dee, and E. Eff, “{TITLE},” in *RSS*, 2024. [pdf]({LINK})", 3),
        (f"- Bee A, Dee CD, Eff E, et al. {TITLE}. Nat Med. 2024. [pdf]({LINK})", 3),
        (f"- Bee A, Dee C D, Eff E. {TITLE}[J]. arXiv preprint, 2024. [pdf]({LINK})", 3),
        (f"- BEE A, DEE C, EFF E, et al. {TITLE}[C]//ICML. 2024: 1-9. [pdf]({LINK})", 3),
        (f'- Bee, Ann, Cy Dee, and Eve Eff. "{TITLE}." *ICML* (2024). [pdf]({LINK})', 3),
        (f"- Bee, A.; Dee, C. (2024) *{TITLE}*. [pdf]({LINK})", 2),
        (f"- Bee et al. (2024) - {TITLE} - [arXiv]({LINK})", 1),
        (f"- Bee et al., 2024: [{TITLE}]({LINK})", 1),
        (f"- Bee, A., Dee, C.,  \n  *[{TITLE}]({LINK})*,  \n  CVPR, 2026.", 2),
        (f"- van Bee, J.-P., Müller, Ö. (2024). {TITLE}. [PDF]({LINK})", 2),
    ],
)
def test_a_citation_has_its_title_and_its_people(line: str, families: int) -> None:
    mention = only(f"# L\n\n## Papers\n\n{line}\n")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert len(mention.authors) == families
    assert "arxiv:2401.00001" in map(str, mention.identifiers)


@pytest.mark.parametrize(
    ("people", "count"),
    [
        ("Bee, A., Dee, C. and Eff, E.", 3),
        ("(A. Bee, C. Dee & E. Eff; Some Lab)", 3),
        ("(A. Bee, C. Dee; Some Lab)", 2),
        ("作者：Ann Bee，Cy Dee，Eve Eff。", 3),
        ("저자: Ann Bee, Cy Dee 외", 2),
        ("Auteurs : A. Bee, C. Dee", 2),
        ("Autoren: Bee, A.; Dee, C.", 2),
        ("*Ann Bee、Cy Dee 等*，", 2),
        ("_Ann Bee and 3 others_", 1),
    ],
)
def test_people_behind_a_title_are_read_by_their_forms(people: str, count: int) -> None:
    mention = only(f"# L\n\n## Papers\n\n- **{TITLE}** {people} [[pdf]({LINK})]\n")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert len(mention.authors) == count


@pytest.mark.parametrize(
    "title",
    [
        "Let's Ask GNN: Empowering Large Models",
        "Command A: An Enterprise-Ready Model",
        "Faster R-CNN: Real-Time Detection",
        "Segment Anything, Everywhere, and Forever",
    ],
)
def test_a_title_that_begins_like_a_name_is_no_citation(title: str) -> None:
    mention = only(f"# L\n\n## Papers\n\n- {title} [pdf]({LINK})\n")
    assert mention.title is not None
    assert mention.title.text == title
    assert mention.authors == ()


@pytest.mark.parametrize(
    ("lead", "event"),
    [
        ("【CVPR 2025】", "CVPR 2025"),
        ("（ICLR 2021）", "ICLR 2021"),
        ("「RSS 2024」", "RSS 2024"),
        ("［ICRA'24］", "ICRA'24"),
        ("〔NeurIPS 2023〕", "NeurIPS 2023"),
        ("１．", None),
        ("（３）", None),
        ("④ ", None),
        ("2、", None),
        ("【综述】", None),
        ("~~", None),
    ],
)
@pytest.mark.parametrize("form", ["[{0}]({1})", "**{0}** [[论文]({1})]", "{0} [pdf]({1})"])
def test_what_stands_in_front_in_wide_signs(lead: str, event: str | None, form: str) -> None:
    line = lead + form.format(TITLE, LINK) + ("~~" if lead == "~~" else "")
    mention = only(f"# L\n\n## 论文\n\n- {line}\n")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert (mention.event.text if mention.event else None) == event


@pytest.mark.parametrize("marks", ["*{0}*\n", "{0}\n\n", "{0}  \n"])
def test_a_heading_is_the_title_of_the_people_and_links_below(marks: str) -> None:
    people = marks.format("Ann Bee, Cy Dee, Jürgen Schmidhuber")
    mention = only(f"# L\n\n## {TITLE}\n\n{people}[[PDF]({LINK})] [[Code](https://a.b/c)]\n")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert len(mention.authors) == 3
