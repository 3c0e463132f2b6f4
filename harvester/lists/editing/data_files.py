"""Edits of data files (YAML, CSV, BibTeX), proved by reading the file again.

A quote, a colon or a comma in a value can end it; what a value may hold depends on how it is
written there. So the edited file is read again, and must say what it said.
"""

from __future__ import annotations

import re
from collections import Counter

from harvester.lists.editing.style import ParsedList, line_end, line_span, plain
from harvester.lists.edits import Correction, HandEdit, apply
from harvester.model import Edit, LinkRole, Mention, Span

_IS_ADDRESS = re.compile(r"https?://\S+$")
_WORD = re.compile(r"\w+")
_HARMLESS = re.compile(
    r"[^\W\d_](?:[\w.]| (?![-#])|(?<=\w)[-/]|, ?(?=\w)"
    r"|\n[ \t]*-[ \t]+(?:name:[ \t]+)?(?=[^\W\d_]))*"
)
_KEY = re.compile(r"\n[ \t]*-[ \t]+name:|\band\b|\\")


def read_back(document: ParsedList, mention: Mention, edit: Edit) -> Correction:
    """Return `edit`, or what to do by hand where it would break a data file."""
    if not document.form or _needs_no_proof(document, edit):
        return edit
    # imported here because its libraries load slowly, and most lists are no data files
    from harvester.lists.data_files.read import read_generated

    for text in dict.fromkeys((edit.text, *_quoted(document, edit))):
        tried = Edit(edit.span, text, edit.why)
        then = read_generated(apply(document.text, [tried]), f"list.{document.form}")
        if then is not None and _same(document, then, mention, tried, edit.text):
            return tried
    return HandEdit(mention.line, plain(edit.text), "the file would not read as before with it")


def set_code_field(document: ParsedList, mention: Mention, url: str) -> Correction:
    """Write the code's address into the field that other records have it in."""
    names = Counter(
        link.label
        for one in document.mentions
        for link in one.links
        if link.role is LinkRole.CODE and " " not in link.label
    )
    field = next((name for name, _ in names.most_common(1)), "")
    why = "the code's address"
    if not field or document.form not in {"yaml", "yml"}:
        return HandEdit(mention.line, url, "no record shows where the code's address stands")
    text = document.text
    empty = re.compile(
        rf"^[ \t-]*{re.escape(field)}:(?P<value>[ \t]*(?:null|~|''|\"\")?)[ \t]*$", re.MULTILINE
    )
    if match := empty.search(text, mention.span.start, mention.span.end):
        return read_back(document, mention, Edit(Span(*match.span("value")), f" {url}", why))
    paper = next((link for link in mention.links if link.role is LinkRole.PAPER), None)
    line = line_span(text, paper.span.start if paper else mention.span.start)
    key = re.match(r"[ \t]*(?P<dash>-[ \t]+)?(?=[\w ]+:[ \t]+\S)", document.text_of(line))
    if paper is None or key is None or not document.text_of(line).rstrip("'\"").endswith(paper.url):
        return HandEdit(mention.line, f"{field}: {url}", "its record shows no place for it")
    edit = Edit(Span(line.end, line.end), f"{line_end(text)}{' ' * key.end()}{field}: {url}", why)
    return read_back(document, mention, edit)


def _needs_no_proof(document: ParsedList, edit: Edit) -> bool:
    """Tell whether the value is of letters, digits and signs that mean nothing in any format.

    A whole file is read for each proof, and a night may bring hundreds of corrections.
    """
    if document.form == "csv" and "," in edit.text:
        return False
    if edit.span.start == edit.span.end:
        return False
    return " " in edit.text and bool(_HARMLESS.fullmatch(edit.text))


def _quoted(document: ParsedList, edit: Edit) -> tuple[str, ...]:
    """The value as the format writes it where it stands: in quotes, or with quotes escaped."""
    before = document.text[edit.span.start - 1 : edit.span.start]
    if document.form == "csv":
        doubled = edit.text.replace('"', '""')
        return (doubled if before == '"' else f'"{doubled}"',)
    doubled = edit.text.replace("'", "''")
    slashed = edit.text.replace("\\", "\\\\").replace('"', '\\"')
    return {"'": (doubled,), '"': (slashed,)}.get(before, (f"'{doubled}'",))


def _same(before: ParsedList, then: ParsedList, mention: Mention, edit: Edit, value: str) -> bool:
    """All records stand where they stood, and only claims that the edit covers say another."""
    if len(before.mentions) != len(then.mentions):
        return False
    grown = len(edit.text) - (edit.span.end - edit.span.start)
    for old, new in zip(before.mentions, then.mentions, strict=True):
        if old is not mention and _claims(old, edit, 0) != _claims(new, edit, grown):
            return False
        if old is mention and not set(_claims(old, edit, 0)) <= set(_claims(new, edit, grown)):
            return False
        if old is mention and _IS_ADDRESS.search(value):
            if not any(link.url in value for link in new.links if link.url not in before.text):
                return False
        elif old is mention and not _says(new, edit, value, before.form):
            return False
    return True


def _says(mention: Mention, edit: Edit, value: str, form: str) -> bool:
    """Tell whether the record now says `value` where the edit was made."""
    end = edit.span.start + len(edit.text)
    written = (mention.title, mention.date, mention.event, *mention.authors)
    texts = [one.text for one in written if one and edit.span.start <= one.span.start < end]
    if len(texts) == 1 and form != "bib":
        return texts[0] == " ".join(value.split())
    return _WORD.findall(" ".join(texts)) == _WORD.findall(_KEY.sub(" ", value))


def _claims(mention: Mention, edit: Edit, grown: int) -> list[tuple[str, int]]:
    """The claims that the edit does not touch, each with its place before the edit."""
    written = (mention.title, mention.date, mention.event, *mention.authors, *mention.tags)
    texts = [(one.text, one.span) for one in written if one]
    texts += [(link.url, link.span) for link in mention.links]
    end = edit.span.end + grown
    return [
        (text, span.start - (grown if span.start >= end else 0))
        for text, span in texts
        if span.end <= edit.span.start or span.start >= end
    ]
