"""Where an entry's title stands: as a link, in bold, in quotes, or as words before the links."""

from __future__ import annotations

import re
from dataclasses import replace

from harvester.lists.claims.citations import cited_title, find_citation, people_at
from harvester.lists.claims.date_forms import DATE
from harvester.lists.claims.leads import VENUE, is_occasion, skip_lead
from harvester.lists.claims.links import identifier_of, label_of, leads_to_work
from harvester.lists.claims.nicknames import title_behind
from harvester.lists.claims.plain_titles import plain_title, quoted_title
from harvester.lists.claims.title_spans import Segment, TitleClaim, called, is_name, made
from harvester.lists.claims.vocabulary import FIELD, is_role_label
from harvester.lists.markdown.elements import (
    BRACKET,
    BREAK,
    CODE,
    EM,
    IMAGE,
    LINK,
    STRONG,
    TAG,
    Inline,
    within,
)
from harvester.lists.markdown.plain_text import plain
from harvester.model import Span, Written

_GOES_ON = re.compile(r".*\s(?:an?|and|by|for|from|in|of|on|or|the|to|via|with)")
_BEHIND_LEAD = re.compile(r"[\s*_:：,\]–—-]*")
_WORDS_BEHIND = re.compile(r"\]?[^\w\[(<]*(?:\[[^\[\]()]{1,40}\]\s*)?\w[^\[\]()<>|]{7,}")
_NAMES_FIRST = re.compile(r"(?:[A-Z][\w'’-]+, (?:[A-Z]\.[ -]?){1,3},? ?){1,40}(?:et al\.?)?: ?")
_WIDE_BOX = re.compile(r"[【〔〖［]([^【】〔〕〖〗［］\n]{1,24})[】〕〗］]\s*")
_FAMILY = r"[A-Z][^\W\d_][\w'’-]*"
_CITED_BEHIND = re.compile(
    rf",\s+(?P<people>{_FAMILY},?\s+et\.?\s+al\b\.?|{_FAMILY}\s+(?:and|&)\s+{_FAMILY}(?=,?\s*\(?(?:19|20)\d\d))"
    r"[\s,.]*(?:\(?(?:19|20)\d\d\)?)?[\s.,]*(?:\([^()\n]{1,20}\))?$"
)
_CITED_IN_FRONT = re.compile(r"(?P<people>[^|\n]{4,200}?)\s*[|｜]\s+(?=\S+\s+\S+)")
_AFTER_STRONG = re.compile(r"\s*[:：](?:\s|$|[\"“\[*])?|\s*(?=\])|\]\s*:?")


def find_title(text: str, segment: Segment) -> TitleClaim | None:
    """Find the title of the entry that begins with `segment`; None where none can be told."""
    position = skip_lead(text, segment.start, segment.end)
    position = _skip_pictures_and_roles(text, segment, position)
    field = FIELD.match(text, position, segment.end)
    if field:
        position = skip_lead(text, field.end(), segment.end)
        while position < segment.end and text[position] in "*_ ":
            position += 1
    position = _skip_tags(text, segment, position)
    if names := _NAMES_FIRST.match(text, position, segment.end):
        position = names.end()
    if position >= segment.end:
        return None
    if citation := find_citation(text, segment, position):
        cited = cited_title(text, segment, citation)
        if cited is not None:
            return cited
    element = next(
        (one for one in segment.inline if one.start == position and one.kind != BREAK), None
    )
    title = _title_of_mark(text, segment, element) if element is not None else None
    if title is None:
        title = quoted_title(text, segment, position) or plain_title(text, segment, position)
    if title is None:
        return None
    if title.how in {"run", "strong", "em", "code"} and _is_lead(title.title.text):
        rest = _BEHIND_LEAD.match(text, title.whole.end, segment.end)
        start = rest.end() if rest else title.whole.end
        inside = [one for one in segment.inline if one.start >= start]
        return find_title(text, Segment(start, segment.end, inside))
    title = _less_people(text, title)
    better = _link_after(text, segment, title) or title_behind(text, segment, title)
    title = better or title
    is_dated = title.nickname is not None and re.search(r"\d", title.nickname) is not None
    is_no_name = is_dated and _is_lead(title.nickname or "")
    return replace(title, nickname=None) if is_no_name else title


def _less_people(text: str, title: TitleClaim) -> TitleClaim:
    """`[The Title, Bee et al, 2013. (DQN)](…)`, `[Bee A., Dee C. | The Title](…)`."""
    span = title.title.span
    if title.link is None or title.authors is not None:
        return title
    if tail := _CITED_BEHIND.search(text, span.start, title.link.inner_end):
        shown = Written(plain(text, span.start, tail.start(), []), Span(span.start, tail.start()))
        return replace(title, title=shown, authors=Span(*tail.span("people")))
    front = _CITED_IN_FRONT.match(text, *span)
    if front is None or people_at(text, front.start(), front.end("people")) is None:
        return title
    shown = Written(plain(text, front.end(), span.end, []), Span(front.end(), span.end))
    return replace(title, title=shown, authors=Span(*front.span("people")))


def _is_lead(words: str) -> bool:
    """Tell a venue or a date, which stands in front of a title, from the title."""
    return is_occasion(words) or DATE.fullmatch(words.strip("[]")) is not None


def _link_after(text: str, segment: Segment, title_claim: TitleClaim | None) -> TitleClaim | None:
    """`What it does: [Its title](…)`: the link is the title, short words before it a nickname."""
    if title_claim is None or title_claim.how != "run":
        return None
    link = next((one for one in segment.inline if one.start >= title_claim.whole.end), None)
    if link is None or link.kind != LINK or _is_role(text, link, segment):
        return None
    if is_occasion(label_of(text, link, segment.inline)):
        return None
    between = text[title_claim.whole.end : link.start].strip()
    if between not in {"", ":", "：", ";", "；", "-", "–", "(", "（", "《"}:
        return None
    if (
        _names_repository(text, link)
        and _is_short(title_claim)
        and between not in {"(", "（", "《", ""}
    ):
        return made(
            text, link.inner_start, link.inner_end, segment.inline, link, "link", None, link
        )
    if len(label_of(text, link, segment.inline).split()) < (3 if between in {":", "："} else 4):
        return None
    if between not in {":", "："} and not leads_to_work(text[link.url_start : link.url_end]):
        return None
    name = title_claim.title.text if between and _is_short(title_claim) else None
    start, end = link.inner_start, link.inner_end
    return made(text, start, end, segment.inline, link, "link", name, link)


def _skip_tags(text: str, segment: Segment, position: int) -> int:
    """Step over `[Safety]` in front of a bold or linked title: a tag or a nickname."""
    while (box := _WIDE_BOX.match(text, position, segment.end)) and _goes_on(text, segment, box):
        position = skip_lead(text, box.end(), segment.end)
    behind = position
    for element in within(segment.inline, position, segment.end):
        if element.start < behind:
            continue
        if element.start > behind or element.kind != BRACKET:
            break
        if any(one.kind == LINK for one in within(segment.inline, behind, element.end)):
            return position
        behind = element.end
        while behind < segment.end and text[behind] in " \t":
            behind += 1
    title = next((one for one in segment.inline if one.start == behind), None)
    if title is None or behind == position or text[behind - 1] == "]":
        return position
    is_title = title.kind == STRONG or (title.kind == LINK and not _is_role(text, title, segment))
    return behind if is_title else position


def _goes_on(text: str, segment: Segment, box: re.Match[str]) -> bool:
    """Tell a tag in wide brackets, behind which the title stands, from a title in them."""
    following = next((one for one in segment.inline if one.start >= box.end()), None)
    if following is not None and following.start == box.end():
        return following.kind != LINK or not _is_role(text, following, segment)
    stop = following.start if following is not None else segment.end
    return len(text[box.end() : stop].strip()) > len(box[1])


def _is_short(title_claim: TitleClaim) -> bool:
    return len(title_claim.title.text.split()) < 3 and is_name(title_claim.title.text)


def _names_repository(text: str, link: Inline) -> bool:
    """`Category - [Name](https://github.com/owner/name)`: the label is the repository's name."""
    identifier = identifier_of(text[link.url_start : link.url_end])
    if identifier is None or identifier.scheme != "github":
        return False
    label = text[link.inner_start : link.inner_end].strip("*_` ")
    return label.casefold() == identifier.value.casefold().rpartition("/")[2]


def _skip_pictures_and_roles(text: str, segment: Segment, position: int) -> int:
    """Step over badges and role links (`[PDF](…)`) that stand before the title."""
    for element in segment.inline:
        if element.end <= position:
            continue
        if element.start > position:
            break
        is_role = element.kind == LINK and _leads_on(text, element, segment)
        is_box = element.kind == BRACKET and any(
            one.kind == LINK and one.start == element.inner_start and _leads_on(text, one, segment)
            for one in segment.inline
        )
        if element.kind in {IMAGE, BREAK, TAG} or is_role or is_box:
            position = skip_lead(text, element.end, segment.end)
    return position


def _leads_on(text: str, element: Inline, segment: Segment) -> bool:
    """A link in front of a title: labelled by its role, or by the venue (`[[CVPR](…)] Title`)."""
    if _is_role(text, element, segment):
        return True
    label = label_of(text, element, segment.inline)
    match = VENUE.match(label)
    if match is None or len(label) > 80 or ":" in label:
        return False
    is_boxed = (
        text[element.start - 1 : element.start] == "["
        and text[element.end : element.end + 1] == "]"
    )
    behind = _WORDS_BEHIND.match(text, element.end, segment.end)
    return behind is not None and (is_boxed or match.end() == len(label))


def _is_role(text: str, element: Inline, segment: Segment) -> bool:
    inside = within(segment.inline, element.start, element.end)
    if any(one.kind == IMAGE for one in inside) and not plain(
        text, element.inner_start, element.inner_end, inside
    ):
        return True
    label = label_of(text, element, segment.inline)
    return element.syntax in {"raw", "auto"} or is_role_label(label) or is_occasion(label)


def _title_of_mark(text: str, segment: Segment, element: Inline) -> TitleClaim | None:
    inside = within(segment.inline, element.start, element.end)
    link = next((one for one in inside if one.kind == LINK), None)
    if element.kind == BRACKET and link is not None and link.start == element.inner_start:
        element = link
    if element.kind == LINK:
        return made(
            text, element.inner_start, element.inner_end, inside, element, "link", link=element
        )
    if element.kind in {STRONG, EM} and link is not None and not _is_role(text, link, segment):
        before = plain(text, element.inner_start, link.start, inside).rstrip()
        name = before.strip(" —–-:：|") if before[-1:] in {"—", "–", "-", ":", "："} else ""
        name = name if is_name(name) and not _is_lead(name) else ""
        return made(
            text, link.inner_start, link.inner_end, inside, element, "link", name or None, link
        )
    if element.kind == STRONG:
        return _strong(text, segment, element)
    if element.kind == CODE:
        return made(text, element.inner_start, element.inner_end, [], element, "code")
    if element.kind == EM and len(text[element.start : element.end].split()) >= 3:
        return made(text, element.inner_start, element.inner_end, inside, element, "em")
    return None


def _linked_behind(text: str, segment: Segment, element: Inline, inner: str) -> TitleClaim | None:
    """`**Nick** [The Title of It](…)`: the link behind a bold nickname is the title."""
    following = next((one for one in segment.inline if one.start >= element.end), None)
    if following is not None and following.kind == LINK and len(inner.split()) <= 4:
        between = text[element.end : following.start].strip(" :：-–—|")
        if not between and not _is_role(text, following, segment):
            label = label_of(text, following, segment.inline)
            if len(label.split()) >= 3:
                return made(
                    text,
                    following.inner_start,
                    following.inner_end,
                    segment.inline,
                    following,
                    "link",
                    inner,
                    following,
                )
    return None


def _going_on(text: str, segment: Segment, element: Inline, inner: str) -> TitleClaim | None:
    """`**Deep Worlds of** Flat Things`: a title whose bold type ends too early."""
    if not _GOES_ON.fullmatch(inner):
        return None
    run = plain_title(text, segment, element.start, element.end)
    return run if run is not None and run.whole.end > element.end + 2 else None


def _strong(text: str, segment: Segment, element: Inline) -> TitleClaim | None:
    """A bold start is the title, or a nickname before the rest of it."""
    inner = plain(text, element.inner_start, element.inner_end, segment.inline)
    after = _AFTER_STRONG.match(text, element.end, segment.end)
    in_box = inner.startswith("[") and inner.endswith("]")
    has_colon = inner.endswith((":", "：")) or bool(after and after[0].strip())
    if (has_colon or in_box) and len(inner.split()) <= 8:
        position = after.end() if after else element.end
        while position < segment.end and text[position] in " \t":
            position += 1
        rest = next(
            (one for one in segment.inline if one.start == position and one.kind != BREAK), None
        )
        nickname = called(inner.strip("[]") if in_box else inner)
        if rest is not None and rest.kind == LINK and not _is_role(text, rest, segment):
            return made(
                text, rest.inner_start, rest.inner_end, segment.inline, rest, "link", nickname, rest
            )
        quoted = quoted_title(text, segment, position)
        if quoted is not None and quoted.whole.start <= position + 1:
            return TitleClaim(quoted.title, quoted.whole, "quote", nickname)
        told_twice = nickname is not None and text.startswith(f"{nickname}:", position)
        start = position if told_twice or in_box else element.start
        run = plain_title(text, segment, start, position)
        behind = text[position : run.title.span.end] if run is not None else ""
        if run is not None and run.whole.end > position and not _is_lead(behind):
            return replace(run, nickname=nickname)
    if (linked := _linked_behind(text, segment, element, inner)) is not None:
        return linked
    if (whole := _going_on(text, segment, element, inner)) is not None:
        return whole
    return made(text, element.inner_start, element.inner_end, segment.inline, element, "strong")
