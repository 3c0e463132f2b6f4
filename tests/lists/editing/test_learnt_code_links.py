"""Code links and rows in the form that the other entries of a list teach."""

from __future__ import annotations

import pytest

from harvester.lists import parse
from harvester.lists.editing.additions import NewEntry, add_entry
from harvester.lists.editing.corrections import correct_event
from harvester.lists.editing.links import add_code_link
from harvester.lists.edits import apply
from harvester.model import Edit, Identifier, Mention
from tests.lists.one_mention import only

CODE = Identifier("github", "a/new")
URL = "https://github.com/a/new"
ABS = "https://arxiv.org/abs/240{}.00001"


def coded(text: str, at: int, path: str = "README.md") -> str:
    document = parse(text, path)
    edit = add_code_link(document, document.mentions[at], CODE)
    assert isinstance(edit, Edit), edit
    then = apply(text, [edit])
    assert CODE in parse(then, path).mentions[at].identifiers
    return then[edit.span.start : edit.span.start + len(edit.text)]


def listed(*lines: str) -> str:
    entries = "\n".join(line.replace("{}", str(at), 1) for at, line in enumerate(lines, 1))
    return f"# L\n\n## Papers\n\n{entries}\n"


@pytest.mark.parametrize(
    ("taught", "bare", "wanted"),
    [
        (
            f"* [Deep Worlds]({ABS})<br>:star:[code](https://github.com/a/b)",
            f"* [Thin Worlds]({ABS})<br>:house:[project](https://x.org)",
            f"<br>:star:[code]({URL})",
        ),
        (
            f"- [Deep Worlds]({ABS}), Ann Lee, CVPR 2024 | [github](https://github.com/a/b)",
            f"- [Thin Worlds]({ABS}), Bo Chen, ECCV 2024 | [bibtex](x.txt)",
            f" | [github]({URL})",
        ),
        (
            f"- Deep Worlds [[pdf]({ABS})] [[site](https://x.org)] [[code](https://github.com/a/b)]",
            f"- Thin Worlds [[pdf]({ABS})]",
            f" [[code]({URL})]",
        ),
    ],
)
def test_the_form_is_learnt_from_any_entry(taught: str, bare: str, wanted: str) -> None:
    assert coded(listed(taught, bare), 1) == wanted


def test_a_picture_that_several_entries_show_is_a_form() -> None:
    badge = "[![code](https://img.shields.io/badge/code-available-green)](https://github.com/a/{})"
    rows = [f"- [Deep Worlds {at}]({ABS}) {badge.format(at)}" for at in "bc"]
    bare = f"- [Thin Worlds]({ABS})"
    assert coded(listed(*rows, bare), 2) == " " + badge.replace("a/{}", "a/new")
    document = parse(listed(rows[0], bare))
    edit = add_code_link(document, document.mentions[1], CODE)
    assert isinstance(edit, Edit)
    assert edit.text == " [Code](https://github.com/a/new)"


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ((f"### [Deep Worlds of Things]({ABS})", f"### [Thin Worlds of Things]({ABS})"), "[Code]"),
        (
            (
                f"- [Deep Worlds of Things]({ABS}) [[site](https://x.org)]",
                f"- [Flat Worlds of Things]({ABS}) [[site](https://y.org)]",
                f"- [Thin Worlds of Things]({ABS})",
            ),
            "[[code]",
        ),
    ],
)
def test_a_list_without_code_links_gets_the_form_of_its_links(
    lines: tuple[str, ...], wanted: str
) -> None:
    closing = "]" if wanted.startswith("[[") else ""
    assert coded(listed(*lines), len(lines) - 1) == f" {wanted}({URL}){closing}"


def test_a_badge_of_a_code_column_shows_the_new_repository() -> None:
    badge = "[![GitHub](https://img.shields.io/github/stars/{0})](https://github.com/{0})"
    rows = "".join(
        f"| [{word} Worlds of Things]({ABS.format(at)}) | {cell} |\n"
        for at, (word, cell) in enumerate((("Deep", badge.format("a/b")), ("Thin", "-")), 1)
    )
    text = f"# L\n\n## S\n\n| Paper | GitHub |\n|---|---|\n{rows}"
    document = parse(text)
    edit = add_code_link(document, document.mentions[1], CODE)
    assert isinstance(edit, Edit)
    assert edit.text == badge.format("a/new")


RECORDS = (
    "- title: Deep Worlds of Things\n  paper: https://arxiv.org/abs/2401.00001\n"
    "  code: https://github.com/a/b\n"
    "- title: Thin Worlds of Things\n  paper: https://arxiv.org/abs/2402.00001\n{}"
)


@pytest.mark.parametrize("line", ["", "  code: null\n", "  code: ''\n", "  code:\n"])
def test_a_record_gets_the_field_that_others_have(line: str) -> None:
    text = RECORDS.format(line)
    coded(text, 1, "papers.yaml")
    document = parse(text, "papers.yaml")
    edit = add_code_link(document, document.mentions[1], CODE)
    assert isinstance(edit, Edit)
    then = apply(text, [edit])
    assert then.rstrip().endswith(f"  code: {URL}")
    assert then.count("code:") == 2


def test_a_new_row_has_every_column() -> None:
    head = "Title | Institute | Date | Code\n--|--|--|--\n"
    rows = (
        f"[Deep Worlds of Things]({ABS.format(1)}) | MIT | 2024.01 | -\n"
        f"[Thin Worlds of Things]({ABS.format(2)}) | ETH | 2024.02\n"
    )
    entry = NewEntry(Identifier("arxiv", "2406.00001"), "Wide Worlds of Things", date="2024-06-01")
    (edit,) = add_entry(parse(f"# L\n\n## Papers\n\n{head}{rows}"), entry, "Papers")
    assert isinstance(edit, Edit)
    assert edit.text.count("|") == 3


def test_a_preprint_with_its_identifier_becomes_the_venue() -> None:
    cited = 'Lee, Ann, et al. "**Deep Worlds of Things**." arXiv preprint arXiv:1606.04080 (2016).'
    text = f"# L\n\n## Papers\n\n- {cited} [pdf](https://arxiv.org/abs/1606.04080)\n"
    document = parse(text)
    mention: Mention = document.mentions[0]
    edit = correct_event(document, mention, "ICLR", "2017")
    assert isinstance(edit, Edit), (mention.event, edit)
    assert " ICLR (2017). [pdf]" in apply(text, [edit])


@pytest.mark.parametrize("venue", ["ICLR", "TPAMI", "arXiv"])
def test_a_venue_in_front_of_a_linked_title_is_its_event(venue: str) -> None:
    mention = only(listed(f"- 20190221 {venue} [Deep Worlds of Flat Things]({ABS})"))
    assert mention.event is not None
    assert mention.event.text == venue
