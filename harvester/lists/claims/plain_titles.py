"""Titles that no link and no bold type marks: in quotes, or as words before the links."""

from __future__ import annotations

import re
from dataclasses import replace

from harvester.lists.claims.author_names import LABEL_INSIDE, read_authors, sound_like_names
from harvester.lists.claims.authors_after_title import find_lead, find_tail
from harvester.lists.claims.leads import VENUE
from harvester.lists.claims.title_spans import Segment, TitleClaim, made
from harvester.lists.claims.vocabulary import (
    CODE_LABEL,
    DESCRIBES,
    PAPER_LABEL,
    PROJECT_LABEL,
    VIDEO_LABEL,
    is_role_label,
)
from harvester.lists.markdown.elements import (
    BRACKET,
    BREAK,
    CODE,
    EM,
    IMAGE,
    LINK,
    STRONG,
    Inline,
    within,
)

_TERMINATOR = re.compile(
    r"(?<!\\)\s*(?<!\\)[|｜]\s|\s[|｜](?=\S)|[,.]\s+(?=\*\w)|\.\s+In:\s|[.,;]?\s+(?=(?:doi|DOI|[aA]r[xX]iv):\s*[\dxX])|\s[–—]\s|\s-\s|\s*[:：]\s*(?=https?://)|\t|\.\s{2,}|"
    r"(?<=\S)[ ]{2,}(?=\(|[\u4e00-\u9fff]|[^\s<a-z]\S*(?:\s+\S+){5})"
)
_LAST_PIECE = re.compile(r"[:：,，|｜]\s*(?P<label>[^\s:：,，|｜]{1,20})$")
_VENUE_LAST = re.compile(rf"[,.]\s+(?:in\s+)?{VENUE.pattern}(?<=\d)$", re.IGNORECASE)
_ROLES = (PAPER_LABEL, CODE_LABEL, PROJECT_LABEL, VIDEO_LABEL)
_YEAR_LAST = re.compile(r"\.\s+(?:19|20)\d\d$")
_TRAILING = re.compile(r"[\s.,;:：，、；|｜\-–—(\[（【［*_]+$")
_LINE = re.compile(r"(?P<title>[^\n]{8,400}?)(?P<hard> {2,}| ?\\)?[ \t]*\r?\n[ \t>]*(?=\S)")
_QUOTE = re.compile(
    r"[\"“](?P<title>[^“”\"]{4,400}?(?:\"[^“”\"]{1,80}\"[^“”\"]{0,300}?)?)"
    r"(?:(?<=[.,?!])\**[\"”]|[\"”](?=\s*(?:$|[.,;:)(\[*_<|\\–—-]|in\b|by\b|arXiv|\d{4})))"
)
_ANGLES = re.compile(r"《(?P<title>[^《》\n]{4,200})》")
_AUTHORS_BEFORE = re.compile(
    r"(?:[^\s,:]+(?:\s[^\s,:]+){0,3}\s?,\s*)*(?:[^\s,]+(?:\s[^\s,]+){0,4})?\s*[.,:)]?\W*$"
    r"|.*\bet al\b.{0,20}$"
)


def quoted_title(text: str, segment: Segment, position: int) -> TitleClaim | None:
    """A title in quotes: at the start, or after authors written in plain words."""
    stop = min(segment.end, position + 600)
    match = _ANGLES.match(text, position, stop) or _QUOTE.search(text, position, stop)
    if match is None:
        return None
    if match.end() == match.start():
        return None
    first_link = next((one.start for one in segment.inline if one.kind == LINK), segment.end)
    before = text[position : match.start()]
    if (
        match.start() > first_link
        or len(before) > 250
        or (before and not _AUTHORS_BEFORE.match(before))
    ):
        return None
    start, end = match.span("title")
    return made(
        text,
        start,
        end,
        segment.inline,
        Inline("quote", match.start(), match.end(), start, end),
        "quote",
    )


def plain_title(text: str, segment: Segment, start: int, least: int = -1) -> TitleClaim | None:
    """Plain words up to the first link, line break, badge, tag or separator."""
    least = max(least, start)
    stop = _first_line(text, least, _first_mark(text, segment, least), segment)
    separator = _TERMINATOR.search(text, least, stop)
    if (separator.start() if separator else stop) - start > 90:
        separator = DESCRIBES.search(text, least + 4, min(stop, start + 300)) or separator
    if separator and separator.start() > least:
        stop = separator.start()
    if label := LABEL_INSIDE.search(text, least + 1, stop):
        stop = label.start()
    authors = None
    if lead := find_lead(text, least, stop):
        (start, stop), authors = lead
    elif tail := find_tail(text, least, stop, segment.inline):
        stop, authors = tail
    stop = _whole_marks(start + len(_trimmed(text[start:stop])), start, segment)
    if stop - start < 2:
        return None
    title_claim = made(text, start, stop, segment.inline, None, "run")
    return replace(title_claim, authors=authors) if title_claim and authors else title_claim


def _first_mark(text: str, segment: Segment, least: int) -> int:
    """Where the first link, picture, break, code, box or emphasised remark stands."""
    for element in segment.inline:
        if element.start < least or element.end <= least:
            continue
        if element.kind in {LINK, IMAGE, BREAK, CODE}:
            return element.start
        if element.kind == BRACKET and element.start > least:
            return element.start
        if element.kind in {STRONG, EM} and _is_tail(text, segment, element):
            return element.start
    return segment.end


def _first_line(text: str, start: int, stop: int, segment: Segment) -> int:
    """Where a title ends at a line end: a hard one, or one in front of a line of authors."""
    line = _LINE.match(text, start, stop)
    if line is None or text[line.end() : line.end() + 1].islower():
        return stop
    if line["hard"]:
        return line.end("title")
    end = text.find("\n", line.end(), stop)
    below = read_authors(text, line.end(), end if end >= 0 else stop, segment.inline)
    if below is None or (len(below.names) < 2 and not below.et_al):
        return stop
    is_people = sound_like_names(text, [one.span for one in below.names])
    return line.end("title") if is_people else stop


def _whole_marks(stop: int, start: int, segment: Segment) -> int:
    """Where emphasis ends whose closing signs stand right behind `stop`; else `stop`."""
    ends = (
        one.end
        for one in segment.inline
        if start <= one.start and one.inner_end == stop and one.kind in {STRONG, EM}
    )
    return max(ends, default=stop)


def _trimmed(words: str) -> str:
    """Less punctuation at the end, and less a label that belongs to the link behind it."""
    if trailing := _TRAILING.search(words):
        words = words[: trailing.start()]
    last = _LAST_PIECE.search(words[-24:])
    if occasion := _VENUE_LAST.search(words[-60:]) or _YEAR_LAST.search(words[-8:]):
        return words[: -len(occasion[0])]
    label = last["label"] if last else ""
    if not is_role_label(label) or not any(one.search(label) for one in _ROLES):
        return words
    return words[: -len(last[0])] if last else words


def _is_tail(text: str, segment: Segment, element: Inline) -> bool:
    """Emphasis after the words of a title: a venue, a date, the authors."""
    before = text[max(segment.start, element.start - 40) : element.start]
    if element.kind == EM and re.search(r"[.?!,]\s*\(?$|\($", before):
        return True
    holds_code = any(
        one.kind in {CODE, LINK} for one in within(segment.inline, element.start, element.end)
    )
    return holds_code or bool(VENUE.match(text, element.inner_start, element.inner_end))
