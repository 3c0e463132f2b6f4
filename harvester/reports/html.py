"""The report as one HTML file: no network, no foreign code, search and filter, dark and light."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from harvester.identifiers import url_of
from harvester.reports.charts import sparkline
from harvester.reports.differing import differing_words
from harvester.reports.inputs import ReportInput
from harvester.reports.page import build_page
from harvester.reports.safe import one_line, web_link
from harvester.reports.topics import TOPIC_OF_CODE

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


def render_html(given: ReportInput) -> str:
    """Return the report as a whole HTML page.

    Its policy allows exactly the one style and the one script inside, and nothing from anywhere.
    """
    style, script = (_environment().get_template(name).render() for name in _INLINE)
    policy = (
        f"default-src 'none'; style-src '{_sha256(style)}'; script-src '{_sha256(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    template = _environment().get_template("report.html.j2")
    page = build_page(given)
    kinds = sorted({row.field for section in page.sections for row in section.rows})
    shown = {"page": page, "given": given, "kinds": kinds, "policy": policy}
    return template.render(shown) + "\n"
