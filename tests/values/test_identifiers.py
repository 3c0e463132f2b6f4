"""Identifiers: one spelling for each, whatever people write; what names no paper is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.values.identifiers import (
    equivalent_identifiers,
    parse_identifier,
    template_of_url,
    url_of,
)

SIGNS = {"{zw}": "\u200b", "{bom}": "\ufeff"}


def table() -> list[tuple[str, str]]:
    rows = []
    for line in (Path(__file__).parent / "identifier_table.txt").read_text("utf-8").splitlines():
        if line.startswith("# "):
            continue
        written, _, identifier = line.rpartition("    ")
        for name, sign in SIGNS.items():
            written = written.replace(name, sign)
        rows.append((written, identifier))
    return rows


def test_the_table_has_the_breadth_of_public_suites() -> None:
    assert len(table()) >= 200


@pytest.mark.parametrize(("written", "expected"), table())
def test_an_identifier_has_one_spelling(written: str, expected: str) -> None:
    identifier = parse_identifier(written)
    assert (str(identifier) if identifier else "-") == expected


@pytest.mark.parametrize("curie", sorted({expected for _, expected in table()} - {"-"}))
def test_parsing_is_idempotent_and_the_page_leads_back(curie: str) -> None:
    identifier = parse_identifier(curie)
    assert identifier is not None
    assert str(identifier) == curie
    assert parse_identifier(url_of(identifier)) == identifier


@given(st.text(max_size=80))
def test_any_text_is_read_or_passed_over(text: str) -> None:
    identifier = parse_identifier(text)
    if identifier is not None and identifier.is_paper:
        assert parse_identifier(str(identifier)) == identifier


@given(
    st.sampled_from([written for written, _ in table() if "://" in written]),
    st.text(alphabet="/.,)v1x%?#& \u200b", max_size=8),
)
def test_an_address_with_anything_behind_it_never_fails(url: str, tail: str) -> None:
    identifier = parse_identifier(url + tail)
    assert identifier is None or parse_identifier(str(identifier)) == identifier


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://openreview.net/forum?id=XXXXXXXX", ("openreview", "XXXXXXXX")),
        ("https://openreview.net/forum?id=xxxx", ("openreview", "xxxx")),
        ("https://doi.org/10.1109/XXXXXXX.2025.XXXXXXX", ("doi", "10.1109/XXXXXXX.2025.XXXXXXX")),
        ("https://doi.org/10.xxxx/xxxxx", ("doi", "10.xxxx/xxxxx")),
        ("https://github.com/xxx/xxx", ("github", "xxx/xxx")),
        ("https://arxiv.org/abs/0000.00000", ("arxiv", "0000.00000")),
        ("https://arxiv.org/abs/1234.56789", ("arxiv", "1234.56789")),
        ("https://arxiv.org/abs/2405.00000", ("arxiv", "2405.00000")),
        ("https://arxiv.org/abs/2503.*****", ("arxiv", "2503.*****")),
        ("https://arxiv.org/abs/2406.ххххх", ("arxiv", "2406.ххххх")),
        ("https://arxiv.org/abs/2301.xxxxxvX", ("arxiv", "2301.xxxxxvX")),
        ("https://arxiv.org/abs/2504.13065", None),
        ("https://arxiv.org/abs/2513.01234", None),
        ("https://openreview.net/group?id=ICLR.cc/2020/Conference", None),
        ("https://openreview.net/forum?id=S1lOTC4tDS", None),
        ("https://doi.org/10.15607/RSS.2024.XX.041", None),
        ("https://github.com/danijar/dreamer", None),
        ("https://example.org/xxx", None),
    ],
)
def test_a_template_is_told_from_an_identifier(url: str, expected: tuple[str, str] | None) -> None:
    assert template_of_url(url) == expected
    assert expected is None or parse_identifier(url) is None


def test_the_anthology_and_its_doi_name_one_paper() -> None:
    acl, doi = parse_identifier("acl:P18-1001"), parse_identifier("10.18653/v1/P18-1001")
    assert acl is not None
    assert doi is not None
    assert set(equivalent_identifiers(acl)) == set(equivalent_identifiers(doi)) == {acl, doi}
