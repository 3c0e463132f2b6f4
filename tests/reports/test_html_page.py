from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from harvester.reports import AnswerWay, Chart, ReportInput, build_page, render_html
from tests.hash_seeds import outputs_under_hash_seeds
from tests.reports.samples import full, problem

CHARTS = (
    Chart("papers", "Papers </svg><b>", "bars", ("2025-01", "2025-02"), (("A <i>", (1.0, 2.0)),)),
    Chart("stars", "Stars over time", "lines", ("2025-01", "2025-02"), (("B", (None, 4.0)),)),
    Chart("capabilities", "Capabilities", "heat", ("L1", "L2"), (("C", (1.0, None)),)),
)


def embedded(text: str) -> list[list[Any]]:
    inside = re.search(r'<script type="application/json" id="rows">(.*?)</script>', text)
    assert inside is not None
    rows: list[list[Any]] = json.loads(inside[1])
    return rows


def test_a_thousand_rows_lie_as_json_and_few_stand_in_the_page() -> None:
    problems = tuple(problem("title-differs", f"E{n}", "</script>", n) for n in range(1000))
    text = render_html(build_page(ReportInput("List", "2026-01-01", problems=problems)))
    assert len(embedded(text)) == 1000
    assert text.count('<li class="row') == 10
    assert "990 more rows" in text
    assert len(text) < 2_000_000


def test_rows_are_filtered_by_lane_urgency_kind_section_and_source() -> None:
    rows = embedded(render_html(build_page(full())))
    keys = {tuple(row[:5]) for row in rows}
    assert ("contradicts", "warning", "date differs", "", "arxiv") in keys
    assert ("decide", "decision", "title", "", "arxiv") in keys
    assert ("fixed", "done", "authors", "", "arxiv") in keys
    text = render_html(build_page(full()))
    for name in ("search", "lane", "source", "urgency", "kind"):
        assert f'<label for="{name}">' in text
        assert f'id="{name}"' in text


def test_what_stood_open_is_folded_with_its_age() -> None:
    page = build_page(full())
    older = build_page(
        replace(full(), open_since=tuple((k, "2025-12-20") for k in page.open_since))
    )
    text = render_html(older)
    assert "open for 12 days" in text
    assert "since 2025-12-20</summary>" in text


def test_authors_show_as_added_and_removed_and_answers_can_be_copied() -> None:
    ways = (
        AnswerWay(
            "proposal", "Beta", "title", "take it", "e30x", "harvester review --say 'accept'",
            "<!-- harvester: keep title: reason -->",
        ),
    )  # fmt: skip
    text = render_html(build_page(replace(full(), answers=ways)))
    assert '<span class="sign">added</span> Ann Lee' in text
    assert '<span class="sign">removed</span> Eve word' in text
    assert "<code>harvester review --say &#39;accept&#39;</code>" in text
    assert "<code>&lt;!-- harvester: keep title: reason --&gt;</code>" in text


def test_charts_are_inline_svg_with_words_and_a_table() -> None:
    text = render_html(build_page(replace(full(), charts=CHARTS)))
    assert text.count('role="img" aria-label=') >= 2
    assert text.count('class="rect') == 2
    assert "</svg><b>" not in text
    assert "A <i>" not in text
    assert text.count("The numbers as a table") == 2
    assert '<th scope="row">2025-02</th><td>4</td>' in text
    assert "xlink" not in text
    assert "<style" not in text.partition("</style>")[2]


def test_charts_are_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib\n"
        "from dataclasses import replace\n"
        "from tests.reports.test_html_page import CHARTS, build_page, full, render_html\n"
        "text = render_html(build_page(replace(full(), charts=CHARTS)))\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    digests = outputs_under_hash_seeds(code, "1", "2")
    assert len(digests) == 1
