"""From the text of a list to its mentions."""

from __future__ import annotations

from harvester.lists.document import ListDocument, line_starts


def parse(text: str, path: str = "") -> ListDocument:  # noqa: ARG001 - the reader follows
    """Read a list; `path` tells Markdown from YAML, CSV and BibTeX by its ending."""
    return ListDocument(text, starts=line_starts(text))
