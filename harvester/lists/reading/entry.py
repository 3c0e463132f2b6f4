"""One entry's stretches of text read into a `Mention`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from harvester.lists.claims import links as link_rules
from harvester.lists.claims.authors import find_authors
from harvester.lists.claims.date_forms import DATE
from harvester.lists.claims.dates_and_venues import boxed_tags, find_occasion, tags_of
from harvester.lists.claims.leads import skip_lead
from harvester.lists.claims.placeholders import placeholders_of
from harvester.lists.claims.title_spans import Segment, TitleClaim, name_behind, nickname_of
from harvester.lists.claims.titles import find_title
from harvester.lists.claims.vocabulary import (
    BACK_REFERENCE,
    DATASET_SECTION,
    PAPER_LABEL,
    PAPER_SECTION,
    RESOURCE_SECTION,
    is_role_label,
)
from harvester.lists.document import ListDocument
from harvester.lists.reading.line_kinds import is_link_row
from harvester.lists.reading.software import is_described, is_software
from harvester.model import Link, LinkRole, Mention, MentionKind, Placeholder, Span

LONGEST_TITLE = 400
LEAST_ALIKE = 2
LEAST_DATED = 3
LEAST_WORDS = 3
_PAPER_COLUMN = re.compile(
    r"\W*(?:papers?|articles?|publications?|论文|文章|論文)\W*$", re.IGNORECASE
)
_PART_OF_PAGE = re.compile(r"github\.com/[^?#]+\.md#", re.IGNORECASE)
_NEWS = re.compile(
    r"(?:^|[:：.!–—-]\s+)(?:We|Our (?:paper|survey|work|list|repo\w*|code|project|review)|"
    r"This (?:list|repo\w*|page)|Thanks)\s+[a-z]"
)
"""`We added …`: a sentence of the list's own, while titles have capitals."""

_WE = re.compile(r"(?:^|[\W_])(?:We|Our)\s+[a-z]+\b[^\"“:：.!?]{0,60}$")
_IS_OUT = re.compile(
    r"[\s)\]*_]*\b(?:is|are|was|were|has|have|gets?|got)\s+(?:been |now |finally |just )*"
    r"(?:out|accepted|released|available|online|published|live|updated|added)\b"
)

_ADDRESS = re.compile(r"https?://|www\.|\]\(")


@dataclass(frozen=True, slots=True)
class EntryContext:
    """Where an entry stands: its section path, its kind of block, the column of a row's title.

    `awaited` are the cells of a row that wait for the paper's link; `may_lack_links` says that
    words alone may be an entry here, since those around it have the same form.
    """

    section: tuple[str, ...] = ()
    style: str = "item"
    column: str = ""
    awaited: tuple[Placeholder, ...] = ()
    may_lack_links: bool = False


_MOST_DESCRIBED = 2_000


def read_entry(
    document: ListDocument,
    segments: list[Segment],
    place: EntryContext,
    title: TitleClaim | None = None,
) -> Mention | None:
    """Read an entry whose first segment holds the title; None where it speaks of no work."""
    title = title or find_title(document.text, segments[0])
    if title is not None and _is_news(document.text, segments[0], title):
        return None
    mention = read_claims(document, segments, place, title) if title is not None else None
    if mention is None or title is None or is_link_row(document.text, segments[0], mention):
        return None
    return with_kind(document.text, mention, place, title)


def _is_news(text: str, head: Segment, title: TitleClaim) -> bool:
    """Tell what a list says of itself: `We added [X](…)`, `July 22, 2025 - [X](…) is out!`."""
    if title.how == "run":
        return _NEWS.search(title.title.text) is not None
    if _WE.search(text, head.start, title.whole.start):
        return True
    dated = DATE.search(text, head.start, title.whole.start)
    return dated is not None and _IS_OUT.match(text, title.whole.end, head.end) is not None


def read_unlinked(
    document: ListDocument, heads: list[Segment], place: EntryContext, siblings: list[Mention]
) -> list[Mention]:
    """Read the entries of a list that lack links: citations, or written as their siblings are.

    They name authors, and venue or date, as most of the siblings do; where no sibling has links,
    as most of the list does. Where all have a venue behind the title, it alone is enough.
    """
    place = replace(place, may_lack_links=True)
    mentions = [one for head in heads if (one := read_entry(document, [head], place))]
    cited = [one for one in mentions if one.authors and (one.event or one.date)]
    papers = [one for one in siblings if one.kind is MentionKind.PAPER]
    alike = [one for one in papers if one.authors and (one.event or one.date)]
    if len(alike) >= LEAST_ALIKE and len(alike) * 2 >= len(papers):
        return cited
    dated = [one for one in mentions if one.event and len(one.title_or_name.split()) >= LEAST_WORDS]
    if not siblings and len(dated) >= LEAST_DATED and len(dated) * 4 >= len(heads) * 3:
        return mentions if len(cited) == len(mentions) else dated
    several = [one for one in cited if one.et_al or len(one.authors) >= LEAST_ALIKE]
    is_most = (len(several) + len(papers)) * 2 >= len(heads) + len(siblings)
    return several if is_most and len(several) >= LEAST_ALIKE else []


def read_claims(
    document: ListDocument, segments: list[Segment], place: EntryContext, title: TitleClaim
) -> Mention | None:
    """Read what an entry claims, before it is known what it speaks of; None for no entry at all.

    In a row of a table the authors stand in the title's cell, or in a column of their own.
    """
    text = document.text
    if len(title.title.text) > LONGEST_TITLE:
        return None
    spans = [Span(one.start, one.end) for one in segments]
    found_links = tuple(one for each in segments for one in link_rules.links_of(text, each.inline))
    placeholders = placeholders_of(text, spans, found_links)
    identifiers = link_rules.identifiers_of(text, spans, found_links)
    if not any(one.is_paper for one in identifiers):
        placeholders += place.awaited
    is_claimed = place.may_lack_links or title.how not in {"run", "code"}
    if not (is_claimed or found_links or placeholders or identifiers):
        return None
    head = segments[0]
    front = min(skip_lead(text, head.start, head.end), title.whole.start)
    before = Span(front, title.whole.start) if front < title.whole.start else None
    lines = segments[:1] if place.style == "row" else segments
    authors = find_authors(text, lines, title, before)
    people = authors.span if authors else None
    occasion = find_occasion(text, segments, title, Span(head.start, front), people)
    taken = [title.whole, *(claim.span for claim in (occasion.date, occasion.event) if claim)]
    shown = None if _ADDRESS.match(title.title.text) else title.title
    name = _called(text, head, title) if shown else str(next(iter(identifiers), ""))
    if not name:
        return None
    tags = (*boxed_tags(text, head, title.whole), *tags_of(segments, text, taken))
    return Mention(
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
        tags=tuple(one for one in tags if one.text != name),
        identifiers=identifiers,
        placeholders=placeholders,
        links=tuple(_of_person(one, people) for one in found_links) if people else found_links,
        description=text[title.whole.end : max(one.end for one in spans)][:_MOST_DESCRIBED],
    )


def _called(text: str, head: Segment, title: TitleClaim) -> str:
    nickname = title.nickname or nickname_of(title.title.text) or name_behind(text, head, title)
    return nickname or title.title.text


def _of_person(link: Link, authors: Span) -> Link:
    """A name's link leads to a person, wherever the address points."""
    is_name = authors.overlaps(link.whole)
    if is_name and link.role in {LinkRole.PROJECT, LinkRole.CODE}:
        return replace(link, role=LinkRole.OTHER)
    return link


def read_address(document: ListDocument, segment: Segment, place: EntryContext) -> Mention | None:
    """Read a stretch that is an address and nothing else: an entry whose title is not written."""
    links = link_rules.links_of(document.text, segment.inline)
    identifiers = [link.identifier for link in links if link.identifier is not None]
    if not identifiers or not (identifiers[0].is_paper or identifiers[0].scheme == "github"):
        return None
    return Mention(
        kind=MentionKind.REPOSITORY if identifiers[0].scheme == "github" else MentionKind.PAPER,
        name=str(identifiers[0]),
        span=Span(segment.start, segment.end),
        line=document.line_of(segment.start),
        section=place.section,
        identifiers=tuple(identifiers),
        links=links,
    )


def with_kind(
    text: str, mention: Mention, place: EntryContext, title: TitleClaim
) -> Mention | None:
    """Say what the entry speaks of; None where nothing tells of a work."""
    event = mention.event
    in_venue = event is not None and not _is_no_venue(event.text)
    own_venue = in_venue and event and not is_described(text, mention, title, event.span)
    is_told = own_venue or mention.et_al or _PAPER_COLUMN.match(place.column)
    among_papers = any(PAPER_SECTION.search(one) for one in place.section[-1:])
    if not is_told and not among_papers and is_software(text, mention, title):
        return replace(mention, kind=MentionKind.REPOSITORY)
    if any(one.is_paper for one in mention.identifiers):
        return mention
    real = [link for link in mention.links if link.role not in {LinkRole.BADGE, LinkRole.IMAGE}]
    if any(link.role is LinkRole.PAPER for link in real) or any(
        place.is_paper for place in mention.placeholders
    ):
        return mention
    if title.link is not None and len(real) == 1 and _PART_OF_PAGE.search(real[0].url):
        return None
    if in_venue and place.may_lack_links:
        return mention
    if _is_repository(title, real) and not is_told:
        return replace(mention, kind=MentionKind.REPOSITORY)
    if _is_paper_by_its_claims(mention, real, place, title):
        return mention
    if any(link.role is LinkRole.CODE and link.identifier for link in real):
        return replace(mention, kind=MentionKind.REPOSITORY)
    if _leads_to_dataset(title, real) or (_among_datasets(place) and _leads(real, title, place)):
        return replace(mention, kind=MentionKind.DATASET)
    return None


def _is_paper_by_its_claims(
    mention: Mention, real: list[Link], place: EntryContext, title: TitleClaim
) -> bool:
    """Authors or an event tell a paper, but not among talks and tutorials, and of no mere video."""
    if any(RESOURCE_SECTION.fullmatch(heading) for heading in place.section):
        return False
    shows = [link for link in real if link.role not in {LinkRole.VIDEO, LinkRole.SLIDES}]
    if real and not shows:
        return False
    if _among_papers(place, title) and any(one.url.startswith("http") for one in real):
        return True
    event = mention.event is not None and not _is_no_venue(mention.event.text)
    if mention.authors:
        return bool(real or mention.date or event)
    return bool(real) and (event or _PAPER_COLUMN.match(place.column) is not None)


def _among_papers(place: EntryContext, title: TitleClaim) -> bool:
    """The section says that its linked titles are papers."""
    is_title = title.how == "link" and len(title.title.text.split()) > 3
    return is_title and any(PAPER_SECTION.search(one) for one in place.section[-1:])


def _is_no_venue(event: str) -> bool:
    """Tell `Blog` and `GitHub`, which say where a thing stands, from the venue of a paper."""
    return RESOURCE_SECTION.fullmatch(event) is not None or (
        is_role_label(event) and not PAPER_LABEL.search(event)
    )


def _leads_to_dataset(title: TitleClaim, links: list[Link]) -> bool:
    """The title leads to a dataset, or a link beside it is labelled as one."""
    return any(
        link.role is LinkRole.DATASET
        and (
            title.link is None
            or link.span.start == title.link.url_start
            or is_role_label(link.label)
        )
        for link in links
    )


def _is_repository(title: TitleClaim, links: list[Link]) -> bool:
    """The title links to a repository: authors behind it wrote code."""
    return title.link is not None and any(
        link.identifier is not None
        and link.identifier.scheme == "github"
        and link.span.start == title.link.url_start
        for link in links
    )


def _among_datasets(place: EntryContext) -> bool:
    return any(DATASET_SECTION.search(one) for one in (*place.section[-1:], place.column))


def _leads(links: list[Link], title: TitleClaim, place: EntryContext) -> bool:
    leads = title.link is not None or place.style == "row"
    return leads and any(link.url.startswith("http") for link in links)


def is_back_reference(text: str, segment: Segment) -> bool:
    """Tell a bold name that points to its entry elsewhere: `**CLARITY** (see above)`."""
    return (
        BACK_REFERENCE.search(text, segment.start, min(segment.end, segment.start + 300))
        is not None
    )
