"""Write a dataset as JSON lines: each paper whole, as its file holds it."""

from __future__ import annotations

import json

from harvester.dataset.paper_json import format_paper
from harvester.model import Dataset


def format_json_lines(dataset: Dataset) -> str:
    """Return one line per paper, sorted by id, in the shape of `paper.schema.json`."""
    papers = sorted(dataset.papers, key=lambda paper: paper.id)
    return "".join(f"{_line(json.loads(format_paper(paper)))}\n" for paper in papers)


def _line(paper: object) -> str:
    # a line separator of Unicode inside a text would end the line for some readers
    text = json.dumps(paper, ensure_ascii=False)
    for sign in ("\u0085", "\u2028", "\u2029"):
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
