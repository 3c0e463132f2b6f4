"""The report as the body of a pull request: readable on a phone, below GitHub's size limit."""

from __future__ import annotations

from collections.abc import Iterator

from harvester.reports.inputs import Choice, ReportInput, StarsChange, Waiting
from harvester.reports.page import Page, ReportRow, Section
from harvester.reports.safe import markdown, markdown_link
from harvester.values.identifiers import url_of

LIMIT = 64_000
"""Below GitHub's 65,536 characters, so that a caller can add a line of its own."""
_FOLDED = 8


def render_markdown(page: Page) -> str:
    """Return the report as GitHub Markdown; what does not fit is counted, not dropped silently."""
    given = page.given
    title = f"## {markdown(given.list_name)}, {markdown(given.day)}"
    footer = _footer(given)
    room = LIMIT - _width(footer)
    text = f"**{markdown(page.headline, 600)}**\n\n{title}\n"
    left_out = 0
    for section in page.sections:
        pieces = list(_pieces(section, given))
        head, tail = _frame(section, len(pieces))
        if _width(text) + _width(head) + _width(tail) + 200 > room:
            left_out += len(pieces)
            continue
        kept = head
        for at, piece in enumerate(pieces):
            if _width(text) + _width(kept) + _width(piece) + _width(tail) + 200 > room:
                left_out += len(pieces) - at
                break
            kept += piece
        text += kept + tail
    if left_out:
        text += f"\n_{left_out} more rows did not fit here; the HTML and JSON reports have them._\n"
    return text + footer


def _width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _frame(section: Section, size: int) -> tuple[str, str]:
    head = f"\n### {section.title} ({size})\n\n"
    if section.key in ("learned", "stars") and size > _FOLDED:
        return f"{head}<details><summary>{section.lead}</summary>\n\n", "\n</details>\n"
    return f"{head}{section.lead}\n\n", ""


def _pieces(section: Section, given: ReportInput) -> Iterator[str]:
    for waiting in section.waiting:
        yield _waiting(waiting, given)
    for row in section.rows:
        yield _row(row, given)
    if section.key == "stars":
        yield from (_stars(one) for one in given.stars)


def _line(number: int | None, given: ReportInput) -> str:
    if not number:
        return ""
    url = f"{given.list_url}#L{number}" if given.list_url else ""
    return f", {markdown_link(f'line {number}', url)}"


_MARKS = {"error": "🔴 ", "warning": "🟠 ", "info": "⚪ "}


def _row(row: ReportRow, given: ReportInput) -> str:
    mark = _MARKS.get(row.severity, "")
    before = f"{markdown(row.before)} → " if row.before else ""
    details = [markdown(row.fix, 300)] if row.fix else []
    vouched = [markdown_link(row.who, row.who_url)] if row.who else []
    vouched += [f"since {markdown(row.since)}"] if row.since else []
    vouched += [markdown(row.sure)] if row.sure else []
    details += [", ".join(vouched)] if vouched else []
    field = markdown(row.field, 60)
    lines = [
        f"- {mark}**{markdown(row.entry, 120)}** · {field}{_line(row.line, given)}",
        f"  {before}**{markdown(row.after) or '(nothing)'}**",
        *(f"  <sub>{detail}</sub>" for detail in details),
    ]
    return "<br>\n".join(lines) + "\n"


def _waiting(one: Waiting, given: ReportInput) -> str:
    lines = [
        f"\n**{markdown(one.entry, 120)}**{_line(one.line, given)}: {markdown(one.reason)}",
        "",
        "| | title | authors | date | why |",
        "|---|---|---|---|---|",
        f"| the list | {markdown(one.title, 200)} | {markdown(one.authors, 160)} "
        f"| {markdown(one.date, 40)} | |",
        *(_choice(choice) for choice in one.choices),
        "",
    ]
    return "\n".join(lines) + "\n"


def _choice(choice: Choice) -> str:
    candidate = choice.candidate
    link = markdown_link(str(candidate.identifier), url_of(candidate.identifier))
    authors = ", ".join(candidate.authors[:4]) + ("…" if len(candidate.authors) > 4 else "")
    return (
        f"| {link} | {markdown(candidate.title, 200)} | {markdown(authors, 160)} "
        f"| {markdown(candidate.submitted or '', 40)} "
        f"| {choice.strength.value}: {markdown(choice.reason, 160)} |"
    )


def _stars(one: StarsChange) -> str:
    before = "new" if one.before is None else f"{one.before:,}"
    after = "not known" if one.after is None else f"{one.after:,}"
    link = markdown_link(one.repository, f"https://github.com/{one.repository}")
    since = f" (since {markdown(one.since, 20)})" if one.since else ""
    return f"- {link}: {before} → {after}{since}\n"


def _footer(given: ReportInput) -> str:
    lines = []
    if given.notes:
        lines += ["", "### Could not be asked", ""]
        lines += [f"- {markdown(note, 200)}" for note in given.notes[:12]]
        if len(given.notes) > 12:
            lines.append(f"- … and {len(given.notes) - 12} more")
    if given.sources:
        lines += ["", "<details><summary>Sources asked</summary>", ""]
        lines += ["| source | asked | found | not found | failed | requests |"]
        lines += ["|---|--:|--:|--:|--:|--:|"]
        lines += [
            f"| {markdown(name, 30)} | {c.asked} | {c.found} | {c.not_found} | {c.failed} "
            f"| {c.requests} |"
            for name, c in given.sources[:20]
        ]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n" if lines else ""
