from __future__ import annotations

from dataclasses import replace

from harvester.reports import (
    AnswerWay,
    ReportInput,
    build_page,
    render_markdown,
    render_pull_request_body,
)
from tests.reports.samples import full, problem

ANSWERED = replace(
    full(),
    report_url="https://github.com/ann/list/blob/main/data/reports/report.html",
    answers=(
        AnswerWay("proposal", "Beta", "title", "take it", box='{"kind": "accept"}'),
        AnswerWay(
            "proposal", "Beta", "title", "leave it", box='{"kind": "keep"}', command="harvester x"
        ),
    ),
)


def test_the_body_holds_the_rows_of_the_report() -> None:
    body = render_pull_request_body(build_page(ANSWERED), files=3)
    rows = [line for line in render_markdown(build_page(ANSWERED)).splitlines() if "- **" in line]
    assert rows
    assert all(row in body for row in rows)
    assert "3 files changed" in body
    assert "[The whole report](https://github.com/ann/list/blob/main/data/reports/" in body
    assert "arxiv could not be asked word" in body
    assert "Sources asked" not in body


def test_a_ticked_box_stays_ticked() -> None:
    ticked = frozenset({'{"kind": "keep"}'})
    body = render_pull_request_body(build_page(ANSWERED), ticked=ticked)
    assert '- [ ] take it <!-- harvester:answer {"kind": "accept"} -->' in body
    assert '- [x] leave it (or `harvester x`) <!-- harvester:answer {"kind": "keep"} -->' in body


def test_the_body_keeps_below_its_limit_by_whole_lanes() -> None:
    problems = tuple(problem("authors-differ", f"E{n}", "𝒘" * 90, n) for n in range(400))
    page = build_page(ReportInput("List", "2026-01-01", problems=problems))
    body = render_pull_request_body(page, limit=20_000)
    assert len(body.encode("utf-16-le")) // 2 <= 20_000
    assert "### Contradictions (400)" in body
    assert body.rstrip().endswith("will not be proposed again.")
