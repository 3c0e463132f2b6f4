"""The list file as a lens: what stands where in it, and edits that change nothing else."""

from __future__ import annotations

from harvester.lists.as_json import document_as_json
from harvester.lists.document import Heading, ListDocument, Note, load_list
from harvester.lists.reading.parse import parse

__all__ = ["Heading", "ListDocument", "Note", "document_as_json", "load_list", "parse"]
