"""Decisions that stand in the list itself: `<!-- harvester: keep authors: reason -->`.

A comment inside an entry, or on the line before or after it, is about that entry; below a heading
it is about the section; above the first heading about the list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from harvester.lists import ListDocument
from harvester.model import Decision, DecisionKind, Mention
from harvester.values.fields import FIELDS

_COMMENT = re.compile(r"<!--\s*harvester:\s*(?P<words>[^\n]*?)\s*-->", re.IGNORECASE)
_WORDS = re.compile(r"(?P<kind>keep|ignore)\s+(?P<what>[\w-]+)\s*(?::\s*(?P<reason>.+))?$")
_FIELD_NAMES = {"date": "submitted", "venue": "event_title", "event": "event_title"}
ALWAYS = "9999-12-31"
"""The day of a decision that stands in the list: as long as it stands there it is the latest."""


@dataclass(frozen=True, slots=True)
class ListComments:
    """The decisions of a list's comments, and what is wrong with the others."""

    decisions: tuple[Decision, ...]
    notes: tuple[str, ...]


def read_list_comments(document: ListDocument) -> ListComments:
    """Return the decisions that stand in the list as comments."""
    decisions, notes = [], []
    for comment in _COMMENT.finditer(document.text):
        line = document.line_of(comment.start())
        words = _WORDS.fullmatch(comment["words"])
        what = _FIELD_NAMES.get(words["what"], words["what"]) if words else ""
        if words is None or (words["kind"] == "keep" and what not in FIELDS):
            notes.append(
                f"line {line}: {comment['words']!r:.60} is not understood; write "
                "<!-- harvester: keep FIELD: reason --> or <!-- harvester: ignore CODE: reason -->"
            )
            continue
        subject = _subject(document, comment.start(), line)
        keep = words["kind"] == "keep"
        if keep and (subject == "list" or subject.startswith("section:")):
            notes.append(f"line {line}: `keep` stands beside no entry")
            continue
        decisions.append(
            Decision(
                kind=DecisionKind.KEEP if keep else DecisionKind.IGNORE,
                subject=subject,
                value="" if keep else what,
                reason=words["reason"] or "stands in the list",
                who="the list",
                when=ALWAYS,
                field=what if keep else "",
            )
        )
    return ListComments(tuple(decisions), tuple(notes))


def _subject(document: ListDocument, offset: int, line: int) -> str:
    beside = [m for m in document.mentions if _is_beside(document, m, offset, line)]
    if beside:
        return beside[0].name
    above = [heading for heading in document.headings if heading.span.start < offset]
    if not above or above[-1].level == 1:
        return "list"
    return f"section: {above[-1].text}"


def _is_beside(document: ListDocument, mention: Mention, offset: int, line: int) -> bool:
    if mention.span.start <= offset < mention.span.end:
        return True
    last = document.line_of(max(mention.span.start, mention.span.end - 1))
    return mention.line - 1 == line or last + 1 == line
