"""The report as one HTML file: no network, no foreign code, search and filter, dark and light."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from harvester.reports.page import TOPIC_OF_CODE, Page
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


_TOKEN = re.compile(r"\s+|[^\s,;]+|[,;]")
_ALIKE = 0.45
_LONGEST = 2_000

Piece = tuple[str, bool]
"""Some text, and whether it is only on this side."""


def differing_words(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Split both texts into pieces that are common and pieces that are not.

    Texts that have little in common are left whole, marked on neither side.

    >>> differing_words("Ann Lee, Bo Xu", "Ann Lee, Bo Wu")[1]
    [('Ann Lee, Bo ', False), ('Wu', True)]
    """
    whole: tuple[list[Piece], list[Piece]] = ([(before, False)], [(after, False)])
    if not before or not after or len(before) + len(after) > _LONGEST:
        return whole
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return whole
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        _add(left, "".join(old[a1:a2]), kind != "equal")
        _add(right, "".join(new[b1:b2]), kind != "equal")
    return left, right


def _add(pieces: list[Piece], text: str, changed: bool) -> None:
    """Append `text`; blanks between two changed words are part of the change."""
    if not text:
        return
    if changed and len(pieces) > 1 and pieces[-2][1] and pieces[-1][0].isspace():
        text = pieces.pop(-2)[0] + pieces.pop()[0] + text
    pieces.append((text, changed))


if TYPE_CHECKING:
    from jinja2 import Environment

_UNLIKE = frozenset(
    [
        "date-differs",
        "attribute-contradicts",
        "status-contradicts",
        "code-claim-contradicts",
        "stale-badge",
        "missing-file",
        "shared-url",
        "template-text",
        "duplicate-entry",
        "missing-id",
    ]
)
"""Problems whose two sides are sentences, not two writings of one thing."""
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
    environment.globals.update(
        differing=differing_words, sparkline=sparkline, unlike=frozenset(TOPIC_OF_CODE) | _UNLIKE
    )
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
