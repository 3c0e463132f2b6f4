"""Corrections of single claims in an entry, each in the entry's own style.

Each answers an `Edit`, a `HandEdit` where it cannot be written safely, or None where the list says
so already. None of them guesses; made twice, a correction is made once.
"""

from __future__ import annotations

import re

from harvester.errors import BadInput
from harvester.lists.editing.author_lines import correct_authors
from harvester.lists.editing.data_files import read_back
from harvester.lists.editing.forms import rewrite_date, rewrite_title
from harvester.lists.editing.links import add_code_link
from harvester.lists.editing.style import (
    MarkupContext,
    ParsedList,
    escape,
    markup_context,
    plain,
    safe_url,
)
from harvester.lists.editing.table_cells import link_like_column, set_cell, set_stars
from harvester.lists.edits import Correction, HandEdit
from harvester.model import Edit, Identifier, Mention, Placeholder, Span, Written
from harvester.values.identifiers import identifier_of_url, url_of

__all__ = [
    "add_code_link",
    "correct_authors",
    "correct_date",
    "correct_event",
    "correct_title",
    "fill_placeholder",
    "replace_identifier",
    "set_cell",
    "set_stars",
]

_TRACK = (
    r"(?i:orals?|spotlights?|posters?|highlights?|workshops?|best paper|findings|demos?|tutorials?"
    r"|(?:long|short|main|full)(?: papers?)?|abstracts?|track|presentation|(?:extended )?version)"
)
_EVENT = re.compile(
    r"(?P<lead>\W*)(?P<name>.*?)(?P<gap>[\s'’,-]*)"
    r"(?:(?P<year>(?:19|20)?\d\d)(?:[./-]\d{1,2})?)?"
    rf"(?P<track>[\s,:-]*[(\[]?{_TRACK}(?:[\s,&/-]+{_TRACK})*[)\]]?)?"
    r"(?P<behind>,\s+[A-Z][\w. &]{1,30})?(?P<tail>\W*)"
)
_VOLUME = re.compile(
    r"(?P<lead>\W*)(?P<name>[A-Za-z][A-Za-z &]*?)(?P<volume>[\s,]+\d{1,4}(?:[.(]\d{1,5}\)?)?"
    r"(?=\s*[:,(]))?(?P<gap>[\s,]*\()(?P<year>(?:19|20)\d\d)\)"
    r"(?:[\s:,]*(?:pp?\.\s*)?\d+(?:\s*[-–]+\s*\d+)?)?(?P<tail>\W*)"
)
"""`Nature 518.7540 (2015): 529-533`: a journal with its volume and pages."""

_TWO_NAMES = re.compile(r"[A-Z][A-Za-z]{1,11} ?\([A-Z][A-Za-z&]{1,11}\)")
"""`NIPS(NeurIPS)`, `IEEE (RAL)`: one venue by two names."""

_PREPRINT = re.compile(
    r"(?P<name>(?:CoRR,? ?)?arXiv(?: e-?prints?| preprints?)?(?:,? arXiv)?[: ]\s*"
    r"\d{4}\.\d{4,5}(?:v\d+)?)(?:(?P<gap>[\s,(]+)(?P<year>(?:19|20)\d\d)(?P<tail>\)?))?",
    re.IGNORECASE,
)
"""`arXiv preprint arXiv:1606.04080 (2016)`: where a paper stood before it was published."""

_EVENT_NAME = re.compile(r"(?!.*(?:\bet al\b|\d\d|\d[/.]\d|\())\S.{0,59}")
_PAGE_OF_NOTHING = re.compile(r"//[^\s/]*arxiv\.org/(?:abs|pdf|html)/$")
_ARXIV_PAGE = re.compile(
    r"(?P<head>(?:https?:)?//[^\s/]*/(?:abs|pdf|html|e-print|format)/)(?P<id>[^?#\s]*?)"
    r"(?P<tail>(?:\.pdf)?/?(?:[?#]\S*)?)"
)


def fill_placeholder(
    document: ParsedList, mention: Mention, placeholder: Placeholder, identifier: Identifier
) -> Correction:
    """Put `identifier` where the placeholder stands.

    `https://arxiv.org/pdf/2504.xxxxx.pdf` keeps its scheme, host, pdf form and ending;
    an empty or `#` link gets the whole address; a bare `2504.xxxxx` the bare id; a cell that says
    "TBD" a link as the other rows of its column have.
    """
    now = document.text_of(placeholder.span)
    target = _page(identifier)
    why = f"{plain(now) or 'empty link'} is {identifier}"
    page = _ARXIV_PAGE.fullmatch(now)
    if page and identifier.scheme == "arxiv":
        return Edit(placeholder.span, page["head"] + identifier.value + page["tail"], why)
    before = document.text[max(0, placeholder.span.start - 40) : placeholder.span.start]
    if not now and identifier.scheme == "arxiv" and _PAGE_OF_NOTHING.search(before):
        return Edit(placeholder.span, identifier.value, why)
    if placeholder.is_url:
        return Edit(placeholder.span, target, why)
    cell = next((one for one in mention.cells if one.span.contains(placeholder.span)), None)
    if cell and cell.text.strip() == placeholder.text.strip() and not re.search(r"\d{2}", now):
        return link_like_column(document, mention, cell, target)
    prefix = re.match(r"(?i)arxiv:\s*", now)
    if identifier.scheme == "arxiv" and re.search(r"(?i)x|\?|\d{2}|_", now):
        return Edit(placeholder.span, (prefix[0] if prefix else "") + identifier.value, why)
    return HandEdit(mention.line, target, f"'{plain(now)}' stands where no link can be put safely")


def _page(identifier: Identifier) -> str:
    address = url_of(identifier)
    if not address:
        raise BadInput(f"{identifier} has no web address; give an arXiv id, a DOI or a link")
    return safe_url(address)


def replace_identifier(
    document: ParsedList, mention: Mention, old: Identifier, new: Identifier
) -> tuple[Edit | HandEdit, ...]:
    """Replace `old` by `new` in every link and badge of the entry that carries it.

    An arXiv link keeps its scheme, host, abs or pdf form; its version goes, since it was the old
    paper's. Returns nothing where the entry does not carry `old`.
    """
    edits: list[Edit | HandEdit] = []
    for link in mention.links:
        if link.identifier == old or identifier_of_url(link.url) == old:
            text = document.text_of(link.span)
            edits.append(
                Edit(link.span, _swap(text, old, new), f"{old} is another paper; this is {new}")
            )
    taken = [edit.span for edit in edits if isinstance(edit, Edit)]
    edits += [
        edit for edit in _bare_ids(document, mention, old, new) if not _inside(edit.span, taken)
    ]
    return tuple(dict.fromkeys(edits))


def _swap(url: str, old: Identifier, new: Identifier) -> str:
    page = _ARXIV_PAGE.fullmatch(url)
    if page and old.scheme == new.scheme == "arxiv":
        return page["head"] + new.value + page["tail"]
    if old.scheme == new.scheme and url.lower().count(old.value.lower()) == 1:
        at = url.lower().index(old.value.lower())
        return url[:at] + safe_value(new) + url[at + len(old.value) :]
    return _page(new)


def safe_value(identifier: Identifier) -> str:
    """Return the value of `identifier` as a part of an address."""
    return safe_url("https://x/" + identifier.value).removeprefix("https://x/")


def _bare_ids(
    document: ParsedList, mention: Mention, old: Identifier, new: Identifier
) -> list[Edit]:
    """The id written out: `arXiv:2504.13065v2`, or in a badge's picture `arXiv-2504.13065-red`."""
    if not (old.scheme == new.scheme == "arxiv"):
        return []
    pattern = re.compile(
        rf"(?:(?<![\d./])|(?<=/abs/)|(?<=/pdf/)|(?<=/html/)|(?<=/arxiv\.)){re.escape(old.value)}"
        r"(?:v\d+)?(?!\d)",
        re.IGNORECASE,
    )
    start, end = mention.span
    return [
        Edit(Span(match.start(), match.end()), new.value, f"{old} is another paper; this is {new}")
        for match in pattern.finditer(document.text, start, end)
    ]


def _inside(span: Span, others: list[Span]) -> bool:
    return any(span.overlaps(other) for other in others)


def correct_date(document: ParsedList, mention: Mention, date: str) -> Correction:
    """Write ISO `date` (may be partial) in the form of the entry's date: `Jun 2025`, `2025.06`."""
    return _rewrite(document, mention, mention.date, date)


def _rewrite(
    document: ParsedList, mention: Mention, claim: Written | None, date: str
) -> Correction:
    if claim is None:
        return None
    now = document.text_of(claim.span)
    then = rewrite_date(now, date)
    if then is None:
        return HandEdit(
            mention.line, plain(date), f"'{plain(now)}' is no form of date that can be rewritten"
        )
    return None if then == now else Edit(claim.span, then, f"the date is {date}")


def correct_event(document: ParsedList, mention: Mention, event: str, year: str = "") -> Correction:
    """Write where it was published in the place of the entry's event tag: `CVPR 2025`.

    The year keeps the tag's own form (`2025`, `25`, `'25`), or none where the tag has none.
    """
    claim = mention.event
    if claim is None:
        return None
    now = document.text_of(claim.span)
    if preprint := _PREPRINT.fullmatch(now):
        return _published(document, mention, claim, preprint, event, year)
    name = escape(event, markup_context(document, claim.span))
    if document.form and not _EVENT_NAME.fullmatch(now.strip()) and not re.search(r"\d", now):
        why = f"published at {plain(event)} {plain(year)}".strip()
        return read_back(document, mention, Edit(claim.span, name, why))
    if volume := _VOLUME.fullmatch(now):
        return _other_journal(document, mention, claim, volume, event, year)
    shape = _EVENT.fullmatch(now)
    overlaps = any(name.span.end > claim.span.start for name in mention.authors[-1:]) and any(
        name.span.start < claim.span.end for name in mention.authors
    )
    if shape is None or overlaps or not _can_rename(shape):
        return HandEdit(
            mention.line, f"{name} {plain(year)}".strip(), f"'{plain(now)}' cannot be rewritten"
        )
    digits = plain(year)[-len(shape["year"]) :] if shape["year"] and year else shape["year"] or ""
    same = plain(shape["name"]).lower() == plain(event).lower()
    track = (shape["track"] or "") if same else ""
    gap = "" if shape["track"] and not track and not digits else shape["gap"]
    then = shape["lead"] + name + gap + digits + track + (shape["behind"] or "") + shape["tail"]
    if then == now:
        return None
    why = f"published at {plain(event)} {plain(year)}".strip()
    return read_back(document, mention, Edit(claim.span, then, why))


def _can_rename(shape: re.Match[str]) -> bool:
    """Tell a venue's name, with nothing behind it that may be its place."""
    name = shape["name"]
    is_name = _EVENT_NAME.fullmatch(name) or _TWO_NAMES.fullmatch(name)
    return bool(is_name) and (not shape["behind"] or "arxiv" in name.lower())


def _published(
    document: ParsedList,
    mention: Mention,
    claim: Written,
    preprint: re.Match[str],
    event: str,
    year: str,
) -> Correction:
    """Write the venue where the list names the preprint with its identifier."""
    then = escape(event, markup_context(document, claim.span))
    if preprint["year"]:
        then += preprint["gap"] + (plain(year) or preprint["year"]) + preprint["tail"]
    why = f"published at {plain(event)} {plain(year)}".strip()
    return read_back(document, mention, Edit(claim.span, then, why))


def _other_journal(
    document: ParsedList,
    mention: Mention,
    claim: Written,
    volume: re.Match[str],
    event: str,
    year: str,
) -> Correction:
    """Write another venue where a journal stands with its volume and pages, which go with it."""
    then_year = plain(year) or volume["year"]
    if plain(event).lower() == volume["name"].lower():
        if then_year == volume["year"]:
            return None
        shown = f"{plain(event)} {then_year}"
        return HandEdit(mention.line, shown, "volume and pages may be those of the year")
    name = escape(event, markup_context(document, claim.span))
    then = volume["lead"] + name + volume["gap"] + then_year + ")" + volume["tail"]
    why = f"published at {plain(event)} {plain(year)}".strip()
    return read_back(document, mention, Edit(claim.span, then, why))


def correct_title(document: ParsedList, mention: Mention, title: str) -> Correction:
    """Write the true title where the entry's title stands; a nickname in front of it stays.

    An entry that shows a nickname alone makes no claim about the title: None.
    """
    claim = mention.title
    if claim is None:
        return None
    true = plain(title)
    now = document.text_of(claim.span)
    nickname, colon, rest = (part.strip() for part in claim.text.partition(":"))
    if plain(claim.text).rstrip(". ") == true.rstrip(". "):
        return None
    if colon and nickname == mention.name and not true.lower().startswith(nickname.lower()):
        if plain(rest).rstrip(". ") == true.rstrip(". "):
            return None
        true = f"{nickname}: {true}"
    elif claim.text == mention.name and len(claim.text.split()) < min(4, len(true.split())):
        return None
    if document.form == "bib":
        return _braced_title(mention, claim, now, true)
    then = rewrite_title(now, claim.text, mention.name, true, markup_context(document, claim.span))
    if then is None:
        wanted = escape(true, markup_context(document, claim.span))
        return HandEdit(mention.line, wanted, "the title is written with markup that would be lost")
    return read_back(document, mention, Edit(claim.span, then, "the paper's title"))


def _braced_title(mention: Mention, claim: Written, now: str, title: str) -> Correction:
    """The title for BibTeX: words that stand in braces and are in the new title too keep them."""
    braced = re.findall(r"\{([^{}\\]+)\}", now)
    if "\\" in now or now.count("{") != len(braced):
        return HandEdit(
            mention.line, escape(title, MarkupContext.TEX), "the title is written with TeX"
        )
    then = escape(title, MarkupContext.TEX)
    for word in dict.fromkeys(braced):
        then = re.sub(rf"(?<![\w{{]){re.escape(word)}(?!\w)", lambda match: f"{{{match[0]}}}", then)
    return None if then == now else Edit(claim.span, then, "the paper's title")
