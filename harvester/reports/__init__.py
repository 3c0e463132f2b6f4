"""What a run tells people and programs: one page in four forms, all pure."""

from __future__ import annotations

from harvester.reports.as_json import (
    change_as_dict,
    load_report_schema,
    problem_as_dict,
    render_json,
    source_as_dict,
    standing_rows,
)
from harvester.reports.html_page import render_html
from harvester.reports.inputs import (
    AnswerWay,
    Chart,
    Choice,
    EntryFacts,
    ReportInput,
    ResolvedEntry,
    ShownEdit,
    StarsChange,
    Waiting,
    facts_of_entries,
)
from harvester.reports.markdown import render_markdown, render_pull_request_body
from harvester.reports.page import Page, build_page
from harvester.reports.sarif import render_sarif, sarif_log
from harvester.reports.terminal import render_terminal

__all__ = [
    "AnswerWay",
    "Chart",
    "Choice",
    "EntryFacts",
    "Page",
    "ReportInput",
    "ResolvedEntry",
    "ShownEdit",
    "StarsChange",
    "Waiting",
    "build_page",
    "change_as_dict",
    "facts_of_entries",
    "load_report_schema",
    "problem_as_dict",
    "render_html",
    "render_json",
    "render_markdown",
    "render_pull_request_body",
    "render_sarif",
    "render_terminal",
    "sarif_log",
    "source_as_dict",
    "standing_rows",
]
