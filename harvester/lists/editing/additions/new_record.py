"""A new record of a data file (YAML, CSV, BibTeX) with the fields that the others have.

Fields are told by their names. What nobody said is left out, or as empty as the last record has it.
"""

from __future__ import annotations

import csv
import io
import re

from harvester.lists.editing.additions.new_entry import NewEntry
from harvester.lists.editing.forms import NameForm, form_of, format_name
from harvester.lists.editing.style import MarkupContext, ParsedList, escape, line_end, plain
from harvester.model import Mention
from harvester.values.identifiers import url_of

_MEANINGS = {
    "title": ("title", "paper_title", "paper title"),
    "name": ("name", "nickname", "acronym"),
    "authors": ("authors", "author"),
    "url": ("url", "link", "paper", "paperurl", "arxiv", "pdf", "arxiv_url", "paper_url"),
    "code": ("code", "github", "repo", "repository", "code_url"),
    "arxiv": ("arxiv_id", "arxivid", "eprint"),
    "date": ("date", "published", "publication_date", "submitted"),
    "year": ("year",),
    "venue": ("venue", "publisher", "conference", "journal", "booktitle", "howpublished"),
    "prefix": ("archiveprefix",),
    "tags": ("tags", "keywords"),
}
_FIELD = re.compile(r"^(?P<lead>[ \t]*(?P<name>\w+)[ \t]*=[ \t]*)(?P<open>[{\"])", re.MULTILINE)
_KEY = re.compile(r"^(?P<indent>[ \t]*)(?:- )?(?P<key>[\w ]+):(?P<value>.*)$", re.MULTILINE)
_EMPTY = {"", "null", "~", "[]", "''", '""', "false"}


def record_like(document: ParsedList, model: Mention, entry: NewEntry) -> str:
    """Return the text of a record of `entry` in the form of the record of `model`."""
    raw = document.text_of(model.span)
    if document.form == "csv":
        return _row(document, entry)
    if document.form == "bib":
        return _bibtex(raw, model, entry)
    return _mapping(document, raw, model, entry)


def _meaning(field: str) -> str:
    field = field.strip().lower()
    return next((meaning for meaning, names in _MEANINGS.items() if field in names), "")


def _value(meaning: str, entry: NewEntry) -> str:
    """What the entry says of a field; empty where it says nothing."""
    code = f"https://github.com/{entry.code.value}" if entry.code else ""
    arxiv = entry.identifier.value if entry.identifier.scheme == "arxiv" else ""
    year = entry.year or entry.date[:4]
    values = {
        "title": plain(entry.title),
        "name": plain(entry.nickname or entry.title),
        "url": url_of(entry.identifier) or "",
        "code": code,
        "arxiv": arxiv,
        "prefix": "arXiv" if arxiv else "",
        "date": entry.date[:10],
        "year": year,
        "venue": plain(entry.event) or ("arXiv" if arxiv else ""),
    }
    return values.get(meaning, "")


def _row(document: ParsedList, entry: NewEntry) -> str:
    first, *_ = document.text.removeprefix("\ufeff").split("\n", 1)
    delimiter = max(",;\t", key=first.count)
    header = next(csv.reader([first.rstrip("\r")], delimiter=delimiter))
    out = io.StringIO()
    names = ", ".join(plain(str(person)) for person in entry.authors)
    cells = [
        names if _meaning(field) == "authors" else _value(_meaning(field), entry)
        for field in header
    ]
    # a sheet would run a text that begins like a formula
    safe = [f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell for cell in cells]
    csv.writer(out, delimiter=delimiter, lineterminator="").writerow(safe)
    return out.getvalue()


def _bibtex(raw: str, model: Mention, entry: NewEntry) -> str:
    """The fields of the model that can be said, each with its own spelling and blanks."""
    comma = any(form_of(one.text) is NameForm.COMMA_FULL for one in model.authors)
    form = NameForm.COMMA_FULL if comma else NameForm.FULL
    kind = re.match(r"@(\w+)", raw)
    lines: list[str] = []
    for field in _FIELD.finditer(raw):
        meaning = _meaning(field["name"])
        value = escape(_value(meaning, entry), MarkupContext.TEX)
        if meaning == "authors":
            names = (format_name(person, form) for person in entry.authors)
            value = " and ".join(escape(name, MarkupContext.TEX) for name in names)
        elif meaning == "venue" and not entry.event:
            value = f"arXiv preprint arXiv:{entry.identifier.value}"
        if value:
            close = "}" if field["open"] == "{" else '"'
            lines.append(field["lead"] + field["open"] + value + close)
    head = f"@{kind[1] if kind else 'article'}{{{_key(entry)},\n"
    return head + ",\n".join(lines) + "\n}"


def _key(entry: NewEntry) -> str:
    family = entry.authors[0].family if entry.authors else ""
    word = re.search(r"[A-Za-z]{4,}", entry.title)
    made = f"{family}{entry.date[:4]}{word[0] if word else ''}".lower()
    return re.sub(r"[^a-z0-9]", "", made) or "new"


def _mapping(document: ParsedList, raw: str, model: Mention, entry: NewEntry) -> str:
    """The keys of the model in their order, each with the entry's value, dumped by YAML itself."""
    start = document.text.rfind("\n", 0, model.span.start) + 1
    lead = document.text[start : model.span.start]
    indent = " " * len(lead)
    lines: list[str] = []
    for match in _KEY.finditer(lead.replace("-", " ") + raw):
        if len(match["indent"]) != len(lead):
            continue
        key, value = match["key"], match["value"].strip()
        made = _yaml_value(_meaning(key), value, raw, entry)
        if made is not None:
            lines.append(f"{indent}{key}:{made}")
        elif value.lower() in _EMPTY and not _nested(raw, key):
            lines.append(f"{indent}{key}:{match['value'].rstrip()}")
    text = "\n".join(lines)
    return (lead + text[len(lead) :]).replace("\n", line_end(document.text))


def _yaml_value(meaning: str, value: str, raw: str, entry: NewEntry) -> str | None:
    """A scalar on the key's line, or a sequence below it; None where nothing was said."""
    if meaning in {"authors", "tags"}:
        items = [str(person) for person in entry.authors] if meaning == "authors" else entry.tags
        if not items:
            return None
        if value and value != "[]":
            return " " + _scalar(", ".join(map(plain, items)))
        shape = re.search(
            rf"{meaning}:[ \t]*\r?\n(?P<lead>[ \t]*-[ \t]+)(?P<name>name:[ \t]+)?", raw
        )
        before = (shape["lead"] + (shape["name"] or "")) if shape else "  - "
        return "".join(f"\n{before}{_scalar(plain(item))}" for item in items)
    text = _value(meaning, entry)
    bare = meaning in {"date", "year"} and value[:1].isdigit()
    return f" {text if bare else _scalar(text)}" if text else None


def _scalar(value: str) -> str:
    """The value as YAML writes it on one line, in quotes where it must be."""
    import yaml  # here because it loads slowly, and most lists are no YAML

    return yaml.safe_dump(value, allow_unicode=True, width=10**9).removesuffix("\n...\n").strip()


def _nested(raw: str, key: str) -> bool:
    """Tell whether more than a scalar stands below the key: a sequence, or deeper keys."""
    below = (
        rf"(?m)^(?P<indent>[ \t]*)(?:- )?{re.escape(key)}:[ \t]*\r?\n(?P<next>[ \t]*)(?P<dash>-?)"
    )
    match = re.search(below, raw)
    return bool(match and (match["dash"] or len(match["next"]) > len(match["indent"])))
