"""A new entry in the form of one that stands there: every claim replaced, nothing else kept."""

from __future__ import annotations

import re
from collections import Counter

from harvester.lists.editing.additions.entry_links import empty_cell, links_for
from harvester.lists.editing.additions.leftovers import (
    GONE,
    WORDS,
    fixed_places,
    is_prose,
    known_words,
    leftovers,
    plain_labels,
    tidy,
    usual_lines,
)
from harvester.lists.editing.additions.new_entry import NewEntry
from harvester.lists.editing.additions.usual_form import odd_marks
from harvester.lists.editing.author_lines import authors_like
from harvester.lists.editing.corrections import correct_event
from harvester.lists.editing.forms import rewrite_date, rewrite_title
from harvester.lists.editing.sections import lines_of
from harvester.lists.editing.style import MarkupContext, ParsedList, escape, markup_context, plain
from harvester.lists.edits import Correction, HandEdit, OverlappingEdits, apply
from harvester.model import Edit, Mention, Span

_ARXIV_ID = re.compile(r"\d{4}\.\d{4,5}(?:v\d+)?")
_DOT_BEHIND = re.compile(r"[*_]{0,2}\.(?=[ \t*_])")
_AROUND = frozenset(("[]", "()", "``", "（）", "【】", "**", "__"))
_NAME_COLUMN = re.compile(
    r"(?i)^\W*(?:name|model|method|acronym|nickname|简称|模型|モデル|モデル名)\W*$"
)
_DATE_COLUMN = re.compile(
    r"(?i)\b(?:date|released?|published|submitted|month)\b|日期|時期|时间|公開|日"
)


def in_form_of(document: ParsedList, model: Mention, entry: NewEntry) -> str | None:
    """Return the lines of `entry` in the form of `model`; None where that form does not fit it.

    It does not fit where the model shows a claim that the new entry does not have, or where words
    that speak of the model's paper cannot be taken out.
    """
    if model.title is None or model.placeholders:
        return None
    block = _claimed_lines(document, model)
    edits = _comments(document, model)
    edits += (Edit(span, GONE) for span in odd_marks(document, model, block))
    for part in (_title, _authors, _date, links_for, _tags, _cells):
        written_edits = part(document, model, entry)
        if written_edits is None:
            return None
        edits += (one for one in written_edits if not _is_covered(one, edits))
    edits = [one for one in edits if one.span.overlaps(block)]
    if not all(block.contains(edit.span) for edit in edits):
        return None
    raw = document.text_of(block)
    inside = [Edit(edit.span.moved(-block.start), edit.text) for edit in edits]
    copies = _copies(raw, model, entry, inside)
    if copies is None:
        return None
    inside += copies
    try:
        apply(raw, inside)
        words = known_words(document, model)
        urls = fixed_places(document, model, block, edits)
        if is_prose(raw, inside, urls, words):
            return None
        usual = usual_lines(document, model)
        if not plain_labels(model, edits, words):
            return None
        inside += leftovers(raw, inside, urls, words, usual, bool(model.cells))
        made = tidy(apply(raw, inside))
    except OverlappingEdits:
        return None
    return made if _balance(made) == _balance(raw) else None


def _balance(text: str) -> tuple[int, ...]:
    """How brackets, quotes, emphasis and tags of a text pair up."""
    pairs = (("(", ")"), ("[", "]"), ("（", "）"), ("“", "”"))
    tags = re.findall(r"<(/?)[A-Za-z][^<>]*?(/?)>", re.sub(r"<(?:br|img|hr)\b[^<>]*>", "", text))
    return (
        *(text.count(one) - text.count(other) for one, other in pairs),
        *(text.count(mark) % 2 for mark in ("**", '"', "`")),
        sum(-1 if closing else 1 for closing, alone in tags if not alone),
    )


def _copies(raw: str, model: Mention, entry: NewEntry, edits: list[Edit]) -> list[Edit] | None:
    """The title and the nickname where they stand again: in attributes, in bold before the title.

    None where the model shows a nickname and the new entry has none.
    """
    assert model.title is not None
    copies: list[Edit] = []
    for written, true in ((model.title.text, entry.title), (model.name, entry.nickname)):
        if len(written) < 2:
            continue
        for at in re.finditer(rf"(?<!\w){re.escape(written)}(?!\w)", raw):
            made = Edit(Span(*at.span()), "")
            if any(made.span.overlaps(one.span) for one in (*edits, *copies)):
                continue
            if not true or ("`" in true and raw[at.start() - 1 : at.start()] == "`"):
                return None
            tag = raw.rfind("<", 0, at.start()) > raw.rfind(">", 0, at.start())
            copies.append(
                Edit(made.span, escape(true, MarkupContext.HTML if tag else _place(raw, at)))
            )
    return copies


def _place(raw: str, at: re.Match[str]) -> MarkupContext:
    line = raw[raw.rfind("\n", 0, at.start()) + 1 : at.start()]
    return MarkupContext.CELL if line.lstrip("> \t").startswith("|") else MarkupContext.LINE


def _claimed_lines(document: ParsedList, model: Mention) -> Span:
    """The lines of an entry up to the last one with a claim; a description below is left out."""
    text, block = document.text, lines_of(document.text, model.span)
    claims = [one.span for one in (model.title, model.date, model.event) if one]
    claims += [one.span for one in (*model.authors, *model.tags)] + [
        one.whole for one in model.links
    ]
    last = Span(block.start, lines_of(text, max(claims)).end)
    usual = usual_lines(document, model)
    line = _line_below(text, last.end, block.end)
    while line is not None and document.text_of(line).strip() in usual:
        last = Span(block.start, line.end)
        line = _line_below(text, last.end, block.end)
    below = text[last.end : block.end]
    if not WORDS.search(below) or "</" in below:
        return block
    ending = re.search(r"(?:<br ?/?>|\\)?[ \t]*$", last.slice(text))
    return Span(last.start, last.start + ending.start()) if ending else last


def _line_below(text: str, end: int, stop: int) -> Span | None:
    """The next line, where it is not blank."""
    match = re.compile(r"(?:\r\n?|\n)(?P<line>[^\r\n]*\S[^\r\n]*)").match(text, end, stop)
    return Span(*match.span("line")) if match else None


def _is_covered(edit: Edit, others: list[Edit]) -> bool:
    return any(one.span.contains(edit.span) for one in others)


def _title(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    assert model.title is not None
    span, title = model.title.span, entry.title
    now = document.text_of(span)
    named = model.title.text.startswith(model.name + ":")
    if entry.name and named and not title.startswith(entry.name):
        title = f"{entry.name}: {title}"
    made = rewrite_title(now, model.title.text, model.name, title, markup_context(document, span))
    if made is None:
        return None
    closing = _DOT_BEHIND.match(document.text, span.end) if title.endswith(("?", "!")) else None
    edits = [Edit(span, made)]
    return [*edits, Edit(Span(closing.end() - 1, closing.end()), "")] if closing else edits


def _authors(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    if not model.authors:
        return []
    made = authors_like(document, model, entry.authors) if entry.authors else None
    return None if made is None else [made]


def _date(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    """The event tag in the tag's form, the date in the date's; None where one would be left."""
    edits: list[Edit] = []
    if model.event:
        made = _event(document, model, entry)
        if made is None:
            return None
        edits.append(made)
    if model.date and not any(one.span.contains(model.date.span) for one in edits):
        now = document.text_of(model.date.span)
        year = entry.year if entry.event and entry.year and re.fullmatch(r"\d{4}", now) else ""
        dated = rewrite_date(now, year or entry.date)
        if dated is None:
            return None
        edits.append(Edit(model.date.span, dated))
    return edits


def _event(document: ParsedList, model: Mention, entry: NewEntry) -> Edit | None:
    """The event's tag; a preprint gets the tag that this list gives to preprints."""
    assert model.event is not None
    now = document.text_of(model.event.span)
    made: Correction
    if entry.event:
        made = correct_event(document, model, entry.event, entry.year)
    elif entry.identifier.scheme != "arxiv":  # published somewhere, and nobody said where
        alone = model.date and not model.cells
        return _taken_out(document.text, model.event.span) if alone else None
    elif "arxiv" in now.lower():
        if {word.lower() for word in WORDS.findall(now)} - {"arxiv", "preprint"}:
            return None
        dated = _preprint_like(now, entry)
        made = Edit(model.event.span, dated) if dated is not None else HandEdit(model.line, "", "")
    elif model.date and not model.cells:
        return _taken_out(document.text, model.event.span)
    else:
        made = correct_event(document, model, _preprint_word(document), entry.date[:4])
    if isinstance(made, HandEdit):
        return None
    return made or Edit(model.event.span, now)


def _preprint_like(now: str, entry: NewEntry) -> str | None:
    """The preprint's tag with the new id and date: `arXiv preprint arXiv:2402.00002 (2024)`."""
    if match := _ARXIV_ID.search(now):
        number = entry.identifier.value if entry.identifier.scheme == "arxiv" else ""
        behind = now[match.end() :]
        dated = rewrite_date(behind, entry.date) if re.search(r"\d", behind) else behind
        return now[: match.start()] + number + dated if number and dated is not None else None
    return rewrite_date(now, entry.date) if re.search(r"\d", now) else now


def _taken_out(text: str, span: Span) -> Edit:
    """The event with the brackets or emphasis right around it, or with the divider before it."""
    start, end = span
    while text[start - 1 : start] + text[end : end + 1] in _AROUND:
        start, end = start - 1, end + 1
    lead = re.search(r"[,;·|]?[ \t]*$", text[max(0, start - 4) : start])
    return Edit(Span(start - len(lead[0] if lead else ""), end), GONE)


def _preprint_word(document: ParsedList) -> str:
    """How this list writes arXiv as an event."""
    words = Counter(
        match[0]
        for one in document.mentions
        if one.event and (match := re.search(r"arxiv", one.event.text, re.IGNORECASE))
    )
    return words.most_common(1)[0][0] if words else "arXiv"


def _comments(document: ParsedList, model: Mention) -> list[Edit]:
    """Comments in the model are about the model."""
    matches = re.finditer(r"[ \t]*<!--.*?-->", document.text_of(model.span), re.DOTALL)
    shift = model.span.start
    return [Edit(Span(one.start() + shift, one.end() + shift), GONE) for one in matches]


def _tags(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    tags = [one for one in model.tags if one.text not in (model.name, entry.nickname)]
    if not tags:
        return []
    text = document.text
    spans = sorted(_quoted(text, tag.span) for tag in tags)
    first = text[spans[0].start : spans[0].end]
    between = text[spans[0].end : spans[1].start] if len(spans) > 1 else " "
    if between.strip(" ,/|"):
        return None
    if not entry.tags:
        return [Edit(Span(spans[0].start, spans[-1].end), GONE)]
    mark = "`" if first.startswith("`") else ""
    written = between.join(f"{mark}{_tag(tag)}{mark}" for tag in entry.tags)
    return [Edit(Span(spans[0].start, spans[-1].end), written)]


def _tag(tag: str) -> str:
    return plain(tag).replace("`", "").replace("|", "/").replace("<", "‹")


def _quoted(text: str, span: Span) -> Span:
    if text[span.start - 1 : span.start] == "`" == text[span.end : span.end + 1]:
        return Span(span.start - 1, span.end + 1)
    return span


def _cells(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    """Cells that hold no other claim: the name's cell gets the name, the rest is left open."""
    edits: list[Edit] = []
    claimed = [
        one.span
        for one in (model.title, model.date, model.event, *model.tags, *model.authors)
        if one
    ]
    claimed += [link.whole for link in model.links]
    for cell in model.cells:
        if any(cell.span.contains(span) for span in claimed):
            continue
        now = document.text_of(cell.span)
        name = escape(entry.nickname, markup_context(document, cell.span))
        named = cell.text and (cell.text == model.name or _NAME_COLUMN.search(cell.header))
        dated = rewrite_date(now, entry.date) if _DATE_COLUMN.search(cell.header) else None
        if named and name and now.count(cell.text) == 1:
            edits.append(Edit(cell.span, now.replace(cell.text, name)))
        elif dated is not None:
            edits.append(Edit(cell.span, dated))
        elif WORDS.search(cell.text) or re.search(r"\d", cell.text):
            edits.append(Edit(cell.span, empty_cell(document, cell.header) or GONE))
    return edits
