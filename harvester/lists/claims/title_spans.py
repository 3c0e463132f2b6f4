"""A title as it is written: cut down from the place it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from harvester.lists.claims.leads import EMOJI, VENUE
from harvester.lists.claims.vocabulary import is_role_label
from harvester.lists.markdown.elements import IMAGE, STRONG, Inline, within
from harvester.lists.markdown.plain_text import plain
from harvester.model import Span, Written
from harvester.values.text import HIDDEN

_DECORATION = re.compile(rf"(?:\s|[{HIDDEN}]|{EMOJI}|:[a-z0-9_+-]+:|\d{{1,3}}[.)]\s)+")
_LETTER = re.compile(r"\w")
_SIGN = re.compile(rf"[\s{HIDDEN}]|{EMOJI}")
_CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")
_BRACKETED = re.compile(r"\[(?P<name>[^\[\]\n]{2,48})\]\s+(?=\S)")
_OCCASION_AT_END = re.compile(
    r"\s*[(（\[](?P<inner>(?:(?:[A-Z]|ar[Xx]iv\b)[\w&'’ /,.:+-]{0,60}?[ ,'’-]+)?(?:19|20)\d\d"
    r"(?:[./-]\d{1,2}){0,2}"
    r"(?:[ ,]+[A-Z][\w&'’ -]{0,40})?)[)）\]]"
)
_DATED_END = rf"[.,]\s+(?P<inner>(?:(?i:{VENUE.pattern}),?\s+)?(?:19|20)\d\d)"
_YEAR_AT_END = re.compile(rf"{_DATED_END}(?!\w)")
AT_END = (_OCCASION_AT_END, _YEAR_AT_END)
"""Venue and year that a title ends with: `(ICLR 2019)`, `, 2021`."""

_NO_TITLE = re.compile(
    r"see(?: also)?|also see|more|sources?|(?:image )?credits?|note", re.IGNORECASE
)
_INSTITUTION = re.compile(r"\s*\(@[^()\n]{1,80}\)\s*$")
_BEHIND_SENTENCE = re.compile(r"(?<=[^\W_.]\.)\s*[(（][^()（）\n]{1,80}[)）]\s*$")
"""`Title. (Some University)`: what is said behind the dot of a title is none of it."""

_NUMBERED = re.compile(
    r"\s*[(（\[]\s*(?:arXiv[:\s]*\d|doi:|10\.\d{4})[^()（）\[\]\n]{3,60}[)）\]]\s*$", re.IGNORECASE
)
_QUOTE_FIRST = re.compile(
    r"[\"“](?P<title>[^\"“”]{8,300})[\"”]\s*[(（\[][^()（）\[\]\n]{1,60}[)）\]]\s*$"
)
"""`"Title." (NAME)`: a name behind the quotes that hold the title."""
_PAIRS = frozenset({'""', "“”", "““", "””", "«»", "《》", "「」", "『』"})
_YEAR_LAST = re.compile(rf"{_DATED_END}\.?$")
_FEWEST_WORDS = 3
_NICKNAME = re.compile(r"^(?P<name>[^:：\n]{2,40}?)\s*(?::\s+|：\s*)\S")


class Segment(NamedTuple):
    """A stretch of an entry (a paragraph, a cell, a list item's own line) with its inline."""

    start: int
    end: int
    inline: list[Inline]


@dataclass(frozen=True, slots=True)
class TitleClaim:
    """The title, what the entry is called in front of it, and the whole place it takes.

    `how` is link, strong, quote, em, code or run; `link` the element of a title that is a link;
    `authors` the place right behind the title where they stand.
    """

    title: Written
    whole: Span
    how: str
    nickname: str | None = None
    link: Inline | None = None
    authors: Span | None = None


def nickname_of(title: str) -> str | None:
    """Return what stands before the first colon where it is short enough to be a name.

    >>> nickname_of("Cardiac Copilot: Automatic Probe Guidance"), nickname_of("World Models")
    ('Cardiac Copilot', None)
    """
    match = _NICKNAME.match(title)
    return match["name"].strip() if match is not None and is_name(match["name"]) else None


def is_name(words: str) -> bool:
    """Tell a few words from a description: at most four, at most eight signs of Chinese."""
    return len(words.split()) <= 4 and len(_CJK.findall(words)) <= 8


def name_behind(text: str, segment: Segment, title: TitleClaim) -> str | None:
    """Return the name in `(**GPT-2**)` behind the title and its links."""
    for element in segment.inline:
        if (
            element.kind == STRONG
            and element.start > title.whole.end
            and text[element.start - 1] == "("
        ):
            name = plain(text, element.inner_start, element.inner_end, segment.inline)
            closed = text[element.end : segment.end].lstrip().startswith(")")
            if closed and len(name) <= 40 and not VENUE.match(name):
                return name
    return None


def made(
    text: str,
    start: int,
    end: int,
    inline: list[Inline],
    outer: Inline | None,
    how: str,
    nickname: str | None = None,
    link: Inline | None = None,
) -> TitleClaim | None:
    """Cut a title down to what is written: no emoji, quotes, final dot, venue or name in brackets.

    `[DW] Deep Worlds (ICLR 2024)` gives the title `Deep Worlds` and the nickname `DW`.
    """
    whole = Span(outer.start, outer.end) if outer is not None else Span(start, end)
    start, end = _bare(text, start, end, inline)
    in_brackets = _BRACKETED.match(text, start, end)
    if in_brackets and _names_work(plain(text, *in_brackets.span("name"), inline)):
        nickname = nickname or plain(text, *in_brackets.span("name"), inline)
        start = in_brackets.end()
    if quote := _QUOTE_FIRST.match(text, start, end):
        start, end = quote.span("title")
    start, end = _unquoted(text, start, _less_remark(text, start, end))
    written = plain(text, start, end, within(inline, start, end))
    if not _LETTER.search(written) or _NO_TITLE.fullmatch(written):
        return None
    name = called(nickname) if nickname else None
    return TitleClaim(Written(written, Span(start, end)), whole, how, name, link)


def called(words: str) -> str | None:
    """Return a nickname less the punctuation around it; None where nothing is left."""
    name = words.strip(" .:：,*_")
    return name if _LETTER.search(name) else None


def _bare(text: str, start: int, end: int, inline: list[Inline]) -> tuple[int, int]:
    """Less blanks, emoji and numbers around the words, and less emphasis around all of them."""
    for _ in range(4):
        before = (start, end)
        if lead := _DECORATION.match(text, start, end):
            start = lead.end()
        while end > start and _SIGN.match(text, end - 1, end):
            end -= 1
        for element in within(inline, start, end):
            if (element.start, element.end) == (start, end) and element.kind != IMAGE:
                start, end = element.inner_start, element.inner_end
                break
            if element.start > start:
                break
        if (start, end) == before:
            break
    return start, end


def _names_work(words: str) -> bool:
    return (
        is_name(words)
        and re.search(r"[^\W\d_]", words) is not None
        and not is_role_label(words)
        and not VENUE.match(words)
        and not re.search(r"\d{4}|['’]\d\d", words)
    )


def _less_remark(text: str, start: int, end: int) -> int:
    """Return where a title ends less `(ICLR 2019)`, `(@Some Lab)` and `, ICLR, 2021`."""
    if year := _YEAR_LAST.search(text, max(start, end - 30), end):
        return end if len(text[start : year.start()].split()) < _FEWEST_WORDS else year.start()
    if text[end - 1 : end] not in {")", "]", "）"}:
        return end
    opening = max(text.rfind(one, start, end) for one in "([（")
    while opening > start and text[opening - 1].isspace():
        opening -= 1
    if opening - start < 2:
        return end
    for remark in (_OCCASION_AT_END, _INSTITUTION, _BEHIND_SENTENCE, _NUMBERED):
        match = remark.match(text, opening, end)
        if match and match.end() == end:
            return opening
    return end


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """Less the final dot, quotes around the words, and asterisks without their partners."""
    while text.startswith("**", start) and start + 2 < end and text.find("**", start + 2, end) < 0:
        start += 2
    while text.endswith("**", start, end) and text.find("**", start, end) == end - 2:
        end -= 2
    if text[end - 1 : end] == "." and not text[start:end].endswith(("..", " al.")):
        end -= 1
    first, last = text[start : start + 1], text[end - 1 : end]
    opened = text.find(first, start + 1, end - 1) >= 0
    if end - start > 2 and (first + last in _PAIRS and not opened):
        start, end = start + 1, end - 1
        end -= text[end - 1 : end] == "."
    if text[end - 1 : end] == ",":
        end -= 1
    return start, end
