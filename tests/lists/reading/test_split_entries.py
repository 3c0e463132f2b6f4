"""Two works in one bullet: each has its own title and links, and is a mention of its own."""

from __future__ import annotations

import pytest

from harvester.lists import parse

A, B = "https://arxiv.org/abs/2401.00001", "https://arxiv.org/abs/2401.00002"


@pytest.mark.parametrize(
    "bullet",
    [
        f"Deep Worlds [[pdf]({A})] / Flat Worlds for None [[pdf]({B})]",
        f"**Deep Worlds** [[pdf]({A})] and **Flat Worlds for None** [[pdf]({B})]",
        f"**Deep Worlds** [pdf]({A}); **Flat Worlds for None** [pdf]({B})",
        f'"Deep Worlds" ([arXiv]({A})) & "Flat Worlds for None" ([arXiv]({B}))',
        f"[Deep Worlds]({A}) / [Flat Worlds for None]({B})",
    ],
)
def test_two_works_with_links_of_their_own(bullet: str) -> None:
    first, second = parse(f"- {bullet}\n").mentions
    assert first.title is not None
    assert second.title is not None
    assert (first.title.text, second.title.text) == ("Deep Worlds", "Flat Worlds for None")
    assert [str(one) for one in first.identifiers] == ["arxiv:2401.00001"]
    assert [str(one) for one in second.identifiers] == ["arxiv:2401.00002"]
    links = [link.span for one in (first, second) for link in one.links]
    assert len(links) == len(set(links)) == 2


@pytest.mark.parametrize(
    "bullet",
    [
        f"Deep Worlds [[pdf]({A})] / [[journal]({B})]",
        f"Deep Worlds [[pdf]({A})] / Full Paper [[pdf]({B})]",
        f"Deep Worlds [[pdf]({A})] and Flat Worlds [[pdf]({A})]",
        f"Deep Worlds [[pdf]({A})] / Code of All [[code](https://github.com/a/b)]",
    ],
)
def test_two_links_of_one_work(bullet: str) -> None:
    (mention,) = parse(f"- {bullet}\n").mentions
    assert mention.name == "Deep Worlds"
