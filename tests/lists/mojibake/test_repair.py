from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.lists.mojibake.repair import find_garbled, repair
from tests.paths import FIRST_LIST, SHARED, real_lists


def misread(text: str, page: str, *, lose: bool = True) -> str:
    """UTF-8 read as `page`; undefined bytes and soft hyphens dropped, or kept as control marks."""
    if lose:
        return text.encode("utf-8").decode(page, errors="ignore").replace("\xad", "")
    return "".join(
        bytes([byte]).decode(page, errors="ignore") or chr(byte) for byte in text.encode("utf-8")
    )


def is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def garbled_lists() -> dict[str, str]:
    """Return the first list as two code pages garble it, and as received where that is here."""
    text = FIRST_LIST.read_bytes().decode("utf-8")
    lists = {page: misread(text, page, lose=page == "cp1252") for page in ("cp1252", "latin-1")}
    received = SHARED / "seed" / "list-as-received.md"
    if received.exists():
        lists["received"] = received.read_bytes().decode("utf-8")
    return lists


GARBLED = garbled_lists()


@pytest.mark.parametrize("way", GARBLED)
def test_the_first_list_is_restored(way: str) -> None:
    wanted = FIRST_LIST.read_bytes().decode("utf-8")
    given_text = GARBLED[way]
    made = repair(given_text)
    assert len(made.text) == len(wanted)
    pairs = [(one, other) for one, other in zip(wanted, made.text, strict=True) if is_han(one)]
    assert sum(one == other for one, other in pairs) >= 0.99 * len(pairs)
    assert [
        one for one, other in zip(wanted, made.text, strict=True) if one != other and one < "\x80"
    ] == []
    wrong = sum(one != other for one, other in zip(wanted, made.text, strict=True))
    assert wrong <= len(made.uncertain)


@pytest.mark.parametrize("way", GARBLED)
def test_what_is_certain_is_right_and_the_rest_is_listed(way: str) -> None:
    wanted = FIRST_LIST.read_bytes().decode("utf-8")
    made = repair(GARBLED[way])
    lines, truth = made.text.split("\n"), wanted.split("\n")
    listed = {place.line for place in made.uncertain}
    for number, (line, true) in enumerate(zip(lines, truth, strict=True), start=1):
        assert line == true or number in listed
    sure = [place for place in made.uncertain if place.certainty > 0.99]
    assert sum(place.repaired in truth[place.line - 1] for place in sure) >= 0.99 * len(sure)


def test_healthy_lists_raise_no_alarm() -> None:
    for path in real_lists():
        text = path.read_bytes().decode("utf-8")
        assert find_garbled(text) == (), path
        assert repair(text).text is text or repair(text).text == text


@pytest.mark.parametrize("page", ["cp1252", "cp1254", "latin-1"])
def test_lossless_text_comes_back_exactly(page: str) -> None:
    text = "# 世界模型 é à – “quoted” ✅\n\n- 医学世界模型论文 **Schrödinger** ⭐\n"
    made = repair(misread(text, page, lose=False))
    assert made.text == text
    assert made.uncertain == ()


@pytest.mark.parametrize("page", ["cp1252", "cp1254", "latin-1"])
@pytest.mark.parametrize("other", ["cp1252", "latin-1"])
def test_text_garbled_twice_comes_back_exactly(page: str, other: str) -> None:
    text = "# 世界模型 é à – “quoted” ✅\n\n- 医学世界模型论文 **Schrödinger** ⭐ 日本語の一覧\n"
    made = repair(misread(misread(text, page, lose=False), other, lose=False))
    assert made.text == text
    assert made.uncertain == ()


@pytest.mark.parametrize("page", ["cp1252", "cp1254"])
def test_lost_bytes_are_offered_with_their_certainty(page: str) -> None:
    text = "这是一个关于医学世界模型的论文列表，欢迎贡献。\n通过预测不同角度的投影来学习。\n"
    made = repair(misread(text, page))
    assert sum(one != other for one, other in zip(text, made.text, strict=True)) <= 1
    assert made.uncertain
    assert all(0.0 < place.certainty <= 1.0 for place in made.uncertain)
    assert all(place.repaired not in place.alternatives for place in made.uncertain)
    assert {place.line for place in made.uncertain} <= {1, 2}


def test_places_name_line_span_and_repair() -> None:
    text = "plain\n" + misread("模型", "cp1252", lose=False) + " tail\n"
    (place,) = find_garbled(text)
    assert (place.line, place.repaired, place.certainty) == (2, "模型", 1.0)
    assert text[place.span.start : place.span.end] == place.text


@pytest.mark.parametrize(
    "text",
    [
        "São Paulo, Zoë, naïve, Łukasz, Ångström, à la carte",
        "« CAFÉ » – “cliché”… l’été à 20 °C – 100 €",
        "Grüße aus Köln; SÃO; ÄÖÜ; Ğ İ Ş ğ ı ş",
        "世界模型 ✅ ⭐ → │ 日本語 한국어",
        "ASCII only",
        "",
    ],
)
def test_healthy_lines_are_left_alone(text: str) -> None:
    assert find_garbled(text) == ()
    assert repair(text).text == text


def test_a_garbled_line_among_healthy_ones_is_repaired_alone() -> None:
    healthy = "São Paulo and Zoë wrote « É » à Köln\n世界模型\n"
    text = healthy + misread("世界模型", "cp1252", lose=False) + "\n"
    assert repair(text).text == healthy + "世界模型\n"


@given(st.text(max_size=120))
def test_any_text_is_repaired_without_a_crash(text: str) -> None:
    repair(text)


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=40
    )
)
def test_repair_keeps_every_line(text: str) -> None:
    garbled = misread(text, "cp1252") + "\nplain\n"
    made = repair(garbled)
    assert made.text.endswith("\nplain\n")
    assert repair(made.text).text == made.text


@pytest.mark.parametrize("piece", ["â", "ðŸ", "ä¸–ç•Œ", "æ¨¡å", "â­", "Ã", "ä¸\n"])
def test_long_hostile_text_takes_no_long_time(piece: str) -> None:
    proof = misread("世界", "cp1252", lose=False) + "\n"
    text = proof * 5 + piece * 3_000
    assert len(repair(text).text) <= len(text)
