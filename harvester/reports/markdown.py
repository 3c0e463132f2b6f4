"""The report as GitHub Markdown: readable on a phone, below GitHub's size limit by structure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harvester.reports.differences import Piece, differing_words, people_difference
from harvester.reports.inputs import AnswerWay, Choice, ReportInput, StarsChange, Waiting
from harvester.reports.lanes import UNLIKE_CODES
from harvester.reports.page import Page, Section
from harvester.reports.rows import ReportRow
from harvester.reports.safe import markdown, markdown_code, markdown_link, web_link
from harvester.values.identifiers import url_of

LIMIT = 64_000
"""Below GitHub's 65,536 characters, so that a caller can add a line of its own."""
_LANE_COUNT = 400
"""Characters kept free for each lane that may have to be a count."""
_NOTES = 12


def render_markdown(page: Page) -> str:
    """Return the report as GitHub Markdown; a lane that does not fit whole is a count."""
    given = page.given
    head = f"**{markdown(page.headline, 600)}**\n\n## {_title(given)}\n\n{_counts(page)}"
    return _fitted(page, head, _footer(given), LIMIT)


def render_pull_request_body(
    page: Page,
    files: int = 0,
    ticked: frozenset[str] = frozenset(),
    limit: int = 60_000,
    older: int = 0,
) -> str:
    """Return the report as the body of a pull request: its rows with boxes, then what to do.

    `files` are the changed files, `ticked` the boxes that people ticked already; `limit` leaves
    room below GitHub's 65,536 for marks that the caller adds; `older` are rows left out here.
    """
    given = page.given
    head = f"**{markdown(page.headline, 600)}**\n"
    lines = []
    if older:
        lines.append(f"Open for longer: {older}, in the whole report.")
    if files:
        lines.append(f"{files} files changed; those under `papers/` and `reports/` need no look.")
    if web_link(given.report_url):
        link = markdown_link("The whole report", given.report_url)
        lines.append(f"{link} (download it and open it in a browser)")
    lines.append(
        "Tick a box to answer; what you tick is remembered and not asked again. "
        "Merge to accept the rest, close to refuse it: the same will not be proposed again."
    )
    notes = "".join(_notes(given))
    text = _fitted(page, head, f"{notes}\n" + "\n\n".join(lines) + "\n", limit)
    return _BOX.sub(lambda box: f"[{'x' if box[2] in ticked else ' '}]{box[1]}{box[2]}", text)


_BOX = re.compile(r"\[ \]([^\n]* <!-- harvester:answer )([^\n]+)(?= -->$)", re.MULTILINE)


def _fitted(page: Page, head: str, footer: str, limit: int) -> str:
    """Put the lanes between head and footer, whole as long as there is room, else as counts."""
    given = page.given
    used = _width(head) + _width(footer) + _LANE_COUNT * len(page.sections)
    lanes = []
    for section in page.sections:
        text = _lane(section, given)
        if used + _width(text) > limit:
            text = _lane_as_count(section, given)
        used += _width(text)
        lanes.append(text)
    return head + "".join(lanes) + footer


def _title(report_input: ReportInput) -> str:
    return f"{markdown(report_input.list_name)}, {markdown(report_input.day)}"


def _counts(page: Page) -> str:
    counts = [f"{one.title}: {one.size}" for one in page.sections if one.size]
    return " · ".join(counts) + "\n" if counts else ""


def _width(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _lane(section: Section, report_input: ReportInput) -> str:
    head = f"\n### {section.title} ({section.size})\n\n"
    if section.key == "rest":
        return head + "".join(_rest(section, report_input))
    shown = [*(_waiting(one, report_input) for one in section.waiting)]
    shown += [_row(row, report_input) for row in section.rows]
    older = "".join(_older(section, report_input))
    return f"{head}{section.lead}\n\n{''.join(shown)}{older}"


def _lane_as_count(section: Section, report_input: ReportInput) -> str:
    where = markdown_link("the whole report", report_input.report_url)
    kinds = ", ".join(f"{number} {markdown(name, 30)}" for name, number in section.counts[:6])
    return (
        f"\n### {section.title} ({section.size})\n\n"
        f"{section.size} rows, too many for here ({kinds}): see {where}.\n"
    )


def _older(section: Section, report_input: ReportInput) -> Iterator[str]:
    if not section.older:
        return
    ages = ", ".join(f"{number} since {day}" for day, number in section.older_by_day[:4])
    yield f"\n<details><summary>{len(section.older)} open for longer ({ages})</summary>\n\n"
    yield from (_row(row, report_input) for row in section.older)
    yield "\n</details>\n"


def _rest(section: Section, report_input: ReportInput) -> Iterator[str]:
    yield from (f"- {markdown(name, 60)}: {number}\n" for name, number in section.counts)
    if not report_input.stars:
        return
    yield f"- star counts: {len(report_input.stars)}\n\n<details><summary>Stars</summary>\n\n"
    yield from (_stars(one) for one in report_input.stars[:200])
    yield "\n</details>\n"


def _entry(name: str, line: int | None, report_input: ReportInput) -> str:
    if not line:
        return f"**{markdown(name, 120)}**"
    url = f"{report_input.list_url}#L{line}" if report_input.list_url else ""
    return f"**{markdown_link(name, url)}**, {markdown_link(f'line {line}', url)}"


def _row(row: ReportRow, report_input: ReportInput) -> str:
    vouched = [markdown_link(row.who, row.who_url)] if row.who else []
    vouched += [f"since {markdown(row.since)}"] if row.since else []
    vouched += [markdown(row.sure)] if row.sure else []
    details = [markdown(row.why, 600)] if row.why else []
    details += [f"{row.mark} {', '.join(vouched)}"] if vouched else []
    if row.also:
        details.append("the same: " + ", ".join(_also(one, report_input) for one in row.also[:20]))
    if row.follows:
        details.append(f"follows from it: {', '.join(row.follows)}")
    lines = [
        f"- {_entry(row.entry, row.line, report_input)} · {markdown(row.field, 60)}",
        f"  {before_after(row)}",
        *(f"  <sub>{detail}</sub>" for detail in details),
    ]
    return "<br>\n".join(lines) + "\n" + "".join(map(_answer, row.answers))


def _also(one: tuple[str, int], report_input: ReportInput) -> str:
    return markdown_link(
        f"{one[0]} (line {one[1]})",
        f"{report_input.list_url}#L{one[1]}" if report_input.list_url else "",
    )


def _answer(way: AnswerWay) -> str:
    label = markdown(way.label, 200)
    box = f"  - [ ] {label} <!-- harvester:answer {way.box} -->\n" if way.box else f"  - {label}\n"
    calls = re.search(r"[@#]\w", way.command)  # code cannot be escaped; the box remains
    ways = [markdown_code(way.command)] if way.command and not calls else []
    ways += [f"in the list {markdown_code(way.paste)}"] if way.paste else []
    return box.replace(" <!--", f" (or {' or '.join(ways)}) <!--", 1) if ways else box


def before_after(row: ReportRow) -> str:
    """Return `before → after` with the differing part marked; people as added or removed."""
    after = markdown(row.after, 2_000) or "(nothing)"
    if not row.before:
        return f"**{after}**"
    if row.code not in UNLIKE_CODES and (people := _people(row)):
        return people
    if row.code in UNLIKE_CODES:
        return f"{markdown(row.before, 2_000)} → **{after}**"
    left, right = differing_words(row.before, row.after)
    if not any(changed for _, changed in (*left, *right)):
        return f"{markdown(row.before, 2_000)} → **{after}**"
    return f"{_marked(left, '~~')} → {_marked(right, '**') or '(nothing)'}"


def _people(row: ReportRow) -> str:
    if row.field not in ("authors", "authors differ"):
        return ""
    people = people_difference(row.before, row.after)
    if people is None or not (people.added or people.removed or people.reordered):
        return ""
    signs = (("added", "**", people.added), ("removed", "~~", people.removed))
    parts = [
        f"{word} {', '.join(f'{sign}{markdown(name, 80)}{sign}' for name in names)}"
        for word, sign, names in signs
        if names
    ]
    parts += ["in another order"] if people.reordered else []
    values = f"{markdown(row.before, 2_000)} → {markdown(row.after, 2_000)}"
    return f"{values}<br>\n  {'; '.join(parts)}"


def _marked(pieces: list[Piece], sign: str) -> str:
    shown = []
    for text, changed in pieces:
        inner = markdown(text, 2_000)
        front = " " if text[:1].isspace() and inner else ""
        back = " " if text[-1:].isspace() else ""
        marks = sign if changed and inner else ""
        shown.append(f"{front}{marks}{inner}{marks}{back}")
    return "".join(shown).strip()


def _waiting(one: Waiting, report_input: ReportInput) -> str:
    lines = [
        f"\n{_entry(one.entry, one.line, report_input)}: {markdown(one.reason)}",
        "",
        "| | title | authors | date | why |",
        "|---|---|---|---|---|",
        f"| the list | {markdown(one.title, 200)} | {markdown(one.authors, 160)} "
        f"| {markdown(one.date, 40)} | |",
        *(_choice(choice) for choice in one.choices),
        "",
    ]
    ways = (
        way for way in report_input.answers if (way.topic, way.entry) == ("identifier", one.entry)
    )
    return "\n".join(lines) + "\n" + "".join(_answer(way).lstrip() for way in ways)


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


def _notes(report_input: ReportInput) -> Iterator[str]:
    if report_input.notes:
        yield "\n### Notes\n\n"
        yield from (f"- {markdown(note, 200)}\n" for note in report_input.notes[:_NOTES])
        if len(report_input.notes) > _NOTES:
            yield f"- … and {len(report_input.notes) - _NOTES} more\n"


def _footer(report_input: ReportInput) -> str:
    lines = []
    if report_input.sources:
        lines += ["", "<details><summary>Sources asked</summary>", ""]
        lines += ["| source | asked | found | not found | failed | requests |"]
        lines += ["|---|--:|--:|--:|--:|--:|"]
        lines += [
            f"| {markdown(name, 30)} | {c.asked} | {c.found} | {c.not_found} | {c.failed} "
            f"| {c.requests} |"
            for name, c in report_input.sources[:20]
        ]
        lines += ["", "</details>"]
    table = "\n".join(lines) + "\n" if lines else ""
    return "".join(_notes(report_input)) + table
