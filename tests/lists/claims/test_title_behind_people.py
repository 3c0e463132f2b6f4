"""Entries whose people, names and remarks stand where titles often do."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.model import MentionKind
from tests.lists.one_mention import only

LINK = "https://arxiv.org/abs/2401.00001"
TITLE = "Deep Worlds of Flat Things"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (f"- **Beeson, A., & Dorfer, C. (2021).** *{TITLE}.* NeurIPS 2021. [p]({LINK})", 2),
        (f"- **Beeson, A., Dorfer, C. (2021).**\n  *{TITLE}*\n  ICML 2021. [p]({LINK})", 2),
        (f"3. **Beeson et al. (2013/2015)**: *{TITLE}*. A first step. [Read]({LINK})", 1),
        (f"3. **Szymborsky & Dorfer (2018)**: *{TITLE}*. [Read]({LINK})", 2),
        (f"- Beeson, A.; Dorfer, C. Q. **{TITLE}.** ICML 2019. [PDF]({LINK})", 2),
        (f"- Ann Szymborsky, Cy Dorfer, and Eve Grzelak. 2021. [{TITLE}]({LINK}). J. Sur.", 3),
        (f"- Ann B. Szymborsky, [{TITLE}]({LINK}), Letters, June 2020", 1),
        (f"- **DW** — Beeson et al. *{TITLE}*. KBS 2024. [arXiv:2401.00001]({LINK})", 1),
        (f"- **DW** — Szymborsky & Dorfer. *{TITLE}*. KBS 2024. [p]({LINK})", 2),
    ],
)
def test_a_marked_title_stands_behind_its_people(line: str, names: int) -> None:
    mention = only(line)
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert len(mention.authors) == names
    assert mention.event is None or "Beeson" not in mention.event.text


@pytest.mark.parametrize(
    ("line", "title"),
    [
        (f"- **{TITLE}** *Ann Szymborsky, Cy Dorfer* [p]({LINK})", TITLE),
        (f"- **{TITLE}**. Ann Szymborsky et al. [paper]({LINK})", TITLE),
        (f"- **{TITLE}**. Ann Szymborsky et al. *Letters of Maps*. [paper]({LINK})", TITLE),
        (f"- World Maps. **`arXiv 26.2`** [[Paper]({LINK})]", "World Maps"),
        (f"- **{TITLE}.** *Ann Szymborsky et al. arXiv.* [p]({LINK})", TITLE),
    ],
)
def test_a_title_in_front_of_people_or_a_venue_stays(line: str, title: str) -> None:
    mention = only(line)
    assert mention.title is not None
    assert mention.title.text == title


@pytest.mark.parametrize(
    "line",
    [
        f"- **DW** (2013) – [{TITLE}]({LINK}) — A Lab",
        f"- **DW** (ICML 2013): [{TITLE}]({LINK})",
    ],
)
def test_the_date_of_a_nickname_does_not_part_it_from_the_title(line: str) -> None:
    mention = only(line)
    assert mention.title is not None
    assert (mention.title.text, mention.name) == (TITLE, "DW")
    written = [one.text for one in (mention.date, mention.event) if one]
    assert any("2013" in one for one in written)


@pytest.mark.parametrize(
    "line",
    [
        f"- [2023/10] {TITLE}. (Some University) [[paper]({LINK})]",
        f"- {TITLE}. (The Chinese University of Hong Kong, Shenzhen)[[paper]({LINK})]",
        f'- Beeson et al. **"{TITLE}." (DW)** arXiv:2401.00001, 2021. [Paper]({LINK})',
        f"1. **Title**: {TITLE} (arXiv:2401.00001)\n   - **Authors**: Ann Bee, Cy Dee",
        f"+ {TITLE}  \nAnn Szymborsky, Cy Dorfer   \n[[paper]({LINK})]",
        f"+ {TITLE}\nAnn Szymborsky, Cy Dorfer\n[[paper]({LINK})]",
    ],
)
def test_what_stands_behind_the_end_of_a_title_is_none_of_it(line: str) -> None:
    mention = only(line)
    assert mention.title is not None
    assert mention.title.text == TITLE


def test_a_title_goes_on_in_a_line_without_names() -> None:
    mention = only(f"- {TITLE} and a\nLine of Words (<a href='{LINK}'>paper</a>)")
    assert mention.title is not None
    assert mention.title.text == f"{TITLE} and a Line of Words"


def test_a_label_of_capitals_and_a_year_is_the_venue() -> None:
    mention = only(f"3. {TITLE}[[QQMR2024]({LINK})]")
    assert mention.event is not None
    assert mention.event.text == "QQMR2024"


def test_a_row_cut_by_a_line_end_is_one_row() -> None:
    document = parse(
        "| Date | Title | Authors | PDF |\n|:--|:--|:--|:--|\n"
        f"|**2021-11-05**|**{TITLE} for Round\nBeings**|Ann Lee et.al.|[2401.00001v1]({LINK})|\n"
        f"|**2021-11-04**|**{TITLE}**|Bo Chen et.al.|[2401.00002](https://arxiv.org/abs/2401.00002)|\n"
    )
    rows = [(one.title_or_name, one.date and one.date.text, one.et_al) for one in document.mentions]
    assert rows == [
        (f"{TITLE} for Round Beings", "2021-11-05", True),
        (TITLE, "2021-11-04", True),
    ]


def test_the_column_that_says_title_goes_before_a_link() -> None:
    mention = only(
        "| Method | Venue | Paper Title and Notes |\n|--|--|--|\n"
        f"| [DW🌟]({LINK}) | ICML 2022 | {TITLE} |\n"
    )
    assert mention.title is not None
    assert (mention.title.text, mention.name) == (TITLE, "DW")


def test_a_titled_column_holds_papers_without_links() -> None:
    document = parse(
        "| Model | Conference | Paper |\n|--|--|--|\n| DW | TOIS |《Deep Worlds of Things》|\n\n"
        "| Title of the paper | Topic |\n|--|--|\n| Flat Worlds of Things | worlds |\n"
    )
    assert [one.title_or_name for one in document.mentions] == [
        "Deep Worlds of Things",
        "Flat Worlds of Things",
    ]


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (
            "* Deep Worlds 2 (KDD 2022)\n* Flat Ones of It (UAI 2021)\n* A Map of It (UAI 2020)\n",
            3,
        ),
        ("* Deep Worlds. A. Bee, C. Dee. ICLR 2013.\n* Flat Ones. E. Eff, G. Gee. KDD 2014.\n", 2),
        (
            '* **"Deep Worlds."**\n  * Bee et al. ICLR. 2013.\n'
            '* **"A Map."**\n  * Cee et al. ACL. 2014.\n',
            2,
        ),
        ("* Deep Worlds are fun\n* Flat ones are not\n* Nobody knows\n", 0),
        ("* We meet in 2024\n* Bring your own food\n* Register by May 2023\n", 0),
    ],
)
def test_a_list_without_links_holds_papers_by_what_it_says_of_them(body: str, count: int) -> None:
    papers = [one for one in parse(body).mentions if one.kind is MentionKind.PAPER]
    assert len(papers) == count


@pytest.mark.parametrize(
    "line",
    [
        f"- [{TITLE}, Szymborsky et al, 2013. (DQN)]({LINK})",
        f"- [{TITLE}, Szymborsky and Dorfer, 2013]({LINK})",
        f"- [{TITLE}]({LINK}), Szymborsky et al, 2013. *Algorithm: DQN.*",
        f"- [{TITLE}]({LINK}), Szymborsky and Dorfer, 2013. *Algorithm: DQN.*",
    ],
)
def test_families_and_a_year_are_people_and_a_date(line: str) -> None:
    mention = only(line)
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert mention.authors[0].text == "Szymborsky"
    assert mention.et_al == (len(mention.authors) == 1)
    assert mention.date is not None
    assert mention.date.text == "2013"
    assert mention.event is None


@pytest.mark.parametrize(
    ("line", "people"),
    [
        (f"- {TITLE} |Ann Szymborsky , Cy Dorfer| **[IQT 14']** | [pdf]({LINK})", 2),
        (f"2. {TITLE}, *Ann Szymborsky et al, Arxiv. **2019** [pdf]({LINK})", 1),
        (f"1. **{TITLE}**\n\n   *Ann Szymborsky.* [[abs]({LINK})], 2023.2", 1),
        (f"**`DW`——[{TITLE}]({LINK})**", 0),
        (f"- [A. Beeson, C. Dorfer | {TITLE}]({LINK})", 2),
    ],
)
def test_signs_part_people_from_a_title(line: str, people: int) -> None:
    mention = only(line)
    assert mention.title is not None
    assert (mention.title.text, len(mention.authors)) == (TITLE, people)


def test_a_sentence_that_says_where_a_link_leads_is_no_entry() -> None:
    document = parse(
        f"- **{TITLE}**. *UAI 2021*\n"
        f"    - The paper can be found [here]({LINK}).\n"
        "    - The code can be found [here](https://github.com/a/b).\n\n"
        f"This page is a summary of the article [{TITLE} of Others]({LINK}1). It is long.\n"
    )
    assert [one.title_or_name for one in document.mentions] == [TITLE]
