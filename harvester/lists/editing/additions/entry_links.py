"""The links of a new entry: the model's own, led to the new paper, or taken out."""

from __future__ import annotations

import re
from collections import Counter

from harvester.lists.editing.additions.leftovers import GONE
from harvester.lists.editing.additions.new_entry import NewEntry
from harvester.lists.editing.corrections import replace_identifier
from harvester.lists.editing.links import bracketed
from harvester.lists.editing.style import ParsedList, line_span, safe_url
from harvester.model import Edit, Identifier, LinkRole, Mention, Span
from harvester.values.identifiers import url_of

_NO_CODE_LABEL = re.compile(r"bib|cit|data|demo", re.IGNORECASE)
_DIVIDERS = frozenset("|,;·/&+•｜、，；（(：:")
_LABELLED = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+)?(?P<label>[*_]*[^\n:：|\[\](){}<>]{1,25}[:：][*_]*[ \t]*)$"
)
_ICON = r"(?::[a-z_]+:|[\U0001F000-\U0001FAFF☀-➿⬛]️?)"


def links_for(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    """The paper's id in every link and badge; code swapped or taken out; other links taken out.

    None where the model has no link to a paper, or several that lead elsewhere.
    """
    paper = next((one for one in model.identifiers if one.scheme == entry.identifier.scheme), None)
    code = next((link.identifier for link in model.links if link.role is LinkRole.CODE), None)
    labels = [link.label for link in model.links if link.role is LinkRole.CODE]
    if entry.code and any(map(_NO_CODE_LABEL.search, labels)):
        return None
    edits = _to_paper(document, model, paper, entry.identifier)
    if not edits:
        return None
    if code and entry.code:
        edits += _to_code(document, model, code, entry.code)
    done = [edit.span for edit in edits]
    for link in model.links:
        whole = bracketed(document.text, link)
        if any(whole.contains(span) for span in done):
            continue
        edits.append(_without(document, model, whole))
    return edits


def _to_code(document: ParsedList, model: Mention, old: Identifier, new: Identifier) -> list[Edit]:
    """The code link led to the bare repository, and its badges to it; other pictures are not."""
    role_at = {link.span: link.role for link in model.links}
    edits: list[Edit] = []
    for one in replace_identifier(document, model, old, new):
        role = role_at.get(one.span) if isinstance(one, Edit) else None
        if isinstance(one, Edit) and role is LinkRole.CODE:
            edits.append(Edit(one.span, f"https://github.com/{new.value}"))
        elif isinstance(one, Edit) and role is LinkRole.BADGE:
            edits.append(one)
    return edits


def _to_paper(
    document: ParsedList, model: Mention, paper: Identifier | None, new: Identifier
) -> list[Edit]:
    """The model's id in every place, or else the address of its one paper link."""
    if paper:
        made = replace_identifier(document, model, paper, new)
        return [one for one in made if isinstance(one, Edit)]
    links = [link for link in model.links if link.role is LinkRole.PAPER]
    if len({link.url for link in links}) != 1:
        return []
    return [Edit(link.span, safe_url(url_of(new) or "")) for link in links]


def _without(document: ParsedList, model: Mention, whole: Span) -> Edit:
    """The link that goes, with the icon, the label and the divider that stand at it."""
    text = document.text
    for cell in model.cells:
        if whole == cell.span:
            return Edit(whole, empty_cell(document, cell.header) or GONE)
    line = line_span(text, whole.start)
    lead = _LABELLED.match(text, line.start, whole.start)
    if lead and not text[whole.end : line.end].strip(" \t\\.") and not model.cells:
        return Edit(Span(lead.start("label"), whole.end), GONE)
    marks = "".join(_DIVIDERS - {"|"} if model.cells else _DIVIDERS)
    before = re.search(
        rf"(?:<br ?/?>)?[ \t]*[{re.escape(marks)}]?[ \t]*{_ICON}*[ \t]*$",
        text[line.start : whole.start][-40:],
    )
    start = whole.start - len(before[0] if before else "")
    behind = re.compile(rf"[ \t]*[{re.escape(marks)}][ \t]*").match(text, whole.end)
    if behind and not (before and before[0].strip()):
        return Edit(Span(whole.start, behind.end()), GONE)
    return Edit(Span(start, whole.end), GONE)


def empty_cell(document: ParsedList, header: str) -> str:
    """What the list writes into a cell of the column that has nothing to say."""
    words = Counter(
        cell.text.strip()
        for one in document.mentions
        for cell in one.cells
        if cell.header == header and not re.search(r"\w|\]\(", document.text[slice(*cell.span)])
    )
    return words.most_common(1)[0][0] if words else "-"
