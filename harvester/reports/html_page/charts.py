"""Charts of a dataset as inline SVG by pygal, without scripts, styles or addresses of its own."""

from __future__ import annotations

import re
import sys
from typing import Any

from markupsafe import Markup

from harvester.reports.inputs import Chart
from harvester.reports.safe import clip

_WIDTH, _HEIGHT = 560, 300
_DROPPED = frozenset({"defs", "script", "style", "desc", "title"})
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="http://www\.w3\.org/[^"]*"')
_FONT_SIZE = 17
"""As in report.css, which sets it; pygal needs it to leave room."""
_LABELS = 8
"""Labels below a chart that do not touch one another."""


def draw_chart(chart: Chart) -> Markup:
    """Return a chart of bars or lines as SVG that takes its colours from the page.

    The same chart gives the same bytes: pygal's own ids, styles, scripts and date are left out.
    """
    pygal, etree = _import_pygal()
    kinds = {"bars": pygal.StackedBar, "lines": pygal.Line}
    step = max(1, -(-len(chart.labels) // _LABELS))
    picture = kinds[chart.kind](
        width=_WIDTH,
        height=_HEIGHT,
        js=[],
        show_legend=False,
        x_label_rotation=35 if len(chart.labels) > 6 else 0,
        x_labels_major=list(chart.labels[::step]),
        show_minor_x_labels=False,
        truncate_label=-1,
        margin=12,
        style=pygal.style.Style(label_font_size=_FONT_SIZE, major_label_font_size=_FONT_SIZE),
        dots_size=3,
        spacing=4,
        max_scale=6,
        include_x_axis=chart.kind == "bars",
        value_formatter=lambda value: f"{value:,.0f}",
    )
    picture.x_labels = list(chart.labels)
    for label, values in chart.series:
        picture.add(clip(label, 60), list(values))
    tree = picture.render_tree()
    _strip(tree)
    tree.set("role", "img")
    tree.set("aria-label", chart_in_words(chart))
    text = etree.tostring(tree, encoding="unicode")
    return Markup(_NAMESPACE.sub("", text))  # noqa: S704 - built by pygal, which escapes labels


def _import_pygal() -> tuple[Any, Any]:
    """Import pygal without the import hook of old Pythons that it leaves behind."""
    import pygal  # type: ignore[import-untyped]  # heavy, and rarely needed
    from pygal.etree import etree  # type: ignore[import-untyped]

    sys.meta_path[:] = [hook for hook in sys.meta_path if type(hook).__module__ != "pygal"]
    return pygal, etree


def _strip(element: Any) -> None:
    """Take away everything that is not shape or text."""
    for child in list(element):
        name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        layers = {"text-overlay", "tooltip-overlay"} & {*(child.get("class") or "").split()}
        if not name or name in _DROPPED or layers:
            element.remove(child)
        else:
            _strip(child)
    for name in [key for key in element.attrib if key in ("style", "id") or "}" in key]:
        del element.attrib[name]


def chart_in_words(chart: Chart) -> str:
    """Say what a chart shows to those who do not see it.

    >>> chart_in_words(Chart("k", "Papers", "bars", ("2025", "2026"), (("A", (1.0, 2.0)),)))
    'Papers, 2025 to 2026: A 3. The table below holds the numbers.'
    """
    totals = []
    for label, values in chart.series[:8]:
        numbers = [value for value in values if value is not None]
        if numbers:
            shown = sum(numbers) if chart.kind == "bars" else numbers[-1]
            totals.append(f"{clip(label, 60)} {shown:,.0f}")
    span = f", {chart.labels[0]} to {chart.labels[-1]}" if chart.labels else ""
    return f"{chart.title}{span}: {', '.join(totals)}. The table below holds the numbers."
