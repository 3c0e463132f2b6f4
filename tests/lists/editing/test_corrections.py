from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.lists import ListDocument, parse
from harvester.lists.editing.corrections import (
    add_code_link,
    correct_authors,
    correct_date,
    correct_event,
    correct_title,
    fill_placeholder,
    replace_identifier,
    set_cell,
    set_stars,
)
from harvester.lists.editing.forms import NameForm, format_name, rewrite_date
from harvester.lists.editing.style import MarkupContext, escape, plain, safe_url
from harvester.lists.edits import Correction, HandEdit, apply
from harvester.model import Edit, Identifier, Mention, PersonName
from harvester.values.person_names import parse_person
from tests.paths import FIRST_LIST

LIST = """\
# A list

## Papers

**Alpha: Learning to See Bones in Radiographs.** [Jun 2025]<br>
*Ann Ames, Ben Bell, Cyd Cole.*<br>
`L1` `CT`<br>
[[PDF](https://arxiv.org/abs/2506.00001v2)]

**Beta: Learning to Hear Hearts in Ultrasound Films.** [CVPR 2025]<br>
*Dan Dean, Eve East, Flo Ford, et al. (Acme/Labs)*<br>
`L2`<br>
[[PDF](https://arxiv.org/pdf/2504.xxxxx)]

**Gamma: Learning to Move Robots Between Hospital Wards.** [May 2024]<br>
*G. Gray, et al.*<br>
`L4`<br>
[[PDF](https://arxiv.org/abs/2405.00003)] [[Github](https://github.com/gray/gamma)]

## Code

| Project | Code | Stars |
|---------|----------------|-------|
| Alpha   | 🔜 Coming Soon | 12    |
| Gamma   | [Github](https://github.com/gray/gamma) | 1,200 |
"""


def named(document: ListDocument, name: str, *, row: bool = False) -> Mention:
    return next(one for one in document.mentions if one.name == name and bool(one.cells) is row)


def after(text: str, made: Correction | tuple[Edit | HandEdit, ...]) -> str:
    edits = made if isinstance(made, tuple) else (made,)
    assert all(isinstance(one, Edit) for one in edits), edits
    return apply(text, [one for one in edits if isinstance(one, Edit)])


def people(names: str) -> list[PersonName]:
    return [parse_person(name) for name in names.split(", ")]


def changed_lines(before: str, then: str) -> list[str]:
    return [
        line for one, line in zip(before.split("\n"), then.split("\n"), strict=True) if one != line
    ]


def test_a_placeholder_keeps_the_form_of_its_link() -> None:
    document = parse(LIST)
    beta = named(document, "Beta")
    made = fill_placeholder(document, beta, beta.placeholders[0], Identifier("arxiv", "2504.13065"))
    assert changed_lines(LIST, after(LIST, made)) == ["[[PDF](https://arxiv.org/pdf/2504.13065)]"]


@pytest.mark.parametrize("empty", ["", "#"])
def test_an_empty_link_gets_the_whole_address(empty: str) -> None:
    text = LIST.replace("https://arxiv.org/pdf/2504.xxxxx", empty)
    document = parse(text)
    beta = named(document, "Beta")
    made = fill_placeholder(document, beta, beta.placeholders[0], Identifier("arxiv", "2504.13065"))
    assert "[[PDF](https://arxiv.org/abs/2504.13065)]" in after(text, made)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("[[PDF](https://arxiv.org/abs/)]", "[[PDF](https://arxiv.org/abs/2504.13065)]"),
        ("https://arxiv.org/abs/2504.xxxxx", "https://arxiv.org/abs/2504.13065"),
        (
            "[![a](https://img.shields.io/badge/arXiv-2504.xxxxx-red)](https://arxiv.org/abs/2504.xxxxx)",
            "[![a](https://img.shields.io/badge/arXiv-2504.13065-red)](https://arxiv.org/abs/2504.13065)",
        ),
        (
            "[[abs](https://arxiv.org/abs/2504.xxxxx)] [[pdf](http://arxiv.org/pdf/2504.xxxxx.pdf)]",
            "[[abs](https://arxiv.org/abs/2504.13065)] [[pdf](http://arxiv.org/pdf/2504.13065.pdf)]",
        ),
        (
            "<a href='https://arxiv.org/pdf/2504.XXXXX.pdf'>[paper]</a>",
            "<a href='https://arxiv.org/pdf/2504.13065.pdf'>[paper]</a>",
        ),
    ],
)
def test_every_place_of_a_placeholder_is_filled_in_its_form(written: str, wanted: str) -> None:
    text = f"# L\n\n## S\n\n- **Learning to See Bones in Films** {written}\n"
    document = parse(text)
    (one,) = document.mentions
    made = [
        fill_placeholder(document, one, place, Identifier("arxiv", "2504.13065"))
        for place in one.placeholders
    ]
    assert after(text, tuple(edit for edit in made if edit)) == text.replace(written, wanted)


def test_a_replaced_id_keeps_abs_and_loses_the_old_version() -> None:
    document = parse(LIST)
    made = replace_identifier(
        document,
        named(document, "Alpha"),
        Identifier("arxiv", "2506.00001"),
        Identifier("arxiv", "2506.09999"),
    )
    assert changed_lines(LIST, after(LIST, made)) == ["[[PDF](https://arxiv.org/abs/2506.09999)]"]


AUTHOR_LINES = [
    ("Ann Ames, Ben Bell, Cyd Cole.", "Ann Ames, Ben Bell, Cyd Cole", None),
    ("Ann Ames, Ben Bell, Cyd Cole.", "Ann Ames, Ben B. Bell, Cyd Cole", None),
    ("Ann Ames, Ben P.K. Bell, Cyd Cole.", "Ann Ames, Ben P. K. Bell, Cyd Cole", None),
    (
        "Ann Ames, Ben Bell, Cyd Cole.",
        "Ann Ames, Liz Low, Cyd Cole",
        "Ann Ames, Liz Low, Cyd Cole.",
    ),
    (
        "Ann Ames, Ben Bell, and Cyd Cole.",
        "Liz Low, Mo Moss, Ned Nye",
        "Liz Low, Mo Moss, and Ned Nye.",
    ),
    ("Ann Ames, Ben Bell & Cyd Cole", "Liz Low, Mo Moss, Ned Nye", "Liz Low, Mo Moss & Ned Nye"),
    ("Ann Ames, Ben Bell, et al.", "Ann Ames, Ben Bell, Cyd Cole", None),
    ("Ann Ames, Ben Bell, et al.", "Liz Low, Mo Moss, Ned Nye, Oz Orr", "Liz Low, Mo Moss, et al."),
    (
        "Ann Ames, Ben Bell, et al. (Acme)",
        "Liz Low, Mo Moss, Ned Nye",
        "Liz Low, Mo Moss, et al. (Acme)",
    ),
    ("Ann Ames, Ben Bell, et al.", "Liz Low, Mo Moss", "Liz Low, Mo Moss"),
    ("Q. Ames, et al.", "Quinn Ames, Ben Bell", None),
    ("Q. Ames, et al.", "Liz Anne Low, Mo Moss", "L. A. Low, et al."),
    ("Ann Ames, Ben Bell 等", "Liz Low, Mo Moss, Ned Nye", "Liz Low, Mo Moss 等"),
    ("Ann Ames, Ben Bell, ...", "Liz Low, Mo Moss, Ned Nye", "Liz Low, Mo Moss, ..."),
    ("Ann Ames, Ben Bell, _et al._", "Liz Low, Mo Moss, Ned Nye", "Liz Low, Mo Moss, _et al._"),
    ("Ann Ames、Ben Bell、Cyd Cole", "Liz Low, Mo Moss, Ned Nye", "Liz Low、Mo Moss、Ned Nye"),
    ("Ann Ames; Ben Bell", "Liz Low, Mo Moss", "Liz Low; Mo Moss"),
    (
        "Ann Ames and Ben Bell and Cyd Cole",
        "Liz Low, Mo Moss, Ned Nye",
        "Liz Low and Mo Moss and Ned Nye",
    ),
    (
        "Ames, A., Bell, B., & Cole, C.",
        "Liz Low, Mo Moss, Ned Nye",
        "Low, L., Moss, M., & Nye, N.",
    ),
    ("Ames A, Bell B, Cole C", "Liz Low, Mo Moss, Ned Nye", "Low L, Moss M, Nye N"),
    (
        r"Ann Ames\*, Ben Bell\*, Cyd Cole",
        "Ann Ames, Ben Bell, Liz Low",
        r"Ann Ames\*, Ben Bell\*, Liz Low",
    ),
    (
        "Ann Ames†, Ben Bell‡, Cyd Cole",
        "Ann Ames, Ben Bell, Liz Low",
        "Ann Ames†, Ben Bell‡, Liz Low",
    ),
    ("**Ann Ames**, Ben Bell", "Ann Ames, Liz Low", "**Ann Ames**, Liz Low"),
    (
        "Ann Ames, Ben Bell (* equal contribution)",
        "Ann Ames, Liz Low",
        "Ann Ames, Liz Low (* equal contribution)",
    ),
    ("A. Ames, B. Bell, C. Cole.", "Liz Low, Jun-Yan Moss, Ned Nye", "L. Low, J.-Y. Moss, N. Nye."),
]


@pytest.mark.parametrize(("written", "true", "wanted"), AUTHOR_LINES)
def test_author_lines_keep_their_style(written: str, true: str, wanted: str | None) -> None:
    text = LIST.replace("Ann Ames, Ben Bell, Cyd Cole.", written)
    document = parse(text)
    made = correct_authors(document, named(document, "Alpha"), people(true))
    if wanted is None:
        assert made is None
        return
    then = after(text, made)
    assert changed_lines(text, then) == [f"*{wanted}*<br>"]
    again = parse(then)
    assert correct_authors(again, named(again, "Alpha"), people(true)) is None


def test_more_authors_than_shown_follow_the_lists_own_habit() -> None:
    document = parse(LIST)
    true = people("Ann Ames, Ben Bell, Cyd Cole, Liz Low, Mo Moss")
    then = after(LIST, correct_authors(document, named(document, "Alpha"), true))
    assert changed_lines(LIST, then) == ["*Ann Ames, Ben Bell, Cyd Cole, et al.*<br>"]
    only_full = LIST.replace(", et al. (Acme/Labs)", ".").replace(", et al.", ".")
    document = parse(only_full)
    then = after(only_full, correct_authors(document, named(document, "Alpha"), true))
    assert changed_lines(only_full, then) == [
        "*Ann Ames, Ben Bell, Cyd Cole, Liz Low, Mo Moss.*<br>"
    ]


@pytest.mark.parametrize(
    "written",
    ["KU Leuven", "Acme, Norway", "Ann Ames, Ben Bell, Cyd Cole, Dee Doe Dorn, Acme (X), Y"],
)
def test_what_may_be_no_author_line_is_left_to_a_person(written: str) -> None:
    text = LIST.replace("Ann Ames, Ben Bell, Cyd Cole.", written)
    document = parse(text)
    made = correct_authors(document, named(document, "Alpha"), people("Liz Low, Mo Moss"))
    assert made is None or isinstance(made, HandEdit)


@pytest.mark.parametrize(
    "written",
    [
        "**Ann Ames**, Ben Bell, Cyd Cole",
        r"Ann Ames\*, Ben Bell, Cyd Cole",
        "Ann Ames<sup>1</sup>, Ben Bell, Cyd Cole",
        "[Ann Ames](https://ames.example), Ben Bell, Cyd Cole",
    ],
)
def test_a_mark_is_given_to_nobody_else(written: str) -> None:
    text = LIST.replace("Ann Ames, Ben Bell, Cyd Cole.", written)
    document = parse(text)
    made = correct_authors(
        document, named(document, "Alpha"), people("Liz Low, Ben Bell, Cyd Cole")
    )
    assert isinstance(made, HandEdit)
    assert made.text == "Liz Low, Ben Bell, Cyd Cole"


def test_family_names_first_are_no_difference() -> None:
    text = LIST.replace("Ann Ames, Ben Bell, Cyd Cole.", "Ames, Ann, et al.")
    document = parse(text)
    true = people("Ann Ames, Ben Bell")
    assert correct_authors(document, named(document, "Alpha"), true) is None


def test_names_with_markup_are_left_to_a_person() -> None:
    text = LIST.replace("Ben Bell", "[Ben Bell](https://bell.example)")
    document = parse(text)
    made = correct_authors(document, named(document, "Alpha"), people("Liz Low, Mo Moss, Ned Nye"))
    assert isinstance(made, HandEdit) or made is None


@pytest.mark.parametrize(
    ("form", "wanted"),
    [
        (NameForm.FULL, "Jun-Yan P. van der Berg"),
        (NameForm.INITIALS, "J.-Y. P. van der Berg"),
        (NameForm.COMMA_FULL, "van der Berg, Jun-Yan P."),
        (NameForm.COMMA_INITIALS, "van der Berg, J.-Y. P."),
        (NameForm.FAMILY, "van der Berg"),
    ],
)
def test_one_name_in_every_form(form: NameForm, wanted: str) -> None:
    assert format_name(PersonName("van der Berg", "Jun-Yan P."), form) == wanted


DATES = [
    ("[Jun 2025]", "2025-09-03", "[Sep 2025]"),
    ("[June 2025]", "2025-09", "[September 2025]"),
    ("JUN 2025", "2025-09", "SEP 2025"),
    ("2025.06", "2024-11-02", "2024.11"),
    ("2025-06-01", "2024-11-02", "2024-11-02"),
    ("2023/5", "2024-07", "2024/7"),
    ("arXiv 25.08", "2024-07", "arXiv 24.07"),
    ("October 04, 2025", "2024-07-09", "July 09, 2024"),
    ("June 5, 2025", "2024-07-19", "July 19, 2024"),
    ("06/2025", "2024-07-19", "07/2024"),
    ("2021", "2024-07-19", "2024"),
    ("17 Oct 2022", "2024-07-09", "09 Jul 2024"),
    ("1st Jan 2022", "2024-07-22", "22nd Jul 2024"),
    ("June 5th, 2025", "2024-07-13", "July 13th, 2024"),
    ("20190531", "2024-07-09", "20240709"),
    ("2021-May", "2024-07", "2024-Jul"),
    ("2025年6月3日", "2024-07-09", "2024年7月9日"),
    ("17 Oct 2022", "2024-07", None),
    ("2025-06-01", "2024-11", None),
    ("Jun 2025", "2024", None),
    ("Jun 2025 and Jul 2025", "2024-02", None),
    ("soon", "2024-02", None),
    ("Jun 2025", "next week", None),
]


@pytest.mark.parametrize(("written", "date", "wanted"), DATES)
def test_dates_keep_their_form(written: str, date: str, wanted: str | None) -> None:
    assert rewrite_date(written, date) == wanted
    if wanted is not None:
        assert rewrite_date(wanted, date) == wanted


def test_a_date_is_changed_in_its_place() -> None:
    document = parse(LIST)
    alpha = named(document, "Alpha")
    then = after(LIST, correct_date(document, alpha, "2025-05-30"))
    assert changed_lines(LIST, then) == [
        "**Alpha: Learning to See Bones in Radiographs.** [May 2025]<br>"
    ]
    assert correct_date(document, alpha, "2025-06-02") is None
    assert correct_date(document, named(document, "Beta"), "2025-06-02") is None


@pytest.mark.parametrize(
    ("tag", "event", "year", "wanted"),
    [
        ("CVPR 2025", "ICCV", "2025", "ICCV 2025"),
        ("CVPR'25", "NeurIPS", "2024", "NeurIPS'24"),
        ("CVPR 2025", "CVPR", "2025", None),
        ("CVPR 2025 (Poster)", "ICCV", "2025", "ICCV 2025"),
        ("CVPR 2024 (Poster)", "CVPR", "2025", "CVPR 2025 (Poster)"),
        ("CVPR'24 (Oral, Best Paper)", "ICCV", "2025", "ICCV'25"),
        ("NIPS(NeurIPS) 2017", "ICLR", "2018", "ICLR 2018"),
        ("NeurIPS 2024 Workshop", "NeurIPS", "2024", None),
    ],
)
def test_an_event_keeps_its_form(tag: str, event: str, year: str, wanted: str | None) -> None:
    text = LIST.replace("CVPR 2025", tag)
    document = parse(text)
    made = correct_event(document, named(document, "Beta"), event, year)
    assert (after(text, made) if made else None) == (text.replace(tag, wanted) if wanted else None)


def test_a_title_keeps_nickname_and_dot() -> None:
    document = parse(LIST)
    alpha = named(document, "Alpha")
    then = after(LIST, correct_title(document, alpha, "Seeing Bones [in *Films*]"))
    (line,) = changed_lines(LIST, then)
    assert line == r"**Alpha: Seeing Bones \[in \*Films\*\].** [Jun 2025]<br>"
    assert correct_title(document, alpha, "Learning to See Bones in Radiographs") is None


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("**Alpha**: Learning to See.", "**Alpha**: Hearing Hearts."),
        ("<b>Alpha: Learning to See.</b>", "<b>Alpha: Hearing Hearts.</b>"),
        ('"**Alpha: Learning to See**."', '"**Alpha: Hearing Hearts**."'),
    ],
)
def test_a_title_keeps_the_markup_around_it(written: str, wanted: str) -> None:
    text = f"# L\n\n- {written} [[PDF](https://arxiv.org/abs/2506.00001)]\n"
    document = parse(text)
    then = after(text, correct_title(document, document.mentions[0], "Alpha: Hearing Hearts"))
    assert then == text.replace(written, wanted)


def test_a_code_link_looks_like_the_lists_others() -> None:
    document = parse(LIST)
    repository = Identifier("github", "ames/alpha")
    then = after(LIST, add_code_link(document, named(document, "Alpha"), repository))
    assert changed_lines(LIST, then) == [
        "[[PDF](https://arxiv.org/abs/2506.00001v2)] [[Github](https://github.com/ames/alpha)]"
    ]
    again = parse(then)
    assert add_code_link(again, named(again, "Alpha"), repository) is None
    made = add_code_link(document, named(document, "Gamma"), repository)
    assert isinstance(made, HandEdit)


def test_a_cell_that_waits_for_code_gets_the_columns_link() -> None:
    document = parse(LIST)
    row = named(document, "Alpha", row=True)
    then = after(LIST, add_code_link(document, row, Identifier("github", "ames/alpha")))
    (line,) = changed_lines(LIST, then)
    assert line.startswith("| Alpha   | [Github](https://github.com/ames/alpha) |")


def test_cells_keep_the_bars_in_line() -> None:
    document = parse(LIST)
    row = named(document, "Alpha", row=True)
    code, stars = row.cells[1], row.cells[2]
    then = after(LIST, set_cell(document, row, code, "✅ Full"))
    (line,) = changed_lines(LIST, then)
    assert re.match(r"^\| Alpha   \| ✅ Full +\| 12    \|$", line)
    then = after(LIST, set_stars(document, row, stars, 5))
    assert changed_lines(LIST, then) == ["| Alpha   | 🔜 Coming Soon | 5     |"]
    assert set_cell(document, row, stars, "12") is None


def test_star_counts_keep_their_form() -> None:
    document = parse(LIST)
    row = named(document, "Gamma", row=True)
    assert "| 1,345 |" in after(LIST, set_stars(document, row, row.cells[2], 1345))
    text = LIST.replace("1,200", "⭐ 1.2k")
    document = parse(text)
    row = named(document, "Gamma", row=True)
    assert "| ⭐ 3.4k |" in after(text, set_stars(document, row, row.cells[2], 3391))


HOSTILE = "a|b <script>*x*</script> [y](javascript:1) `z`\r\n::warning::\u202eq\x1b[0m"


def test_values_stay_text() -> None:
    document = parse(LIST)
    row = named(document, "Alpha", row=True)
    then = after(LIST, set_cell(document, row, row.cells[1], HOSTILE))
    assert len(then.split("\n")) == len(LIST.split("\n"))
    again = named(parse(then), "Alpha", row=True)
    assert len(again.cells) == 3
    assert not again.links
    assert not set("\u202e\x1b\r") & set(then)
    made = correct_authors(document, named(document, "Alpha"), [PersonName("<b>Low*", "[Liz](x)")])
    assert r"\[Liz\](x) \<b>Low\*" in after(LIST, made)


@given(st.text(max_size=60), st.sampled_from(list(MarkupContext)))
def test_escaped_text_stays_on_its_line_and_in_its_cell(text: str, place: MarkupContext) -> None:
    made = escape(text, place)
    assert not re.search(r"[\r\n\x00-\x1f\u202a-\u202e\u2066-\u2069]", made)
    if place is MarkupContext.CELL:
        assert not re.search(r"(?<!\\)(?:\\\\)*\|", made)
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.org", "x", "http://[", ""]
)
def test_only_web_addresses_become_links(url: str) -> None:
    with pytest.raises(Exception, match="no web address"):
        safe_url(url)


def test_the_first_lists_corrections_are_made_once() -> None:
    text = FIRST_LIST.read_bytes().decode("utf-8")
    document = parse(text)
    grasping = named(document, "World Models for General Surgical Grasping")
    true = people("Hongbin Lin, Bin Li, Chun Wai Wong, Juan Rojas, Xiangyu Chu")
    edits = [correct_authors(document, grasping, true)]
    for name, value in (("EchoWorld", "2504.13065"), ("Cardiac Copilot", "2406.13165")):
        mention = named(document, name)
        (placeholder,) = mention.placeholders
        edits.append(fill_placeholder(document, mention, placeholder, Identifier("arxiv", value)))
    then = apply(text, [one for one in edits if isinstance(one, Edit)])
    assert changed_lines(text, then) == [
        "[[PDF](https://arxiv.org/abs/2504.13065)]",
        "[[PDF](https://arxiv.org/abs/2406.13165)]",
        "*Hongbin Lin, Bin Li, Chun Wai Wong, et al.*<br>",
    ]
    again = parse(then)
    assert not any(one.placeholders for one in again.mentions)
    assert correct_authors(again, named(again, grasping.name), true) is None


@pytest.mark.parametrize(
    ("written", "true"),
    [
        (
            "Oord, Aaron van den, Nal Kalchbrenner, and Koray Kavukcuoglu",
            "Aaron van den Oord, Nal Kalchbrenner, Koray Kavukcuoglu",
        ),
        ("Oord, Aaron van den, et al.", "Aaron van den Oord, Nal Kalchbrenner"),
        ("He, Gkioxari, et al.", "Kaiming He, Georgia Gkioxari, Piotr Dollar"),
        ("Maaten, Laurens, and Geoffrey Hinton", "Laurens van der Maaten, Geoffrey Hinton"),
        ("Ann Bee, Cy de la, Cruz, Eve Eff", "Ann Bee, Cy de la Cruz, Eve Eff"),
        ("Bee, Dee, and Eff", "Ann Bee, Cy Dee, Eve Eff"),
    ],
)
def test_true_people_in_another_form_are_never_rewritten(written: str, true: str) -> None:
    text = (
        f'**[3]** {written}. "**Deep Worlds of Flat Hills**." arXiv preprint (2016). '
        "[[pdf]](http://arxiv.org/pdf/1601.06759)\n"
    )
    document = parse(f"# L\n\n## Papers\n\n{text}", "list.md")
    (mention,) = (one for one in document.mentions if one.identifiers)
    assert correct_authors(document, mention, people(true)) is None
