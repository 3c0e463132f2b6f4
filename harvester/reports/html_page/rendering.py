"""The report as one HTML file: no network, no foreign code, filters, dark and light.

Rows are rendered here, once; those beyond the first of each lane lie in the page as JSON and are
drawn on demand, so that a report of a thousand rows opens as fast as one of ten.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from harvester.reports.differences import PeopleDifference, differing_words, people_difference
from harvester.reports.html_page.charts import draw_chart
from harvester.reports.html_page.sparkline import sparkline
from harvester.reports.lanes import UNLIKE_CODES
from harvester.reports.page import Page, Section
from harvester.reports.rows import ReportRow
from harvester.reports.safe import one_line, web_link
from harvester.values.identifiers import url_of

if TYPE_CHECKING:
    from jinja2 import Environment

_INLINE = ("report.css", "report.js")
_DRAWN = 10
"""Rows of each group that stand in the page itself, for readers without JavaScript."""
_URGENCIES = {"error": "error", "warning": "warning", "info": "hint"}
_URGENCY_OF_CODE = {"edit": "done", "resolved": "done", "proposal": "decision"}
URGENCIES = ("decision", "error", "warning", "hint", "done", "news")


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row as HTML with what it is filtered by; `group` is the list in which it stands."""

    group: str
    urgency: str
    field: str
    section: str
    source: str
    html: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane of the page: its rows, and those folded below."""

    section: Section
    rows: tuple[DrawnRow, ...]
    folded: tuple[DrawnRow, ...]

    @property
    def size(self) -> int:
        """How many rows the lane has."""
        return len(self.rows) + len(self.folded)

    @property
    def first_rows(self) -> tuple[DrawnRow, ...]:
        """The rows that stand in the page itself."""
        return self.rows[:_DRAWN]

    @property
    def first_folded(self) -> tuple[DrawnRow, ...]:
        """The folded rows that stand in the page itself."""
        return self.folded[:_DRAWN]


def render_html(page: Page) -> str:
    """Return the report as a whole HTML page.

    Its policy allows exactly the one style and the one script inside, and nothing from anywhere.
    """
    style, script = (_environment().get_template(name).render() for name in _INLINE)
    policy = (
        f"default-src 'none'; style-src '{_sha256(style)}'; script-src '{_sha256(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    lanes = tuple(_lane(section, page) for section in page.sections)
    rows = [row for lane in lanes for row in (*lane.rows, *lane.folded)]
    shown = {
        "page": page,
        "given": page.given,
        "policy": policy,
        "lanes": lanes,
        "row_count": len(rows),
        "rows": _embedded(rows),
        "fields": sorted({row.field for row in rows}),
        "list_sections": sorted({row.section for row in rows if row.section}),
        "row_sources": sorted({row.source for row in rows if row.source}),
        "urgencies": [one for one in URGENCIES if any(row.urgency == one for row in rows)],
    }
    return _environment().get_template("report.html.j2").render(shown) + "\n"


def _embedded(rows: Iterable[DrawnRow]) -> Markup:
    """Return rows as JSON that no text in them can end."""
    text = json.dumps([astuple(row) for row in rows], ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 - JSON without a single "<"


def _lane(section: Section, page: Page) -> Lane:
    waiting = tuple(_waiting_rows(section, page))
    rows = tuple(_row(row, section.key, page) for row in section.rows)
    older = tuple(_row(row, f"{section.key}-folded", page) for row in section.older)
    if section.key != "rest":
        return Lane(section, (*waiting, *rows), older)
    background = tuple(_row(row, "rest-folded", page) for row in (*section.rows, *section.older))
    return Lane(section, (), (*background, *_stars_rows(page)))


def _row(row: ReportRow, group: str, page: Page) -> DrawnRow:
    urgency = _URGENCIES.get(row.severity) or _URGENCY_OF_CODE.get(row.code, "news")
    html = _fragment("row", row=row, urgency=urgency, given=page.given, people=_people(row))
    return DrawnRow(group, urgency, one_line(row.field), *_where(row.section, row.who), html)


def _where(section: str, source: str) -> tuple[str, str]:
    return one_line(section), one_line(source)


def _people(row: ReportRow) -> PeopleDifference | None:
    if row.code in UNLIKE_CODES or row.field not in ("authors", "authors differ"):
        return None
    people = people_difference(row.before, row.after)
    return people if people and (people.added or people.removed or people.reordered) else None


def _waiting_rows(section: Section, page: Page) -> Iterator[DrawnRow]:
    sections = {one.entry: one.section for one in page.given.entries}
    for one in section.waiting:
        ways = [
            way for way in page.given.answers if (way.topic, way.entry) == ("identifier", one.entry)
        ]
        html = _fragment("waiting", one=one, given=page.given, ways=ways)
        place, source = _where(sections.get(one.entry, ""), "")
        yield DrawnRow(section.key, "decision", "which paper?", place, source, html)


def _stars_rows(page: Page) -> Iterator[DrawnRow]:
    for one in page.given.stars:
        html = _fragment("stars", one=one, drawn=sparkline(one.history))
        yield DrawnRow("rest-folded", "news", "stars", "", "github", html)


def _fragment(name: str, **shown: Any) -> str:
    text = _environment().get_template(f"{name}.html.j2").render(shown)
    return "".join(text.split("\n"))


def _text(name: str) -> str:
    return (files("harvester.reports.html_page") / "templates" / name).read_text("utf-8")


def _sha256(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # heavy, and rarely needed

    environment = Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=lambda value: one_line(value) if type(value) is str else value,
    )
    environment.filters.update(web=web_link, page=url_of, spaced=_spaced, html=_is_html)
    environment.globals.update(
        differing=differing_words, draw=draw_chart, age=_age, unlike=UNLIKE_CODES
    )
    return environment


def _is_html(text: str) -> Markup:
    """Mark a fragment that was rendered, and escaped, here."""
    return Markup(text)  # noqa: S704 - rendered by the templates of this module


def _age(first_shown: str, day: str) -> str:
    """Say how long a row has stood open; empty on its first day."""
    from datetime import date

    try:
        days = (date.fromisoformat(day) - date.fromisoformat(first_shown)).days
    except ValueError:
        return ""
    return "" if days < 1 else f"open for {days} day{'s' if days > 1 else ''}"


def _spaced(text: str) -> Markup:
    """Clean and escape a piece of a text, and keep the blanks at its ends."""
    clean = one_line(text)
    front = " " if text[:1].isspace() and clean else ""
    back = " " if text[-1:].isspace() else ""
    return escape(f"{front}{clean}{back}")
