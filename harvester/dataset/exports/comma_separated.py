"""Write a dataset as CSV for spreadsheets: no cell is a formula."""

from __future__ import annotations

import csv
import io
import re

from harvester.dataset.exports.citation import Citation, cite_papers
from harvester.model import Dataset

COLUMNS = (
    "id",
    "title",
    "authors",
    "issued",
    "container_title",
    "event_title",
    "doi",
    "arxiv",
    "primary_category",
    "url",
    "code",
)
_FORMULA = re.compile(r"[=+\-@\t\r]")
"""What makes a spreadsheet run a cell: https://owasp.org/www-community/attacks/CSV_Injection"""


def format_csv(dataset: Dataset) -> str:
    """Return a header and one row per paper, sorted by id; lines end in LF, lists in `; `."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for citation in cite_papers(dataset.papers):
        writer.writerow([_cell(one) for one in _row(citation)])
    return text.getvalue()


def _row(citation: Citation) -> tuple[str, ...]:
    people = [str(one) for one in citation.authors] + ["et al."] * citation.is_cut
    return (
        str(citation.id),
        citation.title,
        "; ".join(people),
        citation.issued,
        citation.container,
        citation.event,
        citation.doi,
        citation.arxiv,
        citation.category,
        citation.url,
        "; ".join(citation.code),
    )


def _cell(text: str) -> str:
    """Return `text` on one line; an apostrophe keeps a spreadsheet from computing it."""
    line = " ".join(text.split())
    return f"'{line}" if _FORMULA.match(line) else line
