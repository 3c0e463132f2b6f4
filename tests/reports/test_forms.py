from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harvester.reports import (
    ReportInput,
    build_page,
    render_html,
    render_json,
    render_markdown,
    render_sarif,
    render_terminal,
)
from harvester.reports.differences import differing_words, people_difference
from harvester.reports.safe import markdown, one_line, web_link
from harvester.reports.terminal import SCREEN
from tests.hash_seeds import outputs_under_hash_seeds
from tests.reports.samples import full, problem

HOSTILE = (
    "<script>alert(1)</script> | `x` *b* @octocat #12 [l](javascript:alert(1)) \x1b[31m\u202e\n"
    "</style>\"'&amp;"
)
FORMS = (render_html, render_json, render_markdown, render_sarif, render_terminal)
NOTHING = ReportInput("List", "2026-01-01")


def test_the_first_line_is_what_a_person_would_say() -> None:
    first = render_markdown(build_page(full())).splitlines()[0]
    assert first == (
        "**1 placeholder id filled, 1 author line corrected, 3 decisions wait for you, "
        "1 contradiction to look at, 1 note on code, "
        "1 paper published or withdrawn; arxiv could not be asked about everything.**"
    )
    assert render_terminal(build_page(full())).splitlines()[0].endswith("about everything.")


def test_sections_stand_by_urgency_and_a_mended_problem_is_gone() -> None:
    page = build_page(full())
    assert [section.key for section in page.sections] == [
        "decide", "fixed", "contradicts", "code", "published", "rest"
    ]  # fmt: skip
    shown = [row.entry for section in page.sections for row in section.rows if row.severity]
    assert "Alpha" not in shown


def test_nothing_to_say() -> None:
    assert "Nothing changed" in render_terminal(build_page(NOTHING))
    assert "Nothing to do" in render_html(build_page(NOTHING))
    assert json.loads(render_json(build_page(NOTHING)))["problems"] == []


def test_same_inputs_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib\n"
        "from tests.reports.test_forms import FORMS, build_page, full\n"
        "text = ''.join(render(build_page(full())) for render in FORMS)\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = outputs_under_hash_seeds(code, "1", "2026")
    assert len(digests) == 1


def test_a_row_says_who_since_when_and_where() -> None:
    text = render_markdown(build_page(full()))
    assert "Eve word → Ann Lee<br>" in text
    assert "added **Ann Lee**; removed ~~Eve word~~" in text
    assert "[arxiv](https://arxiv.org/abs/2503.01234), since 2025-12-30" in text
    assert "[line 4](https://github.com/ann/list/blob/main/README.md#L4)" in text


def test_markdown_stays_below_the_limit_and_folds_whole_lanes() -> None:
    many = tuple(problem("date-differs", f"Entry {n} 🦀", "x" * 300, n) for n in range(2000))
    text = render_markdown(build_page(replace(full(), problems=many)))
    assert len(text.encode("utf-16-le")) // 2 < 65_000
    assert "### Contradictions (2000)" in text
    assert "2000 rows, too many for here (2000 date differs): see the whole report." in text
    assert "### Published, withdrawn, retracted (1)" in text
    assert "Entry " not in text
    assert "arxiv could not be asked" in text


def test_hostile_text_stays_text_in_markdown() -> None:
    text = render_markdown(build_page(full(HOSTILE)))
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)
    tags = set(re.findall(r"<([a-z0-9]+)", html))
    assert tags <= {
        "p",
        "strong",
        "h2",
        "h3",
        "ul",
        "li",
        "br",
        "sub",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "em",
        "s",
        "code",
    }
    assert "javascript:" not in "".join(re.findall(r'href="([^"]*)"', html))
    assert not re.search(r"(?<!&)[@#](?=octocat|12)", text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_holds_no_foreign_code_and_loads_nothing() -> None:
    text = render_html(build_page(full(HOSTILE)))
    page = Page()
    page.feed(text)
    scripts = [attributes for tag, attributes in page.tags if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "rows"}, {}]
    assert not {"img", "iframe", "link", "object", "form", "base"} & {tag for tag, _ in page.tags}
    for _, attributes in page.tags:
        assert not [
            name for name in attributes if name.startswith("on") or name in ("src", "style")
        ]
        target = attributes.get("href")
        assert target is None or target.startswith(("#", "https://", "http://"))
    assert not re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e]", text)


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_names_the_code_that_stands_inside(tag: str) -> None:
    text = render_html(build_page(full()))
    inside = re.search(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    assert inside is not None
    digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "default-src &#39;none&#39;" in policy[1]
    assert f"sha256-{digest}".replace("+", "&#43;") in policy[1].replace("+", "&#43;")


def test_json_for_programs() -> None:
    answer = json.loads(render_json(build_page(full())))
    assert set(answer["problems"][0]) == {
        "code",
        "severity",
        "path",
        "line",
        "subject",
        "claimed",
        "known",
        "source",
        "fix",
    }
    assert answer["sources"]["arxiv"]["failed"] == 1
    assert answer["waiting"][0]["candidates"][0]["identifier"] == "arxiv:2503.01235"
    assert answer["resolutions"][0]["verdict"] == "exact"


def test_the_terminal_gets_no_control_characters() -> None:
    assert not re.search(
        r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", render_terminal(build_page(full(HOSTILE)))
    )


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_markdown_shows_exactly_the_characters(text: str) -> None:
    """Rendered and stripped of tags, the text is what it was, less what `one_line` takes away."""
    wanted = one_line(text)
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(f"- x {markdown(text)}")
    inside = re.sub(r"</?(?:ul|li|p)>", "", html).strip().removeprefix("x").strip()
    assert "<" not in inside
    shown = Page()
    shown.feed(inside)
    shown.close()
    assert "".join(shown.texts).replace("\u200b", "").split() == wanted.split()


@given(st.text(max_size=40))
def test_one_line_is_stable(text: str) -> None:
    assert one_line(one_line(text)) == one_line(text)


@given(st.text(max_size=40))
def test_a_link_is_web_or_nothing(text: str) -> None:
    link = web_link(text)
    assert link == "" or re.fullmatch(r"https?://[^\s()<>\"]+", link)


@given(st.text(max_size=60), st.text(max_size=60))
def test_differing_words_lose_nothing(before: str, after: str) -> None:
    left, right = differing_words(before, after)
    assert "".join(text for text, _ in left) == before
    assert "".join(text for text, _ in right) == after


def test_people_are_added_removed_and_reordered() -> None:
    difference = people_difference("Ann Lee, Bo Xu, Di Wu", "B. Xu, Ann Lee, Cy Ito")
    assert difference is not None
    assert (difference.added, difference.removed) == (("Cy Ito",), ("Di Wu",))
    assert difference.reordered


def test_one_root_cause_is_one_row() -> None:
    gone = [
        replace(problem("dead-link", f"Entry {n}", "x", n), claimed="https://x.org/a")
        for n in range(1, 5)
    ]
    wrong = problem("wrong-link", "Gamma", "y", 9)
    follows = [problem(code, "Gamma", "y", 9) for code in ("authors-differ", "title-differs")]
    page = build_page(ReportInput("List", "2026-01-01", problems=(*gone, wrong, *follows)))
    rows = {section.key: section.rows for section in page.sections}
    assert [row.also for row in rows["contradicts"]] == [
        (("Entry 2", 2), ("Entry 3", 3), ("Entry 4", 4))
    ]
    assert rows["decide"][0].follows == ("authors-differ", "title-differs")
    assert "the same: Entry 2 (line 2)" in render_markdown(page)


def test_what_stood_open_in_the_last_report_is_folded_with_its_age() -> None:
    old, new = problem("date-differs", "Alpha", "x"), problem("date-differs", "Beta", "y")
    first = build_page(ReportInput("List", "2026-01-01", problems=(old,)))
    opened = tuple(json.loads(render_json(first))["open_since"].items())
    second = build_page(ReportInput("List", "2026-01-09", problems=(old, new), open_since=opened))
    (section,) = second.sections
    assert [row.entry for row in section.rows] == ["Beta"]
    assert section.older_by_day == (("2026-01-01", 1),)
    assert "1 open for longer (1 since 2026-01-01)" in render_markdown(second)


def test_fixed_for_you_holds_only_what_the_list_shows() -> None:
    report_input = replace(full(), edits=())
    assert "fixed" not in [section.key for section in build_page(report_input).sections]


def test_the_first_screen_of_the_terminal_fits_and_reasons_are_whole() -> None:
    reason = "because " + "of a long story " * 30
    many = tuple(
        replace(problem("date-differs", f"Entry {n}", "x", n), fix=reason) for n in range(300)
    )
    page = build_page(replace(full(), problems=(*full().problems, *many)))
    assert len(render_terminal(page).splitlines()) <= SCREEN
    whole = " ".join(render_terminal(page, every_row=True).split())
    assert whole.count(" ".join(reason.split())) == 300


def test_many_questions_do_not_push_what_was_fixed_off_the_first_screen() -> None:
    proposed = tuple(replace(full().edits[2], entry=f"Entry {n}", line=n) for n in range(50))
    screen = render_terminal(build_page(replace(full(), edits=(*full().edits[:2], *proposed))))
    assert len(screen.splitlines()) <= SCREEN
    decide, _, rest = screen.partition("Fixed for you (2)")
    assert "more: harvester report --all" in decide
    assert "line 4  Alpha: authors" in rest


def test_notes_are_whole_or_counted() -> None:
    short, long = "word " * 60, "word " * 400
    screen = render_terminal(build_page(replace(full(), notes=(short, long))))
    assert " ".join(screen.split()).count("word " * 59 + "word") == 1
    assert "1 more note: harvester report --all" in screen
    assert len(screen.splitlines()) <= SCREEN


def test_sarif_has_the_required_shape() -> None:
    log = json.loads(render_sarif(build_page(full(HOSTILE))))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(full().problems)
    for result in run["results"]:
        rule = rules[result["ruleIndex"]]
        assert rule["id"] == result["ruleId"]
        texts = {rule[name]["text"] for name in ("shortDescription", "fullDescription", "help")}
        assert all(text.endswith(".") for text in texts)
        assert result["level"] in {"error", "warning", "note"}
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert place["artifactLocation"]["uri"] == "list.md"
        assert result["partialFingerprints"]
