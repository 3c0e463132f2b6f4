"""The report as one HTML file."""

from __future__ import annotations

from harvester.reports.html_page.rendering import render_html

__all__ = ["render_html"]
