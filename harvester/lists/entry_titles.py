"""Where an entry's title stands: as a link, in bold, in quotes, or as words before the links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from harvester.lists.leads import EMOJI, VENUE, skip_lead
from harvester.lists.links import label_of, leads_to_work
from harvester.lists.marks import (
    BRACKET,
    BREAK,
    CODE,
    EM,
    IMAGE,
    LINK,
    STRONG,
    TAG,
    Mark,
    within,
)
from harvester.lists.plain_text import plain
from harvester.lists.words import DESCRIBES, FIELD, is_role_label
from harvester.model import Span, Written


class Segment(NamedTuple):
    """A stretch of an entry (a paragraph, a cell, a list item's own line) with its marks."""

    start: int
    end: int
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class TitleFound:
    """The title, what the entry is called in front of it, and the whole place it takes.

    `how` is link, strong, quote, em, code or run; `link` the mark of a title that is a link.
    """

    title: Written
    whole: Span
    how: str
    nickname: str | None = None
    link: Mark | None = None


_DECORATION = re.compile(rf"(?:\s|{EMOJI}|:[a-z0-9_+-]+:|\d{{1,3}}[.)]\s)+")
_TERMINATOR = re.compile(
    r"\s*[|｜]\s|\s[–—]\s|\s-\s|\s*[:：]\s*(?=https?://)|\t|\.\s{2,}|(?<=\S)[ ]{2,}(?=[^\s<])"
)
_TRAILING = re.compile(r"[\s.,;:：|｜\-–—(\[（【*_]+$")
_QUOTE = re.compile(
    r"[\"“](?P<title>[^\n“”\"]{4,400}?(?:\"[^\n“”\"]{1,80}\"[^\n“”\"]{0,300}?)?)"
    r"(?:(?<=[.,?!])\**[\"”]|[\"”](?=\s*(?:$|[.,;:)(\[*_<|\\–—-]|in\b|by\b|arXiv|\d{4})))"
)
_AUTHORS_BEFORE = re.compile(
    r"(?:[^\s,:]+(?:\s[^\s,:]+){0,3},\s*)*(?:[^\s,]+(?:\s[^\s,]+){0,4})?\s*[.,:)]?\W*$"
    r"|.*\bet al\b.{0,20}$"
)
_AFTER_STRONG = re.compile(r"\s*[:：](?:\s|$|[\"“\[*])?|\s*(?=\])|\]\s*:?")
_NICKNAME = re.compile(r"^(?P<name>[^:：\n]{2,40}?)\s*[:：]\s+\S")


def nickname_of(title: str) -> str | None:
    """Return what stands before the first colon where it is short enough to be a name.

    >>> nickname_of("Cardiac Copilot: Automatic Probe Guidance"), nickname_of("World Models")
    ('Cardiac Copilot', None)
    """
    found = _NICKNAME.match(title)
    if found is None or len(found["name"].split()) > 4:
        return None
    return found["name"].strip()


def find_title(text: str, segment: Segment) -> TitleFound | None:
    """Find the title of the entry that begins with `segment`; None where none can be told."""
    position = skip_lead(text, segment.start, segment.end)
    position = _skip_pictures_and_roles(text, segment, position)
    field = FIELD.match(text, position, segment.end)
    if field:
        position = skip_lead(text, field.end(), segment.end)
        while position < segment.end and text[position] in "*_ ":
            position += 1
    if position >= segment.end:
        return None
    mark = next((one for one in segment.marks if one.start == position and one.kind != BREAK), None)
    found = _title_of_mark(text, segment, mark) if mark is not None else None
    if found is None:
        found = _quoted(text, segment, position) or _run(text, segment, position)
    return _link_after(text, segment, found) or found


def _link_after(text: str, segment: Segment, found: TitleFound | None) -> TitleFound | None:
    """`What it does: [Its title](…)`: the link is the title, short words before it a nickname."""
    if found is None or found.how != "run":
        return None
    link = next((one for one in segment.marks if one.start >= found.whole.end), None)
    if link is None or link.kind != LINK or _is_role(text, link, segment):
        return None
    between = text[found.whole.end : link.start].strip()
    if between not in {"", ":", "：", "-", "–", "(", "（", "《"}:
        return None
    if len(label_of(text, link, segment.marks).split()) < (3 if between in {":", "："} else 4):
        return None
    if between not in {":", "："} and not leads_to_work(text[link.url_start : link.url_end]):
        return None
    name = found.title.text if between and len(found.title.text.split()) < 3 else None
    start, end = link.inner_start, link.inner_end
    return _made(text, start, end, segment.marks, link, "link", name, link)


def _skip_pictures_and_roles(text: str, segment: Segment, position: int) -> int:
    """Step over badges and role links (`[PDF](…)`) that stand before the title."""
    for mark in segment.marks:
        if mark.end <= position:
            continue
        if mark.start > position:
            break
        is_role = mark.kind == LINK and _is_role(text, mark, segment)
        is_box = mark.kind == BRACKET and any(
            one.kind == LINK and one.start == mark.inner_start and _is_role(text, one, segment)
            for one in segment.marks
        )
        if mark.kind in {IMAGE, BREAK, TAG} or is_role or is_box:
            position = skip_lead(text, mark.end, segment.end)
    return position


def _is_role(text: str, mark: Mark, segment: Segment) -> bool:
    inside = within(segment.marks, mark.start, mark.end)
    if any(one.kind == IMAGE for one in inside) and not plain(
        text, mark.inner_start, mark.inner_end, inside
    ):
        return True
    return mark.written in {"raw", "auto"} or is_role_label(label_of(text, mark, segment.marks))


def _title_of_mark(text: str, segment: Segment, mark: Mark) -> TitleFound | None:
    inside = within(segment.marks, mark.start, mark.end)
    link = next((one for one in inside if one.kind == LINK), None)
    if mark.kind == LINK:
        return _made(text, mark.inner_start, mark.inner_end, inside, mark, "link", link=mark)
    if mark.kind in {STRONG, EM} and link is not None and not _is_role(text, link, segment):
        return _made(text, link.inner_start, link.inner_end, inside, mark, "link", link=link)
    if mark.kind == STRONG:
        return _strong(text, segment, mark)
    if mark.kind == CODE:
        return _made(text, mark.inner_start, mark.inner_end, [], mark, "code")
    if mark.kind == EM and len(text[mark.start : mark.end].split()) >= 3:
        return _made(text, mark.inner_start, mark.inner_end, inside, mark, "em")
    return None


def _strong(text: str, segment: Segment, mark: Mark) -> TitleFound | None:
    """A bold start is the title, or a nickname before the rest of it."""
    inner = plain(text, mark.inner_start, mark.inner_end, segment.marks)
    after = _AFTER_STRONG.match(text, mark.end, segment.end)
    has_colon = inner.endswith((":", "：")) or bool(after and after[0].strip())
    if has_colon and len(inner.split()) <= 8:
        position = after.end() if after else mark.end
        while position < segment.end and text[position] in " \t":
            position += 1
        rest = next(
            (one for one in segment.marks if one.start == position and one.kind != BREAK), None
        )
        nickname = inner.rstrip(":： ")
        if rest is not None and rest.kind == LINK and not _is_role(text, rest, segment):
            return _made(
                text, rest.inner_start, rest.inner_end, segment.marks, rest, "link", nickname, rest
            )
        quoted = _quoted(text, segment, position)
        if quoted is not None and quoted.whole.start <= position + 1:
            return TitleFound(quoted.title, quoted.whole, "quote", nickname)
        run = _run(text, segment, mark.start, position)
        if run is not None and run.whole.end > position:
            return TitleFound(run.title, run.whole, "run", nickname)
    following = next((one for one in segment.marks if one.start >= mark.end), None)
    if following is not None and following.kind == LINK and len(inner.split()) <= 4:
        between = text[mark.end : following.start].strip(" :：-–—|")
        if not between and not _is_role(text, following, segment):
            label = label_of(text, following, segment.marks)
            if len(label.split()) >= 3:
                return _made(
                    text,
                    following.inner_start,
                    following.inner_end,
                    segment.marks,
                    following,
                    "link",
                    inner,
                    following,
                )
    return _made(text, mark.inner_start, mark.inner_end, segment.marks, mark, "strong")


def _quoted(text: str, segment: Segment, position: int) -> TitleFound | None:
    """A title in quotes: at the start, or after authors written in plain words."""
    found = _QUOTE.search(text, position, min(segment.end, position + 600))
    if found is None:
        return None
    if found.end() == found.start():
        return None
    first_link = next((one.start for one in segment.marks if one.kind == LINK), segment.end)
    before = text[position : found.start()]
    if (
        found.start() > first_link
        or len(before) > 250
        or (before and not _AUTHORS_BEFORE.match(before))
    ):
        return None
    start, end = found.span("title")
    return _made(
        text,
        start,
        end,
        segment.marks,
        Mark("quote", found.start(), found.end(), start, end),
        "quote",
    )


def _run(text: str, segment: Segment, start: int, least: int = -1) -> TitleFound | None:
    """Plain words up to the first link, line break, badge, tag or separator."""
    least = max(least, start)
    stop = segment.end
    for mark in segment.marks:
        if mark.start < least or mark.end <= least:
            continue
        if mark.kind in {LINK, IMAGE, BREAK, CODE} or (mark.kind == BRACKET and mark.start > least):
            stop = mark.start
            break
        if mark.kind in {STRONG, EM} and _is_tail(text, segment, mark):
            stop = mark.start
            break
    separator = _TERMINATOR.search(text, least, stop)
    if (separator.start() if separator else stop) - start > 90:
        separator = DESCRIBES.search(text, least + 4, min(stop, start + 300)) or separator
    if separator and separator.start() > least:
        stop = separator.start()
    trailing = _TRAILING.search(text[start:stop])
    if trailing:
        stop = start + trailing.start()
    if stop - start < 2:
        return None
    return _made(text, start, stop, segment.marks, None, "run")


def _is_tail(text: str, segment: Segment, mark: Mark) -> bool:
    """Emphasis after the words of a title: a venue, a date, the authors."""
    if mark.kind == EM and re.search(r"[.?!,]\s*\(?$|\($", text[segment.start : mark.start]):
        return True
    holds_code = any(
        one.kind in {CODE, LINK} and mark.start <= one.start and one.end <= mark.end
        for one in segment.marks
    )
    return holds_code or bool(VENUE.match(text, mark.inner_start, mark.inner_end))


def _made(
    text: str,
    start: int,
    end: int,
    marks: list[Mark],
    outer: Mark | None,
    how: str,
    nickname: str | None = None,
    link: Mark | None = None,
) -> TitleFound | None:
    """Cut a title down to what is written: no emoji in front, no quotes, no final dot."""
    whole = Span(outer.start, outer.end) if outer is not None else Span(start, end)
    inside = within(marks, start, end)
    if (
        len(inside) == 1
        and inside[0].start == start
        and inside[0].end == end
        and inside[0].kind != IMAGE
    ):
        start, end = inside[0].inner_start, inside[0].inner_end
    if lead := _DECORATION.match(text, start, end):
        start = lead.end()
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\ufe0f"):
        end -= 1
    if text[end - 1 : end] == "." and not text[start:end].endswith(("..", " al.")):
        end -= 1
    if (
        text[start : start + 1] in {'"', "“"}
        and text[end - 1 : end] in {'"', "”"}
        and end - start > 2
    ):
        start, end = start + 1, end - 1
        end -= text[end - 1] in ".,"
    written = plain(text, start, end, inside)
    if not re.search(r"\w", written):
        return None
    return TitleFound(Written(written, Span(start, end)), whole, how, nickname, link)
