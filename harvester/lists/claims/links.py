"""The links of an entry with their roles, and the identifiers that it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import unquote

from harvester.lists.claims import vocabulary as words
from harvester.lists.markdown.elements import BRACKET, IMAGE, LINK, Inline, within
from harvester.lists.markdown.plain_text import plain
from harvester.model import Identifier, Link, LinkRole, Span
from harvester.values.identifiers import identifier_of_url, parse_identifier

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
_LABEL_BEFORE = re.compile(
    r"(?P<label>[^\W\d_][^:：\n|/,，;；(（\[\]]{0,24})(?:[(（][^()（）\n]{0,30}[)）])?[*_`]*\s*"
    r"[:：][*_`]*\s*[<\[]?$"
)
_DOUBLED = re.compile(r"(?:%20|\s)+(?=https?://)")
"""`https://arxiv.org/pdf%20http://arxiv.org/pdf/2407.00001`: pasted twice."""

SHOWN_ID = re.compile(
    r"(?:arxiv|paper|pdf)(?:%[0-9a-f]{2}|[\W_]){1,8}(?P<arxiv>\d{4}\.\d{4,5})(?!\d)|"
    r"\bdoi[\W_]{1,8}(?P<doi>10\.\d{4,9}/[^\s\[\]<>\"'|?]+)-[\w]+(?:\.svg|\.png)?(?:\?|$)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[*_`\[!<\\\n~&]")
_MAY_BE_ID = re.compile(r"[:：\s\[(/](?:\d{7}|(?<!/)(?:\d{4}\.\d{4}|10\.\d{4}))")
"""What each written identifier holds, told at a glance."""

WRITTEN_ID = re.compile(
    r"(?:\b(?:arxiv|preprint)[:：\s]\s*"
    r"|(?<![\w/.:-])(?=(?:astro-ph|cond-mat|cs|gr-qc|hep-(?:ex|lat|ph|th)|math(?:-ph)?|nlin|"
    r"nucl-(?:ex|th)|physics|q-bio|quant-ph|cmp-lg)(?:\.[a-z-]+)?/\d{7})"
    r"|(?<=[\[(])(?=\d{4}\.\d{4,5}(?:v\d+)?[\])]))"
    r"(?P<arxiv>(?:\d{4}\.\d{4,5}|[a-z]+(?:-[a-z]+)?(?:\.[a-z-]+)?/\d{7}(?!\d))"
    r"(?:v\d+)?)|"
    r"\bdoi[:：\s]\s*(?P<doi>10\.\d{4,9}/[^\s\[\]<>\"'|]+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)
def badge_identifier(shown: str) -> Identifier | None:
    """Return the identifier that a badge shows: `…/badge/arXiv-2401.00004-b31b1b`.

    >>> str(badge_identifier("https://img.shields.io/badge/Paper-arXiv%3A2401.00004-red"))
    'arxiv:2401.00004'
    """
    match = SHOWN_ID.search(unquote(shown))
    return parse_identifier(match["arxiv"] or match["doi"]) if match else None


@lru_cache(maxsize=2048)
def role_of(label: str, url: str, identifier: Identifier | None) -> LinkRole:
    """Say what a link leads to: its identifier decides, then its label, then its host."""
    if identifier is not None and identifier.is_paper:
        return LinkRole.PAPER
    if (role := _role_of_label(label)) is not None:
        shown = role is LinkRole.PROJECT and _VIDEO_HOST.search(url)
        return LinkRole.VIDEO if shown else role
    return next((role for pattern, role in _HOSTS if pattern.search(url)), LinkRole.OTHER)


@lru_cache(maxsize=1024)
def _role_of_label(label: str) -> LinkRole | None:
    """Return the role that a link's label names; None for a title, and for "link"."""
    if not words.is_role_label(label):
        return None
    return next((role for pattern, role in _LABELS if pattern.search(label)), None)


def names_role(label: str) -> bool:
    """Tell a label that says what a link leads to from none, and from one that only says "link"."""
    return label != "" and (not words.is_role_label(label) or _role_of_label(label) is not None)


def _label_before(text: str, start: int) -> str:
    """The label in front of a link that bears none: `Dataset: https://…`, `代码：[link](…)`."""
    before = text[max(0, start - 60) : start]
    if not before.rstrip(" \t\r\n*_`[<").endswith((":", "：")):
        return ""
    match = _LABEL_BEFORE.search(before)
    label = match["label"].strip(" *_`") if match else ""
    return label if words.is_role_label(label) else ""


def is_badge(url: str) -> bool:
    """Tell a badge's picture from a figure."""
    return _BADGE.search(url) is not None


def links_of(text: str, inline: Sequence[Inline]) -> tuple[Link, ...]:
    """Return the links and pictures among `inline`, in order; anchors in the page are none."""
    outer = {element.inner_start: element for element in inline if element.kind == BRACKET}
    links: list[Link] = []
    for element in inline:
        if element.kind not in {LINK, IMAGE} or element.url_start < 0:
            continue
        url = text[element.url_start : element.url_end]
        if element.kind == LINK and url.startswith("#") and len(url) > 1:
            continue
        span = Span(element.url_start, element.url_end)
        whole = Span(element.start, element.end)
        box = outer.get(element.start)
        if box is not None and box.inner_end == element.end:
            whole = Span(box.start, box.end)
        if element.kind == IMAGE:
            links.append(_picture(text, element, url, span, whole))
            continue
        label = "" if element.syntax in {"raw", "auto"} else label_of(text, element, inline)
        if element.syntax == "md" and not text.startswith("](", element.inner_end):
            label = label.strip("[] ")  # `[[pdf]] (https://…)`
        identifier = identifier_of(url)
        role = role_of(_known(text, label, whole.start), url, identifier)
        links.append(Link(label, url, span, whole, role, identifier))
    return tuple(links)


def _known(text: str, label: str, start: int) -> str:
    """What is known of a link's role: its label, or one in front of a link that only names."""
    is_role = words.is_role_label(label)
    if is_role and names_role(label):
        return label
    before = _label_before(text, start)
    if not names_role(label):
        return before or label
    return before if words.DATASET_LABEL.search(before) else label


def _picture(text: str, element: Inline, url: str, span: Span, whole: Span) -> Link:
    stars = _STARS.search(url)
    identifier = Identifier("github", stars["name"]) if stars else None
    role = LinkRole.BADGE if is_badge(url) else LinkRole.IMAGE
    alt = text[element.inner_start : element.inner_end]
    return Link(alt, url, span, whole, role, identifier)


def label_of(text: str, element: Inline, inline: Sequence[Inline]) -> str:
    """Return the text of a link; of a picture's link, the picture's description."""
    raw = text[element.inner_start : element.inner_end]
    if not _MARKUP.search(raw):
        return raw.strip()
    inside = within(inline, element.inner_start, element.inner_end)
    label = plain(text, element.inner_start, element.inner_end, inside)
    if not label:
        pictures = (one for one in inside if one.kind == IMAGE)
        label = " ".join(text[one.inner_start : one.inner_end] for one in pictures)
    return label


@lru_cache(maxsize=2048)
def identifier_of(url: str) -> Identifier | None:
    """Return the identifier a URL carries; None where it carries none or is no URL."""
    if url.startswith(("#", "/", ".")) and url[:2] != "//":
        return None
    identifier = identifier_of_url(url.lstrip("("))
    if identifier is None and (doubled := _DOUBLED.search(url)):
        return identifier_of_url(url[doubled.end() :])
    return identifier


def leads_to_work(url: str) -> bool:
    """Tell whether a URL carries the identifier of a paper."""
    identifier = identifier_of(url)
    return identifier is not None and identifier.is_paper


def leads_to_thing(url: str) -> bool:
    """Tell whether a URL carries the identifier of a paper or a repository."""
    return identifier_of(url) is not None


def identifiers_of(
    text: str, spans: Iterable[Span], links: Iterable[Link]
) -> tuple[Identifier, ...]:
    """Return the identifiers of an entry, each once: of works first, then of repositories."""
    links = list(links)
    identifiers = [link.identifier for link in links if link.identifier is not None]
    for start, end in spans:
        if _MAY_BE_ID.search(text, start, end):
            for one in WRITTEN_ID.finditer(text, start, end):
                value = parse_identifier(one["arxiv"] or one["doi"])
                identifiers.extend([value] if value else [])
    if not any(one.is_paper for one in identifiers):
        # Behind real links only: a badge is copied, and may still show its model's paper.
        badges = [link for link in links if link.role is LinkRole.BADGE]
        shown = (badge_identifier(one) for link in badges for one in (link.url, link.label))
        identifiers.extend(one for one in shown if one is not None)
    return each_once(identifiers)


def each_once(identifiers: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return each identifier once, whatever its case: of works first, then of repositories."""
    distinct: dict[tuple[str, str], Identifier] = {}
    for one in identifiers:
        distinct.setdefault((one.scheme, one.value.casefold()), one)
    works = [one for one in distinct.values() if one.is_paper]
    return (*works, *(one for one in distinct.values() if not one.is_paper))
