"""The words of a night's commit and pull request; Markdown, below GitHub's limit by structure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from harvester.reports.safe import clip, markdown, markdown_link
from harvester.values.identifiers import parse_identifier, url_of
from pipelines.publish.git import TRAILER
from pipelines.publish.news import LANES, News
from pipelines.review.boxes import encode_answer
from pipelines.review.questions import AnswerOption

CLOSED = "<!-- harvester:closed -->"
"""Marks a body whose pull request was closed by us, not refused by people."""
MOST = 60_000
"""Characters of a body; GitHub takes 65,536."""
_SHOWN = 300
_MOST_KEYS = 3000
_COUNTED = {
    "decide": ("question", "questions"),
    "fixed": ("fix", "fixes"),
    "contradiction": ("contradiction", "contradictions"),
    "code": ("note on code", "notes on code"),
    "published": ("publication", "publications"),
    "removed": ("removed paper", "removed papers"),
}
_KEYS = re.compile(r"<!-- harvester:news ([0-9a-f ]*) -->")


def headline(news: Sequence[News]) -> str:
    """Return what there is in words: `3 fixes, 1 question`."""
    counts = Counter(one.lane for one in news)
    parts = [f"{counts[key]} {_COUNTED[key][counts[key] != 1]}" for key, _ in LANES if counts[key]]
    return ", ".join(parts) or "facts in the background only"


def title(news: Sequence[News]) -> str:
    """Return the title of the pull request and the first line of the commit."""
    return f"Refresh the list: {headline(news)}"


def commit_message(news: Sequence[News], day: str, since: str) -> str:
    """Return the message: a headline, the first changes, the trailers that mark it ours."""
    lines = [title(news), ""]
    fixes = [one for one in news if one.lane in {"fixed", "published", "code"}]
    lines += [f"- {clip(one.entry, 60)}: {_field(one)}" for one in fixes[:20]]
    if len(fixes) > 20:
        lines.append(f"- and {len(fixes) - 20} more")
    return "\n".join([*lines, "", f"{TRAILER}: {day}", f"Harvester-Since: {since}", ""])


def _field(one: News) -> str:
    return f"{one.field} {clip(one.before, 40)} -> {clip(one.after, 60)}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where rows lead: the address of the list on the branch and that of the whole report."""

    list_url: str = ""
    report_url: str = ""


def body(
    news: Sequence[News],
    counts: tuple[int, int],
    place: Place,
    ticked: frozenset[str],
    keys: Sequence[str],
) -> str:
    """Return the pull request's body.

    `counts` are the changed files and the older news still open; answers in `ticked` stay ticked;
    `keys` are those to remember. Rows fold to counts from the last lane up until the whole is short
    enough.
    """
    unfolded = [key for key, _ in LANES]
    hidden = f"<!-- harvester:news {' '.join(sorted(keys)[:_MOST_KEYS])} -->"
    while True:
        text = _body(news, counts, place, ticked, unfolded) + hidden
        if len(text) <= MOST or not unfolded:
            return text
        unfolded.pop()


def _body(
    news: Sequence[News],
    counts: tuple[int, int],
    place: Place,
    ticked: frozenset[str],
    unfolded: Sequence[str],
) -> str:
    lines = [f"**{headline(news)[:1].upper()}{headline(news)[1:]}.**", ""]
    for key, heading in LANES:
        lane = [one for one in news if one.lane == key]
        if not lane:
            continue
        lines += [f"### {heading} ({len(lane)})", ""]
        if key in unfolded:
            for one in lane:
                lines += _row(one, place, ticked)
        else:
            lines.append(f"{len(lane)} rows, too many for this page: see the whole report.")
        lines.append("")
    files, older = counts
    if older:
        lines += [f"Open for longer: {older}, in the whole report.", ""]
    if files:
        lines += [f"{files} files changed; those under `papers/` and `reports/` need no look.", ""]
    if link := markdown_link("The whole report", place.report_url) if place.report_url else "":
        lines += [f"{link} (download it and open it in a browser)", ""]
    lines += [
        "Tick a box to answer; what you tick is remembered and not asked again. "
        "Merge to accept the rest, close to refuse it: the same will not be proposed again.",
        "",
        "",
    ]
    return "\n".join(lines)


def _row(one: News, place: Place, ticked: frozenset[str]) -> list[str]:
    where = f"{place.list_url}#L{one.line}" if one.line and place.list_url else ""
    entry = markdown_link(clip(one.entry, 80), where) if where else markdown(one.entry, 80)
    sides = [markdown(one.before, _SHOWN), markdown(one.after, _SHOWN)]
    change = " → ".join(part for part in sides if part)
    source = f" ({markdown(one.source, 80)})" if one.source else ""
    lines = [f"- **{entry}** {markdown(one.field, 60)}: {change}{source}"]
    lines += [_box(option, ticked) for option in (one.question.options if one.question else ())]
    return lines


def _box(option: AnswerOption, ticked: frozenset[str]) -> str:
    answer = encode_answer(dict(option.decision))
    identifier = parse_identifier(option.url) if option.url else None
    label = markdown(option.label, 200)
    if identifier:
        label += f" ({markdown_link('look', url_of(identifier))})"
    mark = "x" if answer in ticked else " "
    return f"  - [{mark}] {label} <!-- harvester:answer {answer} -->"


def keys_in(text: str) -> frozenset[str]:
    """Return the keys of the news that a body told of."""
    return frozenset(key for row in _KEYS.findall(text) for key in row.split())
