"""Whatever the text is: parsing ends, soon, and every span tells the truth."""

from __future__ import annotations

import re
import time
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harvester.lists import ListDocument, load_list, parse
from harvester.lists.markdown.elements import LINK
from harvester.lists.markdown.parser import read_inline
from harvester.model import MentionKind, Span, Written
from tests.paths import ROOT, real_lists

PIECES = st.sampled_from(
    [
        *("- ", "* ", "1. ", "# ", "### ", "> ", "| ", "|-|-|\n", "\n", "\n\n", "\r\n", "  ", "\t"),
        *(
            "**",
            "*",
            "_",
            "`",
            "```\n",
            "[",
            "]",
            "(",
            ")",
            "](",
            "<",
            ">",
            "<br>",
            "<table>",
            "</td>",
        ),
        *("<a href='", "https://arxiv.org/abs/2401.00001", "https://github.com/a/b", "2504.xxxxx"),
        *(
            "[PDF]()",
            "![x](https://img.shields.io/x)",
            "A Title of Words",
            "Ann Bee, Cy Dee et al.",
        ),
        *(
            "[2024]",
            "[CVPR 2024]",
            "见上方",
            "世界模型",
            "🔥",
            "\ufeff",
            "\\|",
            "\\",
            '"',
            "“",
            ":",
            "：",
            "\0",
        ),
        *(
            "Paper: ",
            "[x]: http://x.y/z\n",
            "[x][]",
            "<p>",
            "<tr><td>",
            "<details>",
            "├── ",
            "\u202e",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join))


def claims_what_stands(claim: Written, text: str) -> bool:
    """Tell whether the letters of a claim stand in its span, in their order."""
    raw = text[claim.span.start : claim.span.end]
    letters = [sign for sign in claim.text if sign.isalnum()]
    return any(all(sign in rest for sign in letters) for rest in (iter(raw), iter(unescape(raw))))


def check_claims(document: ListDocument, text: str) -> None:
    for mention in document.mentions:
        claims = (mention.title, mention.date, mention.event, *mention.authors, *mention.tags)
        for claim in claims:
            assert claim is None or claims_what_stands(claim, text), claim


def links_owned_twice(document: ListDocument) -> set[Span]:
    owned = Counter(
        link.span
        for mention in document.mentions
        if mention.kind is not MentionKind.REFERENCE
        for link in mention.links
    )
    return {span for span, times in owned.items() if times > 1}


def check(document: ListDocument, text: str) -> None:
    assert document.file_text == text
    for mention in document.mentions:
        claims: list[Written | None] = [mention.title, mention.date, mention.event]
        spans = [mention.span, *(one.span for one in mention.cells)]
        spans += [one.span for one in (*claims, *mention.authors, *mention.tags) if one]
        spans += [one.span for one in mention.placeholders]
        spans += [mention.authors_span or Span(0, 0)]
        for link in mention.links:
            assert text[link.span.start : link.span.end] == link.url
            spans += [link.span, link.whole]
        for start, end in spans:
            assert 0 <= start <= end <= len(text)
        assert 1 <= mention.line <= text.count("\n") + text.count("\r") + 1


@settings(max_examples=400)
@given(TEXTS)
def test_any_text(text: str) -> None:
    document = parse(text)
    check(document, text)
    check_claims(document, text)
    assert document == parse(text)


@settings(max_examples=60)
@given(TEXTS, st.sampled_from(["yaml", "csv", "bib", "json"]))
def test_any_data_file(text: str, ending: str) -> None:
    check(parse(text, f"list.{ending}"), text)


def seconds(text: str) -> float:
    began = time.process_time()
    parse(text)
    return time.process_time() - began


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "![",
        "*a ",
        "**a",
        "|a",
        "> ",
        "`a``",
        "<a ",
        "<div>",
        "[a](",
        "((",
        '"',
        "“a",
        "🔥",
        "1) ",
        "<br>a",
        "<!--",
        "http://",
        "[a][b] ",
        "# a\n",
        "<table>\n\n",
        "- a\n",
        "A. B, ",
        "Ann Bee, ",
        "Ann Bee and ",
        ". A",
        "(2016), ",
        "\\[2020 ",
        "et al. ",
        "&nbsp;",
        "<th>",
        "<![",
        "\n\n### **a**\n\n",
        "\n\n<h2>a</h2>\n\n",
        "[t x](https://arxiv.org/abs/2401.00001) ",
    ],
)
def test_time_is_linear(unit: str) -> None:
    """A machine under load may spoil one comparison, and what is not linear spoils each."""
    parse("- a " + unit * 50)
    for _ in range(4):
        short, long = (seconds("- a " + unit * size) for size in (1_500, 6_000))
        if long < 8 * short + 0.2:
            return
    pytest.fail(f"{short:.2f} s, and {long:.2f} s for four times as much")


READABLE = [path for path in real_lists() if path.parent.parent.name in {"lists", ROOT.name}]


@pytest.mark.parametrize("path", READABLE, ids=str)
def test_urls_are_those_of_markdown_it(path: Path) -> None:
    """The inline scanner agrees with markdown-it-py on what is a link's target."""
    text = load_list(path)[:120_000]
    document = parse(text)
    check(document, text)
    check_claims(document, text)
    assert not links_owned_twice(document)
    lines = [
        line for line in text.splitlines() if "](" in line and "<" not in line and "`" not in line
    ][:150]
    markdown = MarkdownIt("commonmark")
    for line in lines:
        wanted = {
            str(token.attrs["href"])
            for token in markdown.parseInline(line)[0].children or ()
            if token.type == "link_open"
        }
        names = {
            line[one.url_start : one.url_end]
            for one in read_inline(line, 0, len(line))
            if one.kind == LINK
        }
        plain = {re.sub(r"%25", "%", one) for one in wanted if one.isascii()}
        assert {
            one for one in plain if "%" not in one and "&" not in one and "\\" not in one
        } <= names, line


@pytest.mark.parametrize("odd", ["<![](", "<?php", "<!DOCTYPE", "<!", "<![CDATA["])
def test_declarations_in_html(odd: str) -> None:
    text = f'<table><tr><td>{odd}<a href="https://arxiv.org/abs/2401.00001">Deep Worlds</a>'
    check(parse(text), text)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_ends_and_mark_change_nothing(ending: str) -> None:
    text = (
        "\ufeff# List\n\n- [Deep Worlds](https://arxiv.org/abs/2401.00001) (CVPR 2024)\n\n"
        "| Paper | Date |\n|-|-|\n| [Flat Worlds](https://arxiv.org/abs/2401.00002) | 2024 |\n\n"
        "<table>\n<tr><th>Title</th><th>Date</th></tr>\n"
        "<tr><td><a href='https://arxiv.org/abs/2401.00003'>Round</a></td><td>2023</td></tr>\n"
        "</table>\n"
    ).replace("\n", ending)
    document = parse(text)
    check(document, text)
    assert [one.name for one in document.mentions] == ["Deep Worlds", "Flat Worlds", "Round"]
    assert [one.line for one in document.mentions] == [3, 7, 11]
    dates = [one.date.text for one in document.mentions if one.date]
    assert dates == ["2024", "2023"]
