"""Entries whose parts stand in fields: labelled in one stretch, in items, or nested unlabelled."""

from __future__ import annotations

import pytest

from harvester.lists.reading.parse import parse

FIRST = ("Seeing Through Waves: A World Model of Tides", "2504.13065", "Wei Zhang", "Na Li")
SECOND = ("Grasping Soft Things Slowly", "2505.00001", "Bo Xu", "Cy Dee")
LINK = "https://arxiv.org/abs/"


@pytest.mark.parametrize("heading", ["## Papers", "## Tides and moons"])
@pytest.mark.parametrize(
    "form",
    [
        "- **Title**: {0}\n  **Authors**: {2}, {3}\n  **Link**: {4}{1}\n",
        "- **Title**: {0}<br>\n  **Authors**: {2}, {3}<br>\n  **Link**: {4}{1}\n",
        "- Paper: {0}; Authors: {2}, {3}; Link: {4}{1}\n",
        "- Title: {0}\n- Authors: {2}, {3}\n- Link: {4}{1}\n",
        "**Title:** {0}  \n**Authors:** {2}, {3}  \n**Paper:** {4}{1}\n\n",
        "- 论文：{0}\n  作者：{2}，{3}\n  链接：{4}{1}\n",
        "- 标题：{0}\n  - 作者：{2}，{3}\n  - 链接：{4}{1}\n",
        "- {0}\n  - {2}, {3}\n  - CVPR 2025\n  - {4}{1}\n",
        "- {0}\n  - {2}, {3}\n  - [Paper]({4}{1}), [Code](https://github.com/a/b)\n",
    ],
)
def test_entries_in_fields(heading: str, form: str) -> None:
    text = f"# List\n\n{heading}\n\n" + "".join(form.format(*one, LINK) for one in (FIRST, SECOND))
    mentions = parse(text).mentions
    assert [one.title.text if one.title else None for one in mentions] == [FIRST[0], SECOND[0]]
    for mention, (_, value, *people) in zip(mentions, (FIRST, SECOND), strict=True):
        assert [name.text for name in mention.authors] == people
        assert f"arxiv:{value}" in map(str, mention.identifiers)


def test_fields_below_a_name_stay_its_own() -> None:
    fields = f"  * Paper: {LINK}2305.01523\n  * License: MIT\n"
    text = f"# L\n\n## Models\n\n* Alpha  (2023-04-17)\n{fields}"
    (mention,) = parse(text).mentions
    assert mention.name == "Alpha"


def test_addresses_below_a_category_are_entries() -> None:
    text = f"# L\n\n- Moons\n  - {LINK}2504.13065\n  - {LINK}2505.00001\n"
    assert len(parse(text).mentions) == 2
