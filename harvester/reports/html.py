"""The report as one HTML file: no network, no foreign code, search and filter, dark and light."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from harvester.reports.differences import differing_words
from harvester.reports.lanes import UNLIKE_CODES
from harvester.reports.page import Page
from harvester.reports.safe import one_line, web_link
from harvester.values.identifiers import url_of

WIDTH = 220
HEIGHT = 44
_EDGE = 4


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A line through the history of a count, with the area below it and its last point."""

    line: str
    area: str
    last_x: float
    last_y: float


def sparkline(history: Sequence[tuple[str, int]]) -> Sparkline | None:
    """Draw counts over days to scale; None for fewer than two days.

    >>> sparkline([("2026-01-01", 5)]) is None
    True
    """
    if len(history) < 2:
        return None
    days = [_day_number(day) for day, _ in history]
    counts = [count for _, count in history]
    days_long, high = max(days[-1] - days[0], 1), max(max(counts) - min(counts), 1)
    points = [
        (
            round(_EDGE + (day - days[0]) / days_long * (WIDTH - 2 * _EDGE), 1),
            round(HEIGHT - _EDGE - (count - min(counts)) / high * (HEIGHT - 2 * _EDGE), 1),
        )
        for day, count in zip(days, counts, strict=True)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{HEIGHT} {line} {points[-1][0]},{HEIGHT}"
    return Sparkline(line, area, *points[-1])


def _day_number(day: str) -> int:
    """Count days well enough for drawing; an unreadable day counts as the first."""
    parts = day[:10].split("-")
    if len(parts) != 3 or not all(part.isdigit() for part in parts):
        return 0
    year, month, number = (int(part) for part in parts)
    return year * 372 + month * 31 + number


if TYPE_CHECKING:
    from jinja2 import Environment

_INLINE = ("report.css", "report.js")


def _text(name: str) -> str:
    return (files("harvester.reports") / "templates" / name).read_text("utf-8")


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
    environment.filters.update(web=web_link, page=url_of, spaced=_spaced)
    environment.globals.update(differing=differing_words, sparkline=sparkline, unlike=UNLIKE_CODES)
    return environment


def _spaced(text: str) -> Markup:
    """Clean and escape a piece of a text, and keep the blanks at its ends."""
    clean = one_line(text)
    front = " " if text[:1].isspace() and clean else ""
    back = " " if text[-1:].isspace() else ""
    return escape(f"{front}{clean}{back}")


def render_html(page: Page) -> str:
    """Return the report as a whole HTML page.

    Its policy allows exactly the one style and the one script inside, and nothing from anywhere.
    """
    style, script = (_environment().get_template(name).render() for name in _INLINE)
    policy = (
        f"default-src 'none'; style-src '{_sha256(style)}'; script-src '{_sha256(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    template = _environment().get_template("report.html.j2")
    given = page.given
    kinds = sorted({row.field for section in page.sections for row in section.rows})
    shown = {"page": page, "given": given, "kinds": kinds, "policy": policy}
    return template.render(shown) + "\n"
