"""The words of a night's commit and pull request around the rows of the report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from harvester.model import Change, Problem
from harvester.reports import (
    Page,
    ReportInput,
    ShownEdit,
    Waiting,
    build_page,
    render_pull_request_body,
)
from harvester.reports.safe import clip
from pipelines.publish.git import TRAILER
from pipelines.publish.news import News
from pipelines.refresh.report_context import answer_ways

CLOSED = "<!-- harvester:closed -->"
"""Marks a body whose pull request was closed by us, not refused by people."""
MOST = 60_000
"""Characters of a body; GitHub takes 65,536."""
_MOST_KEYS = 3000
_COUNTED = {
    "decide": ("question", "questions"),
    "fixed": ("fix", "fixes"),
    "contradicts": ("contradiction", "contradictions"),
    "code": ("note on code", "notes on code"),
    "published": ("publication", "publications"),
    "removed": ("removed paper", "removed papers"),
}
_KEYS = re.compile(r"<!-- harvester:news ([0-9a-f ]*) -->")


def page_of(news: Sequence[News], given: ReportInput) -> Page:
    """Return the report's page with the rows of `news` alone; `given` is what surrounds them."""
    origins = [one.origin for one in news]
    edits = tuple(one for one in origins if isinstance(one, ShownEdit))
    filled = {edit.entry for edit in edits if edit.field == "identifier"}
    given = replace(
        given,
        edits=edits,
        changes=tuple(one for one in origins if isinstance(one, Change)),
        problems=tuple(one for one in origins if isinstance(one, Problem)),
        waiting=tuple(one for one in origins if isinstance(one, Waiting)),
        resolutions=tuple(one for one in given.resolutions if one.entry in filled),
    )
    page = build_page(replace(given, answers=answer_ways(given)))
    words = headline(page)
    return replace(page, headline=f"{words[:1].upper()}{words[1:]}.")


def headline(page: Page) -> str:
    """Return what there is in words: `1 question, 3 fixes`."""
    counts = [(one.size, _COUNTED[one.key]) for one in page.sections if one.key in _COUNTED]
    parts = [f"{number} {words[number != 1]}" for number, words in counts]
    return ", ".join(parts) or "facts in the background only"


def title(page: Page) -> str:
    """Return the title of the pull request and the first line of the commit."""
    return f"Refresh the list: {headline(page)}"


def commit_message(page: Page, day: str, since: str) -> str:
    """Return the message: a headline, the first changes, the trailers that mark it ours."""
    lines = [title(page), ""]
    fixes = [
        row
        for section in page.sections
        if section.key in {"fixed", "published", "code"}
        for row in section.rows
    ]
    lines += [
        f"- {clip(row.entry, 60)}: {row.field} {clip(row.before, 40)} -> {clip(row.after, 60)}"
        for row in fixes[:20]
    ]
    if len(fixes) > 20:
        lines.append(f"- and {len(fixes) - 20} more")
    return "\n".join([*lines, "", f"{TRAILER}: {day}", f"Harvester-Since: {since}", ""])


def body(page: Page, counts: tuple[int, int], ticked: frozenset[str], keys: Sequence[str]) -> str:
    """Return the pull request's body: the report's rows, and the keys to remember as a comment.

    `counts` are the changed files and the older news still open; answers in `ticked` stay ticked.
    """
    files, older = counts
    hidden = f"<!-- harvester:news {' '.join(sorted(set(keys))[:_MOST_KEYS])} -->"
    text = render_pull_request_body(page, files, ticked, MOST - len(hidden), older)
    return f"{text}\n{hidden}"


def keys_in(text: str) -> frozenset[str]:
    """Return the keys of the news that a body told of."""
    return frozenset(key for row in _KEYS.findall(text) for key in row.split())
