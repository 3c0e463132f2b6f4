"""Author lines: names as written, where each stands, and whether "et al." cuts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from harvester.lists.inverted_names import family_first, turned
from harvester.lists.leads import VENUE
from harvester.lists.marks import BRACKET, BREAK, EM, IMAGE, LINK, NOTE, Mark
from harvester.lists.plain_text import plain
from harvester.lists.title_spans import Segment, TitleFound
from harvester.model import Span, Written

ET_AL = re.compile(r"\bet\.?\s*al\b\.?|\band others\b|等(?:人)?$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:,|;|、|，|；|·|\band\b|&amp;|&|\|)\s*")
_TRAILING = re.compile(r"(?:[\s.*†‡§¹²³⁴#]|\^\w+\^?|\([^()]*\)|<sup>.*?</sup>)+$", re.DOTALL)
_NOT_A_NAME = re.compile(
    r"\d{2}|\banonymous\b|https?:|[:：!?=<>/\"“”]|\b(?:university|institute|arxiv|conference|"
    r"proceedings|journal|"
    r"paper|code|model|dataset|project|page|website|github|learning|network|the|of|for|with|is|"
    r"are|by|via|using|based|on)\b|"
    r"[，。]",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"^[^\W\d_]|^[\"'’(]?[^\W\d_]")
_ENDING = frozenset({LINK, BRACKET, IMAGE, BREAK})
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CJK_NAME = re.compile(
    r"(?![^ ]*(?:大学|学院|公司|研究|实验室|机构|算法|方法|模型))[\u3040-\u30ff\u3400-\u9fff·]{2,8}"
    r"(?: [\u3040-\u30ff\u3400-\u9fff]{1,6})?"
)
_INITIAL = re.compile(r"[A-Z]\.")
_LINE_END = re.compile(
    r"(?<![,;])(?<![,;] )\r?\n[ \t>]*|<br\s*/?>|</?(?:p|div|li|td|font|strong|b)\b[^<>]*>"
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "du",
        "la",
        "le",
        "el",
        "al",
        "bin",
        "ibn",
        "ter",
        "ten",
    ]
)
_LABEL = re.compile(r"\W*(?:authors?|by|作者|著者)\b\W*[:：]?\W*", re.IGNORECASE)
_BY = re.compile(r"(?:^|\s)by\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class AuthorsFound:
    """The names of one author line; `span` from the first name to the last, "et al." included."""

    names: tuple[Written, ...]
    span: Span
    et_al: bool


def read_authors(text: str, start: int, end: int, marks: list[Mark]) -> AuthorsFound | None:
    """Read `text[start:end]` as an author line; None where it is none."""
    if end - start > 6000:
        return None
    label = _LABEL.match(text, start, end)
    if label:
        start = label.end()
    cut = ET_AL.search(text, start, end)
    stop = cut.start() if cut else end
    inside = [one for one in marks if start <= one.start < end]
    names: list[Written] = []
    for left, right in _pieces(text, start, stop, inside):
        name = _name(text, left, right, inside)
        if name is None:
            if names and _is_affiliation(text, left, right):
                continue
            return None
        if name.text:
            names.append(name)
    if not names or (len(names) == 1 and not cut and len(names[0].text.split()) not in {2, 3, 4}):
        return None
    last = cut.end() if cut else names[-1].span.end
    span = Span(names[0].span.start, last)
    return AuthorsFound(family_first(text, tuple(names)), span, cut is not None)


def _is_affiliation(text: str, left: int, right: int) -> bool:
    return text[left:right].strip().startswith("(")


def _pieces(text: str, start: int, stop: int, marks: list[Mark]) -> list[tuple[int, int]]:
    """Cut at separators, not inside a link's URL or in parentheses."""
    blocked = [(one.inner_end, one.end) for one in marks if one.kind == LINK]
    blocked += [(one.start, one.inner_start) for one in marks if one.kind == LINK]
    pieces: list[tuple[int, int]] = []
    position = start
    for found in _SEPARATOR.finditer(text, start, stop):
        if any(one <= found.start() < other for one, other in blocked):
            continue
        before = text[position : found.start()]
        if before.count("(") > before.count(")"):
            continue
        pieces.append((position, found.start()))
        position = found.end()
    pieces.append((position, stop))
    return [(left, right) for left, right in pieces if text[left:right].strip(" \t\r\n*_.>")]


def _name(text: str, left: int, right: int, marks: list[Mark]) -> Written | None:
    while left < right and text[left] in " \t\r\n*_>\\":
        left += 1
    while right > left and text[right - 1] in " \t\r\n*_\\":
        right -= 1
    mine = [one for one in marks if one.start < right and one.end > left]
    for one in mine:
        if one.kind == LINK and one.start <= left and one.end >= right - 1:
            left, right = one.inner_start, one.inner_end
    trimmed = text[left:right]
    if found := _TRAILING.search(trimmed):
        kept = trimmed[: found.start()]
        initial = re.search(r"(?:^|[\s.-])[^\W\d_]$", kept)
        right = left + found.start() + (1 if initial and found[0].startswith(".") else 0)
    written = plain(text, left, right, [one for one in mine if one.kind not in {BREAK, NOTE}])
    if not written:
        return Written("", Span(left, right))
    return Written(written, Span(left, right)) if _is_person(written) else None


def _is_person(written: str) -> bool:
    """Tell a name by its words: few, not of those that no name holds, begun with letters."""
    words = written.split()
    if _CJK.search(written) and (not _CJK_NAME.fullmatch(written) or len(written) > 9):
        return False
    if (
        len(words) > 6
        or len(written) > 60
        or _NOT_A_NAME.search(re.sub(r"\([^()]*\)", "", written))
    ):
        return False
    if not all(_NAME_WORD.match(word) for word in words if word not in {"-", "&"}):
        return False
    lower = [word for word in words if word[0].islower() and word.lower() not in _PARTICLES]
    return not lower or len(lower) * 2 <= len(words)


def find_authors(
    text: str, segments: list[Segment], place: TitleFound, head: Span | None
) -> AuthorsFound | None:
    """Find the authors after the title (or before it, in `head`) of an entry."""
    first, title = segments[0], place.whole
    found = read_authors(text, *place.authors, first.marks) if place.authors else None
    found = found or _in_emphasis(text, first, title)
    if found is None and head is not None and head.end - head.start > 4:
        found = _in_front(text, head, first.marks)
    if found is not None:
        return found
    breaks = [one.start for one in first.marks if one.kind == BREAK and one.start >= title.end]
    for start, end in _lines(text, title.end, first.end)[:4]:
        below = "\n" in text[title.end : start] or any(one < start for one in breaks[:1])
        found = _in_line(text, start, end, first.marks, is_first=not below)
        if found is not None:
            return found
    return _in_details(text, segments[1:4])


def _in_emphasis(text: str, segment: Segment, title: Span) -> AuthorsFound | None:
    for mark in segment.marks:
        if mark.kind != EM or mark.start < title.end or mark.inner_end - mark.inner_start <= 4:
            continue
        if text[mark.start - 1 : mark.start] == "(" and text[mark.end : mark.end + 1] == ")":
            continue  # `(*KU Leuven*)`: an institution
        if not _looks_like_venue(text, mark.inner_start, mark.inner_end):
            stop = _before_venue(text, mark.inner_start, mark.inner_end)
            if found := read_authors(text, mark.inner_start, stop, segment.marks):
                return found
    return None


def _in_details(text: str, segments: list[Segment]) -> AuthorsFound | None:
    for segment in segments:
        if found := _in_detail(text, segment):
            return found
    return None


def _in_detail(text: str, segment: Segment) -> AuthorsFound | None:
    """Authors in a paragraph below the title: all of it, its first line, or up to the links."""
    stop = next((one.start for one in segment.marks if one.kind in _ENDING), segment.end)
    for mark in segment.marks[:1]:
        if mark.kind == EM and mark.start == segment.start:
            stop = min(stop, mark.end)
    for end in dict.fromkeys((segment.end, stop)):
        labelled = _LABEL.match(text, segment.start, end)
        found = read_authors(text, segment.start, end, segment.marks)
        if found and (labelled or len(found.names) >= 2 or found.et_al):
            return found
    return None


def reads_as_authors(text: str, segment: Segment) -> bool:
    """Tell a paragraph that begins with authors: two or more, or one and "et al."."""
    return _in_detail(text, segment) is not None


def _looks_like_venue(text: str, start: int, end: int) -> bool:
    return VENUE.match(text, start, end) is not None


def _before_venue(text: str, start: int, end: int) -> int:
    """`*Liang Chen et al. arXiv.*`: the names end with "et al."."""
    cut = ET_AL.search(text, start, end)
    return cut.end() if cut else end


def _in_front(text: str, head: Span, marks: list[Mark]) -> AuthorsFound | None:
    """`Graves, Alex, and Geoffrey Hinton. "Title"`: the authors stand before the title."""
    start, end = head
    if text.startswith(("[", "("), start):
        return None  # `[**Lua, R, Julia**] "Title"`: topics
    while end > start and text[end - 1] in ' \t\r\n.,:"“*':
        end -= 1
    end += text[end : end + 1] == "."
    found = read_authors(text, start, end, marks)
    return replace(found, names=turned(text, found.names)) if found else None


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut the rest of a segment into lines: at line ends and at `<br>`."""
    pieces: list[tuple[int, int]] = []
    position = start
    for found in re.finditer(
        r"(?<![,;])(?<![,;] )\r?\n[ \t>]*|<br\s*/?>|</?(?:p|div|li|td|font|strong|b)\b[^<>]*>",
        text[start:end],
    ):
        pieces.append((position, start + found.start()))
        position = start + found.end()
    pieces.append((position, end))
    return [(left, right) for left, right in pieces if text[left:right].strip(" \t*_.,|\\")]


def _listed(text: str, start: int, end: int, marks: list[Mark]) -> AuthorsFound | None:
    """`[Title](…), Ann Bee, Cy Dee`: full names alone behind the title, and nothing else."""
    if not text.startswith(",", start):
        return None
    found = read_authors(text, start + 1, end, marks)
    if found is None or len(found.names) < 2:
        return None
    full = all(
        len(one.text.split()) > 1 and not any(word[0].islower() for word in one.text.split()[::2])
        for one in found.names
    )
    return found if full else None


def _initials(text: str, start: int, end: int, marks: list[Mark]) -> AuthorsFound | None:
    """`[Title](…) - G. Gee, H. Aitch`: short names right behind the title."""
    while start < end and text[start] in " -–—,.:|":
        start += 1
    stop = next((one.start for one in marks if start <= one.start < end), end)
    found = read_authors(text, start, stop, marks)
    short = found is not None and all(_INITIAL.match(one.text) for one in found.names)
    return found if short else None


def _in_line(
    text: str, start: int, end: int, marks: list[Mark], *, is_first: bool
) -> AuthorsFound | None:
    """Authors in a line of their own, or after "by", or as "Doe et al." behind the title."""
    if is_first:
        if by := _BY.search(text, start, end):
            return read_authors(text, by.end(), end, marks)
        cut = ET_AL.search(text, start, min(end, start + 200))
        if cut is None:
            return _listed(text, start, end, marks) or _initials(text, start, end, marks)
        while start < cut.start() and text[start] in ' ,.-–—|()*_"”':
            start += 1
        return read_authors(text, start, cut.end(), marks)
    if any(one.kind == LINK and start <= one.start < end and one.written == "raw" for one in marks):
        return None
    found = read_authors(text, start, end, marks)
    return found if found and (len(found.names) >= 2 or found.et_al) else None
