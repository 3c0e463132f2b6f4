"""One entry's stretches of text read into a `Mention`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from harvester.lists import links as link_rules
from harvester.lists.document import ListDocument
from harvester.lists.entry_titles import find_title
from harvester.lists.leads import skip_lead
from harvester.lists.occasions import find_occasion, tags_of
from harvester.lists.people import find_authors
from harvester.lists.title_spans import Segment, TitleFound, nickname_of
from harvester.lists.words import BACK_REFERENCE, DATASET_SECTION
from harvester.model import Link, LinkRole, Mention, MentionKind, Span

LONGEST_TITLE = 400
_ADDRESS = re.compile(r"https?://|www\.|\]\(")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its section path, and how sure its block is an entry."""

    section: tuple[str, ...] = ()
    style: str = "item"


def read_entry(
    document: ListDocument, segments: list[Segment], place: Place, title: TitleFound | None = None
) -> Mention | None:
    """Read an entry whose first segment holds the title; None where it speaks of no work."""
    text = document.text
    title = title or find_title(text, segments[0])
    if title is None or len(title.title.text) > LONGEST_TITLE:
        return None
    spans = [Span(segment.start, segment.end) for segment in segments]
    found_links = tuple(
        link for segment in segments for link in link_rules.links_of(text, segment.marks)
    )
    placeholders = link_rules.placeholders_of(text, spans, found_links)
    identifiers = link_rules.identifiers_of(text, spans, found_links)
    if title.how in {"run", "code"} and not found_links and not placeholders:
        return None
    head = segments[0]
    front = skip_lead(text, head.start, min(head.end, title.whole.start))
    before = Span(front, title.whole.start) if front < title.whole.start else None
    authors = find_authors(text, segments, title.whole, before)
    occasion = find_occasion(
        text, segments, title.whole, Span(head.start, min(front, title.whole.start))
    )
    taken = [title.whole]
    taken += [claim.span for claim in (occasion.date, occasion.event) if claim]
    shown = None if _ADDRESS.match(title.title.text) else title.title
    name = title.nickname or nickname_of(title.title.text) or title.title.text
    if shown is None:
        name = str(identifiers[0]) if identifiers else name
    mention = Mention(
        kind=MentionKind.PAPER,
        name=name,
        span=Span(min(one.start for one in spans), max(one.end for one in spans)),
        line=document.line_of(segments[0].start),
        title=shown,
        authors=authors.names if authors else (),
        authors_span=authors.span if authors else None,
        et_al=authors.et_al if authors else False,
        date=occasion.date,
        event=occasion.event,
        section=place.section,
        tags=tags_of(segments, text, taken),
        identifiers=identifiers,
        placeholders=placeholders,
        links=found_links,
    )
    return with_kind(mention, place, title)


def read_address(document: ListDocument, segment: Segment, place: Place) -> Mention | None:
    """Read a stretch that is an address and nothing else: an entry whose title is not written."""
    found = link_rules.links_of(document.text, segment.marks)
    known = [link.identifier for link in found if link.identifier is not None]
    if not known or known[0].scheme not in {*link_rules.PAPER_SCHEMES, "github"}:
        return None
    return Mention(
        kind=MentionKind.REPOSITORY if known[0].scheme == "github" else MentionKind.PAPER,
        name=str(known[0]),
        span=Span(segment.start, segment.end),
        line=document.line_of(segment.start),
        section=place.section,
        identifiers=tuple(known),
        links=found,
    )


def with_kind(mention: Mention, place: Place, title: TitleFound) -> Mention | None:
    """Say what the entry speaks of; None where nothing tells of a work."""
    if any(one.scheme in link_rules.PAPER_SCHEMES for one in mention.identifiers):
        return mention
    real = [link for link in mention.links if link.role not in {LinkRole.BADGE, LinkRole.IMAGE}]
    if any(link.role is LinkRole.PAPER for link in real) or mention.placeholders:
        return mention
    if _is_repository(title, real) and not mention.event:
        return replace(mention, kind=MentionKind.REPOSITORY)
    is_dataset = bool(place.section) and DATASET_SECTION.search(place.section[-1]) is not None
    if (mention.authors and (real or mention.date or mention.event)) or (real and mention.event):
        return mention
    if any(link.role is LinkRole.CODE and link.identifier for link in real):
        return replace(mention, kind=MentionKind.REPOSITORY)
    if any(link.role is LinkRole.DATASET for link in real) or (is_dataset and _leads(real, title)):
        return replace(mention, kind=MentionKind.DATASET)
    return None


def _is_repository(title: TitleFound, links: list[Link]) -> bool:
    """The title links to a repository: authors behind it wrote code."""
    return title.link is not None and any(
        link.identifier is not None
        and link.identifier.scheme == "github"
        and link.span.start == title.link.url_start
        for link in links
    )


def _leads(links: list[Link], title: TitleFound) -> bool:
    return title.link is not None and any(link.url.startswith("http") for link in links)


def is_back_reference(text: str, segment: Segment) -> bool:
    """Tell a bold name that points to its entry elsewhere: `**CLARITY** (see above)`."""
    return (
        BACK_REFERENCE.search(text, segment.start, min(segment.end, segment.start + 300))
        is not None
    )
