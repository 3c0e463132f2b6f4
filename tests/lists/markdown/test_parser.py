"""Blocks and inline elements: each URL where it stands, whatever the text is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harvester.lists.markdown.elements import (
    BRACKET,
    CODE,
    EM,
    IMAGE,
    LINK,
    STRONG,
    Inline,
)
from harvester.lists.markdown.parser import (
    CELL,
    HEADING,
    HTML,
    LIST,
    PARA,
    TABLE,
    Block,
    leaves,
    read_blocks,
    read_inline,
)


def elements(text: str) -> list[Inline]:
    root = Block("root", 0, len(text), children=read_blocks(text))
    return [one for leaf in leaves(root) for one in leaf.inline]


def links(text: str, kind: str = LINK) -> list[tuple[str, str]]:
    """Return label and URL of each link as they stand in the text."""
    return [
        (text[one.inner_start : one.inner_end], text[one.url_start : one.url_end])
        for one in elements(text)
        if one.kind == kind and one.url_start >= 0
    ]


COMMONMARK = [
    ("[link](/uri)", [("link", "/uri")]),
    ('[link](/uri "title")', [("link", "/uri")]),
    ("[link](/uri 'title')", [("link", "/uri")]),
    ("[link](/uri (title))", [("link", "/uri")]),
    ("[link]()", [("link", "")]),
    ("[link](<>)", [("link", "")]),
    ("[link](</my uri>)", [("link", "/my uri")]),
    ("[link](foo(and(bar)))", [("link", "foo(and(bar))")]),
    ("[link](foo\\(bar)", [("link", "foo\\(bar")]),
    ('[link](   /uri\n  "title"  )', [("link", "/uri")]),
    ("[link](#fragment)", [("link", "#fragment")]),
    ("[link](foo%20b&auml;)", [("link", "foo%20b&auml;")]),
    ("[link [foo [bar]]](/uri)", [("link [foo [bar]]", "/uri")]),
    ("[link *foo **bar** `#`*](/uri)", [("link *foo **bar** `#`*", "/uri")]),
    ("[![moon](moon.jpg)](/uri)", [("![moon](moon.jpg)", "/uri")]),
    ("[foo [bar](/uri)](/uri)", [("bar", "/uri")]),
    ("*[foo*](/uri)", [("foo*", "/uri")]),
    ("[foo`](/uri)`", []),
    ("\\[link](/uri)", []),
    ("[foo][bar]\n\n[bar]: /url 'title'", [("foo", "/url")]),
    ("[foo][BaR]\n\n[bar]: /url", [("foo", "/url")]),
    ("[foo][]\n\n[foo]: </my url>", [("foo", "/my url")]),
    ("[foo]\n\n[foo]: /url", [("foo", "/url")]),
    ("[foo]: /first\n[foo]: /second\n\n[foo]", [("foo", "/first")]),
    ("> [foo]: /url\n\n[foo]", [("foo", "/url")]),
    ("[foo](not a link)\n\n[foo]: /url1", [("foo", "/url1")]),
    ("<https://foo.bar.baz>", [("https://foo.bar.baz", "https://foo.bar.baz")]),
    ("`[a](b)`", []),
    ("    [a](b)", []),
]


@pytest.mark.parametrize(("text", "wanted"), COMMONMARK)
def test_links_of_commonmark(text: str, wanted: list[tuple[str, str]]) -> None:
    assert links(text) == wanted


UNOFFICIAL = [
    ("[[pdf](https://a.b/1)]", [("pdf", "https://a.b/1")]),
    ("[[pdf]](https://a.b/1)", [("[pdf]", "https://a.b/1")]),
    ("[pdf] (https://a.b/1)", [("pdf", "https://a.b/1")]),
    ("[pdf]（https://a.b/1）", [("pdf", "https://a.b/1")]),
    ("- Deep Worlds](https://a.b/1)", [("Deep Worlds", "https://a.b/1")]),
    ("[pdf](https://a.b/one two.pdf)", [("pdf", "https://a.b/one two.pdf")]),
    ("see https://a.b/x_y_z.", [("https://a.b/x_y_z", "https://a.b/x_y_z")]),
    ("https://a.b/_c_/d", [("https://a.b/_c_/d", "https://a.b/_c_/d")]),
    ("(https://a.b/c(d))", [("https://a.b/c(d)", "https://a.b/c(d)")]),
    ("论文：https://a.b/1，代码", [("https://a.b/1", "https://a.b/1")]),
    ('<a href="https://a.b/1"><b>Deep</b></a>!', [("<b>Deep</b>", "https://a.b/1")]),
    ("a <a href=https://a.b/1 >Deep</a>", [("Deep", "https://a.b/1")]),
]


@pytest.mark.parametrize(("text", "wanted"), UNOFFICIAL)
def test_links_that_people_write(text: str, wanted: list[tuple[str, str]]) -> None:
    assert links(text) == wanted


@pytest.mark.parametrize("text", ["[x] (y)", "[ICLR 2020] (see below)", "a](b)", "] (https://a.b)"])
def test_no_links(text: str) -> None:
    assert all(one.syntax == "raw" for one in elements(text) if one.kind == LINK)


def test_pictures() -> None:
    assert links('![a](b.png "c") <img src="d.png" alt="e">', IMAGE) == [
        ("a", "b.png"),
        ("e", "d.png"),
    ]


@pytest.mark.parametrize(
    ("text", "bold"),
    [
        ("**Name:**Title of *it*", ["Name:"]),
        ("**标题：**正文 **x**", ["标题：", "x"]),
        ("**Title** Ann Bee*, Cy Dee*", ["Title"]),
        ("$a^{*} b^{*}$ **x**", ["x"]),
    ],
)
def test_bold_beside_letters(text: str, bold: list[str]) -> None:
    rows = [one for one in elements(text) if one.kind == STRONG]
    assert [text[one.inner_start : one.inner_end] for one in rows] == bold


def test_kinds_of_blocks() -> None:
    text = "# A\n\n- b\n\n| c | d |\n|-|-|\n| 1 | 2 | [3](e) |\n\n<p>f</p>\n\ng\n"
    blocks = read_blocks(text)
    assert [one.kind for one in blocks] == [HEADING, LIST, TABLE, HTML, PARA]
    cells = [text[one.start : one.end] for one in leaves(blocks[2]) if one.kind == CELL]
    assert cells == ["c", "d", "1", "2", "[3](e)"]


def test_nested_elements_stand_in_order() -> None:
    text = "[**`a` *b***](c)"
    assert [one.kind for one in elements(text)] == [LINK, STRONG, CODE, EM]


def test_inline_of_a_stretch() -> None:
    text = "# [not](this) - [*a*\n> b](c) [d]"
    start = text.index(" - ") + 1
    kinds = [(one.kind, text[one.start : one.end]) for one in read_inline(text, start, len(text))]
    assert kinds[-1] == (BRACKET, "[d]")
    assert (LINK, "[*a*\n> b](c)") in kinds


PIECES = st.sampled_from(
    [
        *"[]()*_~`<>|#!\\$&x世🔥 \0\n\r\ufeff",
        *("](", "](https://é.b/", "**", "\r\n", "\n\n", "- ", "> ", "| a | b |\n|-|-|\n"),
        *("<a href='u'>", "</a>", "[x]: http://y\n"),
    ]
)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=50).map("".join))
def test_every_element_stands_in_its_block(text: str) -> None:
    root = Block("root", 0, len(text), children=read_blocks(text))
    for leaf in leaves(root):
        assert 0 <= leaf.start <= leaf.end <= len(text)
        for one in leaf.inline:
            assert leaf.start <= one.start <= one.inner_start <= one.inner_end <= one.end, one
            assert one.end <= leaf.end, one
            assert one.url_start <= one.url_end <= len(text)
        starts = [(one.start, -one.end) for one in leaf.inline]
        assert starts == sorted(starts)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "*" * 100_000,
        "|" * 100_000,
        "a](http" * 20_000,
        "[a](http://b c" * 20_000,
        "<a href=" * 20_000,
        "$a$ *" * 20_000,
        "> " * 200_000 + "a",
        "- " * 200_000 + "a",
        "[t](https://arxiv.org/abs/2401.00001) " * 30_000,
        "![" * 50_000 + "](" * 50_000,
    ],
    ids=lambda text: f"{text[:12]!r}",
)
def test_hostile_texts_end_soon(text: str) -> None:
    began = time.process_time()
    read_blocks(text)
    assert time.process_time() - began < 20
