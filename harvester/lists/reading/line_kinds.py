"""Running text with links in it, told from a paragraph that is an entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from harvester.lists.claims.links import (
    identifier_of,
    identifiers_of,
    label_of,
    links_of,
)
from harvester.lists.claims.title_spans import Segment, TitleClaim
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.markdown.elements import BRACKET, BREAK, IMAGE, LINK, NOTE, TAG, Inline, within
from harvester.model import Mention, Span

_DEFINITION = re.compile(r"^[ \t>]*\[\^(?P<label>[^\]\s]+)\]:[ \t]*", re.MULTILINE)
_PARAGRAPH_END = re.compile(r"\n[ \t]*(?:\r?\n|\[[^\]\n]+\]:)|\Z")


def footnotes_of(text: str) -> dict[str, Span]:
    """Return where the words of each footnote definition stand, by its label."""
    notes: dict[str, Span] = {}
    for match in _DEFINITION.finditer(text):
        end = _PARAGRAPH_END.search(text, match.end())
        stop = end.start() if end else len(text)
        notes.setdefault(match["label"], Span(match.end(), max(match.end(), stop)))
    return notes


def footnote_entries(text: str, segment: Segment) -> Iterator[Segment]:
    """Yield a stretch for each titled link to a work in a paragraph of footnote definitions.

    The stretch goes on to the next such link or definition, so that authors behind it count. A
    definition whose one link is an address is a stretch of its own.
    """
    definitions = list(_DEFINITION.finditer(text, segment.start, segment.end))
    edges = [one.start() for one in definitions] + [segment.end]
    for one, stop in zip(definitions, edges[1:], strict=True):
        inside = within(segment.inline, one.end(), stop)
        links = [element for element in inside if element.kind == LINK]
        if len(links) == 1 and links[0].syntax in {"raw", "auto"}:
            start = one.end()
            while start < stop and text[start].isspace():
                start += 1
            yield Segment(start, len(text[:stop].rstrip()), inside)
    titles = [one for one in segment.inline if one.kind == LINK and _is_title(text, one, segment)]
    for at, link in enumerate(titles):
        stops = [edge for edge in edges if edge > link.start]
        stops += [titles[at + 1].start] if at + 1 < len(titles) else []
        end = max(link.end, min(stops))
        yield Segment(link.start, end, within(segment.inline, link.start, end))


def _is_title(text: str, link: Inline, segment: Segment) -> bool:
    if link.url_start < 0 or link.syntax in {"raw", "auto"}:
        return False
    identifier = identifier_of(text[link.url_start : link.url_end])
    if identifier is None or not identifier.is_paper:
        return False
    return not is_role_label(label_of(text, link, segment.inline))


def is_bare_address(text: str, segment: Segment) -> bool:
    """Tell a paragraph that is one address of a work or a repository and nothing else."""
    links = [one for one in segment.inline if one.kind == LINK]
    if len(links) != 1 or links[0].syntax not in {"raw", "auto"}:
        return False
    link = links[0]
    around = text[segment.start : link.start] + text[link.end : segment.end]
    if around.strip():
        return False
    return identifier_of(text[link.url_start : link.url_end]) is not None


_LINKING = frozenset({LINK, IMAGE, BRACKET, NOTE, BREAK, TAG})
_BLANK = re.compile(r"(?:&nbsp;|\\|[\s|/,;·•–—>\]-])*")


def is_row(text: str, segment: Segment) -> bool:
    """Tell a row of links or badges, with nothing else but what divides them."""
    position, has_bar = segment.start, False
    for element in segment.inline:
        if element.kind not in _LINKING or element.end <= position:
            continue
        if element.kind == LINK and element.url_start >= 0:
            has_bar = True
        if not _BLANK.fullmatch(text, position, element.start):
            return False
        position = element.inner_start if element.kind == BRACKET else element.end
    return has_bar and not text[position : segment.end].strip(" \t\r\n]|/,;·•")


def continued(text: str, mention: Mention, segment: Segment) -> Mention | None:
    """Return the entry right above a row of badges with their links; None for any other row."""
    if mention.cells or not _BLANK.fullmatch(text, mention.span.end, segment.start):
        return None
    if not is_row(text, segment) or not _only_roles(text, segment):
        return None
    links = links_of(text, segment.inline)
    more = identifiers_of(text, [Span(segment.start, segment.end)], links)
    works = {one for one in (*mention.identifiers, *more) if one.is_paper}
    if not more or len(works) > 1:
        return None
    return replace(
        mention,
        span=Span(mention.span.start, segment.end),
        links=(*mention.links, *links),
        identifiers=tuple(dict.fromkeys((*mention.identifiers, *more))),
    )


def _only_roles(text: str, segment: Segment) -> bool:
    links = [
        one for one in segment.inline if one.kind == LINK and one.syntax not in {"raw", "auto"}
    ]
    return bool(links) and all(
        is_role_label(label_of(text, one, segment.inline))
        or any(inner.kind == IMAGE for inner in within(segment.inline, one.start, one.end))
        or text.startswith("![", one.inner_start)
        for one in links
    )


_CITATION = re.compile(r".{2,60}?(?:\bet al\.?|\band\b.{2,30}?)?,? \(?(?:19|20)\d\d[a-z]?\)?")
"""`Qazi et al., 2025`: the label of a citation within a sentence."""

_SENTENCE = re.compile(r"[A-Z][a-z]+(?:\s+[a-z]+){4,}\s*[\[*_\"“]*$")
_LETTER = re.compile(r"[^\W\d_]")
_TO_READERS = re.compile(
    r"\b(?:our|please|kindly|refer to|(?:if|when) you|you can|we (?:are|have|also|will)|"
    r"this (?:list|repo(?:sitory)?|page|project))\b",
    re.IGNORECASE,
)


def is_prose(text: str, segment: Segment, title: TitleClaim | None) -> bool:
    """Tell running text with links in it from an entry that begins with its title."""
    if title is None or all(one.kind != LINK for one in segment.inline):
        return True
    if title.authors is not None and title.authors.end <= title.title.span.start:
        return False
    cited = label_of(text, title.link, segment.inline) if title.link else title.title.text
    if _CITATION.fullmatch(cited) and _LETTER.search(text, segment.start, title.whole.start):
        return True
    if title.whole.start - segment.start > 250:
        return True
    if title.how == "link" and _SENTENCE.match(text, segment.start, title.whole.start):
        return True
    if title.how == "run" and title.title.text.endswith((":", "：")):
        return True
    if title.how == "run" and _TO_READERS.search(title.title.text):
        return True
    if title.how != "run":
        return title.how == "link" and _runs_on(text, title.whole.end, segment)
    after = next(
        (one for one in segment.inline if one.kind == LINK and one.start >= title.whole.start), None
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


_BREAK_TAG = re.compile(r"<br ?/?>", re.IGNORECASE)
_WIDEST_GAP = 8


def is_link_row(text: str, segment: Segment, mention: Mention) -> bool:
    """Tell a row of links through a site (`[A](…) · [B](…) · [C](…) · …`) from an entry."""
    if mention.identifiers or len(mention.links) < 4:
        return False
    links = [one for one in segment.inline if one.kind == LINK and one.syntax == "md"]
    if len(links) < 4 or links[0].start - segment.start > 3:
        return False
    edges = [*(one.start for one in links[1:]), segment.end]
    pairs = zip(links, edges, strict=True)
    gaps = [_BREAK_TAG.sub("", text[one.end : edge]) for one, edge in pairs]
    return all(len(gap) <= _WIDEST_GAP and not any(sign.isalnum() for sign in gap) for gap in gaps)
