"""Places of an entry where an identifier or the link to a paper is still to come."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from harvester.lists.claims import vocabulary as words
from harvester.lists.claims.leads import VENUE
from harvester.lists.claims.links import SHOWN_ID, WRITTEN_ID
from harvester.model import Cell, Link, LinkRole, Placeholder, Span
from harvester.values.identifiers import template_of_url

_PLACEHOLDER_ID = re.compile(
    r"(?<![\w.])(?P<ym>\d{2}(?:\d{2}|[xX]{2})|[xX]{4})[.-](?:[xX]{3,5}|\d{1,4}[xX]{1,4}|[хХ]{3,5}|"
    r"\?{4,5}|\*{4,5}|_{4,5})(?![\w])"
)
_MAY_BE_ID = re.compile(r"[.-](?:\d{0,3}[\dxX]|[хХ?*_])[xXхХ?*_]")
"""What each stand-in for an id holds, told at a glance."""

_TO_WRITE = re.compile(rf"\barxiv(?:[:\s]\s*|-){_PLACEHOLDER_ID.pattern}", re.IGNORECASE)
_PLACEHOLDER_PAGE = re.compile(
    r"/(?<=arxiv\.org/)(?:abs|pdf|html)/(?P<id>[xX]{2,}|tbd|todo|tba|\.\.\.|YOUR[_\w]*|placeholder)?"
    r"(?=\.pdf|v\d|[)\]\s\"'>]|$)",
    re.IGNORECASE,
)
_PLACEHOLDER_URL = re.compile(
    r"(?:#|tbd|tba|todo|n/?a|xxx+|coming[- _]?soon|\.\.\.|link|url)?", re.IGNORECASE
)
_TO_LINK = re.compile(r"link|url|链接", re.IGNORECASE)
_TITLE_WORDS = 4
_ANY_PAGE = re.compile(r"(?:the |full )?(?:paper|pdf|link|url|论文|paper link)", re.IGNORECASE)
_COMING = re.compile(
    r"\b(?:tbd|tba|coming(?: soon)?|to be released|to appear)\b|敬请期待|即将", re.IGNORECASE
)


def placeholders_of(
    text: str, spans: Iterable[Span], links: Iterable[Link]
) -> tuple[Placeholder, ...]:
    """Return the places of an entry where an identifier or a paper's link is still to come."""
    by_span: dict[Span, Placeholder] = {}
    spans = list(spans)
    for stretch in spans:
        by_span.update(_in_text(text, stretch))
    for link in links:
        if not any(start <= link.span.start < end for start, end in spans):
            by_span.update(_in_text(text, link.span))
        by_span.update(_in_template(text, link, by_span))
        if _PLACEHOLDER_URL.fullmatch(link.url.strip()) and _promises_paper(link):
            text_of = link.url or _unboxed(link.whole.slice(text))
            by_span.setdefault(link.span, Placeholder(text_of, None, link.span))
    return tuple(by_span[span] for span in sorted(by_span))


def _promises_paper(link: Link) -> bool:
    """Tell a link without address whose label is a paper's: `[PDF]()`, `[Its Whole Title]()`."""
    label = _COMING.sub("", link.label)
    if words.PAPER_LABEL.search(label) and words.is_role_label(link.label):
        return True
    is_title = not link.url.strip() and len(label.split()) >= _TITLE_WORDS
    return is_title or VENUE.fullmatch(label) is not None


def awaited_links(cells: Sequence[Cell], title_at: int) -> tuple[Placeholder, ...]:
    """Return the cells that say "TBD" in the columns for a paper's link."""
    return tuple(
        Placeholder(cell.text, None, cell.span, is_url=False)
        for at, cell in enumerate(cells)
        if at != title_at
        and words.is_role_label(cell.header)
        and (words.PAPER_LABEL.search(cell.header) or _TO_LINK.fullmatch(cell.header))
        and cell.text
        and (_COMING.fullmatch(cell.text) or cell.text.upper() == "TODO")
    )


def _in_text(text: str, stretch: Span) -> dict[Span, Placeholder]:
    by_span: dict[Span, Placeholder] = {}
    if _MAY_BE_ID.search(text, *stretch):
        for match in _PLACEHOLDER_ID.finditer(text, *stretch):
            span = Span(*match.span())
            by_span[span] = Placeholder(match[0], month_of(match["ym"]), span, is_url=False)
    for match in _PLACEHOLDER_PAGE.finditer(text, *stretch):
        span = Span(*match.span("id")) if match["id"] else Span(match.end(), match.end())
        by_span.setdefault(span, Placeholder(match["id"] or "", None, span, is_url=False))
    return by_span


def _in_template(text: str, link: Link, spans: Collection[Span]) -> dict[Span, Placeholder]:
    """The stand-in of a template in a link: for a paper's id, or for a repository's name."""
    if link.role in (LinkRole.BADGE, LinkRole.IMAGE) or link.identifier is not None:
        return {}
    template = template_of_url(link.url)
    if template is None or any(link.span.contains(span) for span in spans):
        return {}
    scheme, stand_in = template
    if scheme == "arxiv":
        at = text.find(stand_in, *link.span)
        span = link.span if at < 0 else Span(at, at + len(stand_in.removesuffix(".pdf")))
        return {span: Placeholder(stand_in, month_of(stand_in[:4]), span, is_url=at < 0)}
    # A label that names no service promises the paper, wherever it is.
    any_page = scheme != "github" and _ANY_PAGE.fullmatch(link.label.strip("[]() "))
    kind = "" if any_page else scheme
    return {link.span: Placeholder(stand_in or link.url, None, link.span, scheme=kind)}


def _unboxed(whole: str) -> str:
    return whole[1:-1] if whole.startswith("[[") else whole


def month_of(year_month: str) -> str | None:
    """Return the month that the first half of an arXiv id names, as "2025-04"."""
    if not re.fullmatch(r"\d{4}", year_month, re.ASCII) or not 1 <= int(year_month[2:]) <= 12:
        return None
    return f"20{year_month[:2]}-{year_month[2:]}"


def claims_work(text: str, start: int, end: int) -> bool:
    """Tell words that name a work without a link: its id, a badge of it, or a place for it."""
    return any(one.search(text, start, end) for one in (WRITTEN_ID, _TO_WRITE, SHOWN_ID))
