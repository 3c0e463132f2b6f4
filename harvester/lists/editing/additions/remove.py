"""Take an entry out of a list, with its description and the rows that speak of it."""

from __future__ import annotations

import re

from harvester.lists.editing.sections import lines_of, whole_entry
from harvester.lists.editing.style import ParsedList, plain
from harvester.lists.edits import HandEdit, apply
from harvester.lists.reading.parse import parse
from harvester.model import Edit, Mention, Span


def remove_entry(document: ParsedList, mention: Mention) -> tuple[Edit | HandEdit, ...]:
    """Return the edits that take out an entry, its description, and the rows that speak of it.

    Lines that hold something else too are left to a person.
    """
    gone = [mention]
    if mention.refers_to is None:
        gone += (one for one in document.mentions if one.refers_to == mention.name)
    edits: list[Edit | HandEdit] = []
    for one in gone:
        lines = _record(document, one) if document.form == "csv" else whole_entry(document, one)
        if lines is None or _shares(document, one, lines, gone):
            by_hand = f"take out '{plain(one.name)}'; its lines hold more"
            edits.append(HandEdit(one.line, "", by_hand))
        else:
            edits.append(Edit(_with_gap(document.text, lines), "", f"'{plain(one.name)}' removed"))
    return tuple(dict.fromkeys(edits))


def _shares(document: ParsedList, one: Mention, lines: Span, gone: list[Mention]) -> bool:
    """Tell whether the lines of an entry hold another one, or other words around it."""
    if document.form == "csv":
        return False
    if any(other not in gone and other.span.overlaps(lines) for other in document.mentions):
        return True
    whole = lines_of(document.text, one.span)
    around = document.text[whole.start : one.span.start] + document.text[one.span.end : whole.end]
    return bool(re.search(r"\w{2,}", around))


def _record(document: ParsedList, one: Mention) -> Span | None:
    """The lines of a row of a CSV file; None where reading shows that they are not just its own."""
    claims = [claim.span for claim in (one.title, *one.authors, *one.links) if claim]
    lines = lines_of(document.text, Span(min(claims).start, one.span.end))
    then = parse(apply(document.text, [Edit(_with_gap(document.text, lines), "")]), "list.csv")
    others = [other.name for other in document.mentions if other is not one]
    return lines if [other.name for other in then.mentions] == others else None


def _with_gap(text: str, lines: Span) -> Span:
    """The lines with the line end, and the blank lines below where there are some above too."""
    end = lines.end
    match = re.compile(r"\r\n?|\n").match(text, end)
    end = match.end() if match else end
    if re.search(r"(?:^|\n|\r)[ \t]*(?:\r\n?|\n)$", text[max(0, lines.start - 200) : lines.start]):
        blank = re.compile(r"(?:[ \t]*(?:\r\n?|\n))*").match(text, end)
        end = blank.end() if blank else end
    return Span(lines.start, end)
