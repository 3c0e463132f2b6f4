"""The links of an entry with their roles, and the placeholders for links to come."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from harvester.identifiers import identifier_of_url, parse_identifier
from harvester.lists import words
from harvester.lists.leads import VENUE
from harvester.lists.marks import BRACKET, IMAGE, LINK, Mark, within
from harvester.lists.plain_text import plain
from harvester.model import Identifier, Link, LinkRole, Placeholder, Span

PAPER_SCHEMES = frozenset({"arxiv", "doi", "openreview", "acl", "pmid"})
_BADGE = re.compile(
    r"img\.shields\.io|badge|/stars/|visitor|hits\.|star-history|api\.star", re.IGNORECASE
)
_STARS = re.compile(
    r"img\.shields\.io/(?:badge/)?github/(?:stars|forks|last-commit|license|watchers|commit-activity/\w)"
    r"/(?P<name>[\w.-]+/[\w.-]+?)(?:\.svg|\.png)?(?:\?|/|$)",
    re.IGNORECASE,
)
_VIDEO_HOST = re.compile(r"youtu\.?be|vimeo\.com|bilibili\.com|\.mp4$", re.IGNORECASE)
_HOSTS: tuple[tuple[re.Pattern[str], LinkRole], ...] = (
    (re.compile(r"github\.com/[^/]+/[^/]+/assets/", re.IGNORECASE), LinkRole.IMAGE),
    (_VIDEO_HOST, LinkRole.VIDEO),
    (
        re.compile(r"slideshare|\.pptx?$|[/_]slides?[./]|/posters?[./]|PosterPDFs", re.IGNORECASE),
        LinkRole.SLIDES,
    ),
    (
        re.compile(
            r"huggingface\.co/datasets|kaggle\.com|zenodo\.org|physionet\.org|figshare|"
            r"cancerimagingarchive|grand-challenge\.org",
            re.IGNORECASE,
        ),
        LinkRole.DATASET,
    ),
    (
        re.compile(
            r"arxiv\.org|openaccess\.thecvf\.com|ecva\.net|papers\.n(?:eur)?ips\.cc|"
            r"proceedings\.|ieeexplore|dl\.acm\.org|springer|sciencedirect|nature\.com/articles|"
            r"science\.org|thelancet|mdpi\.com|jmlr\.org|aaai\.org|aclanthology|aclweb|openreview|"
            r"biorxiv|medrxiv|wiley\.com|tandfonline|plos|frontiersin|semanticscholar|"
            r"/(?:papers?|pdfs?|publications?)/[^?]*$|isca-(?:speech|archive)|oup\.com|academic\.|"
            r"ijcai\.org|usenix|vldb|ssrn|hal\.|cell\.com|pnas|elifesciences|alphaxiv|"
            r"huggingface\.co/papers|(?<!github\.com)\.pdf(?:$|[?#])",
            re.IGNORECASE,
        ),
        LinkRole.PAPER,
    ),
    (
        re.compile(
            r"github\.com/|gitlab|bitbucket|gist\.|colab|gitee\.com|codeocean", re.IGNORECASE
        ),
        LinkRole.CODE,
    ),
    (re.compile(r"github\.io|sites\.google|project|homepage", re.IGNORECASE), LinkRole.PROJECT),
)
_LABELS = (
    (words.VIDEO_LABEL, LinkRole.VIDEO),
    (words.SLIDES_LABEL, LinkRole.SLIDES),
    (words.CODE_LABEL, LinkRole.CODE),
    (words.PROJECT_LABEL, LinkRole.PROJECT),
    (words.PAPER_LABEL, LinkRole.PAPER),
    (words.DATASET_LABEL, LinkRole.DATASET),
)
_PLACEHOLDER_ID = re.compile(
    r"(?<![\w.])(?P<ym>\d{2}(?:\d{2}|[xX]{2})|[xX]{4})[.-](?:[xX]{3,5}|\d{1,4}[xX]{1,4}|\?{4,5}|"
    r"_{4,5})(?![\w])"
)
_PLACEHOLDER_PAGE = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/)(?P<id>[xX]{2,}|tbd|todo|tba|\.\.\.|YOUR[_\w]*|placeholder)?"
    r"(?=\.pdf|v\d|[)\]\s\"'>]|$)",
    re.IGNORECASE,
)
_PLACEHOLDER_URL = re.compile(
    r"(?:#|tbd|tba|todo|n/?a|xxx+|coming[- _]?soon|\.\.\.|link|url)?", re.IGNORECASE
)
_COMING = re.compile(
    r"\b(?:tbd|tba|coming(?: soon)?|to be released|to appear)\b|敬请期待|即将", re.IGNORECASE
)
_LABEL_BEFORE = re.compile(
    r"(?P<label>[^\W\d_][^:：\n|/,，;；(（\[\]]{0,24})(?:[(（][^()（）\n]{0,30}[)）])?[*_`]*\s*"
    r"[:：][*_`]*\s*[<\[]?$"
)
WRITTEN_ID = re.compile(
    r"\barxiv[:\s]\s*(?P<arxiv>\d{4}\.\d{4,5}(?:v\d+)?)|"
    r"\bdoi[:\s]\s*(?P<doi>10\.\d{4,9}/[^\s\[\]<>\"'|]+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def role_of(label: str, url: str, identifier: Identifier | None) -> LinkRole:
    """Say what a link leads to: its identifier decides, then its label, then its host."""
    if identifier is not None and identifier.scheme in PAPER_SCHEMES:
        return LinkRole.PAPER
    if words.is_role_label(label):
        for pattern, role in _LABELS:
            if pattern.search(label):
                shown = role is LinkRole.PROJECT and _VIDEO_HOST.search(url)
                return LinkRole.VIDEO if shown else role
    return next((role for pattern, role in _HOSTS if pattern.search(url)), LinkRole.OTHER)


def names_role(label: str) -> bool:
    """Tell a label that says what a link leads to from none, and from one that only says "link"."""
    return label != "" and (
        not words.is_role_label(label) or any(one.search(label) for one, _ in _LABELS)
    )


def _label_before(text: str, start: int) -> str:
    """The label in front of a link that bears none: `Dataset: https://…`, `代码：[link](…)`."""
    found = _LABEL_BEFORE.search(text[max(0, start - 60) : start])
    label = found["label"].strip(" *_`") if found else ""
    return label if words.is_role_label(label) else ""


def is_badge(url: str) -> bool:
    """Tell a badge's picture from a figure."""
    return _BADGE.search(url) is not None


def links_of(text: str, marks: Sequence[Mark]) -> tuple[Link, ...]:
    """Return the links and pictures among `marks`, in their order; anchors in the page are none."""
    outer = {mark.inner_start: mark for mark in marks if mark.kind == BRACKET}
    found: list[Link] = []
    for mark in marks:
        if mark.kind not in {LINK, IMAGE} or mark.url_start < 0:
            continue
        url = text[mark.url_start : mark.url_end]
        if mark.kind == LINK and url.startswith("#") and len(url) > 1:
            continue
        span = Span(mark.url_start, mark.url_end)
        whole = Span(mark.start, mark.end)
        box = outer.get(mark.start)
        if box is not None and box.inner_end == mark.end:
            whole = Span(box.start, box.end)
        if mark.kind == IMAGE:
            found.append(_picture(text, mark, url, span, whole))
        else:
            label = "" if mark.written in {"raw", "auto"} else label_of(text, mark, marks)
            identifier = identifier_of(url)
            known = label if names_role(label) else _label_before(text, whole.start) or label
            found.append(Link(label, url, span, whole, role_of(known, url, identifier), identifier))
    return tuple(found)


def _picture(text: str, mark: Mark, url: str, span: Span, whole: Span) -> Link:
    stars = _STARS.search(url)
    identifier = Identifier("github", stars["name"]) if stars else None
    role = LinkRole.BADGE if is_badge(url) else LinkRole.IMAGE
    alt = text[mark.inner_start : mark.inner_end]
    return Link(alt, url, span, whole, role, identifier)


def label_of(text: str, mark: Mark, marks: Sequence[Mark]) -> str:
    """Return the text of a link; of a picture's link, the picture's description."""
    raw = text[mark.inner_start : mark.inner_end]
    if not any(char in raw for char in "*_`[!<\\\n~&"):
        return raw.strip()
    inside = within(marks, mark.inner_start, mark.inner_end)
    label = plain(text, mark.inner_start, mark.inner_end, inside)
    if not label:
        pictures = (one for one in inside if one.kind == IMAGE)
        label = " ".join(text[one.inner_start : one.inner_end] for one in pictures)
    return label


@lru_cache(maxsize=2048)
def identifier_of(url: str) -> Identifier | None:
    """Return the identifier a URL carries; None where it carries none or is no URL."""
    if not url.lower().startswith(("http://", "https://", "//", "www.")):
        return None
    return identifier_of_url("https://" + url if url.startswith("www.") else url)


def leads_to_work(url: str) -> bool:
    """Tell whether a URL carries the identifier of a paper."""
    identifier = identifier_of(url)
    return identifier is not None and identifier.scheme in PAPER_SCHEMES


def leads_to_thing(url: str) -> bool:
    """Tell whether a URL carries the identifier of a paper or a repository."""
    return identifier_of(url) is not None


def identifiers_of(
    text: str, spans: Iterable[Span], links: Iterable[Link]
) -> tuple[Identifier, ...]:
    """Return the identifiers of an entry, each once: of works first, then of repositories."""
    found = [link.identifier for link in links if link.identifier is not None]
    for start, end in spans:
        for one in WRITTEN_ID.finditer(text, start, end):
            value = parse_identifier(one["arxiv"] or one["doi"])
            found.extend([value] if value else [])
    return each_once(found)


def each_once(found: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return each identifier once, whatever its case: of works first, then of repositories."""
    distinct: dict[tuple[str, str], Identifier] = {}
    for one in found:
        distinct.setdefault((one.scheme, one.value.casefold()), one)
    works = [one for one in distinct.values() if one.scheme in PAPER_SCHEMES]
    return (*works, *(one for one in distinct.values() if one.scheme not in PAPER_SCHEMES))


def placeholders_of(
    text: str, spans: Iterable[Span], links: Iterable[Link]
) -> tuple[Placeholder, ...]:
    """Return the places of an entry where an identifier or a paper's link is still to come."""
    found: dict[Span, Placeholder] = {}
    for start, end in spans:
        for match in _PLACEHOLDER_ID.finditer(text, start, end):
            span = Span(*match.span())
            found[span] = Placeholder(match[0], month_of(match["ym"]), span, is_url=False)
        for match in _PLACEHOLDER_PAGE.finditer(text, start, end):
            span = Span(*match.span("id")) if match["id"] else Span(match.end(), match.end())
            found.setdefault(span, Placeholder(match["id"] or "", None, span, is_url=False))
    for link in links:
        label = _COMING.sub("", link.label)
        is_role = words.PAPER_LABEL.search(label) and words.is_role_label(link.label)
        if (is_role or VENUE.fullmatch(label)) and _PLACEHOLDER_URL.fullmatch(link.url.strip()):
            text_of = link.url or _unboxed(text[link.whole.start : link.whole.end])
            found.setdefault(link.span, Placeholder(text_of, None, link.span))
    return tuple(found[span] for span in sorted(found))


def _unboxed(whole: str) -> str:
    return whole[1:-1] if whole.startswith("[[") else whole


def month_of(year_month: str) -> str | None:
    """Return the month that the first half of an arXiv id names, as "2025-04"."""
    if not year_month.isdigit() or not 1 <= int(year_month[2:]) <= 12:
        return None
    return f"20{year_month[:2]}-{year_month[2:]}"
