"""Author lines: names as written, where each stands, and whether "et al." cuts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from harvester.lists.claims.leads import VENUE
from harvester.lists.markdown.elements import BREAK, LINK, NOTE, Inline
from harvester.lists.markdown.plain_text import plain
from harvester.matching.titles import word_bits
from harvester.model import Span, Written
from harvester.values.east_asian_names import HAN, KANA, may_be_name
from harvester.values.person_names import PARTICLE, PARTICLES

_INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[ -]?)+|[A-Z]")


def family_first(text: str, names: tuple[Written, ...]) -> tuple[Written, ...]:
    """Join what a comma parted: `Bee, Ann and Dee, Cy`, or `Bee, Ann, Cy Dee, and Eve Eff`."""
    if any(may_be_name(one.text) for one in names):
        return names
    if len(names) > 1 and " " not in names[0].text and _ends_in_particle(names[1].text):
        return turned(text, names)
    if _alternate(text, names):
        pairs = zip(names[::2], names[1::2], strict=True)
        return tuple(_joined(family, given) for family, given in pairs)
    words = names[1].text.split() if len(names) > 2 else []
    if len(words) == 1 or (len(words) == 2 and words[1].rstrip(".").isupper()):
        return turned(text, names)
    return names


def turned(text: str, names: tuple[Written, ...]) -> tuple[Written, ...]:
    """`Graves, Alex, and Geoffrey Hinton`: only the first author's family name comes first."""
    if len(names) < 2 or " " in names[0].text:
        return names
    if len(names[1].text.split()) > 2 and not _ends_in_particle(names[1].text):
        return names
    if may_be_name(names[0].text):
        return names
    if _between(text, names[0], names[1]) != "," or any(" " not in one.text for one in names[2:]):
        return names
    return (_joined(names[0], names[1]), *names[2:])


def _ends_in_particle(name: str) -> bool:
    """Tell the given name behind a family name: `Oord, Aaron van den`."""
    words = name.split()
    return len(words) > 1 and words[-1] in PARTICLES


def _alternate(text: str, names: tuple[Written, ...]) -> bool:
    """A comma inside each name, ";" or "and" between two, or initials behind each family name."""
    if len(names) < 4 or len(names) % 2:
        return False
    if all(_INITIALS.fullmatch(one.text) for one in names[1::2]):
        return not any(_INITIALS.fullmatch(one.text) for one in names[::2])
    dividers = [_between(text, one, other) for one, other in pairwise(names)]
    is_so = all(one == "," for one in dividers[::2]) and all(
        one in {"and", "&", "&amp;", ";", "；", "; and"} for one in dividers[1::2]
    )
    return is_so and sum(" " not in one.text for one in names[::2]) * 2 >= len(names[::2])


def _between(text: str, one: Written, other: Written) -> str:
    return text[one.span.end : other.span.start].strip().lower()


def _joined(one: Written, other: Written) -> Written:
    return Written(f"{one.text}, {other.text}", Span(one.span.start, other.span.end))


_DIVIDER = re.compile(r"(?![^<>\n]{0,40}</sup>)\s*(?:[,，、;；]|&amp;|&|\band\b)[\s,&]*(?:and\s+)?")
_FULL = re.compile(
    rf"[A-Z][\w.'’-]*(?:\s+{PARTICLE}){{0,2}}(?:\s+[A-Z][\w.'’-]*){{1,3}}[*†‡\d]{{0,2}}(?:<sup>[^<>\n]{{0,40}}</sup>)?|"
    r"[\uac00-\ud7af]{2,4}|[\u4e00-\u9fff]{2,4}"
)
_FAMILY = re.compile(r"[A-Z][^\W\d_][\w'’-]*")
_STOP = re.compile(r"(?<![\s.-][A-Z])[.。](?=\s|$)|\s*[(（]")
_YEAR = re.compile(r"(?:19|20)\d\d(?!\d)|['’]\d\d\b")
_REMARK = re.compile(r"\.?\s+[(（\[]")
_CLOSING = " \t\r\n*_.。,，、;|-–—()（）"
_RARE_IN_TITLES = 13.0
_LONGEST = 600


def names_before_venue(text: str, start: int, stop: int) -> Span | None:
    """Return where names stand at `start`; None where other words do.

    Behind them stands the venue, the year or nothing: `Ann Bee, Cy Dee, CVPR 2024`. Family names
    alone count where "and" joins them in front of a venue: `Chen and Manning, EMNLP 2014`.
    """
    stop = min(stop, start + _LONGEST)
    sentence = _STOP.search(text, start, stop)
    names_end = sentence.start() if sentence else stop
    pieces = _pieces(text, start, names_end)
    count = next((at for at, one in enumerate(pieces) if not _is_full(text, one)), len(pieces))
    if count < 2:
        count = _families(text, pieces)
    if count < 2:
        return None
    last = pieces[count - 1].end
    if not sound_like_names(text, pieces[:count]) or not _is_venue(text, last, stop):
        return None
    return Span(start, last)


def _pieces(text: str, start: int, stop: int) -> list[Span]:
    pieces: list[Span] = []
    for match in _DIVIDER.finditer(text, start, stop):
        pieces.append(Span(start, match.start()))
        start = match.end()
    end = start + len(text[start:stop].rstrip(_CLOSING))
    return [*pieces, Span(start, end)] if end > start else pieces


def _is_full(text: str, piece: Span) -> bool:
    return _FULL.fullmatch(text, *piece) is not None and VENUE.match(text, *piece) is None


def _families(text: str, pieces: list[Span]) -> int:
    """How many family names alone begin the run, the last one behind an "and", a venue behind."""
    for at, one in enumerate(pieces[:-1]):
        if not _FAMILY.fullmatch(text, *one) or VENUE.match(text, *one):
            return 0
        joined = text[one.end : pieces[at + 1].start]
        if "and" in joined or "&" in joined:
            family = _FAMILY.fullmatch(text, *pieces[at + 1])
            behind = pieces[at + 2].start if at + 2 < len(pieces) else -1
            is_placed = VENUE.match(text, behind) or _YEAR.match(text, behind)
            return at + 2 if family and behind >= 0 and is_placed else 0
    return 0


def sound_like_names(text: str, pieces: Sequence[Span]) -> bool:
    """Tell names from words of a title: most end with a word that titles hardly have."""
    names = [_RAISED.sub("", text[start:end]) for start, end in pieces]
    last = [one.split()[-1].strip("*†‡0123456789") for one in names]
    rare = sum(not one.isascii() or word_bits(one.casefold()) >= _RARE_IN_TITLES for one in last)
    return rare * 2 > len(pieces)


def _is_venue(text: str, start: int, stop: int) -> bool:
    rest = text[start:stop].strip(_CLOSING)
    if not rest or VENUE.match(rest) or _REMARK.match(text, start, stop):
        return True
    is_dated = len(rest) <= 120 and _YEAR.search(rest) is not None
    return is_dated and (rest[0].isupper() or rest[0].isdigit())


ET_AL = re.compile(
    r"\b(?:e[lt]\.?\s*al\b\.?|and (?:\d{1,3} )?others\b|и др\b\.?)|"
    r"(?:等(?:人)?|\s(?:ら|외))(?=\s*(?:$|[*_\[(（［【，,。.;；|]))",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"(?=[\s,;、，；·a&|])\s*(?:,|;|、|，|；|·|\band\b|&amp;|&|\|)\s*")
_TRAILING = re.compile(
    r"(?:[\s.*†‡§¹²³⁴#]|(?<=[^\W\d_])\d{1,2}(?=[\s.*†‡§,]*$)|\^\w+\^?|\([^()]*\)|<sup>.*?(?:</sup>|$)|\$\^[^$\n]*\$)+$",
    re.DOTALL,
)
_RAISED = re.compile(r"<sup>[^<>\n]{0,40}(?:</sup>|$)|\$\^[^$\n]{0,40}\$|\^\{[^{}\n]{0,40}\}")
"""Marks of affiliations, which hold commas of their own."""

_NOT_A_NAME = re.compile(
    r"\d{2}|\banonymous\b|https?:|[:：!?=<>/\"“”]|\b(?:university|institute|arxiv|conference|"
    r"proceedings|journal|"
    r"paper|code|model|dataset|project|page|website|github|learning|network|the|of|for|with|is|"
    r"are|by|via|using|based|on)\b|(?-i:\b(?:from|at|in|to|into|within)\b)|"
    r"[，。]",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"^[^\W\d_]|^[\"'’(]?[^\W\d_]")
_CJK = re.compile(f"[{KANA}{HAN}]")
_CJK_NAME = re.compile(
    r"(?![^ ]*(?:大学|学院|公司|研究|实验室|机构|算法|方法|模型))[\u3040-\u30ff\u3400-\u9fff·]{2,8}"
    r"(?: [\u3040-\u30ff\u3400-\u9fff]{1,6})?"
)
_ASIDE = re.compile(r"\([^()]*\)")
_INITIAL_LAST = re.compile(r"(?:^|[\s.-])[^\W\d_]$")
_AUTHOR_WORDS = r"authors?|auteurs?|autor(?:es|en)?|作者|著者|저자|авторы?"
LABEL = re.compile(rf"\W*(?:{_AUTHOR_WORDS}|by)\b\W*[:：]?\W*", re.IGNORECASE)
LABEL_INSIDE = re.compile(
    rf"(?=[aа作著저])(?:^|(?<=[\s.。,，;；(（*_]))(?:{_AUTHOR_WORDS})[*_ ]*[:：][*_\s]*",
    re.IGNORECASE,
)
"""A label of authors within a line, which the colon tells from a word of the title."""


@dataclass(frozen=True, slots=True)
class AuthorsFound:
    """The names of one author line; `span` from the first name to the last, "et al." included."""

    names: tuple[Written, ...]
    span: Span
    et_al: bool


def read_authors(text: str, start: int, end: int, inline: list[Inline]) -> AuthorsFound | None:
    """Read `text[start:end]` as an author line; None where it is none."""
    if end - start > 6000:
        return None
    label = LABEL.match(text, start, end)
    if label:
        start = label.end()
    cut = ET_AL.search(text, start, end)
    stop = cut.start() if cut else end
    inside = [one for one in inline if start <= one.start < end]
    names: list[Written] = []
    for left, right in _pieces_around_marks(text, start, stop, inside):
        name = _name(text, left, right, inside)
        if name is None:
            return None
        if name.text:
            names.append(name)
    if not names or (len(names) == 1 and not cut and len(names[0].text.split()) not in {2, 3, 4}):
        return None
    last = cut.end() if cut else names[-1].span.end
    span = Span(names[0].span.start, last)
    return AuthorsFound(family_first(text, tuple(names)), span, cut is not None)


def _pieces_around_marks(
    text: str, start: int, stop: int, inline: list[Inline]
) -> list[tuple[int, int]]:
    """Cut at separators, not inside a link's URL or in parentheses."""
    blocked = [(one.inner_end, one.end) for one in inline if one.kind == LINK]
    blocked += [(one.start, one.inner_start) for one in inline if one.kind == LINK]
    blocked += [one.span() for one in _RAISED.finditer(text, start, stop)]
    pieces: list[tuple[int, int]] = []
    position = start
    for match in _SEPARATOR.finditer(text, start, stop):
        if any(one <= match.start() < other for one, other in blocked):
            continue
        before = text[position : match.start()]
        if before.count("(") > before.count(")"):
            continue
        pieces.append((position, match.start()))
        position = match.end()
    pieces.append((position, stop))
    return [(left, right) for left, right in pieces if text[left:right].strip(" \t\r\n*_.>")]


def _name(text: str, left: int, right: int, inline: list[Inline]) -> Written | None:
    while left < right and text[left] in " \t\r\n*_>\\":
        left += 1
    while right > left and text[right - 1] in " \t\r\n*_\\":
        right -= 1
    mine = [one for one in inline if one.start < right and one.end > left]
    for one in mine:
        if one.kind == LINK and one.start <= left and one.end >= right - 1:
            left, right = one.inner_start, one.inner_end
    while (
        right > left
        and text[right - 1] in "）)】"
        and text[left:right].count({"）": "（", ")": "(", "】": "【"}[text[right - 1]])
        < text[left:right].count(text[right - 1])
    ):
        right -= 1
    trimmed = text[left:right]
    if match := _TRAILING.search(trimmed):
        kept = trimmed[: match.start()]
        initial = _INITIAL_LAST.search(kept)
        right = left + match.start() + (1 if initial and match[0].startswith(".") else 0)
    written = plain(text, left, right, [one for one in mine if one.kind not in {BREAK, NOTE}])
    if not written:
        return Written("", Span(left, right))
    return Written(written, Span(left, right)) if _is_person(written) else None


def _is_person(written: str) -> bool:
    """Tell a name by its words: few, not of those that no name holds, begun with letters."""
    words = written.split()
    if _CJK.search(written) and (not _CJK_NAME.fullmatch(written) or len(written) > 9):
        return False
    if len(words) > 6 or len(written) > 60 or _NOT_A_NAME.search(_ASIDE.sub("", written)):
        return False
    if not all(_NAME_WORD.match(word) for word in words if word not in {"-", "&"}):
        return False
    lower = [word for word in words if word[0].islower() and word.lower() not in PARTICLES]
    return not lower or len(lower) * 2 <= len(words)
