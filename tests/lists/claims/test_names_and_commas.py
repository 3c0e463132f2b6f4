"""Citations parted by commas, names in Chinese signs in front, full names behind a title."""

from __future__ import annotations

import pytest

from harvester.lists.reading.parse import parse
from tests.lists.one_mention import only

LINK = "https://arxiv.org/abs/2401.00001"
TITLE = "Deep Worlds for Flat Surgeons"


def read(entry: str) -> tuple[str, list[str]]:
    mention = only(f"# L\n\n## Papers\n\n{entry}\n")
    assert "arxiv:2401.00001" in map(str, mention.identifiers)
    return mention.title.text if mention.title else "", [one.text for one in mention.authors]


@pytest.mark.parametrize(
    ("behind", "event"),
    [
        ("arXiv preprint arXiv:2401.00001, 2024.", "arXiv preprint arXiv:2401.00001, 2024"),
        ("arXiv:2401.00001 (2024)", None),  # the year in brackets is a date
        (f"in *RSS*, 2024. [pdf]({LINK})", "RSS"),
        (f"in Proc. RSS, 2024. [pdf]({LINK})", "Proc. RSS, 2024"),
        (f"CVPR, 2024. [pdf]({LINK})", "CVPR, 2024"),
        (f"Nature Machine Intelligence, 2024. {LINK}", "Nature Machine Intelligence, 2024"),
        (f"2024. [[pdf]({LINK})]", None),
    ],
)
@pytest.mark.parametrize(
    ("people", "count"),
    [
        ("[3] A. Bee and C. Dee", 2),
        ("- A. Bee, C. D. Dee, and E. Eff", 3),
        ("- J.-P. van Bee, Ö. Müller & C. Dee", 3),
        ("- Bee, A., Dee, C.", 2),
        ("1. A. Bee et al.", 1),
    ],
)
@pytest.mark.parametrize(
    "title", [TITLE, "Segment anything, everywhere, and fast", "Deep Flat World Models"]
)
def test_commas_part_people_title_and_venue(
    people: str, count: int, title: str, behind: str, event: str | None
) -> None:
    mention = only(f"# L\n\n## Papers\n\n{people}, {title}, {behind}\n")
    assert mention.title is not None
    assert (mention.title.text, len(mention.authors)) == (title, count)
    assert (mention.event.text if mention.event else None) == event


def test_numbered_references_in_one_paragraph_are_works_of_their_own() -> None:
    lines = [
        f"[{at}] A. Bee and C. Dee, {title}, arXiv preprint arXiv:2401.0000{at}, 2024."
        for at, title in enumerate([TITLE, "Other Worlds of Round Surgeons"], 1)
    ]
    mentions = parse("# L\n\n## Papers\n\n" + "\n".join(lines) + "\n").mentions
    works = [[str(one) for one in mention.identifiers] for mention in mentions]
    assert works == [["arxiv:2401.00001"], ["arxiv:2401.00002"]]


def test_a_full_name_behind_short_ones_is_no_title() -> None:
    people = ["A. Bee", "C. Dee", "Mary Smith"]
    assert read(f"- {', '.join(people)}, {TITLE}, ICML 2024. [pdf]({LINK})") == (TITLE, people)


@pytest.mark.parametrize(
    ("people", "names"),
    [
        ("王小明, 李雷, 韩梅梅. ", ["王小明", "李雷", "韩梅梅"]),
        ("王小明、李雷、韩梅梅. ", ["王小明", "李雷", "韩梅梅"]),
        ("王小明，李雷，韩梅梅。", ["王小明", "李雷", "韩梅梅"]),
        ("王小明，李雷：", ["王小明", "李雷"]),
        ("欧阳娜娜; 司马光 (2024). ", ["欧阳娜娜", "司马光"]),
        ("王小明, 李雷, 等. ", ["王小明", "李雷"]),
        ("山田 太郎, 鈴木 一郎. ", ["山田 太郎", "鈴木 一郎"]),
        ("김철수, 이영희. ", ["김철수", "이영희"]),
    ],
)
@pytest.mark.parametrize(
    "rest",
    [
        f"{TITLE}[J]. 2024. [论文]({LINK})",
        f"{TITLE}. 2024. [论文]({LINK})",
        f"[{TITLE}]({LINK}). 2024.",
        f"**{TITLE}** [[论文]({LINK})]",
    ],
)
def test_names_in_signs_stand_in_front(people: str, names: list[str], rest: str) -> None:
    assert read(f"- {people}{rest}") == (TITLE, names)


def test_a_reference_mark_vouches_for_rare_family_names() -> None:
    assert read(f"- 仝小明, 佟雷. 深度世界模型研究[J]. 2024. [论文]({LINK})") == (
        "深度世界模型研究",
        ["仝小明", "佟雷"],
    )


@pytest.mark.parametrize(
    "title",
    ["目标检测, 图像分割. 深度综述", "图像分割，目标检测：综述", "综述：深度学习, 强化学习"],
)
def test_topics_in_signs_are_no_people(title: str) -> None:
    assert read(f"- {title} [论文]({LINK})") == (title, [])


@pytest.mark.parametrize(
    "names",
    [
        ["Bee Ann", "Dee Cynthia", "Schmidhuber Eve"],
        ["Wang Xiaoming", "Li Lei", "Han Meimei"],
        ["BEE Ann", "DEE Cynthia", "SCHMIDHUBER Eve"],
        ["Ann Bee", "Cynthia Dee", "Jürgen Schmidhuber"],
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        "**{0}** {1}. [pdf]({2})",
        "**{0}.** {1}. [[pdf]({2})]",
        "[{0}]({2}) {1}. 2024",
        "**{0}**\n  {1}. [pdf]({2})",
        "**{0}**  \n  {1} [[pdf]({2})]",
        "**{0}** {1}, CVPR 2024. [pdf]({2})",
    ],
)
@pytest.mark.parametrize("divider", [", ", "; "])
def test_full_names_behind_a_title(names: list[str], form: str, divider: str) -> None:
    assert read("- " + form.format(TITLE, divider.join(names), LINK)) == (TITLE, names)


@pytest.mark.parametrize(
    "words",
    [
        "Vision Transformers, Image Segmentation, Medical Imaging.",
        "Stable Diffusion, Latent Diffusion.",
        "Google Cloud, Apache Spark, Amazon Redshift.",
    ],
)
def test_topics_behind_a_title_are_no_people(words: str) -> None:
    assert read(f"- **{TITLE}** {words} [pdf]({LINK})") == (TITLE, [])
