"""Running text with links in it, told from a paragraph that is an entry."""

from __future__ import annotations

import re

from harvester.lists.links import is_badge
from harvester.lists.marks import IMAGE, LINK, Mark
from harvester.lists.title_spans import Segment, TitleFound
from harvester.lists.words import is_role_label
from harvester.model import Mention

_TO_READERS = re.compile(
    r"\b(?:our|please|kindly|refer to|(?:if|when) you|you can|we (?:are|have|also|will)|"
    r"this (?:list|repo(?:sitory)?|page|project))\b",
    re.IGNORECASE,
)


def is_prose(text: str, segment: Segment, title: TitleFound | None) -> bool:
    """Tell running text with links in it from an entry that begins with its title."""
    if title is None or all(
        _is_picture(text, segment, one) for one in segment.marks if one.kind == LINK
    ):
        return True
    if title.whole.start - segment.start > 250:
        return True
    if title.how == "run" and title.title.text.endswith((":", "：")):
        return True
    if title.how == "run" and _TO_READERS.search(title.title.text):
        return True
    if title.how != "run":
        return title.how == "link" and _runs_on(text, title.whole.end, segment)
    after = next(
        (one for one in segment.marks if one.kind == LINK and one.start >= title.whole.start), None
    )
    if after is None or after.start - title.whole.end > 60:
        return True
    label = text[after.inner_start : after.inner_end]
    return not is_role_label(label) or _runs_on(text, after.end, segment)


def _runs_on(text: str, position: int, segment: Segment) -> bool:
    """A sentence goes on behind the link: `[X](…) is a …`, `[X](…) 提出的…`."""
    rest = text[position : min(segment.end, position + 80)].lstrip(" \t)]*_")
    return (
        bool(rest) and (rest[0].islower() and not rest.startswith(("by ", "et al")))
    ) or "\u4e00" <= rest[:1] <= "\u9fff"


def _is_picture(text: str, segment: Segment, link: Mark) -> bool:
    inside = [
        one
        for one in segment.marks
        if one.kind == IMAGE and one.start >= link.start and one.end <= link.end
    ]
    return bool(inside) and all(is_badge(text[one.url_start : one.url_end]) for one in inside)


def is_link_row(text: str, segment: Segment, mention: Mention) -> bool:
    """Tell a row of links through a site (`[A](…) · [B](…) · [C](…) · …`) from an entry."""
    if mention.identifiers or len(mention.links) < 4:
        return False
    links = [one for one in segment.marks if one.kind == LINK and one.written == "md"]
    if len(links) < 4 or links[0].start - segment.start > 3:
        return False
    edges = [*(one.start for one in links[1:]), segment.end]
    gaps = [text[one.end : edge] for one, edge in zip(links, edges, strict=True)]
    return all(len(gap) <= 5 and not any(sign.isalnum() for sign in gap) for gap in gaps)
