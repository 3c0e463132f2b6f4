"""What stands around the entries of a list: footnotes, other lists, navigation, names in a row."""

from __future__ import annotations

from harvester.lists import parse
from harvester.model import MentionKind

ARXIV = "https://arxiv.org/abs/2401.0000"


def names(text: str) -> list[str]:
    return [one.name for one in parse(text).mentions]


def test_footnotes_count_below_any_heading() -> None:
    text = f"# L\n\n## Citation\n\n```\n@misc{{x}}\n```\n\n[^21]: After [Deep Worlds]({ARXIV}1).\n"
    assert names(text) == ["Deep Worlds"]


def test_repositories_told_of_among_other_lists() -> None:
    text = (
        "# L\n\n## Related Repositories\n\n- [awesome-x](https://github.com/a/awesome-x)\n"
        "- WorldLister\n  * Code: https://github.com/a/lister\n  * Notes: it lists worlds\n"
        f"- **Deep Worlds** [[paper]({ARXIV}1)]\n"
    )
    (mention,) = parse(text).mentions
    assert (mention.name, mention.kind) == ("WorldLister", MentionKind.REPOSITORY)


def test_a_row_of_links_through_a_site_is_no_entry() -> None:
    row = " · ".join(f"[Ann Bee{n} ({n})](https://a.b/?author={n})" for n in range(6))
    assert names(f"# L\n\n## By Author\n\n{row}\n\n- {row}\n") == []
    works = ", ".join(f"[Deep Worlds {n}]({ARXIV}{n})" for n in range(1, 6))
    assert len(names(f"# L\n\n- {works}\n")) == 5


def test_names_in_front_of_links_to_code() -> None:
    text = (
        "# L\n\n常用的库包括：\ncuWorld（规划）：[link](https://cuworld.org/)，\n"
        "mplib：[link](https://github.com/a/mplib)。\n"
    )
    (mention,) = parse(text).mentions
    assert (mention.name, [str(one) for one in mention.identifiers]) == (
        "mplib",
        ["github:a/mplib"],
    )


def test_a_similar_name_with_a_link_of_its_own_is_another_work() -> None:
    text = (
        f"- **DW: Deep Worlds.** *Ann Bee, Cy Dee.* [[paper]({ARXIV}1)]\n\n"
        "| Model | Code |\n|-|-|\n"
        "| Deep Worlds v3 | [code](https://github.com/a/dw3) |\n"
        "| Deep Worlds | [code](https://github.com/a/dw) |\n| DW | yes |\n"
    )
    kinds = {one.name: (one.kind, one.refers_to) for one in parse(text).mentions[1:]}
    assert kinds == {
        "Deep Worlds v3": (MentionKind.REPOSITORY, None),
        "Deep Worlds": (MentionKind.REFERENCE, "DW"),
        "DW": (MentionKind.REFERENCE, "DW"),
    }


def test_a_label_in_code_is_no_event() -> None:
    (mention,) = parse(f"- **Deep Worlds** [[`arXiv`]({ARXIV}1)]\n").mentions
    assert mention.event is None


def test_an_identifier_to_come_is_no_title() -> None:
    text = (
        "| # | Name | Paper |\n|-|-|-|\n"
        "| [27] | WorldBoard | [arXiv:2404.XXXX](https://arxiv.org/abs/2404.XXXX) |\n"
    )
    (mention,) = parse(text).mentions
    assert (mention.name, [one.text for one in mention.placeholders][-1]) == (
        "WorldBoard",
        "2404.XXXX",
    )
