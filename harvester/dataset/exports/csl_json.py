"""Write a dataset as CSL-JSON, which Zotero, Pandoc and citeproc read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from harvester.dataset.exports.citation import Citation, cite_papers
from harvester.model import Dataset, PersonName


def format_csl_json(dataset: Dataset) -> str:
    """Return an array with one object per paper, sorted by id.

    https://docs.citationstyles.org/en/stable/specification.html
    """
    works = [dict(_fields(citation)) for citation in cite_papers(dataset.papers)]
    return json.dumps(works, ensure_ascii=False, indent=2) + "\n"


def _fields(citation: Citation) -> Iterator[tuple[str, Any]]:
    yield "id", citation.key
    yield "type", citation.type
    yield "title", citation.title
    if citation.authors:
        others = [{"literal": "others"}] if citation.is_cut else []
        yield "author", [*map(_name, citation.authors), *others]
    if citation.issued:
        parts = [int(part) for part in citation.issued.split("-") if part.isdigit()]
        yield "issued", {"date-parts": [parts]}
    texts = {
        "container-title": citation.container or citation.event,
        "event-title": citation.event,
        "DOI": citation.doi,
        "number": f"arXiv:{citation.arxiv}" if citation.arxiv else "",
        "URL": citation.url,
        "abstract": citation.abstract,
    }
    yield from ((name, text) for name, text in texts.items() if text)


def _name(name: PersonName) -> dict[str, str]:
    if name.literal or not name.family:
        return {"literal": str(name)}
    parts = {"family": name.family, "given": name.given}
    return {key: text for key, text in parts.items() if text}
