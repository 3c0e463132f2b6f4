"""A new entry in the form of one that stands there: every claim replaced, nothing else kept."""

from __future__ import annotations

import re
from collections import Counter

from harvester.lists.code_links import bracketed
from harvester.lists.corrections import correct_authors, correct_event, replace_identifier
from harvester.lists.date_forms import rewrite_date
from harvester.lists.edits import Correction, HandEdit, OverlappingEdits, apply
from harvester.lists.new_entry import NewEntry
from harvester.lists.sections import lines_of
from harvester.lists.style import ParsedList, escape, place_of, plain
from harvester.model import Edit, LinkRole, Mention, Span

_SAMPLE = 20
_ONE = re.compile(r"^\s*1[.)]\s")
_OWN_MARK = re.compile(r"\d|:star|[⭐★☆]")  # its number or its rating
_NO_CODE_LABEL = re.compile(r"bib|cit|data|demo", re.IGNORECASE)
_DIVIDERS = frozenset("|,;·/&+•｜、，；（(：:")
_LEFT = re.compile(r"[^\W\d_]{2,}")
_MARKUP = re.compile(r"<[^<>]*>|https?://\S+|:[a-z_]+:|&\w+;")
_KEEP = frozenset(("arxiv", "preprint", "by", "and", "et", "al", "paper", "title", "pdf", "star"))


def in_form_of(document: ParsedList, model: Mention, entry: NewEntry) -> str | None:
    """Return the lines of `entry` in the form of `model`; None where that form does not fit it.

    It does not fit where words would be left that speak of the model's paper, or where the model
    shows a claim that the new entry does not have.
    """
    if model.title is None or not model.identifiers or model.placeholders:
        return None
    block = _claimed_lines(document, model)
    edits = _comments(document, model)
    for part in (_title, _authors, _date, _links, _tags, _cells):
        found = part(document, model, entry)
        if found is None:
            return None
        edits += (one for one in found if not _covered(one, edits))
    if any(edit.span.start < block.start or edit.span.end > block.end for edit in edits):
        return None
    try:
        inside = [Edit(_shift(edit.span, block.start), edit.text) for edit in edits]
        text = apply(document.text[block.start : block.end], inside)
        blank = apply(
            document.text[block.start : block.end], [Edit(one.span, " ") for one in inside]
        )
    except OverlappingEdits:
        return None
    if _OWN_MARK.search(_ONE.sub("", re.sub(r"<[^<>]*>|https?://\S+", " ", blank))):
        return None
    words = {word.lower() for word in _LEFT.findall(_MARKUP.sub(" ", blank))}
    labels = {word.lower() for link in model.links for word in _LEFT.findall(link.label)}
    return None if words - _KEEP - labels - _repeated(document, model) else text


def _claimed_lines(document: ParsedList, model: Mention) -> Span:
    """The lines of an entry up to the last one with a claim; a description below is left out."""
    text, block = document.text, lines_of(document.text, model.span)
    claims = [one.span for one in (model.title, model.date, model.event) if one]
    claims += [one.span for one in (*model.authors, *model.tags)] + [
        one.whole for one in model.links
    ]
    last = Span(block.start, lines_of(text, max(claims)).end)
    below = text[last.end : block.end]
    if not _LEFT.search(_MARKUP.sub(" ", below)) or "</" in below:
        return block
    ending = re.search(r"(?:<br ?/?>|\\)?[ \t]*$", text[last.start : last.end])
    return Span(last.start, last.start + ending.start()) if ending else last


def _repeated(document: ParsedList, model: Mention) -> set[str]:
    """Words that most entries of the list have: `by`, `Authors`, `Link`."""
    others = [one for one in document.mentions if one.kind is model.kind and one is not model]
    sample = others[:: max(1, len(others) // _SAMPLE)][:_SAMPLE]
    seen = Counter(
        word
        for one in sample
        for word in {w.lower() for w in _LEFT.findall(document.text[one.span.start : one.span.end])}
    )
    return {word for word, count in seen.items() if len(sample) > 3 and count * 2 >= len(sample)}


def _shift(span: Span, start: int) -> Span:
    return Span(span.start - start, span.end - start)


def _covered(edit: Edit, others: list[Edit]) -> bool:
    return any(
        one.span.start <= edit.span.start and edit.span.end <= one.span.end for one in others
    )


def _title(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    assert model.title is not None
    span = model.title.span
    now = document.text[span.start : span.end]
    place = place_of(document, span)
    title = entry.title
    if (
        entry.name
        and not title.startswith(entry.name)
        and model.title.text.startswith(model.name + ":")
    ):
        title = f"{entry.name}: {title}"
    shape = re.fullmatch(
        rf"(?P<open>\W*){re.escape(model.name)}(?P<between>\W*[:：]\W*)(?P<rest>.+?)(?P<close>[*_`.]*)",
        now,
        re.DOTALL,
    )
    dot = "." if now.endswith(".") and not title.endswith((".", "?", "!")) else ""
    if now.strip() == model.title.text.strip():
        return [Edit(span, escape(title, place) + dot)]
    before, colon, after = title.partition(":")
    if shape and colon:
        text = (
            shape["open"]
            + escape(before, place)
            + shape["between"]
            + escape(after, place)
            + shape["close"]
        )
        return [Edit(span, text)]
    return None


def _authors(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    if not model.authors:
        return []
    made = correct_authors(document, model, entry.authors) if entry.authors else None
    return [made] if isinstance(made, Edit) else None


def _date(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    """The event tag in the tag's form, the date in the date's; None where one would be left."""
    edits: list[Edit] = []
    if model.event:
        made = _event(document, model, entry)
        if made is None:
            return None
        edits.append(made)
    if model.date and not any(_covered(Edit(model.date.span, ""), [one]) for one in edits):
        now = document.text[model.date.span.start : model.date.span.end]
        year = entry.year if entry.event and entry.year and re.fullmatch(r"\d{4}", now) else ""
        dated = rewrite_date(now, year or entry.date)
        if dated is None:
            return None
        edits.append(Edit(model.date.span, dated))
    return edits


def _event(document: ParsedList, model: Mention, entry: NewEntry) -> Edit | None:
    """The event's tag; a preprint gets the tag that this list gives to preprints."""
    assert model.event is not None
    now = document.text[model.event.span.start : model.event.span.end]
    made: Correction
    if entry.event:
        made = correct_event(document, model, entry.event, entry.year)
    elif "arxiv" in now.lower():
        if {word.lower() for word in _LEFT.findall(now)} - _KEEP:
            return None
        dated = rewrite_date(now, entry.date) if re.search(r"\d", now) else now
        made = Edit(model.event.span, dated) if dated is not None else HandEdit(model.line, "", "")
    elif model.date and not model.cells:
        return None
    else:
        made = correct_event(document, model, _preprint_word(document), entry.date[:4])
    if isinstance(made, HandEdit):
        return None
    return made or Edit(model.event.span, now)


def _preprint_word(document: ParsedList) -> str:
    """How this list writes arXiv as an event."""
    said = Counter(
        found[0]
        for one in document.mentions
        if one.event and (found := re.search(r"arxiv", one.event.text, re.IGNORECASE))
    )
    return said.most_common(1)[0][0] if said else "arXiv"


def _links(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    """The paper's id in every link and badge; code swapped or taken out; other links taken out."""
    paper = next((one for one in model.identifiers if one.scheme == entry.identifier.scheme), None)
    code = next((link.identifier for link in model.links if link.role is LinkRole.CODE), None)
    labels = [link.label for link in model.links if link.role is LinkRole.CODE]
    if paper is None or (entry.code and any(map(_NO_CODE_LABEL.search, labels))):
        return None
    edits = [
        one
        for one in replace_identifier(document, model, paper, entry.identifier)
        if isinstance(one, Edit)
    ]
    if code and entry.code:
        edits += (
            one
            for one in replace_identifier(document, model, code, entry.code)
            if isinstance(one, Edit)
        )
        places = {link.span for link in model.links if link.role is LinkRole.CODE}
        page = f"https://github.com/{entry.code.value}"
        edits = [Edit(one.span, page) if one.span in places else one for one in edits]
    done = [edit.span for edit in edits]
    for link in model.links:
        whole = bracketed(document.text, link)
        if any(whole.start <= span.start and span.end <= whole.end for span in done):
            continue
        edits.append(Edit(_with_divider(document.text, whole, model), ""))
    return edits


def _with_divider(text: str, whole: Span, model: Mention) -> Span:
    """The link that goes, with the blanks and the divider before it, or else behind it."""
    marks = "".join(_DIVIDERS - {"|"} if model.cells else _DIVIDERS)
    before = re.search(rf"[ \t]*[{re.escape(marks)}]?[ \t]*$", text[: whole.start][-20:])
    start = whole.start - len(before[0] if before else "")
    behind = re.compile(rf"[ \t]*[{re.escape(marks)}][ \t]*").match(text, whole.end)
    if behind and not (before and before[0].strip()):
        return Span(whole.start, behind.end())
    return Span(start, whole.end)


def _comments(document: ParsedList, model: Mention) -> list[Edit]:
    """Comments in the model are about the model."""
    found = re.finditer(
        r"[ \t]*<!--.*?-->", document.text[model.span.start : model.span.end], re.DOTALL
    )
    shift = model.span.start
    return [Edit(Span(one.start() + shift, one.end() + shift), "") for one in found]


def _tags(document: ParsedList, model: Mention, entry: NewEntry) -> list[Edit] | None:
    if not model.tags:
        return []
    if not entry.tags:
        return None
    text = document.text
    spans = sorted(_quoted(text, tag.span) for tag in model.tags)
    first = text[spans[0].start : spans[0].end]
    between = text[spans[0].end : spans[1].start] if len(spans) > 1 else " "
    if between.strip(" ,/|"):
        return None
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
        if any(cell.span.start <= span.start and span.end <= cell.span.end for span in claimed):
            continue
        now = document.text[cell.span.start : cell.span.end]
        if cell.text and cell.text == model.name and entry.nickname:
            edits.append(
                Edit(
                    cell.span,
                    now.replace(model.name, escape(entry.nickname, place_of(document, cell.span))),
                )
            )
        elif _LEFT.search(cell.text) or re.search(r"\d", cell.text):
            edits.append(Edit(cell.span, "-"))
    return edits
