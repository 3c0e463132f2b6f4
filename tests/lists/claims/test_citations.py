"""Entries written as citations, author forms of other scripts, labels within a line."""

from __future__ import annotations

import pytest

from harvester.lists.claims.citations import people_at
from harvester.lists.reading.parse import parse
from harvester.model import Mention

TITLE = "Seeing Through Waves: A World Model of Tides"
LINK = "https://arxiv.org/abs/2504.13065"


def read(entry: str) -> Mention:
    (mention,) = parse(f"# L\n\n## Papers\n\n{entry}\n").mentions
    return mention


@pytest.mark.parametrize(
    ("entry", "authors", "et_al"),
    [
        (
            f"- Müller, K.-H., O'Brien, J. P., & van der Berg, A. (2024). {TITLE}. *MIA*. {LINK}",
            ["Müller, K.-H.", "O'Brien, J. P.", "van der Berg, A."],
            False,
        ),
        (
            f"- K.-H. Müller and J. P. O'Brien, “{TITLE},” *IEEE TMI*, 2024. [[pdf]({LINK})]",
            ["K.-H. Müller", "J. P. O'Brien"],
            False,
        ),
        (
            f"- Müller K, O'Brien JP, Berg A. {TITLE}. Lancet. 2024;3:1-9. [link]({LINK})",
            ["Müller K", "O'Brien JP", "Berg A"],
            False,
        ),
        (
            f"- MÜLLER K H, BERG A, et al. {TITLE}[C]//CVPR. 2024: 1-9. [paper]({LINK})",
            ["MÜLLER K H", "BERG A"],
            True,
        ),
        (
            f'- Müller, Karl, and Anna Berg. "{TITLE}." CVPR 2024. [pdf]({LINK})',
            ["Müller, Karl", "Anna Berg"],
            False,
        ),
        (f"- Müller, Karl, et al. [{TITLE}]({LINK}). NeurIPS, 2024.", ["Müller, Karl"], True),
        (
            f"- Karl Müller, Anna Berg, and Bo Li. **{TITLE}**. ICLR 2024. [[Paper]({LINK})]",
            ["Karl Müller", "Anna Berg", "Bo Li"],
            False,
        ),
        (
            f"- Karl Müller, Anna Berg and Bo Li (2024): {TITLE}. [Paper]({LINK})",
            ["Karl Müller", "Anna Berg", "Bo Li"],
            False,
        ),
        (f"- Müller et al. (2025) - {TITLE} - [arXiv]({LINK})", ["Müller"], True),
        (f'- Müller et al. 2024, "{TITLE}", [arXiv:2504.13065]({LINK})', ["Müller"], True),
        (
            f"- 王伟, 李娜, 张强, 等. {TITLE}[J]. 2024. [论文]({LINK})",
            ["王伟", "李娜", "张强"],
            True,
        ),
        (
            f"[3] K. Müller and A. Berg. {TITLE}. In CVPR, 2024. arXiv:2504.13065",
            ["K. Müller", "A. Berg"],
            False,
        ),
        (
            f'<a name="M24"></a>Müller, K., Berg, A.,  \n  *[{TITLE}]({LINK})*,  \n  CVPR, 2026.',
            ["Müller, K.", "Berg, A."],
            False,
        ),
    ],
)
def test_people_before_the_title(entry: str, authors: list[str], et_al: bool) -> None:
    mention = read(entry)
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert [name.text for name in mention.authors] == authors
    assert mention.et_al is et_al


@pytest.mark.parametrize(
    ("behind", "authors", "et_al"),
    [
        ("Yue, Y., Wang, Y. and Huang, G.", ["Yue, Y.", "Wang, Y.", "Huang, G."], False),
        ("(D. Gee, E. Haitch & M. Norr; A Lab)", ["D. Gee", "E. Haitch", "M. Norr"], False),
        ("(Zhang W, Li N, et al. 2024)", ["Zhang W", "Li N"], True),
        ("by W. Zhang & N. Li, 2024", ["W. Zhang", "N. Li"], False),
        ("_Ann Leemann and 3 others_", ["Ann Leemann"], True),
        ("作者：张伟，李娜。链接：", ["张伟", "李娜"], False),
        ("作者：张伟、李娜 等 ", ["张伟", "李娜"], True),
        ("*Ann Leemann、Bo Xu ら*", ["Ann Leemann", "Bo Xu"], True),
        ("저자: Ann Leemann, Bo Xu 외", ["Ann Leemann", "Bo Xu"], True),
        ("Authors: Ann Leemann, Bo Xu.", ["Ann Leemann", "Bo Xu"], False),
        ("*Ann Leemann<sup>1</sup>, Bo Xu<sup>2,†</sup>*", ["Ann Leemann", "Bo Xu"], False),
    ],
)
def test_people_behind_the_title(behind: str, authors: list[str], et_al: bool) -> None:
    mention = read(f"- **{TITLE}** {behind} [[pdf]({LINK})]")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert [name.text for name in mention.authors] == authors
    assert mention.et_al is et_al


@pytest.mark.parametrize(
    "words",
    [
        "A. Manning, B. C. Bee, Cy Dee",
        "Yue et al. present a model of tides",
        "Deep Nets, Wide Nets and Others",
        "GAN XL. A title",
    ],
)
def test_what_is_no_run_of_short_names(words: str) -> None:
    assert people_at(words, 0, len(words)) is None or words.startswith("Yue")
    mention = read(f"- [{words}]({LINK})")
    assert mention.title is not None
    assert mention.title.text == words


@pytest.mark.parametrize(
    ("lead", "date", "event"),
    [
        ("【CVPR 2025】", None, "CVPR 2025"),
        ("「ICCV 2025」 ", None, "ICCV 2025"),
        ("（ICLR 2021）", None, "ICLR 2021"),
        ("〔NeurIPS 2024 Oral〕", None, "NeurIPS 2024 Oral"),
        ("【Nature】", None, "Nature"),
        ("【2024.05】", "2024.05", None),
        ("１．【RSS 2024】", None, "RSS 2024"),
        ("~~", None, None),
    ],
)
@pytest.mark.parametrize("form", [f"[{TITLE}]({LINK})", f"**{TITLE}** [论文]({LINK})"])
def test_brackets_of_full_width_before_the_title(
    lead: str, date: str | None, event: str | None, form: str
) -> None:
    mention = read(f"- {lead}{form}")
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert (mention.event.text if mention.event else None) == event
    assert (mention.date.text if mention.date else None) == date
