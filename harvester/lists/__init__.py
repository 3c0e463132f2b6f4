"""The list file as a lens: what stands where in it, and edits that change nothing else.

What happens to a list, and where:

    file ── formats/ ──► Markdown ── markdown/ ──► blocks, inline elements with their spans
      │  (org, rST, notebooks, …)                            │
      └── data_files/ (YAML, CSV, BibTeX) ──┐        reading/ (which stretches are one entry)
                                            │                │
                                            │        claims/ (what the entry says: the title by
                                            │                │  `titles.find_title`)
                                            └──► ListDocument ◄── forms learnt from known papers
                                                     │            (`reading/forms/`)
                                                 editing/ ──► edits, new entries

`mojibake/` finds and repairs garbled text; `section_proposals` says where a paper belongs.
"""

from __future__ import annotations

from harvester.lists.as_json import document_as_json
from harvester.lists.document import Heading, ListDocument, Note, load_list
from harvester.lists.reading.parse import parse

__all__ = ["Heading", "ListDocument", "Note", "document_as_json", "load_list", "parse"]
