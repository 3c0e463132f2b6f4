"""Cleaners: what lists and TeX do to titles, names and dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.values.person_names import (
    compare_authors,
    family_key,
    parse_person,
    same_person,
    split_names,
)
from harvester.values.text import (
    clean_tex,
    fold,
    normalize_title,
    normalize_url,
    strip_title,
    title_words,
)


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("🔥 **TWINS: A Fine-Tuning Framework.**", "TWINS: A Fine-Tuning Framework"),
        ("CVPR'23 TWINS: A Fine-Tuning Framework", "TWINS: A Fine-Tuning Framework"),
        ("20180724 ICCSE-18 [Deep Transfer](http://x.org)", "Deep Transfer"),
        ("(arXiv 2024.10) GUNDAM: Aligning Models", "GUNDAM: Aligning Models"),
        ("(NeurIPS'24) Construction of Graphs", "Construction of Graphs"),
        (
            "Act Today: Foresight-Driven Driving. CVPR 26 Findings",
            "Act Today: Foresight-Driven Driving",
        ),
        ("On Memory: A comparison. World Modeling Workshop 26", "On Memory: A comparison"),
        ("Dense Text Retrieval: A Survey (Zhao+, 2022)", "Dense Text Retrieval: A Survey"),
        ("Visual CoT: Unleashing Models | arXiv | 2024-03-25", "Visual CoT: Unleashing Models"),
        ('LISA++: "An Improved Baseline", arXiv, 2023 (CUHK)', "LISA++: An Improved Baseline"),
        ("ARC Prize 2024: Technical Report", "ARC Prize 2024: Technical Report"),
        ("A Study of COVID-19", "A Study of COVID-19"),
        ("CVPR 2024", "CVPR 2024"),
        ("", ""),
    ],
)
def test_strip_title(written: str, bare: str) -> None:
    assert strip_title(written) == bare


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (r"PixArt-$\alpha$: Fast Training", "PixArt-α: Fast Training"),
        (r"M$^\text{4}$World", "M4World"),
        (r"It$\hat{\text{o}}$TTS", "ItôTTS"),
        ("PC<sup>2</sup>: Point Cloud", "PC2: Point Cloud"),
        ("360° Reconstruction", "360deg Reconstruction"),
        (r"Schr\"odinger Bridge", "Schrödinger Bridge"),
        ("Let's Ask", "Let’s ask"),
    ],
)
def test_spellings_of_one_title_are_equal(one: str, other: str) -> None:
    assert "".join(title_words(one)) == "".join(title_words(other))


def test_plus_signs_stay_visible() -> None:
    assert normalize_title("SGTR+: Graphs") != normalize_title("SGTR: Graphs")
    assert normalize_title("A + B") == "a b"


@given(st.text(max_size=80))
def test_normalizing_is_idempotent(text: str) -> None:
    once = normalize_title(text)
    assert normalize_title(once) == once


@given(st.text(max_size=80))
def test_cleaners_take_any_text(text: str) -> None:
    assert isinstance(strip_title(text), str)
    assert isinstance(fold(text), str)
    assert isinstance(normalize_url(text), str)
    split_names(text)
    parse_person(text)


def test_clean_tex_is_for_people() -> None:
    assert clean_tex(r"Schr\"odinger and $\beta$-VAE") == "Schrödinger and β-VAE"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Z. Kraljevic", "Željko Kraljević"),
        ("Y. Zhao", "Yue Zhao"),
        ("Li Wei", "Wei Li"),
        ("Nguyễn Văn An", "An Van Nguyen"),
        ("Müller, Jörg", "Jorg Muller"),
        ("Laurens van der Maaten", "L. van der Maaten"),
        ("CJ Taylor", "C. J. Taylor"),
        ("Mannudeep Kalra", "Mannudeep K. Kalra"),
    ],
)
def test_same_person(one: str, other: str) -> None:
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"), [("Wei Li", "Lei Wang"), ("Y. Zhao", "Bo Zhao"), ("", "Wei Li")]
)
def test_other_person(one: str, other: str) -> None:
    assert not same_person(one, other)


def test_split_names_and_et_al() -> None:
    assert split_names("Yang Yue, Yulin Wang & Gao Huang") == (
        ("Yang Yue", "Yulin Wang", "Gao Huang"),
        False,
    )
    assert split_names("Yang Yue, Yulin Wang, et al.") == (("Yang Yue", "Yulin Wang"), True)


def test_family_key_ignores_particles_and_suffixes() -> None:
    assert family_key("Laurens van der Maaten") == "maaten"
    assert family_key("John Smith Jr.") == "smith"


def test_compare_authors_tells_strangers_from_left_out() -> None:
    texts = ["Yang Yue", "Yulin Wang", "Gao Huang"]
    cut = compare_authors(["Yang Yue", "G. Huang"], texts, et_al=True)
    assert cut.all_agree
    assert cut.first_agrees
    assert cut.left_out == ("Yulin Wang",)
    wrong = compare_authors(["Yang Yue", "Max Muster"], texts, et_al=False)
    assert wrong.strangers == ("Max Muster",)
    assert not wrong.all_agree
    assert compare_authors(["Max Muster"], texts, et_al=False).none_agree
    assert not compare_authors(["Gao Huang", "Yang Yue"], texts, et_al=True).in_order


def test_two_names_written_as_one_are_taken_apart_where_both_are_known() -> None:
    texts = ["Yang Yue", "Yulin Wang", "Gao Huang"]
    glued = compare_authors(["Yang Yue, Yulin Wang", "Gao Huang"], texts, et_al=False)
    assert glued.all_agree
    assert glued.written == 3
    family_first = compare_authors(["Huang, Gao"], texts, et_al=True)
    assert (family_first.written, family_first.agreeing) == (1, 1)
    assert compare_authors(["Yang Yue, Max Muster"], texts, et_al=False).written == 1


NAMES = st.one_of(
    st.text(max_size=12),
    st.lists(
        st.sampled_from(["Ann", "A.", "Bo", "Lee", "van", "Xiao", "Ming", "Xiaoming"]), max_size=3
    ).map(" ".join),
)


@given(NAMES, NAMES)
def test_whom_the_rule_calls_one_person_is_paired(one: str, other: str) -> None:
    agree = compare_authors([one], [other], et_al=True).agreeing == 1
    assert agree is same_person(one, other) or "," in one


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"Vera L\\'ucia Carbone", "Vera Lúcia Carbone"),
        (r"Vera L\'ucia Carbone", "Vera Lúcia Carbone"),
        (r"Kr\\\"{u}ger", "Krüger"),
        (r"\\c{C}elik", "Çelik"),
        (r"Line one\\Second line", "Line one Second line"),
        (r"A \Carbone model", "A Carbone model"),
        (r"50% less $x$", "50% less x"),
    ],
)
def test_clean_tex_never_eats_letters(written: str, read: str) -> None:
    assert clean_tex(written) == read


@given(st.lists(st.sampled_from(["Vera", "Carbone", "Xu", "zebra"]), min_size=1), st.data())
def test_no_number_of_backslashes_eats_a_word(words: list[str], data: st.DataObject) -> None:
    joints = [r"\\", r"\\\\", " ", r"\ ", "{} ", "% ", "$ $", r"\\\ "]
    text = words[0] + "".join(data.draw(st.sampled_from(joints)) + word for word in words[1:])
    assert all(word in clean_tex(text) for word in words)


@given(st.text(alphabet="\\{}$%^_'\"`~ab Ué", max_size=30))
def test_clean_tex_reads_anything(text: str) -> None:
    assert isinstance(clean_tex(text), str)
