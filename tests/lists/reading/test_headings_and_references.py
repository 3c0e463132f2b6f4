"""Headings that are papers, links by reference, footnotes with an entry's links."""

from __future__ import annotations

import pytest

from harvester.lists.reading.parse import parse

TITLE = "Seeing Through Waves: A World Model of Tides"
OTHER = "Grasping Soft Things Slowly"
LINK = "https://arxiv.org/abs/2504.13065"
AWAITED = "https://arxiv.org/abs/2505.xxxxx"


def titles(text: str) -> list[str | None]:
    return [one.title.text if one.title else None for one in parse(text).mentions]


@pytest.mark.parametrize(
    "below",
    [
        "*Ann Leemann, Bo Xu*\n[[PDF]({})]",
        "Ann Leemann, Bo Xu\n\n[PDF]({}) / [Code](https://github.com/a/b)",
        "**Ann Leemann, Bo Xu**, CVPR 2024\n\n[PDF]({})",
        "Ann Leemann¹, Bo Xu²\n[[arXiv]({})]\n\nWhat it is about.",
    ],
)
def test_a_heading_with_people_and_links_below_is_a_paper(below: str) -> None:
    text = f"# List\n\n## {TITLE}\n{below.format(LINK)}\n\n## {OTHER}\n{below.format(AWAITED)}\n"
    assert titles(text) == [TITLE, OTHER]
    for mention in parse(text).mentions:
        assert [name.text for name in mention.authors] == ["Ann Leemann", "Bo Xu"]
    assert titles(text.partition("\n## Gr")[0]) == [TITLE]


@pytest.mark.parametrize(
    "entry",
    [
        f"* [{TITLE}][w], Ann Leemann\n\n[w]: {LINK} 'Tides'",
        f"* [{TITLE}][]\n\n[{TITLE}]: {LINK}",
        f"* [{TITLE}]\n\nWords above.\n[{TITLE}]: {LINK}",
        f"* **{TITLE}** [[pdf]][W1]\n\n[^note]: Words above.\n[w1]: <{LINK}>",
        f"* {TITLE} ([PDF][p] | [Code][c])\n\n[p]: <{LINK}>\n[c]: https://github.com/a/b",
    ],
)
def test_links_by_reference_wherever_they_are_defined(entry: str) -> None:
    (mention,) = parse(f"# L\n\n## Papers\n\n{entry}\n").mentions
    assert mention.title is not None
    assert mention.title.text == TITLE
    assert "arxiv:2504.13065" in map(str, mention.identifiers)


@pytest.mark.parametrize("link", [LINK, AWAITED])
def test_a_footnote_holds_the_link_of_its_entry(link: str) -> None:
    entries = f"* **{TITLE}**[^w]\n* [{OTHER}]({LINK}9)\n"
    text = f"# L\n\n## Papers\n\n{entries}\n[^w]: Ann Leemann et al. <{link}>\n"
    first, second = parse(text).mentions
    assert first.title is not None
    assert second.title is not None
    assert (first.title.text, second.title.text) == (TITLE, OTHER)
    assert [one.url for one in first.links] == [link]
    assert text[first.span.start : first.span.end] == f"**{TITLE}**[^w]"
